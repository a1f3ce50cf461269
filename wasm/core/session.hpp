// The machine of the whole viewing: all its transitions stand in session.cpp. It knows attempts
// only by what they become, and decides when one is started, swapped in and released.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "core/attempt.hpp"
#include "core/command.hpp"
#include "core/config.hpp"
#include "core/event.hpp"
#include "core/state.hpp"
#include "core/table.hpp"

namespace ring {

enum class SessionTrigger : std::uint8_t {
  open_requested,
  prepare_requested,
  close_requested,
  extend_requested,
  viewer_removed,
  viewer_returned,
  presence_changed,
  page_left,
  page_returned,
  network_changed,
  // Timers that do something by themselves.
  removal_due,  ///< The element stayed out of the document.
  unseen_due,   ///< Nobody has seen the picture for too long.
  steady_due,   ///< Live for long: earlier failures are forgotten.
  linger_due,   ///< The new picture has been painted over the old one.
  // What an attempt has become. Those that were let go of are nobody's news.
  current_flowing,
  current_stalled,
  current_ending,
  next_flowing,
  next_stalled,
  next_ending,
  // What has come true by now, by whatever event; asked after each step until nothing is new.
  may_start,     ///< Waiting, and nothing is left to wait for.
  may_roll,      ///< Live, and time for the next session.
  may_swap,      ///< The next session's frames have been steady.
  wait_changed,  ///< Waiting, for another reason than was told.
  budget_spent,  ///< Waiting, and nothing is left to go on with.
  all_ended,     ///< Closing, and nothing is left at the service.
};
inline constexpr std::size_t session_trigger_count =
    static_cast<std::size_t>(SessionTrigger::all_ended) + 1;
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

/// Null for one that is forgotten; 0 is nobody's number.
Attempt* find_attempt(State& state, AttemptNumber number);

/// Runs one trigger through the table.
void drive_session(SessionDraft draft, SessionTrigger trigger, const Event& event);

/// Runs one trigger through the table of an attempt of this viewing.
void drive_attempt_of(SessionDraft draft, Attempt& attempt, AttemptTrigger trigger,
                      const Event& event);

/// Tells the session what its attempts have become and what has come true, until nothing is new.
void join(SessionDraft draft, const Event& event);

}  // namespace ring
