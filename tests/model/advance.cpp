#include "advance.hpp"

#include <utility>

namespace ring::model {

Outcome advance(const Rules& rules, const Situation& from, const Choice& choice, bool repeat) {
  Outcome outcome;
  Step after = step(rules.config, from.state, choice.event, choice.at);
  outcome.after.world = from.world;
  outcome.after.witness = from.witness;
  outcome.broken =
      observe(rules, outcome.after.witness, from.state, choice.event, choice.truth, after);
  if (repeat && !is_repeatable(rules.config, from.state, choice.event, choice.at, after)) {
    outcome.broken = "equal arguments, unequal results";
  }
  follow(outcome.after.world, choice.event, after);
  outcome.after.state = std::move(after.state);
  outcome.commands = std::move(after.commands);
  narrow(outcome.after);
  return outcome;
}

}  // namespace ring::model
