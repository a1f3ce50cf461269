#include "core/limits.hpp"

#include <algorithm>

#ifdef RING_MUTATE
#include "model/mutant.hpp"
#endif

namespace ring {

#ifdef RING_MUTATE
Times::Times() { mutant::change_default(*this, time_fields); }
#endif

Millis session_limit(const Times& times, Power power) {
  return power == Power::line ? times.line_limit : times.battery_limit;
}

Millis time_to_settle(const Times& times, Millis slowest) {
  return Millis{slowest.count * 3 / 2} + times.swap + milliseconds(500);
}

Millis rollover_lead(const Times& times, Millis slowest) {
  // Not std::clamp: a page may set a least time above the most, which is undefined there.
  return std::min(std::max(time_to_settle(times, slowest), times.rollover_least),
                  times.rollover_most);
}

Millis backoff_wait(const Times& times, int tries, std::uint32_t draw) {
  const int doublings = std::clamp(tries - 1, 0, 16);
  const std::int64_t longest = std::min(times.backoff.count << doublings, times.backoff_most.count);
  const std::int64_t half = longest / 2;
  return {longest - half + static_cast<std::int64_t>(draw) % (half + 1)};
}

Millis tether_wait(const Times& times, int breaks) {
  return breaks == 0 ? Millis{} : Millis{times.tether.count << std::clamp(breaks - 1, 0, 2)};
}

Power parse_power(std::string_view text) { return text == "line" ? Power::line : Power::battery; }

Millis* find_time(Times& times, std::string_view name) {
  for (const TimeField& time : time_fields) {
    if (time.name == name) return &(times.*time.field);
  }
  return nullptr;
}

}  // namespace ring
