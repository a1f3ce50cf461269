// The machine of the whole viewing: all its transitions stand in session.cpp. It knows attempts
// only by what they become, and decides when one is started and released.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "core/command.hpp"
#include "core/config.hpp"
#include "core/event.hpp"
#include "core/state.hpp"
#include "core/table.hpp"

namespace ring {

enum class SessionTrigger : std::uint8_t {
  open_requested,
  close_requested,
  viewer_removed,
  viewer_returned,
  removal_due,  ///< The element stayed out of the document.
  // Joint: the attempt reached a phase that the session has not been told of.
  attempt_flowing,
  attempt_stalled,
  attempt_ending,
  attempt_ended,
};
inline constexpr std::size_t session_trigger_count =
    static_cast<std::size_t>(SessionTrigger::attempt_ended) + 1;
inline constexpr std::size_t session_phase_count =
    static_cast<std::size_t>(SessionPhase::closed) + 1;

struct SessionDraft {
  const Config& config;
  State& state;
  Commands& commands;
};

using SessionRow = Row<SessionPhase, SessionTrigger, SessionDraft, Event>;

/// The table, for the drawing in the README and for tests.
std::span<const SessionRow> session_rows();

/// Runs one trigger through the table.
void drive_session(SessionDraft draft, SessionTrigger trigger, const Event& event);

/// Tells the session what its attempts have become, until nothing is new.
void join(SessionDraft draft, const Event& event);

}  // namespace ring
