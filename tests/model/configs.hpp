// The configurations that the explorer walks. All lengths of time are multiples of five seconds, so
// that many ways lead to the same situation.
#pragma once

#include <string_view>
#include <vector>

#include "core/config.hpp"

namespace ring::model {

struct Named {
  std::string_view name;
  Config config;
  int whims = 0;  ///< See World.
  bool plain = false;
  bool swift = false;
  bool tethers = false;
};

/// Every fact in short viewings; long viewings with the facts that matter to rollovers.
std::vector<Named> all_configs();

}  // namespace ring::model
