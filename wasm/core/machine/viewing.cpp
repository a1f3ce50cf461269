// The rules of the viewing.
//
// 1. Everything that moves it stands in the table below; an attempt is started, swapped in and
//    released by its effects, or on entering a phase that has none.
// 2. Release before retry: after a failure a new attempt starts only when the last session is over.
//    Only a rollover opens a second session, and no device ever has a third.
// 3. A phase is published when it is reached, never when it is hoped for.
// 4. What depends on several things at once (may it start, roll, swap?) is asked after every step
//    by `come_true` (conditions.cpp), so no order of facts can miss it. Timers only wake it.
#include "core/machine/viewing.hpp"

#include <utility>

#include "core/machine/budget.hpp"
#include "core/machine/conditions.hpp"
#include "core/machine/names.hpp"
#include "core/machine/retry.hpp"
#include "core/machine/rollover.hpp"
#include "core/machine/starting.hpp"
#include "core/wire/endpoint.hpp"

namespace ring {
namespace {

using Draft = ViewingDraft;

// ---- failing for good ----

void publish_failure(Draft& draft, Failure failure) {
  draft.state.reason = EndReason::failed;
  say(draft, Failed{std::move(failure)});
}

void refuse_config(Draft& draft) {
  Failure failure;
  failure.kind = FailureKind::bad_request;
  failure.stage = Stage::setup;
  failure.detail = why_endpoint_unusable(draft.config);
  publish_failure(draft, std::move(failure));
}

// ---- releasing ----

/// Who waits or closes holds no session, nor anything that was armed for one.
void let_go(Draft& draft) {
  State& state = draft.state;
  state.current = 0;
  state.timers.cancel(ViewingTimer::rollover, ViewingTimer::linger, ViewingTimer::steady,
                      ViewingTimer::unseen);
  for (Attempt& attempt : state.attempts) release(draft, attempt);
}

void let_go_for_good(Draft& draft) {
  let_go(draft);
  draft.state.timers.cancel_all();
}

void forget_next(Draft& draft) {
  draft.state.next = 0;
  draft.state.timers.cancel(ViewingTimer::swap);
}

bool is_unseen(const Draft& draft) { return !is_seen(draft.config, draft.state); }

void close_requested(Draft& draft) { draft.state.reason = EndReason::requested; }

void close_removed(Draft& draft) { draft.state.reason = EndReason::removed; }

void release_previous(Draft& draft) {
  if (Attempt* previous = find_attempt(draft.state, draft.state.previous)) {
    release(draft, *previous);
  }
}

void cancel_removal(Draft& draft) { draft.state.timers.cancel(ViewingTimer::removal); }

void each_attempt(Draft& draft, void (*effect)(AttemptDraft&)) {
  for (Attempt& attempt : draft.state.attempts) {
    AttemptDraft one = draft_of(draft, attempt);
    effect(one);
  }
}

void watch_presence(Draft& draft) {
  TimerTable<ViewingTimer>& timers = draft.state.timers;
  if (!is_unseen(draft)) {
    timers.cancel(ViewingTimer::unseen);
  } else if (!timers.armed(ViewingTimer::unseen)) {
    timers.arm(ViewingTimer::unseen, draft.state.now + draft.config.times.unseen);
  }
  each_attempt(draft, retime_limit);
}

void extend(Draft& draft, const ExtendRequested& wish) {
  add_budget(draft.config, draft.state, wish.by);
  draft.state.viewing.final_failure.reset();  // Somebody wants more: worth another try.
  each_attempt(draft, tell_limit);
}

// ---- after the current attempt ----

bool by_limit(const Draft& draft) { return current(draft).reason == EndReason::limit; }

bool more_can_follow(const Draft& draft) { return goes_on(draft.config, draft.state); }

bool nothing_may_follow(const Draft& draft) {
  return draft.state.viewing.final_failure.has_value();
}

bool failed_for_now(const Draft& draft) {
  const auto& failure = current(draft).failure;
  return failure && may_retry(draft.config, draft.state, *failure);
}

void recover(Draft& draft) {
  const Failure failure = *current(draft).failure;
  const Instant at = schedule_retry(draft.config, draft.state, current(draft));
  say(draft, Recovering{failure, draft.state.viewing.online ? std::optional(at) : std::nullopt});
}

void end_by_limit(Draft& draft) { draft.state.reason = EndReason::limit; }

void end_by_final_failure(Draft& draft) {
  publish_failure(draft, *draft.state.viewing.final_failure);
}

/// It must not go silently (promise 9). Why no other session can follow says more than how this one
/// broke.
void end_by_failure(Draft& draft) {
  if (nothing_may_follow(draft)) return end_by_final_failure(draft);
  if (const auto& failure = current(draft).failure) publish_failure(draft, *failure);
}

/// By the time somebody is back, what failed for good may not fail any more.
void rest(Draft& draft) { draft.state.viewing.final_failure.reset(); }

// ---- waiting ----

bool was_unseen(const Draft& draft) {
  return !is_unseen(draft) && draft.state.wait == WaitReason::unseen;
}

void return_viewer(Draft& draft, const PresenceChanged& fact) {
  look_again(draft.state);
  take_turn(draft, fact.ahead);
}

void return_page(Draft& draft, const PageReturned& fact) {
  look_again(draft.state);
  take_turn(draft, fact.ahead);
}

bool is_online(const Draft& draft) { return draft.state.viewing.online; }

void retry_soon(Draft& draft) { schedule_soon(draft.config, draft.state); }

// ---- the table ----

using P = ViewingPhase;
using T = ViewingTrigger;

using enum Then;

constexpr auto wishes =
    on<T::open_requested, T::prepare_requested, T::close_requested, T::extend_requested>;
constexpr auto presence =
    on<T::presence_changed, T::page_left, T::page_returned, T::network_changed>;
constexpr auto removal = on<T::viewer_removed, T::viewer_returned>;
constexpr auto timers_due = on<T::removal_due, T::unseen_due, T::steady_due, T::linger_due>;
constexpr auto current_news = on<T::current_flowing, T::current_stalled, T::current_ending>;
constexpr auto next_news = on<T::next_flowing, T::next_stalled, T::next_ending>;
// What comes true in one phase only (conditions.cpp).
constexpr auto of_waiting = on<T::may_start, T::budget_spent, T::wait_changed>;
constexpr auto conditions = of_waiting | on<T::may_roll, T::may_swap, T::all_ended>;

constexpr auto at_rest = in(P::idle, P::closed);
constexpr auto connecting = in(P::starting, P::live);
constexpr auto watching = connecting | in(P::rolling);
constexpr auto in_progress_or_waiting = watching | in(P::waiting);

constexpr PhaseRule<P, Draft> rules[] = {
    {P::idle},
    {P::starting},
    {P::live},
    {P::rolling, nullptr, forget_next},
    {P::waiting, let_go},
    {P::closing, let_go_for_good},
    {P::closed},
};
static_assert(in_order(rules, P::closed));

// clang-format off
constexpr ViewingRow rows[] = {
    {at_rest, on<T::open_requested>, when<can_begin_now>, run<begin, start>, go(P::starting)},
    {at_rest, on<T::open_requested>, when<can_begin_later>, run<begin>, go(P::waiting)},
    {at_rest, on<T::open_requested>, always, run<refuse_config>, go(P::closed)},
    {in(P::idle), on<T::prepare_requested>, when<can_prepare>, run<prepare>, stay},
    {in(P::idle), on<T::presence_changed>, when<is_unseen>, run<let_go>, stay},
    {in(P::idle), on<T::close_requested, T::viewer_removed>, always, run<let_go>, stay},
    {in(P::idle), on<T::page_left, T::network_changed>, always, run<let_go>, stay},
    {in(P::idle), on<T::prepare_requested, T::extend_requested>, ignored},
    {in(P::idle), on<T::presence_changed, T::page_returned, T::viewer_returned>, ignored},
    {in(P::closed), on<T::prepare_requested, T::close_requested, T::extend_requested> | presence | removal, ignored},
    {at_rest, timers_due | current_news | next_news | conditions, defect},

    {in(P::starting), on<T::current_flowing>, always, run<watch_live>, go(P::live)},
    {in(P::starting), on<T::current_stalled> | conditions, defect},
    {in(P::live), on<T::current_stalled>, always, run<stop_counting>, go(P::starting)},
    {in(P::live), on<T::may_roll>, always, run<roll>, go(P::rolling)},
    {in(P::live), on<T::current_flowing, T::may_swap, T::all_ended> | of_waiting, defect},

    {connecting, on<T::current_ending>, when<by_limit, more_can_follow>, nothing, go(P::waiting)},
    {connecting, on<T::current_ending>, when<by_limit, nothing_may_follow>, run<end_by_final_failure>, go(P::closing)},
    {connecting, on<T::current_ending>, when<by_limit>, run<end_by_limit>, go(P::closing)},
    {connecting, on<T::current_ending>, when<failed_for_now, more_can_follow>, run<recover>, go(P::waiting)},
    {connecting, on<T::current_ending>, always, run<end_by_failure>, go(P::closing)},
    {connecting, next_news, defect},

    {in(P::rolling), on<T::next_flowing>, always, run<arm_swap>, stay},
    {in(P::rolling), on<T::next_stalled>, always, run<cancel_swap>, stay},
    {in(P::rolling), on<T::may_swap>, always, run<swap>, go(P::live)},
    {in(P::rolling), on<T::current_stalled, T::current_ending>, when<next_flows>, run<replace>, go(P::live)},
    {in(P::rolling), on<T::current_stalled, T::current_ending>, always, run<replace>, go(P::starting)},
    {in(P::rolling), on<T::next_ending>, when<refuses_overlap>, run<note_no_overlap>, go(P::live)},
    {in(P::rolling), on<T::next_ending>, when<may_refuse_overlap>, run<note_next_refused>, go(P::live)},
    {in(P::rolling), on<T::next_ending>, when<next_is_final>, run<note_final_failure>, go(P::live)},
    {in(P::rolling), on<T::next_ending>, always, run<note_next_failed>, go(P::live)},
    {in(P::rolling), on<T::current_flowing, T::may_roll, T::all_ended> | of_waiting, defect},

    {watching, on<T::open_requested, T::prepare_requested, T::page_returned, T::network_changed>, ignored},
    {watching, on<T::presence_changed>, always, run<watch_presence>, stay},
    {watching, on<T::viewer_removed>, always, run<arm_removal, watch_presence>, stay},
    {watching, on<T::viewer_returned>, always, run<cancel_removal, watch_presence>, stay},
    {watching, on<T::unseen_due, T::page_left>, always, run<rest>, go(P::waiting)},
    {watching, on<T::steady_due>, always, run<forget>, stay},
    {watching, on<T::linger_due>, always, run<release_previous>, stay},

    {in(P::waiting), on<T::may_start>, always, run<start>, go(P::starting)},
    {in(P::waiting), on<T::budget_spent>, always, run<end_by_limit>, go(P::closing)},
    {in(P::waiting), on<T::wait_changed>, always, nothing, go(P::waiting)},
    {in(P::waiting), on<T::open_requested>, always, run<insist>, stay},
    {in(P::waiting), on<T::presence_changed>, when<was_unseen>, run<return_viewer>, stay},
    {in(P::waiting), on<T::page_returned>, when<was_unseen>, run<return_page>, stay},
    {in(P::waiting), on<T::viewer_removed>, always, run<arm_removal>, stay},
    {in(P::waiting), on<T::viewer_returned>, always, run<cancel_removal>, stay},
    {in(P::waiting), on<T::network_changed>, when<is_online>, run<retry_soon>, stay},
    {in(P::waiting), on<T::prepare_requested> | presence, ignored},
    {in(P::waiting), on<T::unseen_due, T::steady_due, T::linger_due> | current_news | next_news, defect},
    {in(P::waiting), on<T::may_roll, T::may_swap, T::all_ended>, defect},

    {in_progress_or_waiting, on<T::close_requested>, always, run<close_requested>, go(P::closing)},
    {in_progress_or_waiting, on<T::removal_due>, always, run<close_removed>, go(P::closing)},
    {in_progress_or_waiting, on<T::extend_requested>, always, run<extend>, stay},

    {in(P::closing), on<T::all_ended>, always, nothing, go(P::closed)},
    {in(P::closing), wishes | presence | removal, ignored},
    {in(P::closing), timers_due | current_news | next_news | of_waiting, defect},
    {in(P::closing), on<T::may_roll, T::may_swap>, defect},
};
// clang-format on

static_assert(check_table<P, T>(rows, viewing_phase_count, viewing_trigger_count) ==
              TableProblem::sound);

}  // namespace

std::span<const ViewingRow> viewing_rows() { return rows; }

void drive_viewing(ViewingDraft& draft, ViewingTrigger trigger, const void* input) {
  State& state = draft.state;
  const Then then = take_row(rows, rules, state.phase, draft, trigger, input);
  if (then == Then::defect) say(draft, Defect{name(trigger)});
  if (then != Then::move) return;
  state.wait = state.phase == P::waiting ? wait_reason(draft.config, state) : WaitReason::none;
  say(draft, PhaseChanged{state.phase, state.reason, state.wait});
}

void say(ViewingDraft& draft, Notice notice) {
  draft.commands.push_back(Publish{std::move(notice)});
}

Attempt& current(const ViewingDraft& draft) {
  return *find_attempt(draft.state, draft.state.current);
}

Attempt& next(const ViewingDraft& draft) { return *find_attempt(draft.state, draft.state.next); }

void release(ViewingDraft& draft, Attempt& attempt) {
  AttemptDraft leaving = draft_of(draft, attempt);
  release(leaving);
  tell_phase(leaving);
}

AttemptDraft draft_of(ViewingDraft& draft, Attempt& attempt) {
  const State& state = draft.state;
  const bool relieved = attempt.number == state.current && state.next != 0;
  const bool more_follows = goes_on(draft.config, state);
  return {.config = draft.config,
          .attempt = attempt,
          .commands = draft.commands,
          .news = draft.news,
          .now = state.now,
          .page_visible = state.viewing.presence.page_visible,
          .goes_on = relieved || more_follows,
          .rest = more_follows ? state.viewing.budget : Millis{},
          .named_servers = state.viewing.named_servers,
          .freezes = state.viewing.freezes};
}

}  // namespace ring
