// The facts of viewings, as a camera that works would make a browser tell them.
#pragma once

#include <string>
#include <vector>

#include "core/config.hpp"
#include "core/machine/fact.hpp"
#include "core/time.hpp"

namespace ring::bench {

struct Told {
  Event fact;
  Instant at;
};

/// Views on for `length` in sessions of 60 s.
Config config_of(Millis length);

/// From opening to the last session's end: each session with the SDP given, frames from half a
/// second on, counted as often as the core asks.
std::vector<Told> viewing(const Config& config, const std::string& offer,
                          const std::string& answer);

}  // namespace ring::bench
