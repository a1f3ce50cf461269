#include "core/machine/rollover.hpp"

#include <algorithm>
#include <optional>

#include "core/machine/overlap.hpp"
#include "core/machine/retry.hpp"
#include "core/machine/starting.hpp"

namespace ring {
namespace {

bool flows(const Attempt& attempt) { return attempt.media == MediaPhase::flowing; }

/// Not in the first half of a session: with a very short limit they would follow each other at
/// once.
void arm_rollover(ViewingDraft& draft) {
  const Attempt& attempt = current(draft);
  const Instant posted = *attempt.reached.posted;
  const Instant half = posted + Millis{(*attempt.limit - posted).count / 2};
  const Millis slowest = slowest_frame(draft.config, draft.state);
  const Instant lead = *attempt.limit - rollover_lead(draft.config.times, slowest);
  draft.state.timers.arm(ViewingTimer::rollover, std::max({draft.state.now, half, lead}));
}

/// The next session's picture is the one from now on.
void take_over(ViewingDraft& draft) {
  State& state = draft.state;
  state.previous = state.current;
  choose(draft, state.next);
  state.viewing.final_failure.reset();
  state.timers.cancel(ViewingTimer::rollover);
  if (flows(current(draft))) {
    watch_live(draft);
  } else {
    state.timers.cancel(ViewingTimer::steady);
  }
}

}  // namespace

void watch_live(ViewingDraft& draft) {
  learn_first_frame(draft.config, draft.state, current(draft), draft.commands);
  arm_rollover(draft);
  TimerTable<ViewingTimer>& timers = draft.state.timers;
  if (timers.armed(ViewingTimer::steady)) return;
  timers.arm(ViewingTimer::steady, draft.state.now + draft.config.times.steady);
}

void stop_counting(ViewingDraft& draft) { draft.state.timers.cancel(ViewingTimer::steady); }

void forget(ViewingDraft& draft) { forget_failures(draft.state); }

void roll(ViewingDraft& draft) {
  Attempt& attempt = add_attempt(draft);
  draft.state.next = attempt.number;
  start_session(draft, attempt);
}

void arm_swap(ViewingDraft& draft) {
  learn_first_frame(draft.config, draft.state, next(draft), draft.commands);
  draft.state.timers.arm(ViewingTimer::swap, draft.state.now + draft.config.times.swap);
}

void cancel_swap(ViewingDraft& draft) { draft.state.timers.cancel(ViewingTimer::swap); }

void swap(ViewingDraft& draft) {
  current(draft).reason = EndReason::limit;
  draft.state.timers.arm(ViewingTimer::linger, draft.state.now + draft.config.times.linger);
  trust_overlap(draft.state, draft.commands);
  take_over(draft);
}

void replace(ViewingDraft& draft) {
  Attempt& old = current(draft);
  const bool unexplained = draft.state.viewing.online && old.reason != EndReason::limit;
  if (next(draft).reached.posted && unexplained) {
    doubt_overlap(draft.state, Doubt::stopped, draft.commands);
  }
  take_over(draft);
  release(draft, old);
}

bool next_flows(const ViewingDraft& draft) { return flows(next(draft)); }

bool refuses_overlap(const ViewingDraft& draft) {
  const auto& failure = next(draft).failure;
  return failure && failure->kind == FailureKind::conflict;
}

bool may_refuse_overlap(const ViewingDraft& draft) {
  const auto& failure = next(draft).failure;
  if (!failure || failure->status == 0) return false;
  return failure->kind == FailureKind::rate_limited || failure->kind == FailureKind::server ||
         failure->kind == FailureKind::device_offline;
}

bool next_is_final(const ViewingDraft& draft) {
  const auto& failure = next(draft).failure;
  return failure && !may_retry(draft.config, draft.state, *failure);
}

void note_no_overlap(ViewingDraft& draft) {
  learn_no_overlap(draft.state, draft.commands);
  const auto retry_at = next(draft).failure->retry_at;
  if (retry_at) wait_until(draft.state, *retry_at);
}

void note_next_failed(ViewingDraft& draft) {
  const std::optional<Failure> failure = next(draft).failure;
  if (!failure) return;
  say(draft, Recovering{*failure, schedule_retry(draft.config, draft.state, next(draft))});
}

void note_next_refused(ViewingDraft& draft) {
  const bool learned = doubt_overlap(draft.state, Doubt::refused, draft.commands);
  learned ? note_no_overlap(draft) : note_next_failed(draft);
}

void note_final_failure(ViewingDraft& draft) {
  draft.state.viewing.final_failure = next(draft).failure;
  TimerTable<SessionTimer>& timers = current(draft).session_timers;
  if (timers.armed(SessionTimer::limit_near)) return;
  timers.arm(SessionTimer::limit_near, draft.state.now);
}

}  // namespace ring
