// Time as two types that do not mix: a point (Instant) and a length (Millis).
// The core has no clock: every Instant comes in as an argument.
#pragma once

#include <compare>
#include <cstdint>

namespace ring {

/// A length of time in whole milliseconds.
struct Millis {
  std::int64_t count = 0;

  friend constexpr auto operator<=>(Millis, Millis) = default;
  friend constexpr Millis operator+(Millis a, Millis b) { return {a.count + b.count}; }
  friend constexpr Millis operator-(Millis a, Millis b) { return {a.count - b.count}; }
};

constexpr Millis milliseconds(std::int64_t count) { return {count}; }
constexpr Millis seconds(std::int64_t count) { return {count * 1000}; }

/// A point on the page's monotonic clock, in milliseconds since an origin nobody asks about.
struct Instant {
  std::int64_t ms = 0;

  friend constexpr auto operator<=>(Instant, Instant) = default;
  friend constexpr Instant operator+(Instant at, Millis by) { return {at.ms + by.count}; }
  friend constexpr Instant operator-(Instant at, Millis by) { return {at.ms - by.count}; }
  friend constexpr Millis operator-(Instant a, Instant b) { return {a.ms - b.ms}; }
};

}  // namespace ring
