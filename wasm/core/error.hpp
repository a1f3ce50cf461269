// Every failure as one typed value (promise 9): what happened, at which step, whose fault it is,
// whether trying again can help and when. The words a person reads are the page's business.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/http.hpp"
#include "core/time.hpp"

namespace ring {

/// Counts connection attempts of a player; never reused, so a late fact can be told from a fresh
/// one.
using AttemptNumber = std::uint32_t;

enum class FailureKind : std::uint8_t {
  unauthorized,            ///< 401, or no token could be had.
  forbidden,               ///< 403.
  not_found,               ///< 404: no such device, or it was removed from the app.
  bad_request,             ///< 400, other 4xx, a redirect, or options that cannot work.
  device_offline,          ///< 503 that says the device is unavailable.
  rate_limited,            ///< 429.
  conflict,                ///< 409.
  server,                  ///< Other 5xx, and statuses no rule knows.
  network,                 ///< The request got no reply, or CORS hid it.
  no_location,             ///< 201 without a usable `Location`: nothing could ever be deleted.
  foreign_location,        ///< `Location` on another origin while a bearer is set.
  bad_answer,              ///< The answer cannot be read or does not fit the offer.
  incompatible_direction,  ///< The answer's direction cannot send.
  unsupported_browser,     ///< No WebRTC here.
  unsupported_codec,       ///< No H.264 decoder here.
  timeout,                 ///< A step took too long; the stage says which.
  ice_failed,              ///< No path, or the path was lost.
  stalled,                 ///< Connected, but frames stopped.
  ended_early,             ///< The peer ended before the limit.
  no_network,              ///< Not one candidate was gathered.
};

enum class Stage : std::uint8_t {
  setup,
  offer,
  gathering,
  token,
  post,
  answer,
  connect,
  first_frame,
  live,
};

/// Who can mend it.
enum class Fault : std::uint8_t { page, person, service, camera, network, browser };

struct Failure {
  FailureKind kind = FailureKind::server;
  Stage stage = Stage::setup;
  AttemptNumber attempt = 0;
  int status = 0;          ///< HTTP status; 0 when there was no reply.
  std::string title;       ///< The service's own words: printable and short.
  std::string detail;      ///< Likewise, or ours for a developer.
  std::string request_id;  ///< To quote to the service's support.
  bool cross_origin =
      false;  ///< The endpoint is on another origin than the page: CORS may be the cause.
  std::optional<Instant> retry_at;  ///< When the service said to come back.

  bool operator==(const Failure&) const = default;
};

/// Whether the same thing may succeed later without anybody changing anything (design, "Failures").
bool retryable(FailureKind kind);
Fault fault_of(FailureKind kind);

/// What a refusal means. Decides on the status first and reads the body leniently: it may be
/// absent.
Failure failure_of(const HttpReply& reply, Instant now);

}  // namespace ring
