#include "core/error.hpp"

#include "core/error_body.hpp"
#include "core/retry.hpp"
#include "core/text.hpp"

namespace ring {
namespace {

constexpr std::size_t longest_request_id = 128;

FailureKind kind_of_unavailable(const ErrorBody& body) {
  // The same condition is documented under two titles; the detail tells a sleeping device from a
  // busy service.
  const std::string title = to_lower(body.title);
  const std::string detail = to_lower(body.detail);
  const bool offline = title == "device unavailable" || detail.find("offline") != std::string::npos;
  return offline ? FailureKind::device_offline : FailureKind::server;
}

FailureKind kind_of(int status, const ErrorBody& body) {
  switch (status) {
    case 401: return FailureKind::unauthorized;
    case 403: return FailureKind::forbidden;
    case 404: return FailureKind::not_found;
    case 409: return FailureKind::conflict;
    case 429: return FailureKind::rate_limited;
    case 503: return kind_of_unavailable(body);
    default: break;
  }
  // Unknown codes fall back on their class (RFC 9110 15).
  return status >= 500 || (status >= 200 && status < 300) ? FailureKind::server
                                                          : FailureKind::bad_request;
}

}  // namespace

bool retryable(FailureKind kind) {
  switch (kind) {
    case FailureKind::rate_limited:
    case FailureKind::conflict:
    case FailureKind::server:
    case FailureKind::network:
    case FailureKind::timeout:
    case FailureKind::ice_failed:
    case FailureKind::stalled:
    case FailureKind::ended_early:
    case FailureKind::no_network: return true;
    case FailureKind::unauthorized:  // Only with a fresh token, and that was tried before failing.
    case FailureKind::device_offline:  // Only when the service names a time, or by a person.
    case FailureKind::forbidden:
    case FailureKind::not_found:
    case FailureKind::bad_request:
    case FailureKind::no_location:
    case FailureKind::foreign_location:
    case FailureKind::bad_answer:
    case FailureKind::incompatible_direction:
    case FailureKind::unsupported_browser:
    case FailureKind::unsupported_codec: return false;
  }
  return false;
}

Fault fault_of(FailureKind kind) {
  switch (kind) {
    case FailureKind::bad_request:
    case FailureKind::no_location:
    case FailureKind::foreign_location: return Fault::page;
    case FailureKind::unauthorized:
    case FailureKind::forbidden:
    case FailureKind::not_found: return Fault::person;
    case FailureKind::device_offline:
    case FailureKind::stalled:
    case FailureKind::ended_early: return Fault::camera;
    case FailureKind::rate_limited:
    case FailureKind::conflict:
    case FailureKind::server:
    case FailureKind::bad_answer:
    case FailureKind::incompatible_direction:
    case FailureKind::timeout: return Fault::service;
    case FailureKind::network:
    case FailureKind::ice_failed:
    case FailureKind::no_network: return Fault::network;
    case FailureKind::unsupported_browser:
    case FailureKind::unsupported_codec: return Fault::browser;
  }
  return Fault::service;
}

Failure failure_of(const HttpReply& reply, Instant now) {
  const ErrorBody body = read_error_body(reply.body);
  Failure failure;
  failure.kind = kind_of(reply.status, body);
  failure.stage = Stage::post;
  failure.status = reply.status;
  failure.title = body.title.empty() ? body.code : body.title;
  failure.detail = body.detail;
  failure.request_id = printable(reply.request_id, longest_request_id);
  // With a bearer a redirect is refused, not followed: it must not travel along (promise 3).
  // Without one it was followed, to what is no endpoint: most likely a sign-in page. Trying again
  // would not change the address.
  if (reply.redirected && reply.status < 400) {
    failure.kind = FailureKind::bad_request;
    failure.detail = "The endpoint redirects, and not to a session: set its final address.";
  }
  if (reply.retry_after) {
    if (const auto wait = parse_retry_after(*reply.retry_after, reply.wall_ms)) {
      failure.retry_at = now + *wait;
    }
  }
  return failure;
}

}  // namespace ring
