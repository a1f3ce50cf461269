// What rollovers have taught of the camera: how slow its first frame can be, and whether it bears
// two sessions at once. Lessons fade (`Times::memory`), and noise teaches nothing.
#pragma once

#include "core/config.hpp"
#include "core/machine/command.hpp"
#include "core/machine/state.hpp"

namespace ring {

/// What earlier viewings of the camera have taught, on the clock of this one.
Experience recall(const Experience& before, Instant now);

/// From wanting a session to its first frame, the slowest that is remembered; zero: none.
Millis slowest_frame(const Config& config, const State& state);

/// Whether the next session may be asked for while this one runs.
bool may_overlap(const Config& config, const State& state);

void learn_first_frame(const Config& config, State& state, const Attempt& attempt,
                       Commands& commands);

/// The service said so, or let the old session go for the new one.
void learn_no_overlap(State& state, Commands& commands);

/// A rollover worked: what was doubted is not doubted any more.
void trust_overlap(State& state, Commands& commands);

/// It may have been the overlap: the second time the same happens in a row, it is taken for it.
/// @return Whether it is now.
bool doubt_overlap(State& state, Doubt why, Commands& commands);

}  // namespace ring
