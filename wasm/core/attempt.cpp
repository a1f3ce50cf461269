// The rules of one connection attempt.
//
// 1. Everything that moves an attempt stands in the table below, in reading order: from, on, guard,
//    effect, then. The first row whose guard passes wins; the compiler refuses a missing pair.
// 2. Effects edit the draft and append commands. They never look at the phase: the table did.
// 3. Whatever happens, an attempt passes through `ending`, which closes the peer and deletes the
//    session (promise 1), and rests there until nothing that could open or close one is in flight.
//
// Longer than 400 lines because a row and what it does are read together: the effects stand above
// in the order of the way to a frame, the table below them.
#include "core/attempt.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "core/answer.hpp"
#include "core/names.hpp"
#include "core/offer.hpp"
#include "core/text.hpp"
#include "core/whep.hpp"

namespace ring {
namespace {

using Draft = AttemptDraft;

// A frozen tab or a sleeping machine must not count as a stall: of the time between two samples at
// most this much was watched.
constexpr Millis longest_watch = seconds(1);
constexpr std::size_t longest_reason = 200;

void say(Draft& draft, Notice notice) { draft.commands.push_back(Publish{std::move(notice)}); }

template <class Fact>
const Fact& as(const Event& event) {
  return *std::get_if<Fact>(&event);
}

Url endpoint_of(const Draft& draft) { return parse_url(draft.attempt.endpoint).value_or(Url{}); }

// ---- failing ----

void fail_as(Draft& draft, Failure failure) {
  failure.attempt = draft.attempt.number;
  failure.cross_origin = whep::is_cross_origin(draft.config, endpoint_of(draft));
  draft.attempt.failure = std::move(failure);
  draft.attempt.reason = EndReason::failed;
}

void fail(Draft& draft, FailureKind kind, Stage stage, std::string_view detail = {}) {
  Failure failure;
  failure.kind = kind;
  failure.stage = stage;
  failure.detail = printable(detail, longest_reason);
  fail_as(draft, std::move(failure));
}

// ---- ending ----

void end_session(Draft& draft) {
  Attempt& attempt = draft.attempt;
  attempt.end_in_flight = true;
  attempt.timers.arm(Timer::close, draft.now + draft.config.times.close);
  draft.commands.push_back(
      EndSession{attempt.number, attempt.session_url, draft.config.has_bearer()});
}

/// Closes the peer first: media stops at once, whatever the network does to the DELETE.
void release(Draft& draft) {
  Attempt& attempt = draft.attempt;
  attempt.held = false;
  const auto post_deadline = attempt.timers.armed(Timer::post);
  attempt.timers.cancel_all();
  draft.commands.push_back(ClosePeer{attempt.number});
  if (attempt.post_in_flight && post_deadline) attempt.timers.arm(Timer::post, *post_deadline);
  if (!attempt.session_url.empty()) end_session(draft);
}

void release_failed(Draft& draft, int status) {
  draft.attempt.end_in_flight = false;
  draft.attempt.session_url.clear();
  say(draft, ReleaseFailed{draft.attempt.number, status});
}

void note_end(Draft& draft, const Event& event) {
  const int status = as<EndReplied>(event).status;
  if (!whep::is_gone(status)) return release_failed(draft, status);
  Attempt& attempt = draft.attempt;
  attempt.was_gone = whep::had_ended(status) && attempt.limit && draft.now < *attempt.limit;
  attempt.end_in_flight = false;
  attempt.session_url.clear();
}

void give_up_end(Draft& draft, const Event&) {
  if (draft.attempt.end_in_flight) release_failed(draft, 0);
}

bool fresh_token_may_end(const Draft& draft, const Event& event) {
  return whep::refused_bearer(as<EndReplied>(event).status) &&
         draft.config.bearer == Bearer::provider && draft.attempt.end_in_flight &&
         !draft.attempt.end_refreshed;
}

void ask_fresh_token_to_end(Draft& draft, const Event&) {
  draft.attempt.end_refreshed = true;
  draft.attempt.token = TokenState::asked;
  draft.commands.push_back(AskToken{draft.attempt.number, true});
}

bool end_waits_for_token(const Draft& draft, const Event&) {
  return draft.attempt.end_in_flight && draft.attempt.token == TokenState::asked;
}

void end_with_fresh_token(Draft& draft, const Event&) {
  draft.attempt.token = TokenState::ready;
  end_session(draft);
}

bool opened_session(const Draft&, const Event& event) {
  return whep::opened_session(as<ReplyArrived>(event).reply);
}

/// The reply came after the viewer had gone: the session it opened is deleted all the same.
void end_late_session_here(Draft& draft, const Event& event) {
  draft.attempt.post_in_flight = false;
  auto url = whep::session_url(draft.config, endpoint_of(draft), as<ReplyArrived>(event).reply);
  if (!url) return release_failed(draft, 0);
  draft.attempt.session_url = std::move(url.value());
  draft.attempt.timers.cancel_all();
  end_session(draft);
}

void end_session_after_the_end(Draft& draft, const Event& event) {
  end_late_session(draft.config, as<ReplyArrived>(event), draft.commands);
}

void forget_post(Draft& draft, const Event&) { draft.attempt.post_in_flight = false; }

// ---- the offer ----

bool usable_offer(const Draft& draft, const Event& event) {
  const auto prepared = prepare_offer(as<OfferReady>(event).sdp);
  if (!prepared) return false;
  // A Ring device sends H.264 only, so without a decoder not even a request is worth it. What
  // another WHEP endpoint sends, only it knows.
  return prepared.value().has_h264 || !draft.config.src.empty();
}

bool lacks_h264(const Draft&, const Event& event) {
  const auto prepared = prepare_offer(as<OfferReady>(event).sdp);
  return prepared && !prepared.value().has_h264;
}

void start_gathering(Draft& draft) {
  const Times& times = draft.config.times;
  draft.attempt.timers.arm(Timer::gathering_cap, draft.now + times.gathering_cap);
  draft.attempt.timers.arm(Timer::gathering_none, draft.now + times.gathering_none);
}

void apply_offer(Draft& draft, const Event& event) {
  auto prepared = prepare_offer(as<OfferReady>(event).sdp);
  Attempt& attempt = draft.attempt;
  attempt.offer = std::move(prepared.value().sdp);
  attempt.offers_h264 = prepared.value().has_h264;
  start_gathering(draft);
  draft.commands.push_back(ApplyOffer{attempt.number, attempt.offer});
}

void fail_peer_missing(Draft& draft, const Event&) {
  fail(draft, FailureKind::unsupported_browser, Stage::setup, "This browser has no WebRTC.");
}

void fail_peer_refused(Draft& draft, const Event& event) {
  fail(draft, FailureKind::bad_request, Stage::setup, as<PeerRefused>(event).reason);
}

void fail_offer_failed(Draft& draft, const Event& event) {
  fail(draft, FailureKind::unsupported_browser, Stage::offer, as<OfferFailed>(event).reason);
}

void fail_offer_unusable(Draft& draft, const Event&) {
  fail(draft, FailureKind::unsupported_browser, Stage::offer,
       "The browser's offer is not one recvonly video section.");
}

void fail_no_codec(Draft& draft, const Event&) {
  fail(draft, FailureKind::unsupported_codec, Stage::offer, "This browser cannot decode H.264.");
}

// ---- gathering ----

void stop_gathering_timers(Attempt& attempt) {
  attempt.timers.cancel(Timer::gathering_quiet);
  attempt.timers.cancel(Timer::gathering_cap);
  attempt.timers.cancel(Timer::gathering_none);
}

/// After a server-reflexive candidate each further one restarts the quiet time.
void note_candidate(Draft& draft, const Event& event) {
  Attempt& attempt = draft.attempt;
  attempt.has_candidate = true;
  attempt.timers.cancel(Timer::gathering_none);
  if (as<CandidateGathered>(event).reflexive || attempt.timers.armed(Timer::gathering_quiet)) {
    attempt.timers.arm(Timer::gathering_quiet, draft.now + draft.config.times.gathering_quiet);
  }
}

bool has_candidate(const Draft& draft, const Event&) { return draft.attempt.has_candidate; }

bool cap_passed(const Draft& draft, const Event&) {
  return !draft.attempt.timers.armed(Timer::gathering_cap);
}

/// The offer is read when it is sent: one that is held may still find candidates.
void collect_offer(Draft& draft, const Event&) {
  stop_gathering_timers(draft.attempt);
  draft.attempt.has_candidate = true;
  if (!draft.attempt.countered) draft.attempt.marks.gathered = draft.now;
  if (!draft.attempt.held) draft.commands.push_back(CollectOffer{draft.attempt.number});
}

/// Asked for at once, so that the token comes while candidates are gathered.
void ask_token(Draft& draft) {
  if (!draft.config.has_bearer()) return;
  draft.attempt.token = TokenState::asked;
  draft.attempt.timers.arm(Timer::token, draft.now + draft.config.times.token);
  draft.commands.push_back(AskToken{draft.attempt.number, false});
}

void go_on(Draft& draft, const Event& event) {
  draft.attempt.held = false;
  draft.attempt.timers.cancel(Timer::prepared);
  draft.attempt.marks.opened = draft.now;
  ask_token(draft);
  if (draft.attempt.marks.gathered) collect_offer(draft, event);
}

void fail_no_network(Draft& draft, const Event&) {
  fail(draft, FailureKind::no_network, Stage::gathering);
}

// ---- token and POST ----

/// From the first media section on.
std::string_view sections_of(std::string_view sdp) {
  return sdp.substr(std::min(sdp.find("\nm="), sdp.size()));
}

/// What is sent must be what was applied, so a section that changed on its way is not mended but
/// refused (promise 4). The session part is prepared again: Firefox always writes `a=sendrecv`
/// there, whatever was applied.
bool still_prepared(const Draft& draft, const Event& event) {
  if (draft.attempt.countered) return false;
  const std::string& sdp = as<OfferCollected>(event).sdp;
  const auto prepared = prepare_offer(sdp);
  return prepared && sections_of(prepared.value().sdp) == sections_of(sdp);
}

/// Never in the past: a very short session ends at once.
Instant end_before_limit(const Draft& draft, Instant limit) {
  const Times& times = draft.config.times;
  const Millis late = draft.surroundings.page_visible ? Millis{} : times.hidden_lateness;
  return std::max(draft.now, limit - times.limit_margin - late);
}

void arm_limit(Draft& draft) {
  const Times& times = draft.config.times;
  Attempt& attempt = draft.attempt;
  const Instant limit =
      draft.now + std::min(session_limit(times, draft.config.power), attempt.allowance);
  const Instant half = draft.now + Millis{(limit - draft.now).count / 2};
  attempt.limit = limit;
  attempt.timers.arm(Timer::limit_reached, end_before_limit(draft, limit));
  // A short session is warned of in its middle, not before it has begun.
  attempt.timers.arm(Timer::limit_near, std::max(half, limit - times.limit_warning));
  say(draft, LimitSet{attempt.number, std::max(draft.now, limit - times.limit_margin), false});
}

/// The limit counts from here: the service cannot have started its clock earlier (promise 6).
void send_offer(Draft& draft) {
  Attempt& attempt = draft.attempt;
  attempt.post_in_flight = true;
  attempt.marks.posted = draft.now;
  attempt.timers.cancel(Timer::token);
  attempt.timers.arm(Timer::post, draft.now + draft.config.times.post);
  arm_limit(draft);
  const bool bearer = draft.config.has_bearer();
  // WHEP wants redirects of the POST to be followed (RFC 9725 4.6), but never with a bearer: the
  // browser would take it along (promise 3).
  draft.commands.push_back(
      SendOffer{attempt.number, attempt.endpoint, attempt.offer, bearer, !bearer});
}

void post_offer(Draft& draft, const Event& event) {
  draft.attempt.offer = prepare_offer(as<OfferCollected>(event).sdp).value().sdp;
  if (draft.attempt.token != TokenState::asked) send_offer(draft);
}

bool waits_for_token(const Draft& draft, const Event&) {
  return draft.attempt.token == TokenState::asked && !draft.attempt.post_in_flight;
}

void note_token(Draft& draft, const Event&) {
  draft.attempt.token = TokenState::ready;
  draft.attempt.timers.cancel(Timer::token);
}

void send_offer_with_token(Draft& draft, const Event& event) {
  note_token(draft, event);
  send_offer(draft);
}

void fail_token_refused(Draft& draft, const Event&) {
  fail(draft, FailureKind::unauthorized, Stage::token, "The page's token provider gave no token.");
}

void fail_token_late(Draft& draft, const Event&) {
  fail(draft, FailureKind::timeout, Stage::token);
}

bool answer_fits(const Draft& draft, const Event& event) {
  const HttpReply& reply = as<ReplyArrived>(event).reply;
  return reply.status == 201 && whep::session_url(draft.config, endpoint_of(draft), reply) &&
         check_answer(draft.attempt.offer, reply.body);
}

/// The POST has opened a session that can be used.
void take_session(Draft& draft, const HttpReply& reply) {
  Attempt& attempt = draft.attempt;
  attempt.post_in_flight = false;
  attempt.timers.cancel(Timer::post);
  attempt.session_url =
      std::move(whep::session_url(draft.config, endpoint_of(draft), reply).value());
  attempt.marks.answered = draft.now;
}

void apply_answer(Draft& draft, const Event& event) {
  const HttpReply& reply = as<ReplyArrived>(event).reply;
  Attempt& attempt = draft.attempt;
  take_session(draft, reply);
  attempt.timers.arm(Timer::connect, draft.now + draft.config.times.connect);
  auto checked = check_answer(attempt.offer, reply.body);
  if (checked.value().repaired) say(draft, AnswerRepaired{attempt.number});
  draft.commands.push_back(ApplyAnswer{attempt.number, std::move(checked.value().sdp)});
}

/// A definite 401 opened nothing, so the POST may be sent once more with a fresh token.
bool fresh_token_may_help(const Draft& draft, const Event& event) {
  return whep::refused_bearer(as<ReplyArrived>(event).reply.status) &&
         draft.config.bearer == Bearer::provider && !draft.attempt.post_refreshed;
}

void ask_fresh_token(Draft& draft, const Event&) {
  Attempt& attempt = draft.attempt;
  attempt.post_in_flight = false;
  attempt.post_refreshed = true;
  attempt.token = TokenState::asked;
  attempt.timers.cancel_all();
  attempt.timers.arm(Timer::token, draft.now + draft.config.times.token);
  draft.commands.push_back(AskToken{attempt.number, true});
}

FailureKind kind_of(AnswerProblem::Kind problem) {
  return problem == AnswerProblem::Kind::incompatible_direction
             ? FailureKind::incompatible_direction
             : FailureKind::bad_answer;
}

/// The header that a page on another origin cannot read unless the service exposes it.
constexpr std::string_view hidden_location =
    "The reply has no readable Location. Across origins the service must send "
    "Access-Control-Expose-Headers: Location.";

/// A session was opened, yet cannot be used: it is kept only to be deleted.
void fail_opened(Draft& draft, const HttpReply& reply) {
  auto url = whep::session_url(draft.config, endpoint_of(draft), reply);
  if (!url) {
    const bool missing = url.error() == FailureKind::no_location;
    fail(draft, url.error(), Stage::post,
         missing ? hidden_location : "The reply names a Location on another origin.");
    draft.attempt.failure->status = reply.status;
    return;
  }
  draft.attempt.session_url = std::move(url.value());
  const auto checked = whep::is_counter_offer(reply)
                           ? check_counter_offer(reply.body)
                           : check_answer(draft.attempt.offer, reply.body);
  if (checked) {
    fail(draft, FailureKind::bad_answer, Stage::post, "The service did not answer 201 Created.");
  } else {
    fail(draft, kind_of(checked.error().kind), Stage::answer, checked.error().detail);
  }
  draft.attempt.failure->status = reply.status;
}

void fail_with_reply(Draft& draft, const Event& event) {
  const HttpReply& reply = as<ReplyArrived>(event).reply;
  draft.attempt.post_in_flight = false;
  if (whep::opened_session(reply)) return fail_opened(draft, reply);
  Failure failure = failure_of(reply, draft.now);
  if (!draft.attempt.offers_h264 && whep::may_mean_codec(reply.status)) {
    failure.kind = FailureKind::unsupported_codec;
  }
  fail_as(draft, std::move(failure));
}

void fail_request(Draft& draft, const Event&) {
  draft.attempt.post_in_flight = false;
  const bool foreign = whep::is_cross_origin(draft.config, endpoint_of(draft));
  fail(draft, FailureKind::network, draft.attempt.countered ? Stage::answer : Stage::post,
       foreign
           ? "The endpoint is on another origin; most likely it does not allow this page by CORS."
           : "");
}

/// The POST may still open a session; its late 201 is deleted whenever it comes.
void fail_post_late(Draft& draft, const Event&) {
  draft.attempt.post_in_flight = false;
  fail(draft, FailureKind::timeout, Stage::post);
}

// ---- answer, connection ----

void fail_answer_refused(Draft& draft, const Event& event) {
  fail(draft, FailureKind::bad_answer, Stage::answer, as<AnswerRefused>(event).reason);
}

void watch_connection(Draft& draft, const Event&) {
  draft.commands.push_back(SampleFrames{draft.attempt.number});
  draft.attempt.timers.arm(Timer::sample, draft.now + draft.config.times.sample);
}

bool had_frames(const Draft& draft, const Event&) {
  return draft.attempt.marks.flowing.has_value();
}

/// The wait for frames begins with the first `connected`; later ones only end a `disconnected`.
void note_connected(Draft& draft, const Event&) {
  Attempt& attempt = draft.attempt;
  attempt.timers.cancel(Timer::disconnected);
  if (attempt.marks.connected) return;
  attempt.marks.connected = draft.now;
  attempt.timers.cancel(Timer::connect);
  // The first frame may be told before its connection is.
  if (attempt.marks.flowing) return;
  attempt.timers.arm(Timer::first_frame, draft.now + draft.config.times.first_frame);
}

void note_disconnected(Draft& draft, const Event&) {
  draft.attempt.timers.arm(Timer::disconnected, draft.now + draft.config.times.disconnected);
}

/// The service may be a little early: what had frames and ends this late has reached its limit.
/// Shortened limits shorten what is near to them.
bool near_the_limit(const Draft& draft, const Event&) {
  const Attempt& attempt = draft.attempt;
  if (!attempt.marks.flowing || !attempt.limit) return false;
  const Millis tenth = {(*attempt.limit - *attempt.marks.posted).count / 10};
  return draft.now >= *attempt.limit - std::min(draft.config.times.near_limit, tenth);
}

void fail_connection_lost(Draft& draft, const Event& event) {
  const auto* change = std::get_if<ConnectionChanged>(&event);
  const bool flowed = draft.attempt.marks.flowing.has_value();
  // `closed` comes unasked only when the peer said goodbye (DTLS close_notify).
  const bool goodbye = change != nullptr && change->state == Connection::closed;
  fail(draft, flowed && goodbye ? FailureKind::ended_early : FailureKind::ice_failed,
       flowed ? Stage::live : Stage::connect);
}

void fail_connect_late(Draft& draft, const Event&) {
  fail(draft, FailureKind::timeout, Stage::connect);
}

void fail_first_frame_late(Draft& draft, const Event&) {
  fail(draft, FailureKind::timeout, Stage::first_frame);
}

// ---- the server's own offer ----

bool counter_offer_fits(const Draft& draft, const Event& event) {
  const HttpReply& reply = as<ReplyArrived>(event).reply;
  return whep::is_counter_offer(reply) &&
         whep::session_url(draft.config, endpoint_of(draft), reply) &&
         check_counter_offer(reply.body);
}

/// A second peer, because the first one has an offer of its own that nobody will answer. The server
/// may name ICE servers, and they come in time for it.
void apply_counter_offer(Draft& draft, const Event& event) {
  const HttpReply& reply = as<ReplyArrived>(event).reply;
  Attempt& attempt = draft.attempt;
  take_session(draft, reply);
  attempt.countered = true;
  attempt.has_candidate = false;
  auto checked = check_counter_offer(reply.body);
  if (checked.value().repaired) say(draft, AnswerRepaired{attempt.number});
  attempt.offer = std::move(checked.value().sdp);
  draft.commands.push_back(
      ApplyCounterOffer{attempt.number, attempt.offer, draft.surroundings.linked_servers});
}

bool own_answer_fits(const Draft& draft, const Event& event) {
  return !problem_of_own_answer(draft.attempt.offer, as<AnswerReady>(event).sdp);
}

void apply_own_answer(Draft& draft, const Event& event) {
  start_gathering(draft);
  draft.commands.push_back(ApplyOwnAnswer{draft.attempt.number, as<AnswerReady>(event).sdp});
}

void fail_own_answer(Draft& draft, const Event& event) {
  const auto problem = *problem_of_own_answer(draft.attempt.offer, as<AnswerReady>(event).sdp);
  const bool no_codec = problem.kind == AnswerProblem::Kind::rejected;
  fail(draft, no_codec ? FailureKind::unsupported_codec : FailureKind::unsupported_browser,
       Stage::answer, problem.detail);
}

bool was_countered(const Draft& draft, const Event&) { return draft.attempt.countered; }

bool answers_counter_offer(const Draft& draft, const Event& event) {
  return draft.attempt.countered &&
         !problem_of_own_answer(draft.attempt.offer, as<OfferCollected>(event).sdp);
}

/// RFC 9725 wants no If-Match here: the answer is no change of an ICE session.
void send_answer(Draft& draft, const Event& event) {
  Attempt& attempt = draft.attempt;
  attempt.timers.arm(Timer::post, draft.now + draft.config.times.post);
  draft.commands.push_back(SendAnswer{attempt.number, attempt.session_url,
                                      as<OfferCollected>(event).sdp, draft.config.has_bearer()});
}

bool took_answer(const Draft&, const Event& event) {
  return whep::took_answer(as<AnswerReplied>(event).reply.status);
}

void watch_answered(Draft& draft, const Event& event) {
  draft.attempt.timers.cancel(Timer::post);
  if (!draft.attempt.marks.connected) {
    draft.attempt.timers.arm(Timer::connect, draft.now + draft.config.times.connect);
  }
  watch_connection(draft, event);
}

void fail_with_answer_reply(Draft& draft, const Event& event) {
  Failure failure = failure_of(as<AnswerReplied>(event).reply, draft.now);
  failure.stage = Stage::answer;
  fail_as(draft, std::move(failure));
}

void fail_answer_late(Draft& draft, const Event&) {
  fail(draft, FailureKind::timeout, Stage::answer);
}

// ---- frames ----

/// The last frame came at some time between two samples: it is taken to have come right after the
/// first, so that a stall is never noticed later than promised.
FrameWatch watched(const FrameWatch& before, const FramesSampled& sample, Instant now,
                   bool page_visible) {
  FrameWatch after = before;
  // A counter that went back is a new track: frames all the same.
  after.moving = sample.decoded != before.decoded;
  after.decoded = sample.decoded;
  after.sampled_at = now;
  if (after.moving) {
    after.flat_for = {};
    after.stalled = false;
  }
  // A hidden page may not decode at all.
  if (before.sampled_at && page_visible) {
    after.flat_for = after.flat_for + std::min(now - *before.sampled_at, longest_watch);
  }
  return after;
}

FrameWatch watched(const Draft& draft, const Event& event) {
  return watched(draft.attempt.frames, as<FramesSampled>(event), draft.now,
                 draft.surroundings.page_visible);
}

void note_sample(Draft& draft, const Event& event) { draft.attempt.frames = watched(draft, event); }

bool frames_stalled(const Draft& draft, const Event& event) {
  return watched(draft, event).flat_for >= draft.config.times.stalled;
}

bool frames_lost(const Draft& draft, const Event& event) {
  return had_frames(draft, event) && watched(draft, event).flat_for >= draft.config.times.lost;
}

bool frames_lost_near_the_limit(const Draft& draft, const Event& event) {
  return frames_lost(draft, event) && near_the_limit(draft, event);
}

bool frames_resumed(const Draft& draft, const Event& event) {
  return had_frames(draft, event) &&
         as<FramesSampled>(event).decoded != draft.attempt.frames.decoded;
}

void note_stall(Draft& draft, const Event& event) {
  note_sample(draft, event);
  draft.attempt.frames.stalled = true;
  say(draft, StallChanged{draft.attempt.number, true});
}

void note_resumed(Draft& draft, const Event& event) {
  note_sample(draft, event);
  say(draft, StallChanged{draft.attempt.number, false});
}

void fail_frames_lost(Draft& draft, const Event&) {
  fail(draft, FailureKind::stalled, Stage::live);
}

Timings timings_of(const Marks& marks, Instant now) {
  const Instant opened = marks.opened.value_or(now);
  const Instant gathered = marks.gathered.value_or(opened);
  const Instant posted = marks.posted.value_or(gathered);
  const Instant answered = marks.answered.value_or(posted);
  const Instant connected = marks.connected.value_or(answered);
  return {.gathering = gathered - opened,
          .token = posted - gathered,
          .post = answered - posted,
          .connect = connected - answered,
          .frame = now - connected,
          .total = now - opened};
}

void show_first_frame(Draft& draft, int width, int height) {
  Attempt& attempt = draft.attempt;
  attempt.timers.cancel(Timer::connect);
  attempt.timers.cancel(Timer::first_frame);
  attempt.marks.flowing = draft.now;
  attempt.frames.flat_for = {};
  attempt.frames.moving = true;
  say(draft, FirstFrameShown{attempt.number, width, height, timings_of(attempt.marks, draft.now)});
}

/// Dimensions of 0 are the "texture size [0x0]" mistake: such a frame is none.
bool first_frame_with_size(const Draft& draft, const Event& event) {
  const auto& frame = as<FrameShown>(event);
  return !draft.attempt.marks.flowing && frame.width > 0 && frame.height > 0;
}

bool first_sample_with_size(const Draft& draft, const Event& event) {
  const auto& sample = as<FramesSampled>(event);
  return !draft.attempt.marks.flowing && sample.decoded > 0 && sample.width > 0 &&
         sample.height > 0;
}

void note_first_frame(Draft& draft, const Event& event) {
  const auto& frame = as<FrameShown>(event);
  show_first_frame(draft, frame.width, frame.height);
}

void note_first_sample(Draft& draft, const Event& event) {
  note_sample(draft, event);
  const auto& sample = as<FramesSampled>(event);
  show_first_frame(draft, sample.width, sample.height);
}

// ---- the limit ----

bool viewing_goes_on(const Draft& draft, const Event&) { return draft.surroundings.goes_on; }

void tell_limit_near(Draft& draft, const Event&) {
  const auto ends_at = draft.attempt.timers.armed(Timer::limit_reached);
  if (ends_at) say(draft, LimitSet{draft.attempt.number, *ends_at, true});
}

void end_by_limit(Draft& draft, const Event&) { draft.attempt.reason = EndReason::limit; }

// ---- the table ----

using P = AttemptPhase;
using T = AttemptTrigger;

constexpr AttemptRow::Guard always{};
constexpr AttemptRow::Effect nothing{};

// Facts and timers that come in groups.
constexpr auto setup_facts = on(T::peer_missing, T::peer_refused, T::offer_ready, T::offer_failed);
constexpr auto candidates = on(T::candidate_gathered, T::gathering_completed);
constexpr auto gathering_timers = on(T::gathering_quiet, T::gathering_cap, T::gathering_none);
constexpr auto token_facts = on(T::token_ready, T::token_refused, T::token_late);
constexpr auto post_facts = on(T::reply_arrived, T::request_failed, T::post_late);
constexpr auto answer_facts = on(T::answer_applied, T::answer_refused);
constexpr auto own_answer_facts = on(T::answer_ready, T::answer_replied);
constexpr auto connection_facts = on(T::connected, T::disconnected, T::connection_lost);
constexpr auto frame_facts =
    on(T::frame_shown, T::frames_sampled, T::first_frame_late, T::sample_due);
constexpr auto end_facts = on(T::end_replied, T::end_failed, T::close_late);
constexpr auto limit_timers = on(T::limit_near, T::limit_reached);
constexpr auto held_facts = on(T::want, T::prepared_late);

constexpr Then move = Then::move;
constexpr Then stay = Then::stay;
constexpr Then ignored = Then::ignored;
constexpr Then defect = Then::defect;

// clang-format off
constexpr AttemptRow rows[] = {
    // from, on, guard, effect, then. Entering `ending` always runs `release`.

    {in(P::offering), on(T::offer_ready), {"usable", usable_offer}, {"apply offer", apply_offer}, move, P::gathering},
    {in(P::offering), on(T::offer_ready), {"no H.264", lacks_h264}, {"unsupported codec", fail_no_codec}, move, P::ending},
    {in(P::offering), on(T::offer_ready), always, {"unusable offer", fail_offer_unusable}, move, P::ending},
    {in(P::offering), on(T::peer_missing), always, {"unsupported browser", fail_peer_missing}, move, P::ending},
    {in(P::offering), on(T::peer_refused), always, {"bad options", fail_peer_refused}, move, P::ending},
    {in(P::offering), candidates | gathering_timers | on(T::offer_collected), always, nothing, defect},

    {in(P::gathering), on(T::candidate_gathered), {"after the cap", cap_passed}, {"collect offer", collect_offer}, stay},
    {in(P::gathering), on(T::candidate_gathered), always, {"note candidate", note_candidate}, stay},
    {in(P::gathering), on(T::gathering_quiet), always, {"collect offer", collect_offer}, stay},
    {in(P::gathering), on(T::gathering_cap), {"any candidate", has_candidate}, {"collect offer", collect_offer}, stay},
    {in(P::gathering), on(T::gathering_cap), always, nothing, stay},
    {in(P::gathering), on(T::gathering_completed), {"any candidate", has_candidate}, {"collect offer", collect_offer}, stay},
    {in(P::gathering), on(T::gathering_completed), always, {"no network", fail_no_network}, move, P::ending},
    {in(P::gathering), on(T::gathering_none), always, {"no network", fail_no_network}, move, P::ending},
    {in(P::gathering), on(T::offer_collected), {"an answer that fits", answers_counter_offer}, {"send answer", send_answer}, move, P::answering},
    {in(P::gathering), on(T::offer_collected), {"as applied", still_prepared}, {"send offer once there is a token", post_offer}, move, P::posting},
    {in(P::gathering), on(T::offer_collected), always, {"unusable offer", fail_offer_unusable}, move, P::ending},
    {in(P::gathering), on(T::peer_missing, T::peer_refused, T::offer_ready), always, nothing, defect},
    {in(P::gathering), on(T::limit_reached), {"a server's offer", was_countered}, {"timeout", fail_answer_late}, move, P::ending},
    {in(P::gathering), on(T::limit_near), {"a server's offer", was_countered}, nothing, ignored},
    {in(P::gathering), on(T::answer_refused), {"a server's offer", was_countered}, {"bad answer", fail_answer_refused}, move, P::ending},

    {in(P::offering, P::gathering), on(T::want), always, {"ask for a token, send the offer", go_on}, stay},
    {in(P::offering, P::gathering), on(T::prepared_late), always, nothing, move, P::ending},
    {in(P::offering, P::gathering), on(T::offer_failed), always, {"unsupported browser", fail_offer_failed}, move, P::ending},
    {in(P::offering, P::gathering), on(T::token_ready), always, {"note token", note_token}, stay},
    {in(P::offering, P::gathering), on(T::connection_lost), always, {"ICE failed", fail_connection_lost}, move, P::ending},
    {in(P::offering, P::gathering), on(T::connected, T::disconnected) | post_facts | limit_timers, always, nothing, defect},
    {in(P::offering, P::gathering, P::posting), on(T::token_refused), always, {"no token", fail_token_refused}, move, P::ending},
    {in(P::offering, P::gathering, P::posting), on(T::token_late), always, {"timeout", fail_token_late}, move, P::ending},
    {in(P::offering, P::gathering, P::posting), answer_facts | own_answer_facts | frame_facts | on(T::connect_late, T::disconnected_late), always, nothing, defect},

    {in(P::posting, P::countering, P::answering, P::connecting, P::flowing, P::ending, P::ended), held_facts, always, nothing, defect},
    {in(P::posting), on(T::token_ready), {"waited for", waits_for_token}, {"send offer", send_offer_with_token}, stay},
    {in(P::posting), on(T::token_ready), always, nothing, defect},
    {in(P::posting), on(T::reply_arrived), {"201 with a usable answer", answer_fits}, {"apply answer", apply_answer}, move, P::answering},
    {in(P::posting), on(T::reply_arrived), {"406 with a usable offer", counter_offer_fits}, {"answer it", apply_counter_offer}, move, P::countering},
    {in(P::posting), on(T::reply_arrived), {"401, a fresh token may help", fresh_token_may_help}, {"ask fresh token", ask_fresh_token}, stay},
    {in(P::posting), on(T::reply_arrived), always, {"fail by reply", fail_with_reply}, move, P::ending},
    {in(P::posting), on(T::request_failed), always, {"network", fail_request}, move, P::ending},
    {in(P::posting), on(T::post_late, T::limit_reached), always, {"timeout", fail_post_late}, move, P::ending},
    {in(P::posting), on(T::connection_lost), always, {"ICE failed", fail_connection_lost}, move, P::ending},
    {in(P::posting), candidates | on(T::offer_collected, T::connected, T::disconnected, T::limit_near), always, nothing, ignored},
    {in(P::posting), setup_facts | gathering_timers, always, nothing, defect},

    {in(P::countering), on(T::answer_ready), {"fits", own_answer_fits}, {"apply answer", apply_own_answer}, move, P::gathering},
    {in(P::countering), on(T::answer_ready), always, {"unsupported codec, or browser", fail_own_answer}, move, P::ending},
    {in(P::countering), on(T::answer_refused), always, {"bad answer", fail_answer_refused}, move, P::ending},
    {in(P::countering), on(T::peer_refused), always, {"bad options", fail_peer_refused}, move, P::ending},
    {in(P::countering), on(T::limit_reached), always, {"timeout", fail_answer_late}, move, P::ending},
    {in(P::countering), on(T::connection_lost), always, {"ICE failed", fail_connection_lost}, move, P::ending},
    {in(P::countering), candidates | on(T::offer_collected, T::connected, T::disconnected, T::limit_near), always, nothing, ignored},
    {in(P::countering), on(T::peer_missing, T::offer_ready, T::offer_failed, T::answer_applied, T::answer_replied, T::disconnected_late, T::connect_late) | gathering_timers | token_facts | post_facts | frame_facts, always, nothing, defect},

    {in(P::answering), on(T::answer_applied), always, {"count frames", watch_connection}, move, P::connecting},
    {in(P::answering), on(T::answer_replied), {"taken", took_answer}, {"count frames", watch_answered}, move, P::connecting},
    {in(P::answering), on(T::answer_replied), always, {"fail by reply", fail_with_answer_reply}, move, P::ending},
    {in(P::answering), on(T::request_failed), {"a server's offer", was_countered}, {"network", fail_request}, move, P::ending},
    {in(P::answering), on(T::post_late), {"a server's offer", was_countered}, {"timeout", fail_answer_late}, move, P::ending},
    {in(P::answering), on(T::answer_ready), always, nothing, defect},
    {in(P::answering), on(T::answer_refused), always, {"bad answer", fail_answer_refused}, move, P::ending},
    {in(P::answering), on(T::limit_near, T::frame_shown), always, nothing, ignored},
    {in(P::answering), on(T::frames_sampled, T::sample_due), always, nothing, defect},

    {in(P::connecting), on(T::frame_shown), {"first, with real dimensions", first_frame_with_size}, {"show first frame", note_first_frame}, move, P::flowing},
    {in(P::connecting), on(T::frame_shown), always, nothing, ignored},
    {in(P::connecting), on(T::frames_sampled), {"first, with real dimensions", first_sample_with_size}, {"show first frame", note_first_sample}, move, P::flowing},
    {in(P::connecting), on(T::frames_sampled), {"new frames after a stall", frames_resumed}, {"resume", note_resumed}, move, P::flowing},
    {in(P::connecting), on(T::frames_sampled), {"flat for too long, near the limit", frames_lost_near_the_limit}, {"limit", end_by_limit}, move, P::ending},
    {in(P::connecting), on(T::frames_sampled), {"flat for too long", frames_lost}, {"stalled", fail_frames_lost}, move, P::ending},
    {in(P::connecting), on(T::frames_sampled), always, {"note sample", note_sample}, stay},
    {in(P::connecting), on(T::limit_reached), {"had frames", had_frames}, {"limit", end_by_limit}, move, P::ending},
    {in(P::connecting), on(T::limit_reached), always, {"timeout", fail_first_frame_late}, move, P::ending},

    {in(P::flowing), on(T::frames_sampled), {"flat", frames_stalled}, {"stall", note_stall}, move, P::connecting},
    {in(P::flowing), on(T::frames_sampled), always, {"note sample", note_sample}, stay},
    {in(P::flowing), on(T::frame_shown), always, nothing, ignored},
    {in(P::flowing), on(T::limit_reached), always, {"limit", end_by_limit}, move, P::ending},
    {in(P::flowing), on(T::connect_late, T::first_frame_late), always, nothing, defect},

    {in(P::connecting, P::flowing), on(T::sample_due), always, {"count frames", watch_connection}, stay},
    {in(P::connecting, P::flowing), on(T::limit_near), {"another session follows", viewing_goes_on}, nothing, stay},
    {in(P::connecting, P::flowing), on(T::limit_near), always, {"tell the limit is near", tell_limit_near}, stay},
    {in(P::connecting, P::flowing), answer_facts | own_answer_facts, always, nothing, defect},

    {in(P::answering), on(T::limit_reached), always, {"timeout", fail_connect_late}, move, P::ending},
    {in(P::answering, P::connecting), on(T::connected), always, {"note connected", note_connected}, stay},
    {in(P::answering, P::connecting), on(T::connect_late), always, {"timeout", fail_connect_late}, move, P::ending},
    {in(P::answering, P::connecting), on(T::first_frame_late), always, {"timeout", fail_first_frame_late}, move, P::ending},
    {in(P::flowing), on(T::connected), always, {"healed", note_connected}, stay},
    {in(P::answering, P::connecting, P::flowing), on(T::disconnected), always, {"wait for it to heal", note_disconnected}, stay},
    {in(P::connecting, P::flowing), on(T::connection_lost, T::disconnected_late), {"near the limit", near_the_limit}, {"limit", end_by_limit}, move, P::ending},
    {in(P::answering, P::connecting, P::flowing), on(T::connection_lost, T::disconnected_late), always, {"ICE failed", fail_connection_lost}, move, P::ending},
    {in(P::answering, P::connecting, P::flowing), candidates | on(T::offer_collected), always, nothing, ignored},
    {in(P::answering, P::connecting, P::flowing), setup_facts | gathering_timers | token_facts | post_facts, always, nothing, defect},

    {in(P::offering, P::gathering, P::posting, P::countering, P::answering, P::connecting, P::flowing), on(T::release), always, nothing, move, P::ending},
    {in(P::offering, P::gathering, P::posting, P::countering, P::answering, P::connecting, P::flowing), end_facts | on(T::settled), always, nothing, defect},

    {in(P::ending), on(T::reply_arrived), {"opened a session", opened_session}, {"end it", end_late_session_here}, stay},
    {in(P::ending), on(T::reply_arrived, T::request_failed, T::post_late), always, {"forget the POST", forget_post}, stay},
    {in(P::ending), on(T::end_replied), {"401, a fresh token may help", fresh_token_may_end}, {"ask fresh token", ask_fresh_token_to_end}, stay},
    {in(P::ending), on(T::end_replied), always, {"note the reply", note_end}, stay},
    {in(P::ending), on(T::token_ready), {"waited for", end_waits_for_token}, {"end it", end_with_fresh_token}, stay},
    {in(P::ending), on(T::token_refused), {"waited for", end_waits_for_token}, {"leave it to its limit", give_up_end}, stay},
    {in(P::ending), on(T::token_ready, T::token_refused), always, nothing, ignored},
    {in(P::ending), on(T::end_failed, T::close_late), always, {"leave it to its limit", give_up_end}, stay},
    {in(P::ending), on(T::settled), always, nothing, move, P::ended},

    {in(P::ended), on(T::reply_arrived), {"opened a session", opened_session}, {"end it", end_session_after_the_end}, stay},
    {in(P::ended), on(T::reply_arrived, T::request_failed, T::token_ready, T::token_refused) | end_facts, always, nothing, ignored},
    {in(P::ended), on(T::settled, T::post_late), always, nothing, defect},

    // What was under way when it was released may still report.
    {in(P::ending, P::ended), setup_facts | candidates | on(T::offer_collected) | answer_facts | own_answer_facts | connection_facts | on(T::frame_shown, T::frames_sampled, T::release), always, nothing, ignored},
    {in(P::ending, P::ended), gathering_timers | limit_timers | on(T::token_late, T::connect_late, T::disconnected_late, T::first_frame_late, T::sample_due), always, nothing, defect},
};
// clang-format on

static_assert(check_table<P, T>(rows, attempt_phase_count, attempt_trigger_count) ==
              TableProblem::sound);

void apply_row(Draft& draft, const AttemptRow& row, const Event& event) {
  if (row.effect.run != nullptr) row.effect.run(draft, event);
  if (row.then != Then::move) return;
  draft.attempt.phase = row.next;
  if (row.next == P::ending) release(draft);
  say(draft, AttemptChanged{draft.attempt.number, row.next});
}

bool is_settled(const Attempt& attempt) {
  return attempt.phase == P::ending && !attempt.post_in_flight && !attempt.end_in_flight;
}

}  // namespace

std::span<const AttemptRow> attempt_rows() { return rows; }

void drive_attempt(AttemptDraft draft, AttemptTrigger trigger, const Event& event) {
  const AttemptRow& row = find_row(rows, draft.attempt.phase, trigger, draft, event);
  if (row.then == Then::defect) say(draft, Defect{name(trigger)});
  apply_row(draft, row, event);
  if (!is_settled(draft.attempt)) return;
  draft.attempt.timers.cancel_all();
  apply_row(draft, find_row(rows, P::ending, T::settled, draft, event), event);
}

void retime_limit(AttemptDraft draft) {
  TimerTable& timers = draft.attempt.timers;
  if (!timers.armed(Timer::limit_reached)) return;
  timers.arm(Timer::limit_reached, end_before_limit(draft, *draft.attempt.limit));
}

Attempt prepare_attempt(const Config& config, AttemptNumber number, const Url& endpoint,
                        bool linked_servers, Instant now, Commands& commands) {
  Attempt attempt;
  attempt.number = number;
  attempt.held = true;
  attempt.timers.arm(Timer::prepared, now + config.times.prepared);
  attempt.endpoint = print(endpoint);
  attempt.marks.opened = now;
  commands.push_back(Publish{AttemptChanged{number, attempt.phase}});
  commands.push_back(OpenPeer{number, linked_servers});
  return attempt;
}

void end_late_session(const Config& config, const ReplyArrived& late, Commands& commands) {
  if (!whep::opened_session(late.reply)) return;
  const auto endpoint = whep::endpoint(config);
  if (!endpoint) return;
  const auto url = whep::session_url(config, endpoint.value(), late.reply);
  if (!url) return;
  commands.push_back(EndSession{late.attempt, url.value(), config.has_bearer()});
}

}  // namespace ring
