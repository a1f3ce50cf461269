// One RTCPeerConnection. It carries out commands and translates events; it decides nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "bridge/ports.hpp"
#include "core/machine/fact.hpp"

namespace ring::bridge {

class Peer {
 public:
  Peer(int session, AttemptNumber attempt) : session_(session), attempt_(attempt) {}

  /// Creates the connection, attaches every listener, then adds the one recvonly video transceiver
  /// and asks for the offer: in that order (promise 5). What went wrong at once, if anything.
  /// @param named ICE servers to use in the place of the page's; undefined: the page's.
  std::optional<Event> open(const Ports& ports, const val& named);
  /// In a new connection, again with every listener first, the server's offer and then the answer
  /// to it.
  std::optional<Event> answer(const Ports& ports, const val& named, const std::string& offer);
  void apply_own_answer(const std::string& sdp);
  void apply_offer(const std::string& sdp);
  /// The local description as it stands; empty when there is none.
  [[nodiscard]] std::string local_description() const;
  void apply_answer(const std::string& sdp);
  /// The promise of the browser's statistics; undefined when there is no connection.
  [[nodiscard]] val stats() const;
  /// Answered by Callback::statistics, if at all.
  void sample();
  /// The `inbound-rtp` entry of the video in such an answer; nothing where there is none yet.
  [[nodiscard]] std::optional<Event> frames_of(const val& report) const;
  void set_jitter_buffer(Millis target);
  /// The receiver's DTLS transport, once a track has come: it hears a hang-up first.
  void watch_transport(const val& track_event);
  void close();

  [[nodiscard]] std::string connection_state() const;
  [[nodiscard]] std::string transport_state() const;
  [[nodiscard]] bool gathering_complete() const;

 private:
  [[nodiscard]] val on(Callback what) const { return hook(session_, attempt_, what); }
  /// Candidates gathered ahead, for the one transport.
  enum class Pool : bool { none, one };
  std::optional<Event> construct_with_listeners(const Ports& ports, const val& named, Pool pool);
  void listen(const char* event, Callback what);
  void describe(const char* method, const char* type, const std::string& sdp, Callback applied,
                Callback refused);

  int session_;
  AttemptNumber attempt_;
  val connection_ = val::undefined();
  val transport_ = val::undefined();
  val statistics_ = val::undefined();  ///< The hook, made once: a look is made every second.
  val known_entry_ = val::object();    ///< See frames.js.
};

/// The stream of a track event: the track's own, or a new one around it, because `streams` may be
/// empty.
val stream_of(const val& track_event);
/// Nothing for the end-of-candidates marks (null, or an empty candidate).
std::optional<Event> candidate_of(AttemptNumber attempt, const val& ice_event);

}  // namespace ring::bridge
