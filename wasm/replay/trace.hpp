// What happened to a player, as a text that replays it: its config, the facts with their times, and
// what the core decided. A bug report is then a file (promise 10).
//
// JSON. One fact is one row, `[time, name, field…, [decision…]]`. Session descriptions stand once
// each in `texts`, rows name them by place.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/config.hpp"
#include "core/machine/fact.hpp"
#include "core/machine/state.hpp"
#include "core/time.hpp"

namespace ring::replay {

struct Recorded {
  Instant at;
  Event event;
  std::vector<std::string> decisions;  ///< Of a trace; a record has none.
};

struct Trace {
  Config config;
  State start;  ///< What the first fact met.
  std::vector<Recorded> events;
  bool truncated = false;  ///< More happened before.
};

/// The trace that a record gives: redacted, and with what the core decided. Empty for what is no
/// record.
std::string trace_of(std::string_view record);

}  // namespace ring::replay
