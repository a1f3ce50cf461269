// What depends on several things at once: asked after every step, so that no order of facts can
// miss it.
#pragma once

#include <cstddef>
#include <optional>

#include "core/config.hpp"
#include "core/machine/state.hpp"
#include "core/machine/viewing.hpp"

namespace ring {

/// Whether anybody can see the picture.
bool is_seen(const Config& config, const State& state);

/// Whether another session may follow the current one.
bool goes_on(const Config& config, const State& state);

/// How many attempts are not over: they may still open or close a session. Never three at once.
std::size_t in_progress(const State& state);

/// Whether a new session has to wait for an earlier one to be over. A person who insists does not
/// wait for a POST that is slow, nor for a session that nobody could delete.
bool awaits_session(const State& state, bool insisted);

/// What a waiting viewing waits for, the most lasting first.
WaitReason wait_reason(const Config& config, const State& state);

/// What has come true; nothing when nothing is new.
std::optional<ViewingTrigger> come_true(const Config& config, const State& state);

}  // namespace ring
