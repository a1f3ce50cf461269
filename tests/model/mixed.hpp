// The one step that hashes and digests are made of.
#pragma once

#include <cstdint>

namespace ring::model {

inline std::uint64_t mixed(std::uint64_t a, std::uint64_t b) {
  a = (a ^ b) * 0x9FB21C651E98DF25ULL;
  return a ^ (a >> 29);
}

}  // namespace ring::model
