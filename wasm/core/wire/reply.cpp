#include "core/wire/reply.hpp"

#include <utility>

#include "core/wire/answer.hpp"
#include "core/wire/endpoint.hpp"

namespace ring {
namespace {

using Kind = Reading::Kind;

/// The header that a page on another origin cannot read unless the service exposes it.
constexpr std::string_view hidden_location =
    "The reply has no readable Location. Across origins the service must send "
    "Access-Control-Expose-Headers: Location.";

bool is_success(int status) { return status >= 200 && status < 300; }

/// Without SDP a 406 is a plain error.
bool is_server_offer(const HttpReply& reply) {
  return reply.status == 406 && reply.body.starts_with("v=");
}

/// To be safe any success with a Location: a session that no rule of ours expects drains a battery
/// all the same.
bool opens_session(const HttpReply& reply) {
  return reply.status == 201 || is_server_offer(reply) ||
         (is_success(reply.status) && !reply.session.url.empty());
}

/// A refusal that may be about codecs when the offer had no H.264 (observed: 500).
bool may_mean_codec(int status) {
  return status == 400 || status == 406 || status == 415 || status == 422 || status == 488 ||
         status == 500;
}

FailureKind kind_of(AnswerProblem::Kind problem) {
  return problem == AnswerProblem::Kind::incompatible_direction
             ? FailureKind::incompatible_direction
             : FailureKind::bad_answer;
}

Failure refusal(const Config& config, const HttpReply& reply, Instant now) {
  Failure failure = failure_of(reply.status, reply.body, reply.request_id);
  failure.cross_origin = is_cross_origin(config);
  // With a bearer a redirect is refused, not followed: it must not travel along (promise 3).
  // Without one it was followed, to what is no endpoint: most likely a sign-in page. Trying again
  // would not change the address.
  if (reply.redirected && reply.status < 400) {
    failure.kind = FailureKind::bad_request;
    failure.detail = "The endpoint redirects, and not to a session: set its final address.";
  }
  if (reply.retry_after) failure.retry_at = now + *reply.retry_after;
  return failure;
}

/// Of a session that was opened and cannot be used: the service's own words are about success.
void fail(Reading& reading, FailureKind kind, Stage stage, std::string_view detail) {
  reading.kind = Kind::unusable;
  reading.failure.kind = kind;
  reading.failure.stage = stage;
  reading.failure.detail = detail;
}

/// With a bearer the session must live on the endpoint's origin, or its DELETE would take the
/// bearer elsewhere (promise 3). False: nobody can delete it.
bool take_address(const Config& config, const HttpReply& reply, Reading& reading) {
  if (reply.session.url.empty()) {
    fail(reading, FailureKind::no_location, Stage::post, hidden_location);
    return false;
  }
  if (config.has_bearer() && reply.session.origin != config.endpoint.origin) {
    fail(reading, FailureKind::foreign_location, Stage::post,
         "The reply names a Location on another origin.");
    return false;
  }
  reading.session_url = reply.session.url;
  // What signs in travels along.
  if (reply.tether.origin == config.endpoint.origin) reading.tether_url = reply.tether.url;
  return true;
}

void take_description(std::string_view offer_sent, const HttpReply& reply, Reading& reading) {
  const bool theirs = is_server_offer(reply);
  auto checked = theirs ? check_counter_offer(reply.body) : check_answer(offer_sent, reply.body);
  if (!checked) {
    fail(reading, kind_of(checked.error().kind), Stage::answer, checked.error().detail);
  } else if (!theirs && reply.status != 201) {
    fail(reading, FailureKind::bad_answer, Stage::post, "The service did not answer 201 Created.");
  } else {
    reading.kind = theirs ? Kind::server_offer : Kind::opened;
    reading.sdp = std::move(checked.value().sdp);
    reading.repaired = checked.value().repaired;
  }
}

}  // namespace

Reading read_reply(const Config& config, std::string_view offer_sent, bool offers_h264,
                   const HttpReply& reply, Instant now) {
  Reading reading;
  reading.opened_session = opens_session(reply);
  if (!reading.opened_session) {
    reading.failure = refusal(config, reply, now);
    if (!offers_h264 && may_mean_codec(reply.status)) {
      reading.failure.kind = FailureKind::unsupported_codec;
    }
    return reading;
  }
  if (take_address(config, reply, reading)) take_description(offer_sent, reply, reading);
  if (reading.kind == Kind::unusable) {
    reading.failure.status = reply.status;
    reading.failure.cross_origin = is_cross_origin(config);
  }
  return reading;
}

std::optional<Failure> read_answer_reply(const Config& config, const HttpReply& reply,
                                         Instant now) {
  if (is_success(reply.status)) return std::nullopt;
  Failure failure = refusal(config, reply, now);
  failure.stage = Stage::answer;
  return failure;
}

Failure read_no_reply(const Config& config, Stage stage) {
  Failure failure;
  failure.kind = FailureKind::network;
  failure.stage = stage;
  failure.cross_origin = is_cross_origin(config);
  if (failure.cross_origin) {
    failure.detail =
        "The endpoint is on another origin; most likely it does not allow this page by CORS.";
  }
  return failure;
}

Release read_release(int status) {
  if (is_success(status)) return Release::ended;
  if (status == 404 || status == 410) return Release::was_gone;
  return bearer_refused(status) ? Release::bearer_refused : Release::failed;
}

bool tether_refused(int status) { return status >= 400 && status < 500; }

bool bearer_refused(int status) { return status == 401; }

}  // namespace ring
