#include "core/machine/retry.hpp"

#include <algorithm>

namespace ring {
namespace {

std::uint32_t draw(State& state) {
  // xorshift32 (Marsaglia): jitter needs no better.
  state.random ^= state.random << 13;
  state.random ^= state.random >> 17;
  state.random ^= state.random << 5;
  return state.random;
}

/// A picture that froze has already cost its five seconds, and each player of a wall counts them by
/// its own samples: the first time, the next session follows at once.
Millis wait_after(const Config& config, State& state, const Failure& failure) {
  const Millis jitter = backoff_wait(config.times, state.viewing.tries, draw(state));
  const bool froze = failure.kind == FailureKind::stalled && state.viewing.tries == 1;
  return froze ? Millis{} : jitter;
}

}  // namespace

void seed(State& state, std::uint32_t seed) { state.random = std::max(seed, 1U) * 0x9e3779b9U; }

bool may_retry(const Config& config, const State& state, const Failure& failure) {
  const Viewing& viewing = state.viewing;
  // A device that sleeps is not woken by asking: only the service knows when.
  const bool may_help =
      retryable(failure.kind) || (failure.kind == FailureKind::device_offline && failure.retry_at);
  if (!may_help) return false;
  if (!costs_nothing(failure.kind)) return viewing.failures + 1 < most_failures;
  return !viewing.trying_since || state.now - *viewing.trying_since < config.times.patience;
}

Instant schedule_retry(const Config& config, State& state, const Attempt& attempt) {
  const Failure& failure = *attempt.failure;
  Viewing& viewing = state.viewing;
  ++viewing.tries;
  if (!costs_nothing(failure.kind)) ++viewing.failures;
  if (!viewing.trying_since) viewing.trying_since = state.now;
  const Millis wait = wait_after(config, state, failure);
  viewing.not_before = std::max(viewing.not_before, failure.retry_at);
  const Instant ours = failure.retry_at.value_or(state.now + wait);
  const Instant at = std::max(ours, viewing.not_before.value_or(ours));
  state.timers.arm(ViewingTimer::retry, at);
  // Not armed for: that session may be found and deleted sooner.
  return std::max(at, attempt.session_timers.armed(SessionTimer::unsure).value_or(at));
}

void schedule_soon(const Config& config, State& state) {
  const std::int64_t spread = config.times.online_spread.count + 1;
  const Instant soon = state.now + Millis{static_cast<std::int64_t>(draw(state)) % spread};
  state.timers.arm(ViewingTimer::retry, std::max(soon, state.viewing.not_before.value_or(soon)));
}

void wait_until(State& state, Instant at) {
  state.viewing.not_before = std::max(state.viewing.not_before, std::optional(at));
  state.timers.arm(ViewingTimer::retry, *state.viewing.not_before);
}

void forget_failures(State& state) {
  state.viewing.failures = 0;
  state.viewing.tries = 0;
  state.viewing.trying_since.reset();
}

void look_again(State& state) {
  if (state.viewing.trying_since) state.viewing.trying_since = state.now;
}

}  // namespace ring
