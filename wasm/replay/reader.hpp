// Reads a trace back into what was recorded. Any bytes are acceptable input: the file comes with a
// bug report. Never part of the page's module.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/config.hpp"
#include "core/machine/fact.hpp"
#include "core/time.hpp"
#include "core/wire/result.hpp"

namespace ring::replay {

struct Recorded {
  Instant at;
  Event event;
  std::vector<std::string> decisions;
};

struct Trace {
  Config config;
  std::vector<Recorded> events;
  bool truncated = false;  ///< More happened than was kept.
};

/// Fails with one sentence for whoever sent the file.
Result<Trace, std::string> read_trace(std::string_view text);

/// The event's name, and its fields as `name=value`.
std::string show(Event event);

}  // namespace ring::replay
