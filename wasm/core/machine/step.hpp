// The whole interface of the core: one pure function and the next time it wants to be called.
//
//   state' , commands = step(config, state, event, now)
//
// No clock, no random source, no callback, no exception. Equal arguments give equal results,
// natively and in the browser (promise 10), so a list of events with their times is a complete bug
// report.
#pragma once

#include <optional>

#include "core/config.hpp"
#include "core/machine/command.hpp"
#include "core/machine/fact.hpp"
#include "core/machine/state.hpp"

namespace ring {

struct Step {
  State state;
  Commands commands;

  bool operator==(const Step&) const = default;
};

/// What becomes of `state` when `event` happens at `now`, and what is to be done about it.
/// Due timers fire before the event does. A time before the last one counts as the last one.
/// A fact of an attempt that is not in progress changes nothing, except a late reply that opened a
/// session: that session is deleted.
[[nodiscard]] Step step(const Config& config, State state, const Event& event, Instant now);

/// Whether it is about to ask for a session, or waits for its turn to: it is `ahead` of other
/// viewings of the page.
[[nodiscard]] bool is_asking(const State& state);

struct Deadline {
  Instant at;
  AttemptNumber attempt = 0;  ///< Whose timer it is; 0: the viewing's.

  bool operator==(const Deadline&) const = default;
};

/// When to call `step` with a Tick unless something happens before; nothing while nothing is
/// awaited.
std::optional<Deadline> next_deadline(const State& state);

}  // namespace ring
