#include "core/machine/step.hpp"

#include <algorithm>
#include <utility>

#include "core/machine/conditions.hpp"
#include "core/machine/media.hpp"
#include "core/machine/session.hpp"
#include "core/machine/viewing.hpp"

namespace ring {
namespace {

using M = MediaTrigger;
using S = SessionTrigger;
using V = ViewingTrigger;

// ---- timers ----

// Each list of triggers ends with its owner's timers, in their order.
constexpr M trigger_of(MediaTimer timer) {
  return static_cast<M>(static_cast<int>(M::gathering_quiet) + static_cast<int>(timer));
}
static_assert(trigger_of(MediaTimer::prepared) == M::prepared_late);

constexpr S trigger_of(SessionTimer timer) {
  return static_cast<S>(static_cast<int>(S::limit_reached) + static_cast<int>(timer));
}
static_assert(trigger_of(SessionTimer::tether) == S::tether_due);

/// Nothing for those that only wake the viewing: it then asks what has come true.
constexpr std::optional<V> trigger_of(ViewingTimer timer) {
  if (timer < ViewingTimer::linger) return std::nullopt;
  return static_cast<V>(static_cast<int>(V::linger_due) + static_cast<int>(timer) -
                        static_cast<int>(ViewingTimer::linger));
}
static_assert(trigger_of(ViewingTimer::removal) == V::removal_due);

void fire(ViewingDraft& draft) {
  const auto due = draft.state.timers.next();
  draft.state.timers.cancel(due->timer);
  if (const auto trigger = trigger_of(due->timer)) drive_viewing(draft, *trigger, nullptr);
}

/// Of equal times the session's first: its limit is never overrun.
void fire(ViewingDraft& draft, Attempt& attempt) {
  AttemptDraft one = draft_of(draft, attempt);
  const auto session = attempt.session_timers.next();
  const auto media = attempt.media_timers.next();
  if (session && (!media || session->at <= media->at)) {
    attempt.session_timers.cancel(session->timer);
    drive_session(one, trigger_of(session->timer), nullptr);
  } else {
    attempt.media_timers.cancel(media->timer);
    drive_media(one, trigger_of(media->timer), nullptr);
  }
  tell_phase(one);
}

void fire_due_timers(ViewingDraft& draft) {
  while (const auto due = next_deadline(draft.state)) {
    if (due->at > draft.state.now) return;
    Attempt* attempt = find_attempt(draft.state, due->attempt);
    attempt == nullptr ? fire(draft) : fire(draft, *attempt);
    follow_up(draft);
  }
}

// ---- facts of an attempt: what strangers wrote is read here, once ----

void take(AttemptDraft& draft, const PeerMissing&) { drive<M::peer_missing>(draft); }
void take(AttemptDraft& draft, const PeerRefused& fact) { drive<M::peer_refused>(draft, fact); }
void take(AttemptDraft& draft, const OfferFailed& fact) { drive<M::offer_failed>(draft, fact); }
void take(AttemptDraft& draft, const GatheringCompleted&) { drive<M::gathering_completed>(draft); }
void take(AttemptDraft& draft, const AnswerApplied&) { drive<M::answer_applied>(draft); }
void take(AttemptDraft& draft, const TokenReady&) { drive<S::token_ready>(draft); }
void take(AttemptDraft& draft, const TokenRefused&) { drive<S::token_refused>(draft); }
void take(AttemptDraft& draft, const RequestFailed&) { drive<S::request_failed>(draft); }
void take(AttemptDraft& draft, const EndFailed&) { drive<S::release_failed>(draft); }

void take(AttemptDraft& draft, const TetherBroke& fact) { drive<S::tether_broke>(draft, fact); }

void take(AttemptDraft& draft, const CandidateGathered& fact) {
  drive<M::candidate_gathered>(draft, fact);
}

void take(AttemptDraft& draft, const OfferReady& fact) {
  const auto offer = prepare_offer(fact.sdp);
  offer ? drive<M::offer_usable>(draft, offer.value()) : drive<M::offer_unusable>(draft);
}

void take(AttemptDraft& draft, const AnswerReady& fact) {
  const auto problem = problem_of_own_answer(draft.attempt.offer, fact.sdp);
  problem ? drive<M::own_answer_unusable>(draft, *problem)
          : drive<M::own_answer_usable>(draft, fact);
}

/// Our own offer, or our answer to the server's: what is sent must be what was applied (promise 4).
void take(AttemptDraft& draft, const OfferCollected& fact) {
  if (draft.attempt.session == SessionPhase::open) {
    const bool fits = !problem_of_own_answer(draft.attempt.offer, fact.sdp);
    return fits ? drive<M::described>(draft, {fact.sdp}) : drive<M::described_not>(draft);
  }
  auto offer = offer_to_send(fact.sdp);
  offer ? drive<M::described>(draft, {std::move(*offer)}) : drive<M::described_not>(draft);
}

void take(AttemptDraft& draft, const AnswerRefused& fact) { drive<M::answer_refused>(draft, fact); }

void take(AttemptDraft& draft, const ConnectionChanged& fact) {
  switch (fact.state) {
    case Connection::connected: return drive<M::connected>(draft);
    case Connection::disconnected: return drive<M::disconnected>(draft);
    case Connection::failed: return drive<M::connection_lost>(draft, Loss{.goodbye = false});
    case Connection::closed: return drive<M::connection_lost>(draft, Loss{.goodbye = true});
  }
}

void take(AttemptDraft& draft, const TransportLost& fact) {
  drive<M::connection_lost>(draft, Loss{.goodbye = fact.closed});
}

/// Dimensions of 0 are the "texture size [0x0]" mistake: such a frame is none.
void take(AttemptDraft& draft, const FrameShown& fact) {
  if (fact.width > 0 && fact.height > 0) drive<M::frame_shown>(draft, fact);
}

void take(AttemptDraft& draft, const FramesSampled& fact) { drive<M::frames_sampled>(draft, fact); }

void take(AttemptDraft& draft, const Reading& reading) {
  switch (reading.kind) {
    case Reading::Kind::opened: return drive<S::reply_opened>(draft, reading);
    case Reading::Kind::server_offer: return drive<S::reply_offer>(draft, reading);
    case Reading::Kind::unusable: return drive<S::reply_unusable>(draft, reading);
    case Reading::Kind::refused: return drive<S::reply_refused>(draft, reading);
  }
}

void take(AttemptDraft& draft, const AnswerReplied& fact) {
  const auto failure = read_answer_reply(draft.config, fact.reply, draft.now);
  failure ? drive<S::answer_refused>(draft, *failure) : drive<S::answer_taken>(draft);
}

void take(AttemptDraft& draft, const EndReplied& fact) {
  const ReleaseReply reply{fact.status};
  switch (read_release(fact.status)) {
    case Release::ended:
    case Release::was_gone: return drive<S::released>(draft, reply);
    case Release::bearer_refused: return drive<S::release_refused>(draft, reply);
    case Release::failed: return drive<S::release_failed>(draft, reply);
  }
}

/// The one fact of an attempt that nobody remembers which still matters: nobody else would ever
/// delete that session (promise 1).
void delete_unknown(ViewingDraft& draft, AttemptNumber number, const Reading& reading) {
  if (!reading.session_url.empty()) {
    draft.commands.push_back(EndSession{number, reading.session_url, draft.config.has_bearer()});
  } else if (reading.opened_session) {
    draft.commands.push_back(Publish{ReleaseFailed{number, 0}});
  }
}

// ---- all facts ----

/// Routes a fact to its machine: what the page says to the viewing, what browser and service say to
/// their attempt.
struct Route {
  ViewingDraft& draft;

