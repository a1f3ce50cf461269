// What scripts/replay.mjs sees: text in, report out.
#include <emscripten/bind.h>

#include "replay/replay.hpp"

namespace {

struct NodeReport {
  int exit_code;
  std::string text;
};

NodeReport replay_for_node(const std::string& trace, bool all) {
  auto report = ring::replay::replay(trace, all);
  return {static_cast<int>(report.verdict), std::move(report.text)};
}

}  // namespace

EMSCRIPTEN_BINDINGS(ring_replay) {
  emscripten::value_object<NodeReport>("Report")
      .field("exit_code", &NodeReport::exit_code)
      .field("text", &NodeReport::text);
  emscripten::function("replay(trace, all)", &replay_for_node);
}
