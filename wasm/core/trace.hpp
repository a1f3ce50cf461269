// What happened to a player, as a text that replays it: its config, every event with its time, and
// what the core decided. A bug report is then a file (promise 10).
//
// Nothing secret gets in (promise 3): each event is redacted before it is kept. What is left of a
// text is as much as the core's decisions depend on, so that the redacted run decides as the
// original did; tests/unit/trace_test.cpp and tests/fuzz/script_fuzz.cpp hold both.
//
// One event is one row, `[time, name, field…, [decision…]]`; times are milliseconds since the first
// event. Session descriptions stand once each in `texts`, rows name them by place. The reader is
// wasm/replay, outside of what the page loads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/config.hpp"
#include "core/machine/command.hpp"
#include "core/machine/fact.hpp"
#include "core/time.hpp"
#include "core/wire/sdp.hpp"

namespace ring {

/// Changed when a reader of the old form would misread the new one.
inline constexpr int trace_version = 5;

inline constexpr std::string_view connection_words[] = {"connected", "disconnected", "failed",
                                                        "closed"};
inline constexpr std::string_view bearer_words[] = {"none", "fixed", "provider"};
inline constexpr std::string_view power_words[] = {"battery", "line"};

// ---- forms ----
//
// The name of each event and its fields in order, once for all who write, read, redact or show it
// (they are the `Io`): so a new kind of event compiles nowhere until it has a line here, and what
// is written can be read. There is no form for a plain text: whoever adds one has to say what it
// is, and with that how it is redacted.
//
//   begin     the name, and for facts of a connection its attempt
//   sdp       a session description, or what came in its place
//   reason    the browser's own words: never kept
//   reply     see `reply_form`

template <class Io>
void trace_form(Io& io, OpenRequested& e) {
  io.begin("open-requested");
  io.number("ahead", e.ahead);
  io.flag("online", e.online);
}
template <class Io>
void trace_form(Io& io, PrepareRequested&) {
  io.begin("prepare-requested");
}
template <class Io>
void trace_form(Io& io, CloseRequested&) {
  io.begin("close-requested");
}
template <class Io>
void trace_form(Io& io, ExtendRequested& e) {
  io.begin("extend-requested");
  io.length("by", e.by);
}
template <class Io>
void trace_form(Io& io, ViewerRemoved&) {
  io.begin("viewer-removed");
}
template <class Io>
void trace_form(Io& io, ViewerReturned&) {
  io.begin("viewer-returned");
}
template <class Io>
void trace_form(Io& io, PresenceChanged& e) {
  io.begin("presence-changed");
  io.flag("page_visible", e.presence.page_visible);
  io.flag("on_screen", e.presence.on_screen);
  io.flag("in_picture", e.presence.in_picture);
  io.number("ahead", e.ahead);
}
template <class Io>
void trace_form(Io& io, PageLeft&) {
  io.begin("page-left");
}
template <class Io>
void trace_form(Io& io, PageReturned& e) {
  io.begin("page-returned");
  io.number("ahead", e.ahead);
}
template <class Io>
void trace_form(Io& io, NetworkChanged& e) {
  io.begin("network-changed");
  io.flag("online", e.online);
}
template <class Io>
void trace_form(Io& io, Tick&) {
  io.begin("tick");
}
template <class Io>
void trace_form(Io& io, PeerMissing& e) {
  io.begin("peer-missing", e.attempt);
}
template <class Io>
void trace_form(Io& io, PeerRefused& e) {
  io.begin("peer-refused", e.attempt);
  io.reason(e.reason);
}
template <class Io>
void trace_form(Io& io, OfferReady& e) {
  io.begin("offer-ready", e.attempt);
  io.sdp("sdp", e.sdp);
}
template <class Io>
void trace_form(Io& io, OfferFailed& e) {
  io.begin("offer-failed", e.attempt);
  io.reason(e.reason);
}
template <class Io>
void trace_form(Io& io, CandidateGathered& e) {
  io.begin("candidate-gathered", e.attempt);
  io.flag("reflexive", e.reflexive);
}
template <class Io>
void trace_form(Io& io, GatheringCompleted& e) {
  io.begin("gathering-completed", e.attempt);
}
template <class Io>
void trace_form(Io& io, OfferCollected& e) {
  io.begin("offer-collected", e.attempt);
  io.sdp("sdp", e.sdp);
}
template <class Io>
void trace_form(Io& io, AnswerReady& e) {
  io.begin("answer-ready", e.attempt);
  io.sdp("sdp", e.sdp);
}
template <class Io>
void trace_form(Io& io, AnswerApplied& e) {
  io.begin("answer-applied", e.attempt);
}
template <class Io>
void trace_form(Io& io, AnswerRefused& e) {
  io.begin("answer-refused", e.attempt);
  io.reason(e.reason);
}
template <class Io>
void trace_form(Io& io, ConnectionChanged& e) {
  io.begin("connection-changed", e.attempt);
  io.word("state", e.state, connection_words);
}
template <class Io>
void trace_form(Io& io, TransportLost& e) {
  io.begin("transport-lost", e.attempt);
  io.flag("closed", e.closed);
}
template <class Io>
void trace_form(Io& io, FrameShown& e) {
  io.begin("frame-shown", e.attempt);
  io.number("width", e.width);
  io.number("height", e.height);
}
template <class Io>
void trace_form(Io& io, FramesSampled& e) {
  io.begin("frames-sampled", e.attempt);
  io.number("decoded", e.decoded);
  io.number("width", e.width);
  io.number("height", e.height);
}
template <class Io>
void trace_form(Io& io, TokenReady& e) {
  io.begin("token-ready", e.attempt);
}
template <class Io>
void trace_form(Io& io, TokenRefused& e) {
  io.begin("token-refused", e.attempt);
}
template <class Io>
void trace_form(Io& io, ReplyArrived& e) {
  io.begin("reply-arrived", e.attempt);
  io.reply(e.reply);
}
template <class Io>
void trace_form(Io& io, AnswerReplied& e) {
  io.begin("answer-replied", e.attempt);
  io.reply(e.reply);
}
template <class Io>
void trace_form(Io& io, RequestFailed& e) {
  io.begin("request-failed", e.attempt);
}
template <class Io>
void trace_form(Io& io, EndReplied& e) {
  io.begin("end-replied", e.attempt);
  io.number("status", e.status);
}
template <class Io>
void trace_form(Io& io, EndFailed& e) {
  io.begin("end-failed", e.attempt);
}

/// Of a redacted reply, whose body is one of the texts; its request id is never kept.
template <class Io>
void reply_form(Io& io, HttpReply& reply) {
  io.number("status", reply.status);
  io.flag("redirected", reply.redirected);
  io.text("session", reply.session.url);
  io.text("session_origin", reply.session.origin);
  io.optional("retry_after", reply.retry_after);
  io.number("ice_servers", reply.ice_servers);
  io.kept("body", reply.body);
}

/// Of a redacted config, written with names.
template <class Io>
void trace_form(Io& io, Config& config) {
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
  io.flag("own_ice_servers", config.own_ice_servers);
  io.number("seed", config.seed);
  io.length("slowest_first_frame", config.experience.slowest_first_frame);
  io.time("slowest_at", config.experience.slowest_at);
  io.optional_time("alone_at", config.experience.alone_at);
  io.word("doubt", config.experience.doubt, doubt_names);
  // All of them, so that a trace keeps its meaning when a default changes.
  for (const TimeField& time : time_fields) io.length(time.name, config.times.*time.field);
}

// ---- redaction ----

/// Takes out what is nobody's business and keeps what decides. What stands for a text is the same
/// each time, and redacting twice changes nothing.
class Redactor {
 public:
  explicit Redactor(const Config& config);

