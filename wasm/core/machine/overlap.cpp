#include "core/machine/overlap.hpp"

namespace ring {
namespace {

bool is_remembered(const Config& config, Instant since, Instant now) {
  return now - since < config.times.memory;
}

void learn(State& state, const Experience& experience, Commands& commands) {
  Experience& known = state.viewing.experience;
  if (experience == known) return;
  known = experience;
  commands.push_back(Publish{Learned{experience}});
}

void learn_doubt(State& state, Doubt why, Commands& commands) {
  Experience experience = state.viewing.experience;
  experience.doubt = why;
  learn(state, experience, commands);
}

}  // namespace

Experience recall(const Experience& before, Instant now) {
  const Millis shift = now - Instant{};
  Experience here = before;
  here.slowest_at = before.slowest_at + shift;
  if (before.alone_at) here.alone_at = *before.alone_at + shift;
  return here;
}

Millis slowest_frame(const Config& config, const State& state) {
  const Experience& known = state.viewing.experience;
  return is_remembered(config, known.slowest_at, state.now) ? known.slowest_first_frame : Millis{};
}

bool may_overlap(const Config& config, const State& state) {
  const auto alone_at = state.viewing.experience.alone_at;
  return !alone_at || !is_remembered(config, *alone_at, state.now);
}

void learn_first_frame(const Config& config, State& state, const Attempt& attempt,
                       Commands& commands) {
  const Millis took = *attempt.reached.flowing - *attempt.reached.wanted;
  if (took <= slowest_frame(config, state)) return;
  Experience experience = state.viewing.experience;
  experience.slowest_first_frame = took;
  experience.slowest_at = state.now;
  learn(state, experience, commands);
}

void learn_no_overlap(State& state, Commands& commands) {
  Experience experience = state.viewing.experience;
  experience.alone_at = state.now;
  experience.doubt = Doubt::none;
  learn(state, experience, commands);
}

void trust_overlap(State& state, Commands& commands) { learn_doubt(state, Doubt::none, commands); }

bool doubt_overlap(State& state, Doubt why, Commands& commands) {
  if (state.viewing.experience.doubt == why) {
    learn_no_overlap(state, commands);
    return true;
  }
  learn_doubt(state, why, commands);
  return false;
}

}  // namespace ring
