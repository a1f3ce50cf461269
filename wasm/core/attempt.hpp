// The machine of one connection attempt: all its transitions stand in attempt.cpp. It does not know
// what a browser is, nor why it was started or released: that is the session's business.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "core/command.hpp"
#include "core/config.hpp"
#include "core/event.hpp"
#include "core/state.hpp"
#include "core/table.hpp"
#include "core/url.hpp"

namespace ring {

/// What can move an attempt: facts, due timers (`…_late`, `…_due`), and two orders of the session.
enum class AttemptTrigger : std::uint8_t {
  peer_missing,
  peer_refused,
  offer_ready,
  offer_failed,
  candidate_gathered,
  gathering_completed,
  offer_collected,
  token_ready,
  token_refused,
  reply_arrived,
  request_failed,
  answer_ready,
  answer_replied,
  answer_applied,
  answer_refused,
  connected,
  disconnected,
  connection_lost,
  frame_shown,
  frames_sampled,
  end_replied,
  end_failed,
  // Timers.
  limit_reached,
  limit_near,
  token_late,
  gathering_quiet,
  gathering_cap,
  gathering_none,
  post_late,
  connect_late,
  first_frame_late,
  disconnected_late,
  sample_due,
  close_late,
  prepared_late,
  // Orders.
  want,     ///< It was held, and goes on.
  release,  ///< End it, whatever it is doing.
  settled,  ///< It is ending and nothing is in flight any more.
};
inline constexpr std::size_t attempt_trigger_count =
    static_cast<std::size_t>(AttemptTrigger::settled) + 1;
inline constexpr std::size_t attempt_phase_count =
    static_cast<std::size_t>(AttemptPhase::ended) + 1;

/// What an attempt has to know of the viewing around it.
struct Surroundings {
  bool page_visible = true;  ///< Else it may not decode, and its timers come late.
  bool goes_on = false;      ///< Another session follows: nobody needs to be warned of the limit.
  bool linked_servers = false;  ///< `Viewing::linked_servers`.
};

/// What an effect may touch: this attempt and the commands.
struct AttemptDraft {
  const Config& config;
  Attempt& attempt;
  Commands& commands;
  Instant now;
  Surroundings surroundings;
};

using AttemptRow = Row<AttemptPhase, AttemptTrigger, AttemptDraft, Event>;

/// The table, for the drawing in the README and for tests.
std::span<const AttemptRow> attempt_rows();

/// Runs one trigger through the table, then settles.
void drive_attempt(AttemptDraft draft, AttemptTrigger trigger, const Event& event);

/// A new attempt and its first commands. It gathers and is then held, until it is told to go on:
/// `want`.
Attempt prepare_attempt(const Config& config, AttemptNumber number, const Url& endpoint,
                        bool linked_servers, Instant now, Commands& commands);

/// The page was hidden or shown: the end before the limit moves with the lateness of its timers.
void retime_limit(AttemptDraft draft);

/// The DELETE for a 201 that nobody waits for any more (promise 1); nothing when there is none to
/// send.
void end_late_session(const Config& config, const ReplyArrived& late, Commands& commands);

}  // namespace ring
