// When what has failed is tried again, and when no more (design, "Times": backoff).
#pragma once

#include <cstdint>

#include "core/config.hpp"
#include "core/machine/state.hpp"
#include "core/wire/failure.hpp"

namespace ring {

/// Of the jitter: small seeds do not begin with small numbers.
void seed(State& state, std::uint32_t seed);

/// Whether another try may help. What wakes the camera gives up after `most_failures`; what costs
/// it nothing is tried for `Times::patience` while somebody looks.
bool may_retry(const Config& config, const State& state, const Failure& failure);

/// Counts the failure of an attempt that has ended by one, and arms the next try. The service's own
/// time wins over ours, also an earlier one that is still to come, and what its POST may have
/// opened must be over.
Instant schedule_retry(const Config& config, State& state, const Attempt& attempt);

/// The network is back: at once, but not all players of a wall in the same moment, and not before
/// the service's own time.
void schedule_soon(const Config& config, State& state);

/// Nothing is asked of the service before that.
void wait_until(State& state, Instant at);

/// A picture that was steady, or a person who wants it now.
void forget_failures(State& state);

/// Somebody looks again: the time in between was nobody's.
void look_again(State& state);

}  // namespace ring
