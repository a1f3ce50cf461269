// A whole situation of the explorer as a few bytes, and back. What cannot matter any more is left
// out, so that situations that differ only in it become one. Each omission says why it is sound.
#pragma once

#include <string>
#include <string_view>

#include "world.hpp"

namespace ring::model {

struct Situation {
  State state;
  World world;
  Witness witness;
};

/// All situations are moved to this time and this last attempt: only differences matter.
inline constexpr Instant pack_time{1'000'000'000};
inline constexpr AttemptNumber pack_attempt = 100;  // Far more than follow on one picture.

/// What the explorer decides for every run: each draw of the jitter is the first of one seed (their
/// spread is the simulation's subject), first frames teach nothing, and POSTs of long ago are never
/// answered.
void narrow(Situation& situation);

/// Appends to `bytes`. The situation is stripped of what does not matter.
void pack(const Config& config, Situation& situation, std::string& bytes);
Situation unpack(std::string_view bytes);

}  // namespace ring::model
