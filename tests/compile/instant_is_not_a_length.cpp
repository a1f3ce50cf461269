// A point in time cannot stand for a length, nor the other way round.
// expect: no match for 'operator<'|invalid operands
#include "core/time.hpp"

using namespace ring;

bool over(Instant now, Instant deadline, [[maybe_unused]] Millis length) {
#ifdef MUST_NOT_COMPILE
  return length < now;
#else
  return deadline < now;
#endif
}
