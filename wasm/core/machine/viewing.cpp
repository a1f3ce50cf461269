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

#include <algorithm>
#include <utility>

#include "core/machine/budget.hpp"
#include "core/machine/conditions.hpp"
#include "core/machine/names.hpp"
#include "core/machine/overlap.hpp"
#include "core/machine/retry.hpp"
#include "core/wire/endpoint.hpp"

namespace ring {
namespace {

using Draft = ViewingDraft;

void say(Draft& draft, Notice notice) { draft.commands.push_back(Publish{std::move(notice)}); }

/// Only in phases that have one.
Attempt& current(const Draft& draft) { return *find_attempt(draft.state, draft.state.current); }
Attempt& next(const Draft& draft) { return *find_attempt(draft.state, draft.state.next); }

bool flows(const Attempt& attempt) { return attempt.media == MediaPhase::flowing; }

// ---- starting ----

Attempt& add_attempt(Draft& draft) {
  State& state = draft.state;
  ++state.last_attempt;
  std::erase_if(state.attempts, is_over);
  state.attempts.push_back(prepare_attempt(draft.config, state.last_attempt,
                                           state.viewing.named_servers, state.now, draft.commands));
  return state.attempts.back();
}

/// From here on it is about a session, and camera time.
void start_session(Draft& draft, Attempt& attempt) {
  charge(draft.config, draft.state, attempt);
  AttemptDraft wanted = draft_of(draft, attempt);
  want(wanted);
  tell_phase(wanted);
}

/// What was gathered before somebody wanted to watch, if it is still there.
Attempt* find_held(State& state) {
  const auto found = std::find_if(state.attempts.begin(), state.attempts.end(), is_held);
  return found == state.attempts.end() ? nullptr : &*found;
}

void choose(Draft& draft, AttemptNumber number) {
  draft.state.current = number;
  say(draft, PictureChosen{number});
}

void start(Draft& draft) {
  State& state = draft.state;
  state.timers.cancel(ViewingTimer::retry);
  state.viewing.insisted = false;
  Attempt* held = find_held(state);
  choose(draft, held != nullptr ? held->number : state.last_attempt + 1);
  start_session(draft, held != nullptr ? *held : add_attempt(draft));
}

bool is_usable(const Draft& draft) { return why_endpoint_unusable(draft.config).empty(); }

/// The players of a page do not ask all at once: each lets those go first that were there first.
/// Whoever has a place keeps it.
void take_turn(Draft& draft, int ahead) {
  TimerTable<ViewingTimer>& timers = draft.state.timers;
  if (ahead <= 0) return timers.cancel(ViewingTimer::turn);
  if (timers.armed(ViewingTimer::turn)) return;
  timers.arm(ViewingTimer::turn, draft.state.now + Millis{draft.config.times.turn.count * ahead});
}

/// Somebody wants it now: that counts more than any wait but the one for others of the page, and
/// for a network.
void insist(Draft& draft, const OpenRequested& fact) {
  Viewing& viewing = draft.state.viewing;
  draft.state.timers.cancel(ViewingTimer::retry);
  viewing.insisted = true;
  viewing.not_before.reset();
  forget_failures(draft.state);
  take_turn(draft, fact.ahead);
}

/// A new viewing. What it has learned of the camera and of its page stays.
void begin(Draft& draft, const OpenRequested& fact) {
  State& state = draft.state;
  const bool opened_before = state.random != 0;
  if (!opened_before) {
    seed(state, draft.config.seed);
    state.viewing.experience = recall(draft.config.experience, state.now);
  }
  state.reason = EndReason::none;
  state.timers.cancel_all();
  state.viewing.budget = first_budget(draft.config);
  state.viewing.final_failure.reset();
  insist(draft, fact);
}

bool can_begin_now(const Draft& draft, const OpenRequested& fact) {
  return is_usable(draft) && is_seen(draft.config, draft.state) && draft.state.viewing.online &&
         fact.ahead <= 0 && !awaits_session(draft.state, true);
}

bool can_begin_later(const Draft& draft, const OpenRequested&) { return is_usable(draft); }

/// A failure of what is prepared is nobody's news: `start` then simply begins anew.
bool can_prepare(const Draft& draft) {
  return is_usable(draft) && is_seen(draft.config, draft.state) && in_progress(draft.state) == 0;
}

void prepare(Draft& draft) { add_attempt(draft); }

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

void release_attempt(Draft& draft, Attempt& attempt) {
  AttemptDraft leaving = draft_of(draft, attempt);
  release(leaving);
  tell_phase(leaving);
}

/// Who waits or closes holds no session, nor anything that was armed for one.
void let_go(Draft& draft) {
  State& state = draft.state;
  state.current = 0;
  state.timers.cancel(ViewingTimer::rollover, ViewingTimer::linger, ViewingTimer::steady,
                      ViewingTimer::unseen);
  for (Attempt& attempt : state.attempts) release_attempt(draft, attempt);
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
    release_attempt(draft, *previous);
  }
}

void arm_removal(Draft& draft) {
  draft.state.timers.arm(ViewingTimer::removal, draft.state.now + draft.config.times.removal);
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

// ---- live, and rolling over ----

/// Not in the first half of a session: with a very short limit they would follow each other at
/// once.
void arm_rollover(Draft& draft) {
  const Attempt& attempt = current(draft);
  const Instant posted = *attempt.marks.posted;
  const Instant half = posted + Millis{(*attempt.limit - posted).count / 2};
  const Millis slowest = slowest_frame(draft.config, draft.state);
  const Instant lead = *attempt.limit - rollover_lead(draft.config.times, slowest);
  draft.state.timers.arm(ViewingTimer::rollover, std::max({draft.state.now, half, lead}));
}

void watch_live(Draft& draft) {
  learn_first_frame(draft.config, draft.state, current(draft), draft.commands);
  arm_rollover(draft);
  TimerTable<ViewingTimer>& timers = draft.state.timers;
  if (timers.armed(ViewingTimer::steady)) return;
  timers.arm(ViewingTimer::steady, draft.state.now + draft.config.times.steady);
}

void stop_counting(Draft& draft) { draft.state.timers.cancel(ViewingTimer::steady); }

void forget(Draft& draft) { forget_failures(draft.state); }

void roll(Draft& draft) {
  Attempt& attempt = add_attempt(draft);
  draft.state.next = attempt.number;
  start_session(draft, attempt);
}

void arm_swap(Draft& draft) {
  learn_first_frame(draft.config, draft.state, next(draft), draft.commands);
  draft.state.timers.arm(ViewingTimer::swap, draft.state.now + draft.config.times.swap);
}

void cancel_swap(Draft& draft) { draft.state.timers.cancel(ViewingTimer::swap); }

/// The next session's picture is the one from now on.
void take_over(Draft& draft) {
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

/// The old one goes on for a moment, until the new picture has been painted over it. It has had its
/// time: none of it goes back to the budget.
void swap(Draft& draft) {
  current(draft).reason = EndReason::limit;
  draft.state.timers.arm(ViewingTimer::linger, draft.state.now + draft.config.times.linger);
  trust_overlap(draft.state, draft.commands);
  take_over(draft);
}

/// The current session stopped before its time while the next one was on its way. Once that had
/// been asked for, it may have been the reason: some devices serve one viewer at a time, and let go
/// of the old one before they answer the new one. A lost network is reason enough.
void replace(Draft& draft) {
  Attempt& old = current(draft);
  const bool unexplained = draft.state.viewing.online && old.reason != EndReason::limit;
  if (next(draft).marks.posted && unexplained) {
    doubt_overlap(draft.state, Doubt::stopped, draft.commands);
  }
  take_over(draft);
  release_attempt(draft, old);
}

bool next_flows(const Draft& draft) { return flows(next(draft)); }

bool refuses_overlap(const Draft& draft) {
  const auto& failure = next(draft).failure;
  return failure && failure->kind == FailureKind::conflict;
}

/// What a second session on a busy device may get, as may anybody.
bool may_refuse_overlap(const Draft& draft) {
  const auto& failure = next(draft).failure;
  if (!failure || failure->status == 0) return false;
  return failure->kind == FailureKind::rate_limited || failure->kind == FailureKind::server ||
         failure->kind == FailureKind::device_offline;
}

bool next_is_final(const Draft& draft) {
  const auto& failure = next(draft).failure;
  return failure && !may_retry(draft.config, draft.state, *failure);
}

/// No failure: the next session only has to wait for the end of this one.
void note_no_overlap(Draft& draft) {
  learn_no_overlap(draft.state, draft.commands);
  const auto retry_at = next(draft).failure->retry_at;
  if (retry_at) wait_until(draft.state, *retry_at);
}

void note_next_failed(Draft& draft) {
  const std::optional<Failure> failure = next(draft).failure;
  if (!failure) return;
  say(draft, Recovering{*failure, schedule_retry(draft.config, draft.state, next(draft))});
}

void note_next_refused(Draft& draft) {
  const bool learned = doubt_overlap(draft.state, Doubt::refused, draft.commands);
  learned ? note_no_overlap(draft) : note_next_failed(draft);
}

/// Told when the picture ends: until then there is one. But now its limit ends the viewing, and
/// that is warned of (promise 6), perhaps late.
void note_final_failure(Draft& draft) {
  draft.state.viewing.final_failure = next(draft).failure;
  TimerTable<SessionTimer>& timers = current(draft).session_timers;
  if (timers.armed(SessionTimer::limit_near)) return;
  timers.arm(SessionTimer::limit_near, draft.state.now);
}

// ---- the table ----

using P = ViewingPhase;
using T = ViewingTrigger;

using enum Then;

constexpr auto presence =
    on<T::presence_changed, T::page_left, T::page_returned, T::network_changed>;
constexpr auto removal = on<T::viewer_removed, T::viewer_returned>;
constexpr auto timers_due = on<T::removal_due, T::unseen_due, T::steady_due, T::linger_due>;
constexpr auto current_news = on<T::current_flowing, T::current_stalled, T::current_ending>;
constexpr auto next_news = on<T::next_flowing, T::next_stalled, T::next_ending>;
constexpr auto conditions =
    on<T::may_start, T::may_roll, T::may_swap, T::budget_spent, T::wait_changed, T::all_ended>;

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
    {in(P::idle, P::closed), on<T::open_requested>, when<can_begin_now>, run<begin, start>, go(P::starting)},
    {in(P::idle, P::closed), on<T::open_requested>, when<can_begin_later>, run<begin>, go(P::waiting)},
    {in(P::idle, P::closed), on<T::open_requested>, always, run<refuse_config>, go(P::closed)},
    {in(P::idle), on<T::prepare_requested>, when<can_prepare>, run<prepare>, stay},
    {in(P::idle), on<T::presence_changed>, when<is_unseen>, run<let_go>, stay},
    {in(P::idle), on<T::close_requested, T::page_left, T::network_changed, T::viewer_removed>, always, run<let_go>, stay},
    {in(P::idle), on<T::prepare_requested, T::extend_requested, T::presence_changed, T::page_returned, T::viewer_returned>, always, nothing, ignored},
    {in(P::closed), on<T::prepare_requested, T::close_requested, T::extend_requested> | presence | removal, always, nothing, ignored},
    {in(P::idle, P::closed), timers_due | current_news | next_news | conditions, always, nothing, defect},

    {in(P::starting), on<T::current_flowing>, always, run<watch_live>, go(P::live)},
    {in(P::starting), on<T::current_stalled> | conditions, always, nothing, defect},
    {in(P::live), on<T::current_stalled>, always, run<stop_counting>, go(P::starting)},
    {in(P::live), on<T::may_roll>, always, run<roll>, go(P::rolling)},
    {in(P::live), on<T::current_flowing, T::may_start, T::may_swap, T::budget_spent, T::wait_changed, T::all_ended>, always, nothing, defect},

    {in(P::starting, P::live), on<T::current_ending>, when<by_limit, more_can_follow>, nothing, go(P::waiting)},
    {in(P::starting, P::live), on<T::current_ending>, when<by_limit, nothing_may_follow>, run<end_by_final_failure>, go(P::closing)},
    {in(P::starting, P::live), on<T::current_ending>, when<by_limit>, run<end_by_limit>, go(P::closing)},
    {in(P::starting, P::live), on<T::current_ending>, when<failed_for_now, more_can_follow>, run<recover>, go(P::waiting)},
    {in(P::starting, P::live), on<T::current_ending>, always, run<end_by_failure>, go(P::closing)},
    {in(P::starting, P::live), next_news, always, nothing, defect},

    {in(P::rolling), on<T::next_flowing>, always, run<arm_swap>, stay},
    {in(P::rolling), on<T::next_stalled>, always, run<cancel_swap>, stay},
    {in(P::rolling), on<T::may_swap>, always, run<swap>, go(P::live)},
    {in(P::rolling), on<T::current_stalled, T::current_ending>, when<next_flows>, run<replace>, go(P::live)},
    {in(P::rolling), on<T::current_stalled, T::current_ending>, always, run<replace>, go(P::starting)},
    {in(P::rolling), on<T::next_ending>, when<refuses_overlap>, run<note_no_overlap>, go(P::live)},
    {in(P::rolling), on<T::next_ending>, when<may_refuse_overlap>, run<note_next_refused>, go(P::live)},
    {in(P::rolling), on<T::next_ending>, when<next_is_final>, run<note_final_failure>, go(P::live)},
    {in(P::rolling), on<T::next_ending>, always, run<note_next_failed>, go(P::live)},
    {in(P::rolling), on<T::current_flowing, T::may_start, T::may_roll, T::budget_spent, T::wait_changed, T::all_ended>, always, nothing, defect},

    {in(P::starting, P::live, P::rolling), on<T::open_requested, T::prepare_requested, T::page_returned, T::network_changed>, always, nothing, ignored},
    {in(P::starting, P::live, P::rolling), on<T::presence_changed>, always, run<watch_presence>, stay},
    {in(P::starting, P::live, P::rolling), on<T::unseen_due, T::page_left>, always, run<rest>, go(P::waiting)},
    {in(P::starting, P::live, P::rolling), on<T::steady_due>, always, run<forget>, stay},
    {in(P::starting, P::live, P::rolling), on<T::linger_due>, always, run<release_previous>, stay},

    {in(P::waiting), on<T::may_start>, always, run<start>, go(P::starting)},
    {in(P::waiting), on<T::budget_spent>, always, run<end_by_limit>, go(P::closing)},
    {in(P::waiting), on<T::wait_changed>, always, nothing, go(P::waiting)},
    {in(P::waiting), on<T::open_requested>, always, run<insist>, stay},
    {in(P::waiting), on<T::presence_changed>, when<was_unseen>, run<return_viewer>, stay},
    {in(P::waiting), on<T::page_returned>, when<was_unseen>, run<return_page>, stay},
    {in(P::waiting), on<T::network_changed>, when<is_online>, run<retry_soon>, stay},
    {in(P::waiting), on<T::prepare_requested> | presence, always, nothing, ignored},
    {in(P::waiting), on<T::unseen_due, T::steady_due, T::linger_due, T::may_roll, T::may_swap, T::all_ended> | current_news | next_news, always, nothing, defect},

    {in(P::starting, P::live, P::rolling, P::waiting), on<T::close_requested>, always, run<close_requested>, go(P::closing)},
    {in(P::starting, P::live, P::rolling, P::waiting), on<T::removal_due>, always, run<close_removed>, go(P::closing)},
    {in(P::starting, P::live, P::rolling, P::waiting), on<T::viewer_removed>, always, run<arm_removal>, stay},
    {in(P::starting, P::live, P::rolling, P::waiting), on<T::viewer_returned>, always, run<cancel_removal>, stay},
    {in(P::starting, P::live, P::rolling, P::waiting), on<T::extend_requested>, always, run<extend>, stay},

    {in(P::closing), on<T::all_ended>, always, nothing, go(P::closed)},
    {in(P::closing), on<T::open_requested, T::prepare_requested, T::close_requested, T::extend_requested> | presence | removal, always, nothing, ignored},
    {in(P::closing), timers_due | current_news | next_news | on<T::may_start, T::may_roll, T::may_swap, T::budget_spent, T::wait_changed>, always, nothing, defect},
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
          .named_servers = state.viewing.named_servers};
}

}  // namespace ring
