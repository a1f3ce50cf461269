#include "core/machine/conditions.hpp"

#include <algorithm>

#include "core/machine/budget.hpp"
#include "core/machine/overlap.hpp"

namespace ring {
namespace {

using P = ViewingPhase;
using T = ViewingTrigger;

constexpr std::size_t most_attempts = 2;

bool is_armed(const State& state, ViewingTimer timer) {
  return state.timers.armed(timer).has_value();
}

/// Until it is over, or a person insists.
bool awaits_unknown(const State& state) {
  return !state.viewing.insisted &&
         std::any_of(state.attempts.begin(), state.attempts.end(), [](const Attempt& attempt) {
           return attempt.session == SessionPhase::unsure;
         });
}

bool holds_up(const Attempt& attempt, bool insisted) {
  if (is_over(attempt)) return false;
  const bool unknowable = attempt.session == SessionPhase::unsure || is_slow(attempt);
  return is_active(attempt) || !unknowable || !insisted;
}

bool may_start(const Config& config, const State& state) {
  return is_seen(config, state) && state.viewing.online && !is_armed(state, ViewingTimer::retry) &&
         !is_armed(state, ViewingTimer::turn) && !awaits_session(state, state.viewing.insisted);
}

bool may_roll(const Config& config, const State& state) {
  return state.viewing.online && !is_armed(state, ViewingTimer::rollover) &&
         !is_armed(state, ViewingTimer::retry) && goes_on(config, state) &&
         may_overlap(config, state) && is_seen(config, state) && in_progress(state) < most_attempts;
}

/// Frames that came without a pause since the first.
bool may_swap(const State& state) {
  const Attempt& next = *find_attempt(state, state.next);
  return next.media == MediaPhase::flowing && !is_armed(state, ViewingTimer::swap) &&
         next.frames.moving;
}

/// Whoever closes waits for each reply that may still come soon, and for no other.
bool all_ended(const State& state) {
  return std::none_of(state.attempts.begin(), state.attempts.end(),
                      [](const Attempt& attempt) { return holds_up(attempt, true); });
}

std::optional<T> come_true_waiting(const Config& config, const State& state) {
  if (is_seen(config, state) && !goes_on(config, state)) return T::budget_spent;
  if (may_start(config, state)) return T::may_start;
  if (wait_reason(config, state) != state.wait) return T::wait_changed;
  return std::nullopt;
}

}  // namespace

bool is_seen(const Config& config, const State& state) {
  const Presence& presence = state.viewing.presence;
  if (state.viewing.away || state.viewing.removed) return false;
  return config.keep_when_hidden || presence.in_picture ||
         (presence.page_visible && presence.on_screen);
}

bool goes_on(const Config& config, const State& state) {
  return budget_lasts(config, state) && !state.viewing.final_failure;
}

std::size_t in_progress(const State& state) {
  return static_cast<std::size_t>(
      std::count_if(state.attempts.begin(), state.attempts.end(),
                    [](const Attempt& attempt) { return !is_over(attempt); }));
}

bool awaits_session(const State& state, bool insisted) {
  return in_progress(state) >= most_attempts ||
         std::any_of(state.attempts.begin(), state.attempts.end(), [&](const Attempt& attempt) {
           return !is_held(attempt) && holds_up(attempt, insisted);
         });
}

WaitReason wait_reason(const Config& config, const State& state) {
  if (!is_seen(config, state)) return WaitReason::unseen;
  if (!state.viewing.online) return WaitReason::offline;
  if (is_armed(state, ViewingTimer::retry) || awaits_unknown(state)) return WaitReason::retry;
  return is_armed(state, ViewingTimer::turn) ? WaitReason::turn : WaitReason::release;
}

std::optional<ViewingTrigger> come_true(const Config& config, const State& state) {
  const auto when = [](bool condition, T trigger) {
    return condition ? std::optional(trigger) : std::nullopt;
  };
  switch (state.phase) {
    case P::waiting: return come_true_waiting(config, state);
    case P::live: return when(may_roll(config, state), T::may_roll);
    case P::rolling: return when(may_swap(state), T::may_swap);
    case P::closing: return when(all_ended(state), T::all_ended);
    case P::idle:
    case P::starting:
    case P::closed: break;
  }
  return std::nullopt;
}

}  // namespace ring
