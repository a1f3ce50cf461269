// The rules of the viewing session.
//
// 1. Everything that moves the session stands in the table below; an attempt is started, swapped in
//    and released nowhere else.
// 2. Release before retry: after a failure a new attempt starts only when the last one has ended.
//    Only a rollover opens a second session, and no device ever has a third.
// 3. A phase is published when it is reached, never when it is hoped for.
// 4. What depends on several things at once (may it start, roll, swap?) is asked after every step
//    by `come_true`, so no order of events can miss it. Timers only wake it.
//
// Longer than 400 lines because a row and what it does are read together.
#include "core/session.hpp"

#include <algorithm>
#include <utility>

#include "core/names.hpp"
#include "core/whep.hpp"

namespace ring {
namespace {

using Draft = SessionDraft;

constexpr std::size_t most_attempts = 2;

void say(Draft& draft, Notice notice) { draft.commands.push_back(Publish{std::move(notice)}); }

/// Only in phases that have one.
Attempt& current(const Draft& draft) { return *find_attempt(draft.state, draft.state.current); }
Attempt& next(const Draft& draft) { return *find_attempt(draft.state, draft.state.next); }

std::size_t in_progress(const State& state) {
  return static_cast<std::size_t>(
      std::count_if(state.attempts.begin(), state.attempts.end(),
                    [](const Attempt& a) { return a.phase != AttemptPhase::ended; }));
}

bool flows(const Attempt& attempt) { return attempt.phase == AttemptPhase::flowing; }

bool is_seen(const Draft& draft) {
  const Viewing& viewing = draft.state.viewing;
  const Presence& presence = viewing.presence;
  if (viewing.away) return false;
  return draft.config.keep_when_hidden || presence.in_picture ||
         (presence.page_visible && presence.on_screen);
}

// ---- the budget: camera time over all sessions ----

Millis first_budget(const Config& config) {
  const Millis one = session_limit(config.times, config.power);
  return config.extend > Millis{} ? config.extend : one;
}

/// Whether another session can follow: one that ends before, or soon after, its first frame would
/// only wake the camera.
bool budget_lasts(const Config& config, const Viewing& viewing) {
  const Times& times = config.times;
  const Millis worth =
      std::max(times.least_session, time_to_settle(viewing.experience.slowest_first_frame));
  return viewing.budget >=
         std::min({worth, first_budget(config), session_limit(times, config.power)});
}

bool goes_on(const Draft& draft) {
  return budget_lasts(draft.config, draft.state.viewing) && !draft.state.viewing.verdict;
}

/// What an attempt did not use goes back. A session that was swapped out, or reached its limit, has
/// used all of it: so `extend` divided by the limit is the number of sessions.
void settle_budget(Draft& draft, const Attempt& attempt) {
  if (attempt.superseded || attempt.reason == EndReason::limit) return;
  const Marks& marks = attempt.marks;
  const Millis used = marks.answered ? draft.state.now - *marks.posted : Millis{};
  draft.state.viewing.budget =
      draft.state.viewing.budget + std::max(attempt.allowance - used, Millis{});
}

void add_budget(Draft& draft, const Event& event) {
  const auto* wish = std::get_if<ExtendRequested>(&event);
  const Millis one = session_limit(draft.config.times, draft.config.power);
  Viewing& viewing = draft.state.viewing;
  viewing.budget = viewing.budget + (wish->by > Millis{} ? wish->by : one);
  viewing.verdict.reset();  // Somebody wants more: worth another try.
}

// ---- starting ----

std::uint32_t draw(State& state) {
  // xorshift32 (Marsaglia): jitter needs no better.
  state.random ^= state.random << 13;
  state.random ^= state.random >> 17;
  state.random ^= state.random << 5;
  return state.random;
}

Attempt& add_attempt(Draft& draft) {
  State& state = draft.state;
  const auto endpoint = whep::endpoint(draft.config);
  ++state.last_attempt;
  std::erase_if(state.attempts, [](const Attempt& a) { return a.phase == AttemptPhase::ended; });
  state.attempts.push_back(prepare_attempt(draft.config, state.last_attempt, endpoint.value(),
                                           state.viewing.linked_servers, state.now,
                                           draft.commands));
  return state.attempts.back();
}

/// From here on it is about a session, and camera time.
void want(Draft& draft, Attempt& attempt, const Event& event) {
  Millis& budget = draft.state.viewing.budget;
  attempt.allowance = std::min(budget, session_limit(draft.config.times, draft.config.power));
  budget = budget - attempt.allowance;
  drive_attempt_of(draft, attempt, AttemptTrigger::want, event);
}

/// What was gathered before somebody wanted to watch, if it is still there.
Attempt* find_held(State& state) {
  const auto found = std::find_if(state.attempts.begin(), state.attempts.end(),
                                  [](const Attempt& a) { return a.held; });
  return found == state.attempts.end() ? nullptr : &*found;
}

void choose(Draft& draft, AttemptNumber number) {
  draft.state.current = number;
  say(draft, PictureChosen{number});
}

AttemptDraft draft_of(Draft& draft, Attempt& attempt) {
  const bool relieved = attempt.number == draft.state.current && draft.state.next != 0;
  const Surroundings surroundings{draft.state.viewing.presence.page_visible,
                                  relieved || goes_on(draft), draft.state.viewing.linked_servers};
  return {draft.config, attempt, draft.commands, draft.state.now, surroundings};
}

void watch_presence(Draft& draft, const Event&) {
  TimerTable& timers = draft.state.timers;
  if (is_seen(draft)) {
    timers.cancel(Timer::unseen);
  } else if (!timers.armed(Timer::unseen)) {
    timers.arm(Timer::unseen, draft.state.now + draft.config.times.unseen);
  }
  for (Attempt& attempt : draft.state.attempts) retime_limit(draft_of(draft, attempt));
}

void start(Draft& draft, const Event& event) {
  draft.state.timers.cancel(Timer::retry);
  Attempt* held = find_held(draft.state);
  choose(draft, held != nullptr ? held->number : draft.state.last_attempt + 1);
  want(draft, held != nullptr ? *held : add_attempt(draft), event);
}

bool endpoint_usable(const Draft& draft) { return static_cast<bool>(whep::endpoint(draft.config)); }

int ahead_of(const Event& event) {
  if (const auto* open = std::get_if<OpenRequested>(&event)) return open->ahead;
  if (const auto* change = std::get_if<PresenceChanged>(&event)) return change->ahead;
  if (const auto* back = std::get_if<PageReturned>(&event)) return back->ahead;
  return 0;
}

/// The players of a page do not ask all at once: each lets those go first that were there first.
/// Whoever has a place keeps it.
void take_turn(Draft& draft, const Event& event) {
  const int ahead = ahead_of(event);
  TimerTable& timers = draft.state.timers;
  if (ahead <= 0) return timers.cancel(Timer::turn);
  if (timers.armed(Timer::turn)) return;
  timers.arm(Timer::turn, draft.state.now + Millis{draft.config.times.turn.count * ahead});
}

bool can_open(const Draft& draft, const Event& event) {
  return endpoint_usable(draft) && is_seen(draft) && ahead_of(event) <= 0;
}

bool can_open_later(const Draft& draft, const Event&) { return endpoint_usable(draft); }

/// A new viewing. What it has learned of the camera and of its page stays.
void begin_waiting(Draft& draft, const Event& event) {
  State& state = draft.state;
  const bool opened_before = state.random != 0;
  if (!opened_before) {
    // Multiplied, so that small seeds do not begin with small numbers.
    state.random = std::max(draft.config.seed, 1U) * 0x9e3779b9U;
    state.viewing.experience = draft.config.experience;
  }
  state.reason = EndReason::none;
  state.timers.cancel_all();
  Viewing& viewing = state.viewing;
  viewing.budget = first_budget(draft.config);
  viewing.failures = 0;
  viewing.not_before.reset();
  viewing.verdict.reset();
  viewing.online = true;  // Somebody wants it now: worth a try.
  take_turn(draft, event);
}

/// A failure of what is prepared is nobody's news: `start` then simply begins anew.
bool can_prepare(const Draft& draft, const Event&) {
  return endpoint_usable(draft) && is_seen(draft) && in_progress(draft.state) == 0;
}

void prepare(Draft& draft, const Event&) { add_attempt(draft); }

bool is_unseen(const Draft& draft, const Event&) { return !is_seen(draft); }

void begin(Draft& draft, const Event& event) {
  begin_waiting(draft, event);
  start(draft, event);
}

void publish_failure(Draft& draft, Failure failure) {
  draft.state.reason = EndReason::failed;
  say(draft, Failed{std::move(failure)});
}

void refuse_config(Draft& draft, const Event&) {
  Failure failure;
  failure.kind = FailureKind::bad_request;
  failure.stage = Stage::setup;
  failure.detail = whep::endpoint(draft.config).error();
  publish_failure(draft, std::move(failure));
}

// ---- releasing ----

void release(Draft& draft, Attempt& attempt, const Event& event) {
  drive_attempt_of(draft, attempt, AttemptTrigger::release, event);
}

/// Who waits or closes holds no session, nor anything that was armed for one.
void let_go(Draft& draft, const Event& event) {
  State& state = draft.state;
  state.current = 0;
  state.next = 0;
  for (const Timer timer :
       {Timer::rollover, Timer::swap, Timer::linger, Timer::steady, Timer::unseen}) {
    state.timers.cancel(timer);
  }
  for (Attempt& attempt : state.attempts) release(draft, attempt, event);
}

void close_requested(Draft& draft, const Event&) { draft.state.reason = EndReason::requested; }

void close_removed(Draft& draft, const Event&) { draft.state.reason = EndReason::removed; }

void release_superseded(Draft& draft, const Event& event) {
  for (Attempt& attempt : draft.state.attempts) {
    if (attempt.superseded) release(draft, attempt, event);
  }
}

void arm_removal(Draft& draft, const Event&) {
  draft.state.timers.arm(Timer::removal, draft.state.now + draft.config.times.removal);
}

void cancel_removal(Draft& draft, const Event&) { draft.state.timers.cancel(Timer::removal); }

// ---- after the current attempt ----

bool may_retry(const Draft& draft, const Failure& failure) {
  if (draft.state.viewing.failures + 1 >= most_failures) return false;
  // A device that sleeps is not woken by asking: only the service knows when.
  return retryable(failure.kind) ||
         (failure.kind == FailureKind::device_offline && failure.retry_at);
}

/// A picture that froze has already cost its five seconds, and each player of a wall counts them by
/// its own samples: the first time, the next session follows at once.
Millis wait_after(Draft& draft, const Failure& failure) {
  const Viewing& viewing = draft.state.viewing;
  const Millis jitter = backoff_wait(draft.config.times, viewing.failures, draw(draft.state));
  const bool froze = failure.kind == FailureKind::stalled && viewing.failures == 1;
  return froze ? Millis{} : jitter;
}

/// Counts the failure and arms the next try; the service's own time wins over ours, also an earlier
/// one that is still to come.
Instant note_failure(Draft& draft, const Failure& failure) {
  Viewing& viewing = draft.state.viewing;
  ++viewing.failures;
  viewing.not_before = std::max(viewing.not_before, failure.retry_at);
  const Millis wait = wait_after(draft, failure);
  const Instant ours = failure.retry_at.value_or(draft.state.now + wait);
  const Instant at = std::max(ours, viewing.not_before.value_or(ours));
  draft.state.timers.arm(Timer::retry, at);
  return at;
}

bool by_limit(const Draft& draft) { return current(draft).reason == EndReason::limit; }

bool limit_and_more(const Draft& draft, const Event&) { return by_limit(draft) && goes_on(draft); }

bool limit_and_verdict(const Draft& draft, const Event&) {
  return by_limit(draft) && draft.state.viewing.verdict;
}

bool limit_only(const Draft& draft, const Event&) { return by_limit(draft); }

bool failed_for_now(const Draft& draft, const Event&) {
  const Attempt& attempt = current(draft);
  return attempt.failure && may_retry(draft, *attempt.failure) && goes_on(draft);
}

void recover(Draft& draft, const Event&) {
  const Failure failure = *current(draft).failure;
  const Instant at = note_failure(draft, failure);
  say(draft, Recovering{failure, draft.state.viewing.online ? std::optional(at) : std::nullopt});
}

void end_by_limit(Draft& draft, const Event&) { draft.state.reason = EndReason::limit; }

void end_by_verdict(Draft& draft, const Event&) {
  publish_failure(draft, *draft.state.viewing.verdict);
}

/// It must not go silently (promise 9). Why no other session can follow says more than how this one
/// broke.
void end_by_failure(Draft& draft, const Event& event) {
  if (draft.state.viewing.verdict) return end_by_verdict(draft, event);
  if (const auto& failure = current(draft).failure) publish_failure(draft, *failure);
}

/// By the time somebody is back, what failed for good may not fail any more.
void rest(Draft& draft, const Event&) { draft.state.viewing.verdict.reset(); }

// ---- waiting ----

/// Somebody wants it now: that counts more than any wait but the one for others of the page.
void insist(Draft& draft, const Event& event) {
  take_turn(draft, event);
  draft.state.timers.cancel(Timer::retry);
  draft.state.viewing.not_before.reset();
  draft.state.viewing.failures = 0;
  draft.state.viewing.online = true;
}

bool seen_again(const Draft& draft, const Event&) {
  return is_seen(draft) && draft.state.wait == WaitReason::unseen;
}

bool came_online(const Draft& draft, const Event&) {
  return draft.state.viewing.online && draft.state.wait == WaitReason::offline;
}

/// At once, but not all players of a wall in the same moment, and not before the service's own
/// time.
void retry_soon(Draft& draft, const Event&) {
  State& state = draft.state;
  const std::int64_t spread = draft.config.times.online_spread.count + 1;
  const Instant soon = state.now + Millis{static_cast<std::int64_t>(draw(state)) % spread};
  state.timers.arm(Timer::retry, std::max(soon, state.viewing.not_before.value_or(soon)));
}

// ---- live, and rolling over ----

void learn(Draft& draft, Experience experience) {
  Experience& known = draft.state.viewing.experience;
  if (experience == known) return;
  known = experience;
  say(draft, Learned{experience});
}

void learn_first_frame(Draft& draft, const Attempt& attempt) {
  Experience experience = draft.state.viewing.experience;
  experience.slowest_first_frame =
      std::max(experience.slowest_first_frame, *attempt.marks.flowing - *attempt.marks.opened);
  learn(draft, experience);
}

void learn_no_overlap(Draft& draft) {
  Experience experience = draft.state.viewing.experience;
  experience.overlaps = false;
  learn(draft, experience);
}

/// Not in the first half of a session: with a very short limit they would follow each other at
/// once.
void arm_rollover(Draft& draft) {
  const Attempt& attempt = current(draft);
  const Instant posted = *attempt.marks.posted;
  const Instant half = posted + Millis{(*attempt.limit - posted).count / 2};
  const Instant lead =
      *attempt.limit -
      rollover_lead(draft.config.times, draft.state.viewing.experience.slowest_first_frame);
  draft.state.timers.arm(Timer::rollover, std::max({draft.state.now, half, lead}));
}

void watch_live(Draft& draft) {
  learn_first_frame(draft, current(draft));
  arm_rollover(draft);
  if (!draft.state.timers.armed(Timer::steady)) {
    draft.state.timers.arm(Timer::steady, draft.state.now + draft.config.times.steady);
  }
}

void note_flowing(Draft& draft, const Event&) { watch_live(draft); }

void note_stalled(Draft& draft, const Event&) { draft.state.timers.cancel(Timer::steady); }

void forget_failures(Draft& draft, const Event&) { draft.state.viewing.failures = 0; }

void roll(Draft& draft, const Event& event) {
  Attempt& attempt = add_attempt(draft);
  draft.state.next = attempt.number;
  want(draft, attempt, event);
}

void arm_swap(Draft& draft, const Event&) {
  learn_first_frame(draft, next(draft));
  draft.state.timers.arm(Timer::swap, draft.state.now + draft.config.times.swap);
}

void cancel_swap(Draft& draft, const Event&) { draft.state.timers.cancel(Timer::swap); }

void forget_next(Draft& draft) {
  draft.state.next = 0;
  draft.state.timers.cancel(Timer::swap);
}

/// The next session's picture is the one from now on.
void take_over(Draft& draft) {
  State& state = draft.state;
  choose(draft, state.next);
  forget_next(draft);
  state.viewing.verdict.reset();
  state.timers.cancel(Timer::rollover);
  if (flows(current(draft))) {
    watch_live(draft);
  } else {
    state.timers.cancel(Timer::steady);
  }
}

/// The old one goes on for a moment, until the new picture has been painted over it.
void swap(Draft& draft, const Event&) {
  current(draft).superseded = true;
  draft.state.timers.arm(Timer::linger, draft.state.now + draft.config.times.linger);
  take_over(draft);
}

/// The current session stopped before its time while the next one was on its way. Once that had
/// been asked for, it was most likely the reason: such a device serves one viewer at a time, and
/// lets go of the old one before it answers the new one.
void replace(Draft& draft, const Event& event) {
  Attempt& old = current(draft);
  if (next(draft).marks.posted && old.reason != EndReason::limit) learn_no_overlap(draft);
  take_over(draft);
  release(draft, old, event);
}

bool next_flows(const Draft& draft, const Event&) { return flows(next(draft)); }

/// Refusals that a second session on the same device gets.
bool overlap_refused(const Draft& draft, const Event&) {
  const auto& failure = next(draft).failure;
  if (!failure || failure->status == 0) return false;
  return failure->kind == FailureKind::conflict || failure->kind == FailureKind::rate_limited ||
         failure->kind == FailureKind::device_offline || failure->kind == FailureKind::server;
}

bool next_is_final(const Draft& draft, const Event&) {
  const auto& failure = next(draft).failure;
  return failure && !may_retry(draft, *failure);
}

/// No failure: the next session only has to wait for the end of this one.
void note_no_overlap(Draft& draft, const Event&) {
  const auto retry_at = next(draft).failure->retry_at;
  Viewing& viewing = draft.state.viewing;
  forget_next(draft);
  learn_no_overlap(draft);
  viewing.not_before = std::max(viewing.not_before, retry_at);
  if (retry_at) draft.state.timers.arm(Timer::retry, *viewing.not_before);
}

/// Told when the picture ends: until then there is one. But now its limit ends the viewing, and
/// that is warned of (promise 6), perhaps late.
void note_verdict(Draft& draft, const Event&) {
  draft.state.viewing.verdict = next(draft).failure;
  forget_next(draft);
  Attempt& last = current(draft);
  if (last.timers.armed(Timer::limit_near)) return;
  last.timers.arm(Timer::limit_near, draft.state.now);
}

void note_next_failed(Draft& draft, const Event&) {
  const std::optional<Failure> failure = next(draft).failure;
  forget_next(draft);
  if (failure) say(draft, Recovering{*failure, note_failure(draft, *failure)});
}

// ---- the table ----

using P = SessionPhase;
using T = SessionTrigger;

constexpr SessionRow::Guard always{};
constexpr SessionRow::Effect nothing{};
constexpr Then move = Then::move;
constexpr Then stay = Then::stay;
constexpr Then ignored = Then::ignored;
constexpr Then defect = Then::defect;

// What comes in groups.
constexpr auto presence_facts =
    on(T::presence_changed, T::page_left, T::page_returned, T::network_changed);
constexpr auto removal_facts = on(T::viewer_removed, T::viewer_returned);
constexpr auto timers_due = on(T::removal_due, T::unseen_due, T::steady_due, T::linger_due);
constexpr auto current_news = on(T::current_flowing, T::current_stalled, T::current_ending);
constexpr auto next_news = on(T::next_flowing, T::next_stalled, T::next_ending);
constexpr auto conditions =
    on(T::may_start, T::may_roll, T::may_swap, T::budget_spent, T::wait_changed, T::all_ended);

// clang-format off
constexpr SessionRow rows[] = {
    // from, on, guard, effect, then.

    {in(P::idle, P::closed), on(T::open_requested), {"can be seen, nobody is ahead", can_open}, {"start attempt", begin}, move, P::starting},
    {in(P::idle, P::closed), on(T::open_requested), {"endpoint usable", can_open_later}, {"wait for a viewer or its turn", begin_waiting}, move, P::waiting},
    {in(P::idle, P::closed), on(T::open_requested), always, {"bad options", refuse_config}, move, P::closed},
    {in(P::idle), on(T::prepare_requested), {"can be seen", can_prepare}, {"gather ahead", prepare}, stay},
    {in(P::idle), on(T::presence_changed), {"not seen", is_unseen}, {"let go of what is prepared", let_go}, stay},
    {in(P::idle), on(T::close_requested, T::page_left, T::network_changed, T::viewer_removed), always, {"let go of what is prepared", let_go}, stay},
    {in(P::idle), on(T::prepare_requested, T::extend_requested, T::presence_changed, T::page_returned, T::viewer_returned), always, nothing, ignored},
    {in(P::closed), on(T::prepare_requested, T::close_requested, T::extend_requested) | presence_facts | removal_facts, always, nothing, ignored},
    {in(P::idle, P::closed), timers_due | current_news | next_news | conditions, always, nothing, defect},

    {in(P::starting), on(T::current_flowing), always, {"arm rollover", note_flowing}, move, P::live},
    {in(P::starting), on(T::current_stalled) | conditions, always, nothing, defect},
    {in(P::live), on(T::current_stalled), always, {"no longer steady", note_stalled}, move, P::starting},
    {in(P::live), on(T::may_roll), always, {"start next attempt", roll}, move, P::rolling},
    {in(P::live), on(T::current_flowing, T::may_start, T::may_swap, T::budget_spent, T::wait_changed, T::all_ended), always, nothing, defect},

    {in(P::starting, P::live), on(T::current_ending), {"limit, budget left", limit_and_more}, nothing, move, P::waiting},
    {in(P::starting, P::live), on(T::current_ending), {"limit, next one failed for good", limit_and_verdict}, {"its failure", end_by_verdict}, move, P::closing},
    {in(P::starting, P::live), on(T::current_ending), {"limit", limit_only}, {"limit", end_by_limit}, move, P::closing},
    {in(P::starting, P::live), on(T::current_ending), {"may be retried", failed_for_now}, {"arm retry", recover}, move, P::waiting},
    {in(P::starting, P::live), on(T::current_ending), always, {"its failure", end_by_failure}, move, P::closing},
    {in(P::starting, P::live), next_news, always, nothing, defect},

    {in(P::rolling), on(T::next_flowing), always, {"arm swap", arm_swap}, stay},
    {in(P::rolling), on(T::next_stalled), always, {"cancel swap", cancel_swap}, stay},
    {in(P::rolling), on(T::may_swap), always, {"swap", swap}, move, P::live},
    {in(P::rolling), on(T::current_stalled, T::current_ending), {"next one flows", next_flows}, {"take over", replace}, move, P::live},
    {in(P::rolling), on(T::current_stalled, T::current_ending), always, {"take over", replace}, move, P::starting},
    {in(P::rolling), on(T::next_ending), {"overlap refused", overlap_refused}, {"no overlap from now on", note_no_overlap}, move, P::live},
    {in(P::rolling), on(T::next_ending), {"failed for good", next_is_final}, {"note its failure", note_verdict}, move, P::live},
    {in(P::rolling), on(T::next_ending), always, {"arm retry", note_next_failed}, move, P::live},
    {in(P::rolling), on(T::current_flowing, T::may_start, T::may_roll, T::budget_spent, T::wait_changed, T::all_ended), always, nothing, defect},

    {in(P::starting, P::live, P::rolling), on(T::open_requested, T::prepare_requested, T::page_returned, T::network_changed), always, nothing, ignored},
    {in(P::starting, P::live, P::rolling), on(T::presence_changed), always, {"watch presence", watch_presence}, stay},
    {in(P::starting, P::live, P::rolling), on(T::unseen_due, T::page_left), always, {"rest", rest}, move, P::waiting},
    {in(P::starting, P::live, P::rolling), on(T::steady_due), always, {"forget failures", forget_failures}, stay},

    {in(P::waiting), on(T::may_start), always, {"start attempt", start}, move, P::starting},
    {in(P::waiting), on(T::budget_spent), always, {"limit", end_by_limit}, move, P::closing},
    {in(P::waiting), on(T::open_requested), always, {"now", insist}, stay},
    {in(P::waiting), on(T::wait_changed), always, nothing, move, P::waiting},
    {in(P::waiting), on(T::presence_changed, T::page_returned), {"seen again", seen_again}, {"wait for its turn", take_turn}, stay},
    {in(P::waiting), on(T::network_changed), {"back", came_online}, {"retry soon", retry_soon}, stay},
    {in(P::waiting), on(T::prepare_requested) | presence_facts, always, nothing, ignored},
    {in(P::waiting), on(T::unseen_due, T::steady_due, T::linger_due, T::may_roll, T::may_swap, T::all_ended) | current_news | next_news, always, nothing, defect},

    {in(P::starting, P::live, P::rolling, P::waiting), on(T::close_requested), always, {"requested", close_requested}, move, P::closing},
    {in(P::starting, P::live, P::rolling, P::waiting), on(T::removal_due), always, {"removed", close_removed}, move, P::closing},
    {in(P::starting, P::live, P::rolling, P::waiting), on(T::viewer_removed), always, {"wait for its return", arm_removal}, stay},
    {in(P::starting, P::live, P::rolling, P::waiting), on(T::viewer_returned), always, {"it moved", cancel_removal}, stay},
    {in(P::starting, P::live, P::rolling, P::waiting), on(T::extend_requested), always, {"add to the budget", add_budget}, stay},
    {in(P::starting, P::live, P::rolling), on(T::linger_due), always, {"release the old one", release_superseded}, stay},

    {in(P::closing), on(T::all_ended), always, nothing, move, P::closed},
    {in(P::closing), on(T::open_requested, T::prepare_requested, T::close_requested, T::extend_requested) | presence_facts | removal_facts, always, nothing, ignored},
    {in(P::closing), timers_due | current_news | next_news | on(T::may_start, T::may_roll, T::may_swap, T::budget_spent, T::wait_changed), always, nothing, defect},
};
// clang-format on

static_assert(check_table<P, T>(rows, session_phase_count, session_trigger_count) ==
              TableProblem::sound);

// ---- news ----

enum class News : std::uint8_t { flowing, stalled, ending, ended };

std::optional<News> news_of(const Attempt& attempt) {
  const AttemptPhase now = attempt.phase;
  const AttemptPhase told = attempt.told;
  if (now == AttemptPhase::flowing && told < AttemptPhase::flowing) return News::flowing;
  if (now == AttemptPhase::connecting && told == AttemptPhase::flowing) return News::stalled;
  if (now >= AttemptPhase::ending && told < AttemptPhase::ending) return News::ending;
  if (now == AttemptPhase::ended && told == AttemptPhase::ending) return News::ended;
  return std::nullopt;
}

/// An attempt that ended at once still passes through `ending`.
void mark_told(Attempt& attempt, News news) {
  attempt.told = news == News::ending ? AttemptPhase::ending : attempt.phase;
}

/// Nothing for attempts that were let go of.
std::optional<T> trigger_of(const State& state, const Attempt& attempt, News news) {
  const bool is_current = attempt.number == state.current;
  if (news == News::ended || (!is_current && attempt.number != state.next)) return std::nullopt;
  switch (news) {
    case News::flowing: return is_current ? T::current_flowing : T::next_flowing;
    case News::stalled: return is_current ? T::current_stalled : T::next_stalled;
    case News::ending:
    case News::ended: break;
  }
  return is_current ? T::current_ending : T::next_ending;
}

/// The swap may come before the loss is noticed: then the DELETE finds the old session gone.
void judge_overlap(Draft& draft, const Attempt& attempt) {
  if (attempt.superseded && attempt.was_gone) learn_no_overlap(draft);
}

std::optional<T> attempt_news(Draft& draft) {
  for (Attempt& attempt : draft.state.attempts) {
    while (const auto news = news_of(attempt)) {
      mark_told(attempt, *news);
      if (*news == News::ending) settle_budget(draft, attempt);
      if (*news == News::ended) judge_overlap(draft, attempt);
      if (const auto trigger = trigger_of(draft.state, attempt, *news)) return trigger;
    }
  }
  return std::nullopt;
}

/// What it waits for, the most lasting first.
WaitReason wait_reason(const Draft& draft) {
  if (!is_seen(draft)) return WaitReason::unseen;
  if (!draft.state.viewing.online) return WaitReason::offline;
  if (draft.state.timers.armed(Timer::retry)) return WaitReason::retry;
  return draft.state.timers.armed(Timer::turn) ? WaitReason::turn : WaitReason::release;
}

bool may_start(const Draft& draft) {
  const State& state = draft.state;
  return in_progress(state) == 0 && is_seen(draft) && state.viewing.online &&
         !state.timers.armed(Timer::retry) && !state.timers.armed(Timer::turn);
}

bool may_roll(const Draft& draft) {
  const State& state = draft.state;
  return state.viewing.online && !state.timers.armed(Timer::rollover) &&
         !state.timers.armed(Timer::retry) && goes_on(draft) && state.viewing.experience.overlaps &&
         is_seen(draft) && in_progress(state) < most_attempts;
}

/// Frames that came without a pause since the first.
bool may_swap(const Draft& draft) {
  const Attempt& candidate = next(draft);
  return flows(candidate) && !draft.state.timers.armed(Timer::swap) && candidate.frames.moving;
}

std::optional<T> come_true_waiting(const Draft& draft) {
  if (is_seen(draft) && !goes_on(draft)) return T::budget_spent;
  if (may_start(draft)) return T::may_start;
  if (wait_reason(draft) != draft.state.wait) return T::wait_changed;
  return std::nullopt;
}

std::optional<T> come_true(const Draft& draft) {
  const State& state = draft.state;
  switch (state.phase) {
    case P::waiting: return come_true_waiting(draft);
    case P::live: return may_roll(draft) ? std::optional(T::may_roll) : std::nullopt;
    case P::rolling: return may_swap(draft) ? std::optional(T::may_swap) : std::nullopt;
    case P::closing: return in_progress(state) == 0 ? std::optional(T::all_ended) : std::nullopt;
    case P::idle:
    case P::starting:
    case P::closed: break;
  }
  return std::nullopt;
}

}  // namespace

std::span<const SessionRow> session_rows() { return rows; }

Attempt* find_attempt(State& state, AttemptNumber number) {
  const auto found = std::find_if(state.attempts.begin(), state.attempts.end(),
                                  [&](const Attempt& a) { return a.number == number; });
  return found == state.attempts.end() ? nullptr : &*found;
}

void drive_session(SessionDraft draft, SessionTrigger trigger, const Event& event) {
  const SessionRow& row = find_row(rows, draft.state.phase, trigger, draft, event);
  if (row.then == Then::defect) say(draft, Defect{name(trigger)});
  if (row.effect.run != nullptr) row.effect.run(draft, event);
  if (row.then != Then::move) return;
  State& state = draft.state;
  state.phase = row.next;
  if (row.next == P::waiting) let_go(draft, event);
  if (row.next == P::closing) {
    let_go(draft, event);
    state.timers.cancel_all();
  }
  state.wait = row.next == P::waiting ? wait_reason(draft) : WaitReason::none;
  say(draft, PhaseChanged{row.next, state.reason, state.wait});
}

void drive_attempt_of(SessionDraft draft, Attempt& attempt, AttemptTrigger trigger,
                      const Event& event) {
  drive_attempt(draft_of(draft, attempt), trigger, event);
}

void join(SessionDraft draft, const Event& event) {
  for (;;) {
    auto trigger = attempt_news(draft);
    if (!trigger) trigger = come_true(draft);
    if (!trigger) return;
    drive_session(draft, *trigger, event);
  }
}

}  // namespace ring
