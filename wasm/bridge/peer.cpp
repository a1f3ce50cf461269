#include "bridge/peer.hpp"

#include <emscripten/em_js.h>

#include <string_view>
#include <utility>

#include "bridge/convert.hpp"

extern "C" {
void ring_ask_statistics(emscripten::EM_VAL connection, emscripten::EM_VAL hook);
emscripten::EM_VAL ring_video_entry(emscripten::EM_VAL report, emscripten::EM_VAL known,
                                    double* numbers);
void ring_set_jitter_buffer(emscripten::EM_VAL connection, int target);
}

EM_JS_DEPS(ring_peer, "$Emval");

// What follows is JavaScript.
// clang-format off

// Closing takes a browser milliseconds, and a page that goes has few: first every player's DELETE
// leaves, then the peers are closed, before any task runs. But Chromium never lets go of a peer that
// is closed between a change and the event that tells it (what the event waits with holds the peer,
// and is dropped by no one). So one that has yet to tell is closed some tasks later.
EM_JS(void, ring_close_peer, (emscripten::EM_VAL connection, emscripten::EM_VAL transport), {
  const peer = Emval.toValue(connection);
  const dtls = Emval.toValue(transport);
  const lags = () =>
    (peer.iceGatheringState === "new" && peer.localDescription) ||
    (peer.connectionState === "new" && peer.iceConnectionState !== "new") ||
    (peer.connectionState === "connecting" && dtls?.state === "connected");
  const close = (turn) => {
    try {
      if (turn < 9 && lags()) setTimeout(close, 0, turn + 1);
      else peer.close();
    } catch {}
  };
  Promise.resolve(0).then(close);
});

// clang-format on

