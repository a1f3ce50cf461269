#include "core/step.hpp"

#include <algorithm>
#include <utility>

#include "core/attempt.hpp"
#include "core/session.hpp"
#include "core/whep.hpp"

namespace ring {
namespace {

using A = AttemptTrigger;
using S = SessionTrigger;

struct Draft {
  const Config& config;
  State& state;
  Commands& commands;
};

SessionDraft for_session(Draft& draft) { return {draft.config, draft.state, draft.commands}; }

// ---- timers ----

A trigger_of(Timer timer) {
  switch (timer) {
    case Timer::limit_reached: return A::limit_reached;
    case Timer::limit_near: return A::limit_near;
    case Timer::token: return A::token_late;
    case Timer::gathering_quiet: return A::gathering_quiet;
    case Timer::gathering_cap: return A::gathering_cap;
    case Timer::gathering_none: return A::gathering_none;
    case Timer::post: return A::post_late;
    case Timer::connect: return A::connect_late;
    case Timer::first_frame: return A::first_frame_late;
    case Timer::disconnected: return A::disconnected_late;
    case Timer::sample: return A::sample_due;
    case Timer::close: return A::close_late;
    case Timer::prepared: return A::prepared_late;
    case Timer::rollover:
    case Timer::swap:
    case Timer::retry:
    case Timer::turn:
    case Timer::linger:
    case Timer::steady:
    case Timer::unseen:
    case Timer::removal: break;  // The session's; no attempt arms them.
  }
  __builtin_unreachable();
}

/// Nothing for those that only wake the session: it then asks what has come true.
std::optional<S> session_trigger_of(Timer timer) {
  switch (timer) {
    case Timer::linger: return S::linger_due;
    case Timer::steady: return S::steady_due;
    case Timer::unseen: return S::unseen_due;
    case Timer::removal: return S::removal_due;
    default: return std::nullopt;
  }
}

void fire(Draft& draft, const Deadline& due) {
  const Event tick = Tick{};
  if (due.attempt == 0) {
    draft.state.timers.cancel(due.timer);
    const auto trigger = session_trigger_of(due.timer);
    if (trigger) drive_session(for_session(draft), *trigger, tick);
  } else if (Attempt* attempt = find_attempt(draft.state, due.attempt)) {
    attempt->timers.cancel(due.timer);
    drive_attempt_of(for_session(draft), *attempt, trigger_of(due.timer), tick);
  }
  join(for_session(draft), tick);
}

void fire_due_timers(Draft& draft) {
  while (const auto due = next_deadline(draft.state)) {
    if (due->at > draft.state.now) return;
    fire(draft, *due);
  }
}

// ---- events ----

A trigger_of(const ConnectionChanged& change) {
  switch (change.state) {
    case Connection::connected: return A::connected;
    case Connection::disconnected: return A::disconnected;
    case Connection::failed:
    case Connection::closed: break;
  }
  return A::connection_lost;
}

/// Routes an event to its machine: what the page wants to the session, facts to their attempt.
struct Route {
  Draft& draft;
  const Event& event;

  void operator()(const OpenRequested&) { session(S::open_requested); }
  void operator()(const PrepareRequested&) { session(S::prepare_requested); }
  void operator()(const CloseRequested&) { session(S::close_requested); }
  void operator()(const ExtendRequested&) { session(S::extend_requested); }
  void operator()(const PresenceChanged& e) {
    draft.state.viewing.presence = e.presence;
    session(S::presence_changed);
  }
  void operator()(const PageLeft&) {
    draft.state.viewing.away = true;
    session(S::page_left);
  }
  void operator()(const PageReturned&) {
    draft.state.viewing.away = false;
    session(S::page_returned);
  }
  void operator()(const NetworkChanged& e) {
    draft.state.viewing.online = e.online;
    session(S::network_changed);
  }
  void operator()(const ViewerRemoved&) { session(S::viewer_removed); }
  void operator()(const ViewerReturned&) { session(S::viewer_returned); }
  void operator()(const Tick&) {}

