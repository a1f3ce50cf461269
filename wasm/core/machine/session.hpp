// The machine of the WHEP session that the service holds for an attempt: all its transitions stand
// in session.cpp. It alone knows POST, Location, DELETE, fresh tokens and late replies.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "core/machine/attempt.hpp"
#include "core/machine/fact.hpp"
#include "core/wire/reply.hpp"

namespace ring {

enum class SessionTrigger : std::uint8_t {
  // Orders.
  wanted,
  described,  ///< Our description is complete: an offer to POST, or an answer to PATCH.
  release,    ///< Its media is closed.
  // Facts.
  token_ready,
  token_refused,
  reply_opened,
  reply_offer,
  reply_unusable,
  reply_refused,
  request_failed,
  answer_taken,
  answer_refused,
  released,
  release_refused,  ///< The bearer, that is: a fresh one may help.
  release_failed,
  tether_broke,
  // Timers, in the order of SessionTimer.
  limit_reached,
  limit_near,
  token_late,
  post_late,
  post_slow,
  patch_late,
  close_late,
  unsure_over,
  tether_due,
};
inline constexpr std::size_t session_trigger_count =
    static_cast<std::size_t>(SessionTrigger::tether_due) + 1;
inline constexpr std::size_t session_phase_count = static_cast<std::size_t>(SessionPhase::gone) + 1;

/// Our local description with its candidates, as the browser collected it and `wire` passed it.
struct Described {
  std::string sdp;
};
/// What a DELETE's reply says; 0 where none came.
struct ReleaseReply {
  int status = 0;
};

template <>
struct Brings<SessionTrigger::described> : Bringing<Described> {};
template <>
struct Brings<SessionTrigger::reply_opened> : Bringing<Reading> {};
template <>
struct Brings<SessionTrigger::reply_offer> : Bringing<Reading> {};
template <>
struct Brings<SessionTrigger::reply_unusable> : Bringing<Reading> {};
template <>
struct Brings<SessionTrigger::reply_refused> : Bringing<Reading> {};
template <>
struct Brings<SessionTrigger::answer_refused> : Bringing<Failure> {};
template <>
struct Brings<SessionTrigger::tether_broke> : Bringing<TetherBroke> {};
template <>
struct Brings<SessionTrigger::released> : Bringing<ReleaseReply> {};
template <>
struct Brings<SessionTrigger::release_refused> : Bringing<ReleaseReply> {};
template <>
struct Brings<SessionTrigger::release_failed> : Bringing<ReleaseReply> {};

using SessionRow = Row<SessionPhase, SessionTrigger, AttemptDraft>;

/// The table, for the drawing in the README and for tests.
std::span<const SessionRow> session_rows();

/// Runs one trigger through the table; `input` is what it brings.
void drive_session(AttemptDraft& draft, SessionTrigger trigger, const void* input);

template <SessionTrigger trigger>
void drive(AttemptDraft& draft, const typename Brings<trigger>::Type& input = {}) {
  drive_session(draft, trigger, &input);
}

/// Tells the page when it closes, and what may follow. No effect when it has no limit yet, or none
/// any more.
void tell_limit(AttemptDraft& draft);
/// The page was hidden or shown: the end before the limit moves with the lateness of its timers.
void retime_limit(AttemptDraft& draft);

}  // namespace ring
