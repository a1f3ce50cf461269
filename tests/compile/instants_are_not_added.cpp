// Two points in time cannot be added, only a length to a point.
// expect: no match for 'operator\+'|invalid operands
#include "core/time.hpp"

using namespace ring;

constexpr Instant later(Instant now, Millis wait, [[maybe_unused]] Instant other) {
#ifdef MUST_NOT_COMPILE
  return now + other;
#else
  return now + wait;
#endif
}
static_assert(later(Instant{1}, milliseconds(2), Instant{3}) == Instant{3});