  void operator()(const PeerMissing& e) { attempt(e.attempt, A::peer_missing); }
  void operator()(const PeerRefused& e) { attempt(e.attempt, A::peer_refused); }
  void operator()(const OfferReady& e) { attempt(e.attempt, A::offer_ready); }
  void operator()(const OfferFailed& e) { attempt(e.attempt, A::offer_failed); }
  void operator()(const CandidateGathered& e) { attempt(e.attempt, A::candidate_gathered); }
  void operator()(const GatheringCompleted& e) { attempt(e.attempt, A::gathering_completed); }
  void operator()(const OfferCollected& e) { attempt(e.attempt, A::offer_collected); }
  void operator()(const AnswerReady& e) { attempt(e.attempt, A::answer_ready); }
  void operator()(const AnswerReplied& e) { attempt(e.attempt, A::answer_replied); }
  void operator()(const AnswerApplied& e) { attempt(e.attempt, A::answer_applied); }
  void operator()(const AnswerRefused& e) { attempt(e.attempt, A::answer_refused); }
  void operator()(const ConnectionChanged& e) { attempt(e.attempt, trigger_of(e)); }
  void operator()(const FrameShown& e) { attempt(e.attempt, A::frame_shown); }
  void operator()(const FramesSampled& e) { attempt(e.attempt, A::frames_sampled); }
  void operator()(const TokenReady& e) { attempt(e.attempt, A::token_ready); }
  void operator()(const TokenRefused& e) { attempt(e.attempt, A::token_refused); }
  void operator()(const RequestFailed& e) { attempt(e.attempt, A::request_failed); }
  void operator()(const EndReplied& e) { attempt(e.attempt, A::end_replied); }
  void operator()(const EndFailed& e) { attempt(e.attempt, A::end_failed); }

  /// The one stale fact that matters: nobody else would ever delete that session (promise 1).
  void operator()(const ReplyArrived& e) {
    note_servers(e);
    if (attempt(e.attempt, A::reply_arrived)) return;
    end_late_session(draft.config, e, draft.commands);
  }

 private:
  /// The page's own ICE servers win; the service's serve from the next peer on (RFC 9725 4.6).
  void note_servers(const ReplyArrived& e) {
    const Attempt* found = find_attempt(draft.state, e.attempt);
    if (found == nullptr || found->phase == AttemptPhase::ended) return;
    if (draft.config.own_ice_servers || !whep::opened_session(e.reply)) return;
    if (e.reply.ice_servers > 0) draft.state.viewing.linked_servers = true;
  }

  void session(SessionTrigger trigger) { drive_session(for_session(draft), trigger, event); }

  /// False for a stale fact, which is dropped.
  bool attempt(AttemptNumber number, AttemptTrigger trigger) {
    Attempt* found = find_attempt(draft.state, number);
    if (found == nullptr) return false;
    drive_attempt_of(for_session(draft), *found, trigger, event);
    return true;
  }
};

}  // namespace

Step step(const Config& config, State state, const Event& event, Instant now) {
  Step next{std::move(state), {}};
  Draft draft{config, next.state, next.commands};
  next.state.now = std::max(next.state.now, now);
  fire_due_timers(draft);
  std::visit(Route{draft, event}, event);
  join(for_session(draft), event);
  return next;
}

bool is_asking(const State& state) {
  return state.wait == WaitReason::turn ||
         std::any_of(state.attempts.begin(), state.attempts.end(),
                     [](const Attempt& a) { return a.phase < AttemptPhase::answering && !a.held; });
}

std::optional<Deadline> next_deadline(const State& state) {
  std::optional<Deadline> earliest;
  const auto consider = [&](const TimerTable& timers, AttemptNumber attempt) {
    const auto due = timers.next();
    if (due && (!earliest || due->at < earliest->at)) {
      earliest = Deadline{due->at, due->timer, attempt};
    }
  };
  consider(state.timers, 0);
  for (const Attempt& attempt : state.attempts) consider(attempt.timers, attempt.number);
  return earliest;
}

}  // namespace ring
