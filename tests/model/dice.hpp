// Chance, from one seed: the same everywhere.
#pragma once

#include <cstdint>

#include "core/time.hpp"

namespace ring::model {

/// splitmix64 (Steele, Lea, Flood): small, and good enough for a simulation.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}

  std::uint64_t roll();
  /// True once in `1 / odds` rolls.
  bool chance(double odds);
  /// Evenly between the two, in milliseconds.
  Millis between(std::int64_t least, std::int64_t most);

 private:
  std::uint64_t state_;
};

}  // namespace ring::model
