// The browser functions that the page hands in, by name. Tests hand in others.
#pragma once

#include <cstdint>

#include "bridge/guard.hpp"
#include "core/time.hpp"

namespace ring::bridge {

/// What JavaScript tells us, and what about: bound into each hook, so that only integers cross.
enum class Callback {
  offer_created,
  offer_failed,
  candidate,
  gathering_state,
  track,
  connection_state,
  transport_state,
  answer_created,
  answer_applied,
  answer_refused,
  statistics,
  token,
  token_refused,
  signed_in,
  response,
  answer_response,
  request_failed,
  body,
  no_body,
  end_response,
  end_failed,
  tether_broke,
  place_known,
  no_matter,
  alarm,
};

/// A JavaScript function that tells `what` of one attempt of one session, with its argument. It
/// holds three integers and nothing of ours, so it may be called at any time, even after the end.
val hook(int session, std::uint32_t attempt, Callback what);

class Ports {
 public:
  explicit Ports(val functions) : functions_(std::move(functions)) {}

  [[nodiscard]] Instant now() const;
  [[nodiscard]] std::int64_t wall_ms() const;
  [[nodiscard]] val set_timeout(const val& callback, Millis after) const;
  void clear_timeout(const val& handle) const;

  /// RTCPeerConnection's constructor; undefined where the browser has none.
  [[nodiscard]] val peer_constructor() const;
  [[nodiscard]] val ice_servers() const;
  [[nodiscard]] Outcome fetch(const std::string& url, const val& options) const;
  [[nodiscard]] Outcome ask_token(bool fresh) const;

  void notices_wait() const;
  void stream_arrived(std::uint32_t attempt, const val& stream) const;

 private:
  val functions_;
};

}  // namespace ring::bridge
