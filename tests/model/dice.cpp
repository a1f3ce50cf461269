#include "dice.hpp"

namespace ring::model {

std::uint64_t Dice::roll() {
  std::uint64_t z = (state_ += 0x9E3779B97F4A7C15ULL);
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
  return z ^ (z >> 31);
}

bool Dice::chance(double odds) { return static_cast<double>(roll() >> 11) * 0x1p-53 < odds; }

Millis Dice::between(std::int64_t least, std::int64_t most) {
  const auto span = static_cast<std::uint64_t>(most - least) + 1;
  return {least + static_cast<std::int64_t>(roll() % span)};
}

}  // namespace ring::model
