// Every failure as one typed value (promise 9): what happened, at which step, whose fault it is,
// whether trying again can help and when. The words a person reads are the page's business.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>

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
  conflict,                ///< 409, or a 429 that says the camera is in use.
  used_up,                 ///< 429 that says so: of the time that may be watched in an hour.
  server,                  ///< Other 5xx, 408, 425, and statuses no rule knows.
  network,                 ///< The request got no reply, or CORS hid it.
  no_location,             ///< 201 without a usable `Location`: nothing could ever be deleted.
  foreign_location,        ///< `Location` on another origin while a bearer is set.
  bad_answer,              ///< The answer cannot be read or does not fit the offer.
  incompatible_direction,  ///< The answer's direction cannot send.
  unsupported_browser,     ///< No WebRTC here.
  unsupported_codec,       ///< No H.264 decoder here.
  undecodable,             ///< Video comes, and no picture can be made of it.
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

inline constexpr std::string_view stage_names[] = {
    "setup", "offer", "gathering", "token", "post", "answer", "connect", "first-frame", "live"};
static_assert(std::size(stage_names) == static_cast<std::size_t>(Stage::live) + 1);

/// Who can mend it.
enum class Fault : std::uint8_t { page, person, service, camera, network, browser };
inline constexpr std::string_view fault_names[] = {"page",   "person",  "service",
                                                   "camera", "network", "browser"};
static_assert(std::size(fault_names) == static_cast<std::size_t>(Fault::browser) + 1);

/// All that is known of a kind of failure (design, "Failures").
struct FailureRule {
  FailureKind kind;
  std::string_view name;
  Fault fault;
  bool retryable;      ///< The same thing may succeed later without anybody changing anything.
  bool costs_nothing;  ///< Trying again does not wake the camera.
};
// clang-format off
inline constexpr FailureRule failure_rules[] = {
    // A fresh token was tried before it became one.
    {FailureKind::unauthorized,           "unauthorized",           Fault::person,  false, false},
    {FailureKind::forbidden,              "forbidden",              Fault::person,  false, false},
    {FailureKind::not_found,              "not-found",              Fault::person,  false, false},
    {FailureKind::bad_request,            "bad-request",            Fault::page,    false, false},
    // Only when the service names a time, or by a person.
    {FailureKind::device_offline,         "device-offline",         Fault::camera,  false, false},
    {FailureKind::rate_limited,           "rate-limited",           Fault::service, true,  true},
    {FailureKind::conflict,               "conflict",               Fault::service, true,  true},
    // It comes back with the hour, and a camera is not woken then for whoever has stopped waiting.
    {FailureKind::used_up,                "used-up",                Fault::person,  false, false},
    {FailureKind::server,                 "server",                 Fault::service, true,  true},
    {FailureKind::network,                "network",                Fault::network, true,  true},
    {FailureKind::no_location,            "no-location",            Fault::page,    false, false},
    {FailureKind::foreign_location,       "foreign-location",       Fault::page,    false, false},
    {FailureKind::bad_answer,             "bad-answer",             Fault::service, false, false},
    {FailureKind::incompatible_direction, "incompatible-direction", Fault::service, false, false},
    {FailureKind::unsupported_browser,    "unsupported-browser",    Fault::browser, false, false},
    {FailureKind::unsupported_codec,      "unsupported-codec",      Fault::browser, false, false},
    {FailureKind::undecodable,            "undecodable",            Fault::browser, true,  false},
    {FailureKind::timeout,                "timeout",                Fault::service, true,  false},
    {FailureKind::ice_failed,             "ice-failed",             Fault::network, true,  false},
    {FailureKind::stalled,                "stalled",                Fault::camera,  true,  false},
    {FailureKind::ended_early,            "ended-early",            Fault::camera,  true,  false},
    {FailureKind::no_network,             "no-network",             Fault::network, true,  false},
};
// clang-format on

/// Each row stands at its enumerator's place, and none is missing.
consteval bool failure_rules_are_complete() {
  std::size_t place = 0;
  for (const FailureRule& rule : failure_rules) {
    if (rule.kind != static_cast<FailureKind>(place++)) return false;
  }
  return place == static_cast<std::size_t>(FailureKind::no_network) + 1;
}
static_assert(failure_rules_are_complete());

constexpr const FailureRule& rule_of(FailureKind kind) {
  return failure_rules[static_cast<std::size_t>(kind)];
}
constexpr bool retryable(FailureKind kind) { return rule_of(kind).retryable; }
constexpr bool costs_nothing(FailureKind kind) { return rule_of(kind).costs_nothing; }
constexpr Fault fault_of(FailureKind kind) { return rule_of(kind).fault; }

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

/// What a refusal means: its status first, then its body, which is read leniently and may be
/// absent. Texts are made printable and short.
Failure failure_of(int status, std::string_view body, std::string_view request_id);

}  // namespace ring
