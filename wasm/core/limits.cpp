#include "core/limits.hpp"

#include <algorithm>

namespace ring {

Millis session_limit(const Times& times, Power power) {
  return power == Power::line ? times.line_limit : times.battery_limit;
}

Millis time_to_settle(Millis slowest) { return {slowest.count * 3 / 2 + 1500}; }

Millis rollover_lead(const Times& times, Millis slowest) {
  return std::clamp(time_to_settle(slowest), times.rollover_least, times.rollover_most);
}

Millis backoff_wait(const Times& times, int failures, std::uint32_t draw) {
  const int doublings = std::clamp(failures - 1, 0, 16);
  const std::int64_t longest = std::min(times.backoff.count << doublings, times.backoff_most.count);
  return {static_cast<std::int64_t>(draw) % (longest + 1)};
}

Power parse_power(std::string_view text) { return text == "line" ? Power::line : Power::battery; }

Millis* find_time(Times& times, std::string_view name) {
  struct Entry {
    std::string_view name;
    Millis Times::*field;
  };
  static constexpr Entry entries[] = {
      {"gathering_quiet", &Times::gathering_quiet},
      {"gathering_cap", &Times::gathering_cap},
      {"gathering_none", &Times::gathering_none},
      {"token", &Times::token},
      {"post", &Times::post},
      {"connect", &Times::connect},
      {"first_frame", &Times::first_frame},
      {"sample", &Times::sample},
      {"stalled", &Times::stalled},
      {"lost", &Times::lost},
      {"disconnected", &Times::disconnected},
      {"limit_warning", &Times::limit_warning},
      {"limit_margin", &Times::limit_margin},
      {"close", &Times::close},
      {"removal", &Times::removal},
      {"unseen", &Times::unseen},
      {"hidden_lateness", &Times::hidden_lateness},
      {"near_limit", &Times::near_limit},
      {"rollover_least", &Times::rollover_least},
      {"rollover_most", &Times::rollover_most},
      {"swap", &Times::swap},
      {"linger", &Times::linger},
      {"least_session", &Times::least_session},
      {"backoff", &Times::backoff},
      {"backoff_most", &Times::backoff_most},
      {"steady", &Times::steady},
      {"online_spread", &Times::online_spread},
      {"battery_limit", &Times::battery_limit},
      {"line_limit", &Times::line_limit},
  };
  for (const Entry& entry : entries) {
    if (entry.name == name) return &(times.*entry.field);
  }
  return nullptr;
}

}  // namespace ring
