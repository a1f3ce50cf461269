// What a trace holds of facts, config and state, once for all who write, read, redact or show it
// (they are the `Io`): the name of each fact and its fields in order. A new kind of fact compiles
// nowhere until it has a line here, and what is written can be read.
//
// There is no form for a plain text: whoever adds one has to say what it is, and with that how it
// is redacted.
//
//   begin     the name, and for facts of a connection its attempt
//   sdp       a session description, or what came in its place
//   reason    words of a browser, a service or a page: never kept
//   reply     see `reply_form`
//   session   the address of a session
//   instant   on the core's clock; written from the first fact on
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/config.hpp"
#include "core/machine/fact.hpp"
#include "core/machine/state.hpp"
#include "core/time.hpp"

namespace ring {

/// Changed when a reader of the old form would misread the new one.
inline constexpr int trace_version = 12;

inline constexpr std::string_view connection_words[] = {"connected", "disconnected", "failed",
                                                        "closed"};
inline constexpr std::string_view bearer_words[] = {"none", "fixed", "provider"};
inline constexpr std::string_view ice_server_words[] = {"service", "own", "none"};
inline constexpr std::string_view power_words[] = {"battery", "line"};

// ---- facts ----

template <class Io>
void fact_form(Io& io, OpenRequested& e) {
  io.begin("open-requested");
  io.number("ahead", e.ahead);
  io.flag("online", e.online);
}
template <class Io>
void fact_form(Io& io, PrepareRequested&) {
  io.begin("prepare-requested");
}
template <class Io>
void fact_form(Io& io, CloseRequested&) {
  io.begin("close-requested");
}
template <class Io>
void fact_form(Io& io, ExtendRequested& e) {
  io.begin("extend-requested");
  io.length("by", e.by);
}
template <class Io>
void fact_form(Io& io, ViewerRemoved&) {
  io.begin("viewer-removed");
}
template <class Io>
void fact_form(Io& io, ViewerReturned&) {
  io.begin("viewer-returned");
}
template <class Io>
void fact_form(Io& io, PresenceChanged& e) {
  io.begin("presence-changed");
  io.flag("page_visible", e.presence.page_visible);
  io.flag("on_screen", e.presence.on_screen);
  io.flag("in_picture", e.presence.in_picture);
  io.number("ahead", e.ahead);
}
template <class Io>
void fact_form(Io& io, PageLeft&) {
  io.begin("page-left");
}
template <class Io>
void fact_form(Io& io, PageReturned& e) {
  io.begin("page-returned");
  io.number("ahead", e.ahead);
}
template <class Io>
void fact_form(Io& io, NetworkChanged& e) {
  io.begin("network-changed");
  io.flag("online", e.online);
}
template <class Io>
void fact_form(Io& io, Tick&) {
  io.begin("tick");
}
template <class Io>
void fact_form(Io& io, PeerMissing& e) {
  io.begin("peer-missing", e.attempt);
}
template <class Io>
void fact_form(Io& io, PeerRefused& e) {
  io.begin("peer-refused", e.attempt);
  io.reason(e.reason);
}
template <class Io>
void fact_form(Io& io, OfferReady& e) {
  io.begin("offer-ready", e.attempt);
  io.sdp("sdp", e.sdp);
}
template <class Io>
void fact_form(Io& io, OfferFailed& e) {
  io.begin("offer-failed", e.attempt);
  io.reason(e.reason);
}
template <class Io>
void fact_form(Io& io, CandidateGathered& e) {
  io.begin("candidate-gathered", e.attempt);
  io.flag("reflexive", e.reflexive);
}
template <class Io>
void fact_form(Io& io, GatheringCompleted& e) {
  io.begin("gathering-completed", e.attempt);
}
template <class Io>
void fact_form(Io& io, OfferCollected& e) {
  io.begin("offer-collected", e.attempt);
  io.sdp("sdp", e.sdp);
}
template <class Io>
void fact_form(Io& io, AnswerReady& e) {
  io.begin("answer-ready", e.attempt);
  io.sdp("sdp", e.sdp);
}
template <class Io>
void fact_form(Io& io, AnswerApplied& e) {
  io.begin("answer-applied", e.attempt);
}
template <class Io>
void fact_form(Io& io, AnswerRefused& e) {
  io.begin("answer-refused", e.attempt);
  io.reason(e.reason);
}
template <class Io>
void fact_form(Io& io, ConnectionChanged& e) {
  io.begin("connection-changed", e.attempt);
  io.word("state", e.state, connection_words);
}
template <class Io>
void fact_form(Io& io, TransportLost& e) {
  io.begin("transport-lost", e.attempt);
  io.flag("closed", e.closed);
}
template <class Io>
void fact_form(Io& io, FrameShown& e) {
  io.begin("frame-shown", e.attempt);
  io.number("width", e.width);
  io.number("height", e.height);
}
template <class Io>
void fact_form(Io& io, FramesSampled& e) {
  io.begin("frames-sampled", e.attempt);
  io.number("decoded", e.decoded);
  io.number("width", e.width);
  io.number("height", e.height);
  io.length("span", e.span);
  io.flag("undecoded", e.undecoded);
  io.reason(e.decoder);
  io.number("freezes", e.freezes);
}
template <class Io>
void fact_form(Io& io, TokenReady& e) {
  io.begin("token-ready", e.attempt);
}
template <class Io>
void fact_form(Io& io, TokenRefused& e) {
  io.begin("token-refused", e.attempt);
}
template <class Io>
void fact_form(Io& io, ReplyArrived& e) {
  io.begin("reply-arrived", e.attempt);
  io.reply(e.reply);
}
template <class Io>
void fact_form(Io& io, AnswerReplied& e) {
  io.begin("answer-replied", e.attempt);
  io.reply(e.reply);
}
template <class Io>
void fact_form(Io& io, RequestFailed& e) {
  io.begin("request-failed", e.attempt);
}
template <class Io>
void fact_form(Io& io, EndReplied& e) {
  io.begin("end-replied", e.attempt);
  io.number("status", e.status);
}
template <class Io>
void fact_form(Io& io, EndFailed& e) {
  io.begin("end-failed", e.attempt);
}

template <class Io>
void fact_form(Io& io, TetherBroke& e) {
  io.begin("tether-broke", e.attempt);
  io.number("status", e.status);
}

/// Its request id is never kept.
template <class Io>
void reply_form(Io& io, HttpReply& reply) {
  io.number("status", reply.status);
  io.flag("redirected", reply.redirected);
  io.text("session", reply.session.url);
  io.text("session_origin", reply.session.origin);
  io.text("tether", reply.tether.url);
  io.text("tether_origin", reply.tether.origin);
  io.optional("retry_after", reply.retry_after);
  io.number("ice_servers", reply.ice_servers);
  io.sdp("body", reply.body);
}

// ---- config, which is written with names ----

template <class Io>
void config_form(Io& io, Config& config) {
  io.text("src", config.src);
  io.text("api_base", config.api_base);
  io.text("device_id", config.device_id);
  io.text("component_id", config.component_id);
  io.text("endpoint", config.endpoint.url);
  io.text("endpoint_origin", config.endpoint.origin);
  io.text("problem", config.problem);
  io.text("page_origin", config.page_origin);
  io.word("bearer", config.bearer, bearer_words);
  io.word("power", config.power, power_words);
  io.length("extend", config.extend);
  io.flag("keep_when_hidden", config.keep_when_hidden);
  io.word("ice_servers", config.ice_servers, ice_server_words);
  io.number("seed", config.seed);
  io.length("slowest_first_frame", config.experience.slowest_first_frame);
  io.time("slowest_at", config.experience.slowest_at);
  io.optional_time("alone_at", config.experience.alone_at);
  io.word("doubt", config.experience.doubt, doubt_names);
  // All of them, so that a trace keeps its meaning when a default changes.
  for (const TimeField& time : time_fields) io.length(time.name, config.times.*time.field);
}

// ---- state ----

template <class Io, class Timer>
void timers_form(Io& io, TimerTable<Timer>& timers) {
  for (std::size_t i = 0; i < static_cast<std::size_t>(Timer::count); ++i) {
    const auto timer = static_cast<Timer>(i);
    std::optional<Instant> at = timers.armed(timer);
    io.instant("timer", at);
    timers.cancel(timer);
    if (at) timers.arm(timer, *at);
  }
}

template <class Io>
void failure_form(Io& io, Failure& failure) {
  io.template choice<FailureKind::no_network>("kind", failure.kind);
  io.template choice<Stage::live>("stage", failure.stage);
  io.number("attempt", failure.attempt);
  io.number("status", failure.status);
  io.reason(failure.title);
  io.reason(failure.detail);
  io.reason(failure.request_id);
  io.flag("cross_origin", failure.cross_origin);
  io.instant("retry_at", failure.retry_at);
}

template <class Io>
void failure_form(Io& io, std::optional<Failure>& failure) {
  bool failed = failure.has_value();
  io.flag("failed", failed);
  if (!failed) return failure.reset();
  if (!failure) failure.emplace();
  failure_form(io, *failure);
}

template <class Io>
void attempt_form(Io& io, Attempt& attempt) {
  io.number("number", attempt.number);
  io.template choice<SessionPhase::gone>("session", attempt.session);
  io.template choice<MediaPhase::closed>("media", attempt.media);
  io.template choice<TokenState::renewed>("token", attempt.token);
  io.session("session_url", attempt.session_url);
  io.session("tether_url", attempt.tether.url);
  io.number("tether_breaks", attempt.tether.breaks);
  io.sdp("offer", attempt.offer);
  io.flag("offers_h264", attempt.offers_h264);
  io.length("allowance", attempt.allowance);
  io.instant("limit", attempt.limit);
  io.number("decoded", attempt.frames.decoded);
  io.instant("sampled_at", attempt.frames.sampled_at);
  io.length("span", attempt.frames.span);
  io.length("flat_for", attempt.frames.flat_for);
  io.flag("moving", attempt.frames.moving);
  io.flag("undecoded", attempt.frames.undecoded);
  io.reason(attempt.frames.decoder);
  io.number("freezes", attempt.frames.freezes);
  io.instant("frozen_at", attempt.frames.frozen_at);
  io.flag("buffered", attempt.frames.buffered);
  io.instant("wanted", attempt.reached.wanted);
  io.instant("gathered", attempt.reached.gathered);
  io.instant("posted", attempt.reached.posted);
  io.instant("answered", attempt.reached.answered);
  io.instant("connected", attempt.reached.connected);
  io.instant("flowing", attempt.reached.flowing);
  timers_form(io, attempt.session_timers);
  timers_form(io, attempt.media_timers);
  io.template choice<EndReason::failed>("reason", attempt.reason);
  failure_form(io, attempt.failure);
}

template <class Io>
void viewing_form(Io& io, Viewing& viewing) {
  io.length("budget", viewing.budget);
  io.number("sessions", viewing.used.sessions);
  io.length("camera_time", viewing.used.time);
  io.number("failures", viewing.failures);
  io.number("tries", viewing.tries);
  io.instant("trying_since", viewing.trying_since);
  io.instant("not_before", viewing.not_before);
  io.flag("insisted", viewing.insisted);
  io.flag("online", viewing.online);
  io.flag("away", viewing.away);
  io.flag("removed", viewing.removed);
  io.flag("page_visible", viewing.presence.page_visible);
  io.flag("on_screen", viewing.presence.on_screen);
  io.flag("in_picture", viewing.presence.in_picture);
  io.length("slowest_first_frame", viewing.experience.slowest_first_frame);
  io.instant("slowest_at", viewing.experience.slowest_at);
  io.instant("alone_at", viewing.experience.alone_at);
  io.template choice<Doubt::refused>("doubt", viewing.experience.doubt);
  io.flag("named_servers", viewing.named_servers);
  io.flag("freezes", viewing.freezes);
  failure_form(io, viewing.final_failure);
}

template <class Io>
void state_form(Io& io, State& state) {
  io.template choice<ViewingPhase::closed>("phase", state.phase);
  io.template choice<WaitReason::turn>("wait", state.wait);
  io.template choice<EndReason::failed>("reason", state.reason);
  io.instant("now", state.now);
  io.number("last_attempt", state.last_attempt);
  io.number("current", state.current);
  io.number("next", state.next);
  io.number("previous", state.previous);
  io.list("attempts", state.attempts, [&io](Attempt& attempt) { attempt_form(io, attempt); });
  viewing_form(io, state.viewing);
  io.number("random", state.random);
  timers_form(io, state.timers);
}

}  // namespace ring