namespace ring::bridge {

std::optional<Event> Peer::construct_with_listeners(const Ports& ports, const val& named,
                                                    Pool pool) {
  const val constructor = ports.peer_constructor();
  if (constructor.isUndefined() || constructor.isNull()) return PeerMissing{attempt_};
  val options = val::object();
  put(options, "iceServers", named.isUndefined() ? ports.ice_servers() : named);
  // One transport for the one section: nothing to gather twice.
  put(options, "bundlePolicy", text("max-bundle"));
  if (pool == Pool::one) put(options, "iceCandidatePoolSize", val(1));
  Outcome made = construct(constructor, {options});
  if (!made.ok) return PeerRefused{attempt_, made.thrown};
  connection_ = made.value;
  listen("track", Callback::track);
  listen("connectionstatechange", Callback::connection_state);
  listen("icecandidate", Callback::candidate);
  listen("icegatheringstatechange", Callback::gathering_state);
  return std::nullopt;
}

std::optional<Event> Peer::open(const Ports& ports, const val& named) {
  // It gathers from now on, and not from the offer on; where the browser does not, nothing is lost.
  if (auto trouble = construct_with_listeners(ports, named, Pool::one)) return trouble;
  val direction = val::object();
  put(direction, "direction", text("recvonly"));
  const Outcome added = call(connection_, "addTransceiver", {text("video"), direction});
  if (!added.ok) return PeerRefused{attempt_, added.thrown};
  settle(call(connection_, "createOffer").value, on(Callback::offer_created),
         on(Callback::offer_failed));
  return std::nullopt;
}

std::optional<Event> Peer::answer(const Ports& ports, const val& named, const std::string& offer) {
  close();
  // Chromium throws a pool away when an answer is set, and gathers anew. If its permissions arrive
  // just then (a busy machine), the new gathering is never told of a network and finds nothing.
  if (auto trouble = construct_with_listeners(ports, named, Pool::none)) return trouble;
  describe("setRemoteDescription", "offer", offer, Callback::no_matter, Callback::answer_refused);
  // The browser carries these out one after the other (WebRTC 4.4.1.2), so that nothing has to
  // wait.
  settle(call(connection_, "createAnswer").value, on(Callback::answer_created),
         on(Callback::answer_refused));
  return std::nullopt;
}

void Peer::apply_own_answer(const std::string& sdp) {
  describe("setLocalDescription", "answer", sdp, Callback::no_matter, Callback::answer_refused);
}

void Peer::listen(const char* event, Callback what) {
  call(connection_, "addEventListener", {text(event), on(what)});
}

void Peer::describe(const char* method, const char* type, const std::string& sdp, Callback applied,
                    Callback refused) {
  val description = val::object();
  put(description, "type", text(type));
  put(description, "sdp", text(sdp));
  settle(call(connection_, method, {description}).value, on(applied), on(refused));
}

void Peer::apply_offer(const std::string& sdp) {
  describe("setLocalDescription", "offer", sdp, Callback::no_matter, Callback::offer_failed);
}

void Peer::apply_answer(const std::string& sdp) {
  describe("setRemoteDescription", "answer", sdp, Callback::answer_applied,
           Callback::answer_refused);
}

std::string Peer::local_description() const {
  return text_at(get(connection_, "localDescription").value, "sdp");
}

val Peer::stats() const { return call(connection_, "getStats").value; }

void Peer::sample() {
  if (statistics_.isUndefined()) statistics_ = on(Callback::statistics);
  ring_ask_statistics(connection_.as_handle(), statistics_.as_handle());
}

void Peer::set_jitter_buffer(Millis target) {
  ring_set_jitter_buffer(connection_.as_handle(), static_cast<int>(target.count));
}

void Peer::close() {
  if (connection_.isUndefined()) return;
  // Forgotten first: what it still tells is about nobody.
  const val connection = std::exchange(connection_, val::undefined());
  const val transport = std::exchange(transport_, val::undefined());
  ring_close_peer(connection.as_handle(), transport.as_handle());
}

void Peer::watch_transport(const val& track_event) {
  transport_ = get(get(track_event, "receiver").value, "transport").value;
  call(transport_, "addEventListener", {text("statechange"), on(Callback::transport_state)});
}

std::string Peer::transport_state() const { return text_at(transport_, "state"); }

std::string Peer::connection_state() const { return text_at(connection_, "connectionState"); }

bool Peer::gathering_complete() const {
  return text_at(connection_, "iceGatheringState") == "complete";
}

val stream_of(const val& track_event) {
  const val streams = get(track_event, "streams").value;
  const val first = get(streams, "0").value;
  if (!first.isUndefined()) return first;
  val tracks = val::array();
  tracks.set(0, get(track_event, "track").value);
  return construct(global("MediaStream"), {tracks}).value;
}

std::optional<Event> candidate_of(AttemptNumber attempt, const val& ice_event) {
  const std::string line = text_at(get(ice_event, "candidate").value, "candidate");
  if (line.empty()) return std::nullopt;
  // Not every engine has RTCIceCandidate.type; the line always says it (RFC 8839 5.1).
  return CandidateGathered{attempt, line.find(" typ srflx") != std::string::npos};
}

namespace {

/// `video/H264, OpenH264`; browsers know neither before there is a frame that a decoder can begin
/// with, and not every one names its decoder.
std::string decoder_of(const val& report, const val& entry) {
  const val codec = call(report, "get", {text(text_at(entry, "codecId"))}).value;
  const std::string decoder = text_at(entry, "decoderImplementation");
  return text_at(codec, "mimeType") + (decoder.empty() ? "" : ", ") + decoder;
}

}  // namespace

std::optional<Event> Peer::frames_of(const val& report) const {
  double numbers[6] = {};
  const val entry =
      val::take_ownership(ring_video_entry(report.as_handle(), known_entry_.as_handle(), numbers));
  if (entry.isUndefined()) return std::nullopt;
  const auto [decoded, width, height, span, packets, freezes] = numbers;
  FramesSampled sample{attempt_, static_cast<std::int64_t>(decoded), static_cast<int>(width),
                       static_cast<int>(height), to_millis(span * 1000)};
  sample.freezes = static_cast<std::int64_t>(freezes);
  sample.undecoded = sample.decoded == 0 && packets > 0;
  if (sample.undecoded) sample.decoder = decoder_of(report, entry);
  return sample;
}

}  // namespace ring::bridge
