#include "core/machine/names.hpp"

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

constexpr std::string_view viewing_phases[] = {"idle",    "starting", "live",  "rolling",
                                               "waiting", "closing",  "closed"};
static_assert(names_all<ViewingPhase::closed>(viewing_phases));

constexpr std::string_view session_phases[] = {"none",      "asking", "open",
                                               "releasing", "unsure", "gone"};
static_assert(names_all<SessionPhase::gone>(session_phases));

constexpr std::string_view media_phases[] = {"offering",   "gathering",      "negotiating",
                                             "connecting", "awaiting-frame", "flowing",
                                             "stalled",    "closed"};
static_assert(names_all<MediaPhase::closed>(media_phases));

constexpr std::string_view attempt_phases[] = {
    "offering",   "gathering",      "posting", "countering", "answering",
    "connecting", "awaiting-frame", "flowing", "ending",     "ended"};
static_assert(names_all<AttemptPhase::ended>(attempt_phases));

constexpr std::string_view wait_reasons[] = {"none",    "release", "retry",
                                             "offline", "unseen",  "turn"};
static_assert(names_all<WaitReason::turn>(wait_reasons));

constexpr std::string_view end_reasons[] = {"none", "requested", "limit", "removed", "failed"};
static_assert(names_all<EndReason::failed>(end_reasons));

constexpr std::string_view viewing_triggers[] = {
    "open requested",  "prepare requested", "close requested",  "extend requested",
    "viewer removed",  "viewer returned",   "presence changed", "page left",
    "page returned",   "network changed",   "linger due",       "live for long",
    "unseen too long", "removal due",       "current flowing",  "current stalled",
    "current ending",  "next flowing",      "next stalled",     "next ending",
    "may start",       "may roll",          "may swap",         "wait changed",
    "budget spent",    "all ended"};
static_assert(names_all<ViewingTrigger::all_ended>(viewing_triggers));

constexpr std::string_view session_triggers[] = {
    "wanted",         "described",        "release",
    "token",          "token refused",    "201",
    "server's offer", "unusable session", "refused",
    "request failed", "PATCH taken",      "PATCH refused",
    "DELETE taken",   "DELETE refused",   "DELETE failed",
    "tether broke",   "limit reached",    "limit near",
    "token late",     "POST late",        "POST slow",
    "PATCH late",     "DELETE late",      "unknown session over",
    "tether due"};
static_assert(names_all<SessionTrigger::tether_due>(session_triggers));

constexpr std::string_view media_triggers[] = {"wanted",
                                               "answer",
                                               "server's offer",
                                               "answer taken",
                                               "release",
                                               "no peer",
                                               "peer refused",
                                               "offer",
                                               "unusable offer",
                                               "offer failed",
                                               "own answer",
                                               "unusable own answer",
                                               "candidate",
                                               "gathering complete",
                                               "described",
                                               "described otherwise",
                                               "answer applied",
                                               "answer refused",
                                               "connected",
                                               "disconnected",
                                               "connection lost",
                                               "frame",
                                               "frame count",
                                               "candidates quiet",
                                               "gathering cap",
                                               "no candidate",
                                               "connect late",
                                               "first frame late",
                                               "disconnected too long",
                                               "count due",
                                               "prepared for too long"};
static_assert(names_all<MediaTrigger::prepared_late>(media_triggers));

}  // namespace

std::string_view name(ViewingPhase phase) { return pick(viewing_phases, phase); }
std::string_view name(SessionPhase phase) { return pick(session_phases, phase); }
std::string_view name(MediaPhase phase) { return pick(media_phases, phase); }
std::string_view name(AttemptPhase phase) { return pick(attempt_phases, phase); }
std::string_view name(WaitReason reason) { return pick(wait_reasons, reason); }
std::string_view name(EndReason reason) { return pick(end_reasons, reason); }
std::string_view name(FailureKind kind) { return rule_of(kind).name; }
std::string_view name(Stage stage) { return pick(stage_names, stage); }
std::string_view name(Fault fault) { return pick(fault_names, fault); }
std::string_view name(ViewingTrigger trigger) { return pick(viewing_triggers, trigger); }
std::string_view name(SessionTrigger trigger) { return pick(session_triggers, trigger); }
std::string_view name(MediaTrigger trigger) { return pick(media_triggers, trigger); }
std::string_view name(Doubt doubt) { return pick(doubt_names, doubt); }

std::optional<Connection> parse_connection(std::string_view state) {
  if (state == "connected") return Connection::connected;
  if (state == "disconnected") return Connection::disconnected;
  if (state == "failed") return Connection::failed;
  if (state == "closed") return Connection::closed;
  return std::nullopt;
}

}  // namespace ring
