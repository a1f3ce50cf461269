// Prints the machines as Mermaid state diagrams, read from the very tables that run.
// Rows that move nothing are left out: the drawing shows the ways, the tables say the rest.
#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <map>
#include <set>
#include <span>
#include <string>
#include <utility>

#include "core/machine/names.hpp"

namespace {

using Arrow = std::pair<std::string, std::string>;

template <class Row>
std::string label(const Row& row, std::string_view trigger) {
  std::string text(trigger);
  if (row.guard_name.empty()) return text;
  std::string guard(row.guard_name);
  std::replace(guard.begin(), guard.end(), '_', ' ');
  return text + " [" + guard + "]";
}

/// All labels of an arrow together, so that two phases have one arrow a direction.
template <class Phase, class Trigger, class Row>
void draw(std::span<const Row> rows, std::size_t phases, std::size_t triggers, Phase last) {
  std::map<Arrow, std::set<std::string>> arrows;
  for (const Row& row : rows) {
    if (row.then != ring::Then::move) continue;
    for (std::size_t p = 0; p < phases; ++p) {
      for (std::size_t t = 0; t < triggers; ++t) {
        const auto phase = static_cast<Phase>(p);
        const auto trigger = static_cast<Trigger>(t);
        if (!row.speaks_of(phase, trigger)) continue;
        arrows[{std::string(name(phase)), std::string(name(row.next))}].insert(
            label(row, name(trigger)));
      }
    }
  }
  std::printf("```mermaid\nstateDiagram-v2\n");
  std::printf("  [*] --> %s\n", std::string(name(Phase{})).c_str());
  for (const auto& [arrow, labels] : arrows) {
    std::string text;
    for (const std::string& one : labels) text += (text.empty() ? "" : "<br/>") + one;
    std::printf("  %s --> %s: %s\n", arrow.first.c_str(), arrow.second.c_str(), text.c_str());
  }
  std::printf("  %s --> [*]\n```\n", std::string(name(last)).c_str());
}

}  // namespace

int main() {
  using namespace ring;
  std::printf("The viewing:\n\n");
  draw<ViewingPhase, ViewingTrigger>(viewing_rows(), viewing_phase_count, viewing_trigger_count,
                                     ViewingPhase::closed);
  std::printf("\nThe session of an attempt, at the service:\n\n");
  draw<SessionPhase, SessionTrigger>(session_rows(), session_phase_count, session_trigger_count,
                                     SessionPhase::gone);
  std::printf("\nThe media of an attempt, in the browser:\n\n");
  draw<MediaPhase, MediaTrigger>(media_rows(), media_phase_count, media_trigger_count,
                                 MediaPhase::closed);
}
