// One step of core, world and witness together.
#pragma once

#include <string_view>

#include "pack.hpp"

namespace ring::model {

struct Outcome {
  Situation after;
  Commands commands;
  std::string_view broken;  ///< A promise, or "".
};

/// With `repeat` the step is done twice and compared.
Outcome advance(const Rules& rules, const Situation& from, const Choice& choice,
                bool repeat = false);

}  // namespace ring::model
