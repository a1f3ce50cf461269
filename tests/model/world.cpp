#include "world.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <variant>

#include "canned.hpp"

namespace ring::model {
namespace {

using Choices = std::vector<Choice>;

/// Candidates beyond this change nothing.
constexpr std::uint8_t most_candidates = 2;

struct Listing {
  const Config& config;
  const State& state;
  const World& world;
  Choices& choices;

  void add(Event event, std::string opened = {}) {
    choices.push_back({std::move(event), {std::move(opened), {}}, state.now});
  }
};

// ---- time, person, page, network ----

/// What is due comes first, as in the core; only then are facts told apart from it.
bool is_due_now(const State& state) {
  const auto due = next_deadline(state);
  return due && due->at <= state.now;
}

void add_time(Listing& list) {
  if (const auto due = next_deadline(list.state)) list.choices.push_back({Tick{}, {}, due->at});
}

/// What turns back a whim is free, so that every spell can end.
void add_returns(Listing& list) {
  const World& world = list.world;
  if (world.removed) list.add(ViewerReturned{});
  if (world.away) list.add(PageReturned{});
  if (!world.online) list.add(NetworkChanged{true});
  if (world.presence != Presence{}) list.add(PresenceChanged{});
  if (world.plain) return;
  if (world.away) list.add(PageReturned{1});
  if (world.presence != Presence{}) list.add(PresenceChanged{{}, 1});
}

void add_presence(Listing& list) {
  Presence hidden = list.world.presence;
  hidden.page_visible = false;
  Presence scrolled = list.world.presence;
  scrolled.on_screen = false;
  Presence pictured = list.world.presence;
  pictured.in_picture = !pictured.in_picture;
  for (const Presence& presence : {hidden, scrolled, pictured}) {
    if (presence != list.world.presence) list.add(PresenceChanged{presence});
  }
}

void add_whims(Listing& list) {
  const World& world = list.world;
  if (world.whims == 0) return;
  list.add(OpenRequested{0, world.online});
  if (!world.plain) list.add(OpenRequested{1, world.online});
  if (!is_at_rest(list.state.phase) || !world.peers.empty()) {
    list.add(CloseRequested{});
    list.add(ExtendRequested{});
    if (!world.removed) list.add(ViewerRemoved{});
  }
  if (!world.away) list.add(PageLeft{});
  if (world.online) list.add(NetworkChanged{false});
  add_presence(list);
}

// ---- the browser ----

void add_gathering(Listing& list, const Peer& peer) {
  if (list.world.plain) {
    peer.candidates == 0 ? list.add(CandidateGathered{peer.number, false})
                         : list.add(GatheringCompleted{peer.number});
    return;
  }
  if (peer.candidates < most_candidates) {
    list.add(CandidateGathered{peer.number, false});
    list.add(CandidateGathered{peer.number, true});
  }
  list.add(GatheringCompleted{peer.number});
}

void add_setup_failures(Listing& list, const Peer& peer) {
  if (peer.offer_asked) {
    list.add(OfferFailed{peer.number, {}});
    list.add(PeerMissing{peer.number});
    list.add(PeerRefused{peer.number, {}});
  }
  if (peer.collect_asked) {
    const auto changed = peer.countered ? sending_answer_sdp : changed_offer_sdp;
    list.add(OfferCollected{peer.number, std::string(changed)});
  }
  if (peer.counter_asked) {
    list.add(PeerRefused{peer.number, {}});
    list.add(AnswerRefused{peer.number, {}});
    list.add(AnswerReady{peer.number, std::string(sending_answer_sdp)});
  }
  if (peer.patch_sent) {
    for (const int status : {401, 404, 500}) {
      list.add(AnswerReplied{peer.number, refused(status)});
    }
    list.add(RequestFailed{peer.number});
  }
  if (peer.token_asked) list.add(TokenRefused{peer.number});
  if (peer.answer_asked) list.add(AnswerRefused{peer.number, {}});
}

void add_setup(Listing& list, const Peer& peer) {
  const bool plain = list.world.plain;
  if (peer.gathering) add_gathering(list, peer);
  if (peer.offer_asked) list.add(OfferReady{peer.number, std::string(offer_sdp)});
  if (peer.counter_asked) list.add(AnswerReady{peer.number, std::string(own_answer_sdp)});
  if (peer.collect_asked) {
    const auto collected = peer.countered ? own_answer_sdp : offer_sdp;
    list.add(OfferCollected{peer.number, std::string(collected)});
  }
  if (peer.patch_sent) list.add(AnswerReplied{peer.number, refused(204)});
  if (peer.token_asked) list.add(TokenReady{peer.number});
  if (peer.answer_asked) list.add(AnswerApplied{peer.number});
  if (!plain) add_setup_failures(list, peer);
}

void add_link(Listing& list, const Peer& peer) {
  if (peer.link == Peer::Link::none || peer.link == Peer::Link::disconnected) {
    list.add(ConnectionChanged{peer.number, Connection::connected});
  }
  if (peer.link == Peer::Link::connected && !peer.faltered) {
    list.add(ConnectionChanged{peer.number, Connection::disconnected});
  }
  list.add(ConnectionChanged{peer.number, Connection::failed});
  list.add(ConnectionChanged{peer.number, Connection::closed});
  if (!list.world.plain) list.add(TransportLost{peer.number, true});
}

void add_frames(Listing& list, const Peer& peer, const Attempt& attempt) {
  if (peer.link == Peer::Link::connected && !peer.shown) {
    if (!list.world.plain) list.add(FrameShown{peer.number, 0, 0});
    list.add(FrameShown{peer.number, 640, 360});
  }
  if (!peer.sample_asked) return;
  const std::int64_t decoded = attempt.frames.decoded;
  list.add(FramesSampled{peer.number, decoded, 640, 360});
  if (peer.link != Peer::Link::connected) return;
  if (decoded == 0 && !list.world.plain) {
    list.add(FramesSampled{peer.number, 0, 0, 0, Millis{}, true, {}});
  }
  // Begins high, so that a counter that goes back stays above zero.
  list.add(FramesSampled{peer.number, decoded == 0 ? 1000 : decoded + 1, 640, 360});
  if (decoded == 0 || list.world.plain) return;
  list.add(FramesSampled{peer.number, decoded - 1, 640, 360});
  // The browser says when the last one came: just now.
  const Millis passed = list.state.now - attempt.frames.sampled_at.value_or(list.state.now);
  list.add(FramesSampled{peer.number, decoded + 1, 640, 360,
                         attempt.frames.span + attempt.frames.flat_for + passed});
}

// ---- the service ----

void add_created(Listing& list, AttemptNumber number) {
  const std::string own = session_at(endpoint_origin, number);
  const std::string foreign = session_at(foreign_origin, number);
  const bool foreign_is_usable = !list.config.has_bearer();
  list.add(ReplyArrived{number, created(own)}, own);
  if (list.world.tethers) list.add(ReplyArrived{number, tethered(created(own))}, own);
  list.add(ReplyArrived{number, created(own, "<html>")}, own);
  list.add(ReplyArrived{number, created({})});
  list.add(ReplyArrived{number, created(foreign)}, foreign_is_usable ? foreign : "");
  list.add(ReplyArrived{number, countered(own)}, own);
  list.add(ReplyArrived{number, countered(own, "v=0\r\n")}, own);
  list.add(ReplyArrived{number, countered({})});
}

/// A success that is no 201 opened a session all the same.
HttpReply accepted(std::string location) {
  HttpReply reply = created(std::move(location));
  reply.status = 200;
  return reply;
}

void add_plain_replies(Listing& list, AttemptNumber number) {
  const std::string own = session_at(endpoint_origin, number);
  list.add(ReplyArrived{number, created(own)}, own);
  for (const int status : {401, 403, 409, 500}) list.add(ReplyArrived{number, refused(status)});
  list.add(ReplyArrived{number, refused(429, seconds(15))});
  list.add(RequestFailed{number});
}

void add_replies(Listing& list, AttemptNumber number) {
  if (list.world.plain) return add_plain_replies(list, number);
  const std::string own = session_at(endpoint_origin, number);
  add_created(list, number);
  list.add(ReplyArrived{number, created(own, recvonly_answer_sdp)}, own);
  list.add(ReplyArrived{number, accepted(own)}, own);
  for (const int status : {0, 401, 403, 409, 500}) list.add(ReplyArrived{number, refused(status)});
  list.add(ReplyArrived{number, refused(429, seconds(15))});
  list.add(ReplyArrived{number, refused(503, {}, offline_body)});
  list.add(ReplyArrived{number, refused(503, seconds(15), offline_body)});
  list.add(RequestFailed{number});
}

/// When nobody waits for it any more, only what it opened matters.
void add_late_replies(Listing& list, AttemptNumber number) {
  if (list.world.plain) return add_plain_replies(list, number);
  add_created(list, number);
  list.add(ReplyArrived{number, refused(429, seconds(15))});
  list.add(RequestFailed{number});
}

void add_end_replies(Listing& list, AttemptNumber number) {
  if (list.world.plain) {
    list.add(EndReplied{number, 200});
    if (list.config.bearer == Bearer::provider) list.add(EndReplied{number, 401});
    return;
  }
  for (const int status : {200, 404, 401, 500}) list.add(EndReplied{number, status});
  list.add(EndFailed{number});
}

/// The abort may come when the reply is there already.
void add_aborted(Listing& list, AttemptNumber number) {
  const std::string own = session_at(endpoint_origin, number);
  list.add(RequestFailed{number});
  list.add(ReplyArrived{number, created(own)}, own);
}

void add_service(Listing& list, const Peer& peer, bool active) {
  if (peer.aborted) {
    add_aborted(list, peer.number);
  } else if (peer.post_sent) {
    active ? add_replies(list, peer.number) : add_late_replies(list, peer.number);
  }
  if (peer.end_sent) add_end_replies(list, peer.number);
  if (!peer.held) return;
  for (const int status : {0, 404}) list.add(TetherBroke{peer.number, status});
}

void add_peer(Listing& list, const Peer& peer) {
  const Attempt* attempt = find_attempt(list.state, peer.number);
  const bool active = attempt != nullptr && is_active(*attempt);
  add_service(list, peer, active);
  if (!active) {
    if (peer.token_asked) {
      list.add(TokenReady{peer.number});
      list.add(TokenRefused{peer.number});
    }
    return;
  }
  add_setup(list, peer);
  // A browser that has an answer has a transport to tell of.
  const bool has_answer = phase_of(*attempt) >= AttemptPhase::answering;
  if (!has_answer || peer.link == Peer::Link::gone) return;
  add_link(list, peer);
  add_frames(list, peer, *attempt);
}

/// The next fact of setting up, alone.
bool add_swift(Listing& list) {
  if (!list.world.swift) return false;
  for (const Peer& peer : list.world.peers) {
    const Attempt* attempt = find_attempt(list.state, peer.number);
    if (attempt == nullptr || !is_active(*attempt)) continue;
    add_setup(list, peer);
    if (list.choices.empty()) continue;
    list.choices.erase(list.choices.begin() + 1, list.choices.end());
    return true;
  }
  return false;
}

// ---- what happened ----

Peer* find(World& world, AttemptNumber number) {
  for (Peer& peer : world.peers) {
    if (peer.number == number) return &peer;
  }
  return nullptr;
}

void link_changed(Peer& peer, Connection state) {
  switch (state) {
    case Connection::connected: peer.link = Peer::Link::connected; return;
    case Connection::disconnected:
      peer.link = Peer::Link::disconnected;
      peer.faltered = true;
      return;
    case Connection::failed:
    case Connection::closed: peer.link = Peer::Link::gone; return;
  }
}

void happen(World& world, const Event& event) {
  const auto peer_did = [&](AttemptNumber number, auto change) {
    if (Peer* peer = find(world, number)) change(*peer);
  };
  const auto asked_no_more = [&](AttemptNumber number, bool Peer::*flag) {
    peer_did(number, [&](Peer& peer) { peer.*flag = false; });
  };
  std::visit(Overloaded{
                 [&](const ViewerRemoved&) { world.removed = true; },
                 [&](const ViewerReturned&) { world.removed = false; },
                 [&](const PresenceChanged& e) { world.presence = e.presence; },
                 [&](const PageLeft&) { world.away = true; },
                 [&](const PageReturned&) { world.away = false; },
                 [&](const NetworkChanged& e) { world.online = e.online; },
                 [&](const OfferReady& e) { asked_no_more(e.attempt, &Peer::offer_asked); },
                 [&](const CandidateGathered& e) {
                   peer_did(e.attempt, [](Peer& peer) { ++peer.candidates; });
                 },
                 [&](const GatheringCompleted& e) { asked_no_more(e.attempt, &Peer::gathering); },
                 [&](const OfferCollected& e) { asked_no_more(e.attempt, &Peer::collect_asked); },
                 [&](const AnswerReady& e) { asked_no_more(e.attempt, &Peer::counter_asked); },
                 [&](const AnswerReplied& e) { asked_no_more(e.attempt, &Peer::patch_sent); },
                 [&](const AnswerApplied& e) { asked_no_more(e.attempt, &Peer::answer_asked); },
                 [&](const ConnectionChanged& e) {
                   peer_did(e.attempt, [&](Peer& peer) { link_changed(peer, e.state); });
                 },
                 [&](const TransportLost& e) {
                   peer_did(e.attempt, [](Peer& peer) { peer.link = Peer::Link::gone; });
                 },
                 [&](const FrameShown& e) {
                   // The one without dimensions is followed by a real one.
                   if (e.width > 0) peer_did(e.attempt, [](Peer& peer) { peer.shown = true; });
                 },
                 [&](const FramesSampled& e) { asked_no_more(e.attempt, &Peer::sample_asked); },
                 [&](const TokenReady& e) { asked_no_more(e.attempt, &Peer::token_asked); },
                 [&](const TokenRefused& e) { asked_no_more(e.attempt, &Peer::token_asked); },
                 [&](const ReplyArrived& e) {
                   asked_no_more(e.attempt, &Peer::post_sent);
                   asked_no_more(e.attempt, &Peer::aborted);
                 },
                 [&](const RequestFailed& e) {
                   asked_no_more(e.attempt, &Peer::post_sent);
                   asked_no_more(e.attempt, &Peer::aborted);
                   asked_no_more(e.attempt, &Peer::patch_sent);
                 },
                 [&](const EndReplied& e) { asked_no_more(e.attempt, &Peer::end_sent); },
                 [&](const EndFailed& e) { asked_no_more(e.attempt, &Peer::end_sent); },
                 [&](const TetherBroke& e) { asked_no_more(e.attempt, &Peer::held); },
                 [](const auto&) {},
             },
             event);
}

/// Those that end a spell are free.
bool is_whim(const Event& event) {
  if (const auto* presence = std::get_if<PresenceChanged>(&event)) {
    return presence->presence != Presence{};
  }
  if (const auto* network = std::get_if<NetworkChanged>(&event)) return !network->online;
  return std::holds_alternative<OpenRequested>(event) ||
         std::holds_alternative<CloseRequested>(event) ||
         std::holds_alternative<ExtendRequested>(event) ||
         std::holds_alternative<ViewerRemoved>(event) || std::holds_alternative<PageLeft>(event);
}

void obey(World& world, const Command& command) {
  const auto ask = [&](AttemptNumber number, bool Peer::*flag) {
    if (Peer* peer = find(world, number)) peer->*flag = true;
  };
  std::visit(Overloaded{
                 [&](const OpenPeer& e) {
                   world.peers.emplace_back();
                   world.peers.back().number = e.attempt;
                   world.peers.back().offer_asked = true;
                 },
                 [&](const AskToken& e) { ask(e.attempt, &Peer::token_asked); },
                 [&](const ApplyOffer& e) { ask(e.attempt, &Peer::gathering); },
                 [&](const CollectOffer& e) { ask(e.attempt, &Peer::collect_asked); },
                 [&](const SendOffer& e) { ask(e.attempt, &Peer::post_sent); },
                 [&](const AbortPost& e) { ask(e.attempt, &Peer::aborted); },
                 [&](const ApplyAnswer& e) { ask(e.attempt, &Peer::answer_asked); },
                 [&](const ApplyCounterOffer& e) {
                   Peer* peer = find(world, e.attempt);
                   if (peer == nullptr) return;
                   // Another connection: the first one's candidates are forgotten.
                   Peer fresh;
                   fresh.number = e.attempt;
                   fresh.counter_asked = fresh.countered = true;
                   *peer = fresh;
                 },
                 [&](const ApplyOwnAnswer& e) { ask(e.attempt, &Peer::gathering); },
                 [&](const SendAnswer& e) { ask(e.attempt, &Peer::patch_sent); },
                 [&](const SampleFrames& e) { ask(e.attempt, &Peer::sample_asked); },
                 [](const SetJitterBuffer&) {},
                 [&](const HoldTether& e) { ask(e.attempt, &Peer::held); },
                 [&](const DropTether& e) {
                   if (Peer* peer = find(world, e.attempt)) peer->held = false;
                 },
                 [&](const EndSession& e) { ask(e.attempt, &Peer::end_sent); },
                 [](const ClosePeer&) {},
                 [](const Publish&) {},
             },
             command);
}

/// Of an attempt that is released only requests are left; of one that has ended, only its POST.
void forget(World& world, const State& state) {
  for (Peer& peer : world.peers) {
    const Attempt* attempt = find_attempt(state, peer.number);
    if (attempt != nullptr && is_active(*attempt)) continue;
    Peer rest;
    rest.number = peer.number;
    rest.over = attempt == nullptr || is_over(*attempt);
    rest.aborted = peer.aborted;
    rest.post_sent = peer.post_sent;
    rest.token_asked = peer.token_asked && !rest.over;
    rest.end_sent = peer.end_sent && !rest.over;
    peer = rest;
  }
  std::erase_if(world.peers, [](const Peer& peer) { return peer.over && !peer.post_sent; });
}

}  // namespace

std::vector<Choice> choices(const Config& config, const State& state, const World& world) {
  Choices found;
  Listing list{config, state, world, found};
  if (is_due_now(state)) {
    list.choices.push_back({Tick{}, {}, state.now});
    return found;
  }
  if (add_swift(list)) return found;
  add_time(list);
  if (state.phase == ViewingPhase::idle && world.whims == 0)
    list.add(OpenRequested{0, world.online});
  if (state.phase == ViewingPhase::idle && !world.plain) list.add(PrepareRequested{});
  add_returns(list);
  add_whims(list);
  for (const Peer& peer : world.peers) add_peer(list, peer);
  return found;
}

bool goes_well(const State& state, const Event& event) {
  return std::visit(
      Overloaded{
          [](const ViewerReturned&) { return true; },
          [](const PageReturned& e) { return e.ahead == 0; },
          [](const NetworkChanged& e) { return e.online; },
          [](const PresenceChanged& e) { return e.presence == Presence{} && e.ahead == 0; },
          [](const OfferReady&) { return true; },
          [](const CandidateGathered&) { return true; },
          [](const GatheringCompleted&) { return true; },
          [](const OfferCollected& e) { return e.sdp == offer_sdp || e.sdp == own_answer_sdp; },
          [](const AnswerReady& e) { return e.sdp == own_answer_sdp; },
          [](const AnswerReplied& e) { return e.reply.status == 204; },
          [](const AnswerApplied&) { return true; },
          [](const ConnectionChanged& e) { return e.state == Connection::connected; },
          [](const FrameShown& e) { return e.width > 0; },
          [&](const FramesSampled& e) {
            const Attempt* attempt = find_attempt(state, e.attempt);
            return attempt != nullptr && e.decoded > attempt->frames.decoded;
          },
          [](const TokenReady&) { return true; },
          [](const ReplyArrived& e) {
            return e.reply.status == 201 && e.reply.body == answer_sdp &&
                   e.reply.session.origin == endpoint_origin;
          },
          [](const EndReplied& e) { return e.status == 200; },
          [](const auto&) { return false; },
      },
      event);
}

void follow(World& world, const Event& event, const Step& after) {
  happen(world, event);
  if (is_whim(event) && world.whims > 0) --world.whims;
  for (const Command& command : after.commands) obey(world, command);
  forget(world, after.state);
}

}  // namespace ring::model