  /// Origins become `o1.invalid`, `o2.invalid`…, on the scheme they have; loopback stays loopback.
  [[nodiscard]] const Config& config() const { return config_; }
  /// What a trace holds of it.
  [[nodiscard]] Event event(Event event);
  /// What is left of a session description: its sections, mids, groups and directions, and which
  /// formats are H.264 in which profile. No address, credential, fingerprint or name.
  [[nodiscard]] std::string description(std::string_view text);
  void reply(HttpReply& reply);

 private:
  /// The texts of one kind, by their order. As hashes: no secret rests here.
  using Seen = std::vector<std::string>;

  static std::int64_t number_of(Seen& seen, std::string_view text);
  std::string origin_for(const std::string& origin);
  std::string word_for(std::string_view word);
  void add_line(const sdp::Line& line, const std::vector<std::string_view>& formats,
                std::string& result);

  Config config_;
  Seen origins_;
  Seen sessions_;
  Seen words_;
};

// ---- recording ----

/// A command in a few words, e.g. `open-peer 1`, `phase waiting retry`, `limit 1 29500`. Never an
/// address or a description; times since `origin`.
std::string describe(const Command& command, Instant origin);

class Recorder {
 public:
  explicit Recorder(const Config& config) : redactor_(config) {}

  /// To be told of every step, with the time as the core was given it.
  void record(const Event& event, Instant now, const Commands& commands);
  /// The trace so far, as JSON: one row a line.
  [[nodiscard]] std::string print() const;

 private:
  [[nodiscard]] std::string row_of(Event event, const Commands& commands);

  Redactor redactor_;
  std::vector<std::string> blocks_;  ///< Of rows. One long text would be copied as it grows.
  std::vector<std::string> texts_;
  std::size_t size_ = 0;
  Instant now_;
  std::optional<Instant> origin_;
  bool truncated_ = false;
};

}  // namespace ring
