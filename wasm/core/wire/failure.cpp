#include "core/wire/failure.hpp"

#include "core/wire/error_body.hpp"
#include "core/wire/text.hpp"

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

/// The codes are our relay's (web/src/relay/problem.ts).
FailureKind kind_of_too_many(const ErrorBody& body) {
  if (body.code == "camera-in-use") return FailureKind::conflict;
  const bool used_up = body.code == "camera-time-used" || body.code == "viewer-time-used";
  return used_up ? FailureKind::used_up : FailureKind::rate_limited;
}

FailureKind kind_of(int status, const ErrorBody& body) {
  switch (status) {
    case 401: return FailureKind::unauthorized;
    case 403: return FailureKind::forbidden;
    case 404: return FailureKind::not_found;
    case 409: return FailureKind::conflict;
    // The request came too slowly, or too early (RFC 9110 15.5.9, RFC 8470 5.2): both ask for the
    // same again, and no camera was woken.
    case 408:
    case 425: return FailureKind::server;
    case 429: return kind_of_too_many(body);
    case 503: return kind_of_unavailable(body);
    default: break;
  }
  // Unknown codes fall back on their class (RFC 9110 15). A success that opened nothing is the
  // service's mistake.
  return status >= 500 || (status >= 200 && status < 300) ? FailureKind::server
                                                          : FailureKind::bad_request;
}

}  // namespace

Failure failure_of(int status, std::string_view text, std::string_view request_id) {
  const ErrorBody body = read_error_body(text);
  Failure failure;
  failure.kind = kind_of(status, body);
  failure.stage = Stage::post;
  failure.status = status;
  failure.title = body.title.empty() ? body.code : body.title;
  failure.detail = body.detail;
  failure.request_id = printable(request_id, longest_request_id);
  return failure;
}

}  // namespace ring
