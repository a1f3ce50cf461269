// What must come, not only what must never be: a healthy outside leads to a picture, and a viewer
// who has gone leaves nothing behind, each within a bound that follows from the times.
#pragma once

#include <string_view>
#include <vector>

#include "advance.hpp"

namespace ring::model {

struct Ending {
  std::string_view broken;    ///< A promise, or "".
  std::vector<Choice> taken;  ///< What happened from there on.
};

/// From now on everything goes well and somebody looks: it is live in time, or it is over; and when
/// it is over and somebody wants it, then it is live in time.
Ending come_to_life(const Rules& rules, const Situation& from);

/// The viewer has gone, and nobody says anything any more: it is closed in time, and in time no
/// session is left.
Ending come_to_rest(const Rules& rules, const Situation& from, const Event& farewell);

}  // namespace ring::model