  void operator()(const Tick&) {}
  void operator()(const OpenRequested& fact) {
    draft.state.viewing.online = fact.online;
    drive<V::open_requested>(draft, fact);
  }
  void operator()(const PrepareRequested&) { drive<V::prepare_requested>(draft); }
  void operator()(const CloseRequested&) { drive<V::close_requested>(draft); }
  void operator()(const ExtendRequested& fact) { drive<V::extend_requested>(draft, fact); }
  void operator()(const PresenceChanged& fact) {
    draft.state.viewing.presence = fact.presence;
    drive<V::presence_changed>(draft, fact);
  }
  void operator()(const PageLeft&) {
    draft.state.viewing.away = true;
    drive<V::page_left>(draft);
  }
  void operator()(const PageReturned& fact) {
    draft.state.viewing.away = false;
    drive<V::page_returned>(draft, fact);
  }
  void operator()(const NetworkChanged& fact) {
    if (fact.online == draft.state.viewing.online) return;
    draft.state.viewing.online = fact.online;
    drive<V::network_changed>(draft);
  }
  void operator()(const ViewerRemoved&) {
    draft.state.viewing.removed = true;
    drive<V::viewer_removed>(draft);
  }
  void operator()(const ViewerReturned&) {
    draft.state.viewing.removed = false;
    drive<V::viewer_returned>(draft);
  }

  void operator()(const ReplyArrived& fact) {
    const Attempt* attempt = find_attempt(draft.state, fact.attempt);
    const bool known = attempt != nullptr;
    const Reading reading = read_reply(draft.config, known ? attempt->offer : "",
                                       known && attempt->offers_h264, fact.reply, draft.state.now);
    if (!known) return delete_unknown(draft, fact.attempt, reading);
    note_servers(fact, reading);
    of_attempt(fact.attempt, reading);
  }
  template <class Fact>
  void operator()(const Fact& fact) {
    of_attempt(fact.attempt, fact);
  }

 private:
  /// A stale fact is dropped.
  template <class Fact>
  void of_attempt(AttemptNumber number, const Fact& fact) {
    Attempt* attempt = find_attempt(draft.state, number);
    if (attempt == nullptr) return;
    AttemptDraft one = draft_of(draft, *attempt);
    take(one, fact);
    tell_phase(one);
  }

  /// The page's own ICE servers win; the service's serve from the next peer on (RFC 9725 4.6).
  void note_servers(const ReplyArrived& fact, const Reading& reading) {
    if (draft.config.ice_servers != IceServers::service || !reading.opened_session) return;
    if (fact.reply.ice_servers > 0) draft.state.viewing.named_servers = true;
  }
};

}  // namespace

Step step(const Config& config, State state, const Event& event, Instant now) {
  Step next{std::move(state), {}};
  std::vector<AttemptNews> news;
  ViewingDraft draft{config, next.state, next.commands, news};
  next.state.now = std::max(next.state.now, now);
  fire_due_timers(draft);
  std::visit(Route{draft}, event);
  follow_up(draft);
  return next;
}

bool is_asking(const State& state) {
  return state.wait == WaitReason::turn ||
         std::any_of(state.attempts.begin(), state.attempts.end(), [](const Attempt& a) {
           return is_active(a) && !is_held(a) && a.session <= SessionPhase::asking;
         });
}

std::optional<Deadline> next_deadline(const State& state) {
  std::optional<Deadline> earliest;
  const auto consider = [&](const auto& timers, AttemptNumber attempt) {
    const auto due = timers.next();
    if (due && (!earliest || due->at < earliest->at)) earliest = Deadline{due->at, attempt};
  };
  consider(state.timers, 0);
  for (const Attempt& attempt : state.attempts) {
    consider(attempt.session_timers, attempt.number);
    consider(attempt.media_timers, attempt.number);
  }
  return earliest;
}

}  // namespace ring
