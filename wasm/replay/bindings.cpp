// What JavaScript sees: for a page a trace of its record, for scripts/replay.mjs the report on a
// trace.
#include <emscripten/bind.h>

#include "replay/replay.hpp"
#include "replay/trace.hpp"

namespace {

struct ReportObject {
  int exit_code;
  std::string text;
};

ReportObject replay(const std::string& trace, bool all) {
  auto report = ring::replay::replay(trace, all);
  return {static_cast<int>(report.verdict), std::move(report.text)};
}

std::string trace(const std::string& record) { return ring::replay::trace_of(record); }

}  // namespace

EMSCRIPTEN_BINDINGS(ring_replay) {
  emscripten::value_object<ReportObject>("Report")
      .field("exit_code", &ReportObject::exit_code)
      .field("text", &ReportObject::text);
  emscripten::function("replay(trace, all)", &replay);
  emscripten::function("trace(record)", &trace);
}
