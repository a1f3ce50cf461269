#include "core/machine/state.hpp"

#include <algorithm>
#include <utility>

namespace ring {

AttemptPhase phase_of(const Attempt& attempt) {
  const bool answers = attempt.session == SessionPhase::open;
  switch (attempt.media) {
    case MediaPhase::offering: return answers ? AttemptPhase::countering : AttemptPhase::offering;
    case MediaPhase::gathering: return AttemptPhase::gathering;
    case MediaPhase::negotiating: return answers ? AttemptPhase::answering : AttemptPhase::posting;
    case MediaPhase::connecting: return AttemptPhase::connecting;
    case MediaPhase::awaiting_frame:
    case MediaPhase::stalled: return AttemptPhase::awaiting_frame;
    case MediaPhase::flowing: return AttemptPhase::flowing;
    case MediaPhase::closed: break;
  }
  return is_over(attempt) ? AttemptPhase::ended : AttemptPhase::ending;
}

const Attempt* find_attempt(const State& state, AttemptNumber number) {
  const auto found = std::find_if(state.attempts.begin(), state.attempts.end(),
                                  [&](const Attempt& a) { return a.number == number; });
  return found == state.attempts.end() ? nullptr : &*found;
}

Attempt* find_attempt(State& state, AttemptNumber number) {
  return const_cast<Attempt*>(find_attempt(std::as_const(state), number));
}

}  // namespace ring
