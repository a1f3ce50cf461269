// Texts by the order in which they were first seen.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ring::replay {

class Texts {
 public:
  /// From 0 on; a new text is added.
  std::int64_t place_of(std::string_view text) {
    const auto found = std::find(all_.begin(), all_.end(), text);
    const std::int64_t place = found - all_.begin();
    if (found == all_.end()) all_.emplace_back(text);
    return place;
  }
  [[nodiscard]] const std::vector<std::string>& all() const { return all_; }

 private:
  std::vector<std::string> all_;
};

}  // namespace ring::replay
