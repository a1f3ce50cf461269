// Reads a trace back into what was recorded. Any bytes are acceptable input: the file comes with a
// bug report. Never part of the page's module.
#pragma once

#include <string>
#include <string_view>

#include "core/machine/fact.hpp"
#include "core/wire/result.hpp"
#include "replay/trace.hpp"

namespace ring::replay {

/// Fails with one sentence for whoever sent the file.
Result<Trace, std::string> read_trace(std::string_view text);
/// What `Recorder` printed.
Result<Trace, std::string> read_record(std::string_view text);

/// The event's name, and its fields as `name=value`.
std::string show(Event event);

}  // namespace ring::replay
