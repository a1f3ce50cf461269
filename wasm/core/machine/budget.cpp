#include "core/machine/budget.hpp"

#include <algorithm>

#include "core/machine/overlap.hpp"

namespace ring {

Millis first_budget(const Config& config) {
  const Millis one = session_limit(config.times, config.power);
  return config.extend > Millis{} ? config.extend : one;
}

bool budget_lasts(const Config& config, const State& state) {
  const Times& times = config.times;
  const Millis worth =
      std::max(times.least_session, time_to_settle(times, slowest_frame(config, state)));
  return state.viewing.budget >=
         std::min({worth, first_budget(config), session_limit(times, config.power)});
}

void charge(const Config& config, State& state, Attempt& attempt) {
  Millis& budget = state.viewing.budget;
  attempt.allowance = std::min(budget, session_limit(config.times, config.power));
  budget = budget - attempt.allowance;
}

void settle(State& state, const Attempt& attempt) {
  if (attempt.reason == EndReason::limit) return;
  const Milestones& reached = attempt.reached;
  const Millis used = reached.answered ? state.now - *reached.posted : Millis{};
  Millis& budget = state.viewing.budget;
  budget = budget + std::max(attempt.allowance - used, Millis{});
}

void note_use(State& state, const Attempt& attempt) {
  CameraUse& used = state.viewing.used;
  if (!attempt.reached.answered) return;
  ++used.sessions;
  used.time = used.time + (state.now - *attempt.reached.answered);
}

CameraUse camera_use(const State& state, Instant now) {
  CameraUse used = state.viewing.used;
  for (const Attempt& attempt : state.attempts) {
    if (!attempt.reached.answered || attempt.session == SessionPhase::gone) continue;
    ++used.sessions;
    used.time = used.time + (now - *attempt.reached.answered);
  }
  return used;
}

void add_budget(const Config& config, State& state, Millis by) {
  const Millis one = session_limit(config.times, config.power);
  state.viewing.budget = state.viewing.budget + (by > Millis{} ? by : one);
}

}  // namespace ring
