#include "core/limits.hpp"

namespace ring {

Millis session_limit(const Times& times, Power power) {
  return power == Power::line ? times.line_limit : times.battery_limit;
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
      {"battery_limit", &Times::battery_limit},
      {"line_limit", &Times::line_limit},
  };
  for (const Entry& entry : entries) {
    if (entry.name == name) return &(times.*entry.field);
  }
  return nullptr;
}

}  // namespace ring
