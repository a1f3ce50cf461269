// What the core decided, in words.
#pragma once

#include <string>
#include <vector>

#include "core/machine/command.hpp"

namespace ring::replay {

/// A command in a few words, e.g. `open-peer 1`, `phase waiting retry`, `limit 1 29500`. Never an
/// address or a description; times as the core has them.
std::string describe(const Command& command);
std::vector<std::string> describe(const Commands& commands);

}  // namespace ring::replay
