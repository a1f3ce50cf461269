// Prints the two machines as Mermaid state diagrams, read from the very tables that run.
// Rows that move nothing are left out: the drawing shows the ways, the tables say the rest.
#include <cstddef>
#include <cstdio>
#include <map>
#include <set>
#include <span>
#include <string>
#include <utility>

#include "core/attempt.hpp"
#include "core/names.hpp"
#include "core/session.hpp"

namespace {

using Arrow = std::pair<std::string, std::string>;

template <class Row>
std::string label(const Row& row, std::string_view trigger) {
  std::string text(trigger);
  if (!row.guard.name.text().empty()) text += " [" + std::string(row.guard.name.text()) + "]";
  return text;
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
  std::printf("The viewing session:\n\n");
  draw<SessionPhase, SessionTrigger>(session_rows(), session_phase_count, session_trigger_count,
                                     SessionPhase::closed);
  std::printf("\nEach connection attempt:\n\n");
  draw<AttemptPhase, AttemptTrigger>(attempt_rows(), attempt_phase_count, attempt_trigger_count,
                                     AttemptPhase::ended);
}
