// Situations in which the promises are put to the test. A walk that never comes to one of them has
// not shown what it seems to show: each must be reached once.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "advance.hpp"

namespace ring::model {

class Goals {
 public:
  Goals();

  /// Looks at one step for those that were not reached yet.
  void look(const State& before, const Event& event, const Outcome& outcome);
  [[nodiscard]] std::size_t all() const;
  [[nodiscard]] std::vector<std::string_view> missed() const;

 private:
  std::vector<std::size_t> left_;  ///< Places in the list.
};

}  // namespace ring::model
