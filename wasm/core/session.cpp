// The rules of the viewing session.
//
// 1. Everything that moves the session stands in the table below; an attempt is started and
// released
//    nowhere else.
// 2. Release before retry: a new attempt starts only when the last one has ended.
// 3. A phase is published when it is reached, never when it is hoped for.
#include "core/session.hpp"

#include <utility>

#include "core/attempt.hpp"
#include "core/names.hpp"
#include "core/whep.hpp"

namespace ring {
namespace {

using Draft = SessionDraft;

void say(Draft& draft, Notice notice) { draft.commands.push_back(Publish{std::move(notice)}); }

Attempt& current(Draft& draft) { return draft.state.attempts.back(); }

void publish_failure(Draft& draft, Failure failure) {
  draft.state.reason = EndReason::failed;
  say(draft, Failed{std::move(failure)});
}

bool endpoint_usable(const Draft& draft, const Event&) {
  return static_cast<bool>(whep::endpoint(draft.config));
}

void start(Draft& draft, const Event&) {
  const auto endpoint = whep::endpoint(draft.config);
  State& state = draft.state;
  state.reason = EndReason::none;
  state.timers.cancel_all();
  ++state.last_attempt;
  state.attempts.clear();
  state.attempts.push_back(
      start_attempt(draft.config, state.last_attempt, endpoint.value(), state.now, draft.commands));
}

void refuse_config(Draft& draft, const Event&) {
  Failure failure;
  failure.kind = FailureKind::bad_request;
  failure.stage = Stage::setup;
  failure.detail = whep::endpoint(draft.config).error();
  publish_failure(draft, std::move(failure));
}

void release(Draft& draft, EndReason reason, const Event& event) {
  draft.state.reason = reason;
  Attempt& attempt = current(draft);
  attempt.reason = reason;
  drive_attempt({draft.config, attempt, draft.commands, draft.state.now}, AttemptTrigger::release,
                event);
}

void release_requested(Draft& draft, const Event& event) {
  release(draft, EndReason::requested, event);
}

void release_removed(Draft& draft, const Event& event) {
  release(draft, EndReason::removed, event);
}

/// The attempt ended by itself: by its limit, or by a failure that must not go silently (promise
/// 9).
void take_reason(Draft& draft, const Event&) {
  const Attempt& attempt = current(draft);
  draft.state.reason = attempt.reason;
  if (attempt.failure) publish_failure(draft, *attempt.failure);
}

void arm_removal(Draft& draft, const Event&) {
  draft.state.timers.arm(Timer::removal, draft.state.now + draft.config.times.removal);
}

void cancel_removal(Draft& draft, const Event&) { draft.state.timers.cancel(Timer::removal); }

// ---- the table ----

using P = SessionPhase;
using T = SessionTrigger;

template <class... Ps>
constexpr SetOf<P> in(P first, Ps... rest) {
  return SetOf<P>(first, rest...);
}
template <class... Ts>
constexpr SetOf<T> on(T first, Ts... rest) {
  return SetOf<T>(first, rest...);
}

constexpr SessionRow::Guard always{};
constexpr SessionRow::Effect nothing{};
constexpr Then move = Then::move;
constexpr Then stay = Then::stay;
constexpr Then ignored = Then::ignored;
constexpr Then defect = Then::defect;

// clang-format off
constexpr SessionRow rows[] = {
    // from, on, guard, effect, then.

    {in(P::idle, P::closed), on(T::open_requested), {"endpoint usable", endpoint_usable}, {"start attempt", start}, move, P::starting},
    {in(P::idle, P::closed), on(T::open_requested), always, {"bad options", refuse_config}, move, P::closed},
    {in(P::idle, P::closed), on(T::close_requested, T::viewer_removed, T::viewer_returned), always, nothing, ignored},
    {in(P::idle, P::closed), on(T::removal_due, T::attempt_flowing, T::attempt_stalled, T::attempt_ending, T::attempt_ended), always, nothing, defect},

    {in(P::starting), on(T::attempt_flowing), always, nothing, move, P::live},
    {in(P::starting), on(T::attempt_stalled), always, nothing, defect},
    {in(P::live), on(T::attempt_stalled), always, nothing, move, P::starting},
    {in(P::live), on(T::attempt_flowing), always, nothing, defect},
    {in(P::starting, P::live), on(T::open_requested), always, nothing, ignored},
    {in(P::starting, P::live), on(T::close_requested), always, {"release attempt", release_requested}, move, P::closing},
    {in(P::starting, P::live), on(T::removal_due), always, {"release attempt", release_removed}, move, P::closing},
    {in(P::starting, P::live), on(T::attempt_ending), always, {"take its reason", take_reason}, move, P::closing},
    {in(P::starting, P::live), on(T::attempt_ended), always, nothing, defect},

    {in(P::closing), on(T::attempt_ended), always, nothing, move, P::closed},
    {in(P::closing), on(T::open_requested, T::close_requested, T::viewer_removed, T::viewer_returned, T::attempt_ending), always, nothing, ignored},
    {in(P::closing), on(T::removal_due, T::attempt_flowing, T::attempt_stalled), always, nothing, defect},

    {in(P::starting, P::live), on(T::viewer_removed), always, {"wait for its return", arm_removal}, stay},
    {in(P::starting, P::live), on(T::viewer_returned), always, {"it moved", cancel_removal}, stay},
};
// clang-format on

static_assert(check_table<P, T>(rows, session_phase_count, session_trigger_count) ==
              TableProblem::sound);

std::optional<SessionTrigger> news_of(const Attempt& attempt) {
  const AttemptPhase now = attempt.phase;
  const AttemptPhase told = attempt.told;
  if (now == AttemptPhase::flowing && told < AttemptPhase::flowing) return T::attempt_flowing;
  if (now == AttemptPhase::connecting && told == AttemptPhase::flowing) return T::attempt_stalled;
  if (now >= AttemptPhase::ending && told < AttemptPhase::ending) return T::attempt_ending;
  if (now == AttemptPhase::ended && told == AttemptPhase::ending) return T::attempt_ended;
  return std::nullopt;
}

/// Marks one piece of news as told: an attempt that ended at once still passes through `ending`.
void mark_told(Attempt& attempt, SessionTrigger news) {
  attempt.told = news == T::attempt_ending ? AttemptPhase::ending : attempt.phase;
}

}  // namespace

std::span<const SessionRow> session_rows() { return rows; }

void drive_session(SessionDraft draft, SessionTrigger trigger, const Event& event) {
  const SessionRow& row = find_row(rows, draft.state.phase, trigger, draft, event);
  if (row.then == Then::defect) say(draft, Defect{name(trigger)});
  if (row.effect.run != nullptr) row.effect.run(draft, event);
  if (row.then != Then::move) return;
  draft.state.phase = row.next;
  if (row.next == P::closing) draft.state.timers.cancel_all();
  say(draft, PhaseChanged{row.next, draft.state.reason});
}

void join(SessionDraft draft, const Event& event) {
  while (!draft.state.attempts.empty()) {
    Attempt& attempt = draft.state.attempts.back();
    const auto news = news_of(attempt);
    if (!news) return;
    mark_told(attempt, *news);
    drive_session(draft, *news, event);
  }
}

}  // namespace ring
