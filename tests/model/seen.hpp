// Which situations the walk has seen already.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <utility>
#include <vector>

#include "mixed.hpp"

namespace ring::model {

struct Hash {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
};

inline Hash hash_of(std::string_view bytes) {
  Hash hash{0x243F6A8885A308D3ULL ^ bytes.size(), 0x13198A2E03707344ULL};
  for (std::size_t at = 0; at < bytes.size(); at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data() + at, std::min<std::size_t>(8, bytes.size() - at));
    hash.low = mixed(hash.low, word);
    hash.high = mixed(hash.high + 0xD6E8FEB86659FD93ULL, word * 0xA0761D6478BD642FULL);
  }
  hash.low = mixed(hash.low, hash.high);
  hash.high = mixed(hash.high, hash.low);
  if (hash.low == 0) hash.low = 1;  // Zero marks a free place.
  return hash;
}

/// Open addressing; only hashes are kept: two of ten million collide once in 10^24 runs.
class SeenSet {
 public:
  /// False when it was there.
  bool insert(Hash hash) {
    if (size_ * 10 >= places_.size() * 7) grow();
    if (!place(hash)) return false;
    ++size_;
    return true;
  }

 private:
  bool place(Hash hash) {
    const std::size_t mask = places_.size() - 1;
    for (std::size_t at = hash.low & mask;; at = (at + 1) & mask) {
      if (places_[at].low == 0) {
        places_[at] = hash;
        return true;
      }
      if (places_[at].low == hash.low && places_[at].high == hash.high) return false;
    }
  }
  void grow() {
    std::vector<Hash> old(std::max<std::size_t>(1024, places_.size() * 2));
    std::swap(old, places_);
    for (const Hash hash : old) {
      if (hash.low != 0) place(hash);
    }
  }

  std::vector<Hash> places_;
  std::size_t size_ = 0;
};

}  // namespace ring::model
