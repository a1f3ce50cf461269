#include "core/names.hpp"

#include <cstddef>

namespace ring {
namespace {

/// The name at the enumerator's place; the array's length is checked against the last enumerator.
template <class Enum, std::size_t n>
std::string_view pick(const std::string_view (&names)[n], Enum value) {
  return names[static_cast<std::size_t>(value)];
}

template <auto last, std::size_t n>
constexpr bool names_all(const std::string_view (&)[n]) {
  return n == static_cast<std::size_t>(last) + 1;
}

constexpr std::string_view session_phases[] = {"idle",    "starting", "live",  "rolling",
                                               "waiting", "closing",  "closed"};
static_assert(names_all<SessionPhase::closed>(session_phases));

constexpr std::string_view attempt_phases[] = {"offering",   "gathering", "posting",
                                               "countering", "answering", "connecting",
                                               "flowing",    "ending",    "ended"};
static_assert(names_all<AttemptPhase::ended>(attempt_phases));

constexpr std::string_view wait_reasons[] = {"none",    "release", "retry",
                                             "offline", "unseen",  "turn"};
static_assert(names_all<WaitReason::turn>(wait_reasons));

constexpr std::string_view end_reasons[] = {"none", "requested", "limit", "removed", "failed"};
static_assert(names_all<EndReason::failed>(end_reasons));

constexpr std::string_view failure_kinds[] = {"unauthorized",
                                              "forbidden",
                                              "not-found",
                                              "bad-request",
                                              "device-offline",
                                              "rate-limited",
                                              "conflict",
                                              "server",
                                              "network",
                                              "no-location",
                                              "foreign-location",
                                              "bad-answer",
                                              "incompatible-direction",
                                              "unsupported-browser",
                                              "unsupported-codec",
                                              "timeout",
                                              "ice-failed",
                                              "stalled",
                                              "ended-early",
                                              "no-network"};
static_assert(names_all<FailureKind::no_network>(failure_kinds));

constexpr std::string_view stages[] = {"setup",  "offer",   "gathering",   "token", "post",
                                       "answer", "connect", "first-frame", "live"};
static_assert(names_all<Stage::live>(stages));

constexpr std::string_view faults[] = {"page", "person", "service", "camera", "network", "browser"};
static_assert(names_all<Fault::browser>(faults));

constexpr std::string_view session_triggers[] = {
    "open requested", "prepare requested", "close requested",  "extend requested",
    "viewer removed", "viewer returned",   "presence changed", "page left",
    "page returned",  "network changed",   "removal due",      "unseen too long",
    "live for long",  "linger due",        "current flowing",  "current stalled",
    "current ending", "next flowing",      "next stalled",     "next ending",
    "may start",      "may roll",          "may swap",         "wait changed",
    "budget spent",   "all ended"};
static_assert(names_all<SessionTrigger::all_ended>(session_triggers));

constexpr std::string_view attempt_triggers[] = {"no peer",
                                                 "peer refused",
                                                 "offer ready",
                                                 "offer failed",
                                                 "candidate",
                                                 "gathering complete",
                                                 "offer collected",
                                                 "token",
                                                 "token refused",
                                                 "reply",
                                                 "request failed",
                                                 "answer ready",
                                                 "PATCH reply",
                                                 "answer applied",
                                                 "answer refused",
                                                 "connected",
                                                 "disconnected",
                                                 "connection lost",
                                                 "frame",
                                                 "frame count",
                                                 "DELETE reply",
                                                 "DELETE failed",
                                                 "limit reached",
                                                 "limit near",
                                                 "token late",
                                                 "candidates quiet",
                                                 "gathering cap",
                                                 "no candidate",
                                                 "reply late",
                                                 "connect late",
                                                 "first frame late",
                                                 "disconnected too long",
                                                 "count due",
                                                 "DELETE reply late",
                                                 "prepared for too long",
                                                 "want",
                                                 "release",
                                                 "nothing in flight"};
static_assert(names_all<AttemptTrigger::settled>(attempt_triggers));

}  // namespace

std::string_view name(SessionPhase phase) { return pick(session_phases, phase); }
std::string_view name(AttemptPhase phase) { return pick(attempt_phases, phase); }
std::string_view name(WaitReason reason) { return pick(wait_reasons, reason); }
std::string_view name(EndReason reason) { return pick(end_reasons, reason); }
std::string_view name(FailureKind kind) { return pick(failure_kinds, kind); }
std::string_view name(Stage stage) { return pick(stages, stage); }
std::string_view name(Fault fault) { return pick(faults, fault); }
std::string_view name(SessionTrigger trigger) { return pick(session_triggers, trigger); }
std::string_view name(AttemptTrigger trigger) { return pick(attempt_triggers, trigger); }

std::optional<Connection> parse_connection(std::string_view state) {
  if (state == "connected") return Connection::connected;
  if (state == "disconnected") return Connection::disconnected;
  if (state == "failed") return Connection::failed;
  if (state == "closed") return Connection::closed;
  return std::nullopt;
}

}  // namespace ring
