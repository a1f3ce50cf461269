// Camera time over all sessions of a viewing: what the page has asked for, and what is left of it.
#pragma once

#include "core/config.hpp"
#include "core/machine/state.hpp"

namespace ring {

/// Of a new viewing: `extend`, or one session.
Millis first_budget(const Config& config);

/// Whether another session can follow: one that ends before, or soon after, its first frame would
/// only wake the camera.
bool budget_lasts(const Config& config, const State& state);

/// Sets aside for an attempt what its session may use.
void charge(const Config& config, State& state, Attempt& attempt);

/// What an attempt that has ended did not use goes back. A session that was swapped out, or reached
/// its limit, has used all of it: so `extend` divided by the limit is the number of sessions.
void settle(State& state, const Attempt& attempt);

/// An attempt's session is gone: what it used is written down.
void note_use(State& state, const Attempt& attempt);

/// What the viewing, or the last one, has used until now.
CameraUse camera_use(const State& state, Instant now);

/// More is wanted. @param by Zero: as much as one session of this camera.
void add_budget(const Config& config, State& state, Millis by);

}  // namespace ring
