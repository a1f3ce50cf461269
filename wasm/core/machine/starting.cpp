#include "core/machine/starting.hpp"

#include <algorithm>

#include "core/machine/budget.hpp"
#include "core/machine/conditions.hpp"
#include "core/machine/overlap.hpp"
#include "core/machine/retry.hpp"
#include "core/wire/endpoint.hpp"

namespace ring {
namespace {

/// What was gathered before somebody wanted to watch, if it is still there.
Attempt* find_held(State& state) {
  const auto found = std::find_if(state.attempts.begin(), state.attempts.end(), is_held);
  return found == state.attempts.end() ? nullptr : &*found;
}

bool is_usable(const ViewingDraft& draft) { return why_endpoint_unusable(draft.config).empty(); }

}  // namespace

Attempt& add_attempt(ViewingDraft& draft) {
  State& state = draft.state;
  ++state.last_attempt;
  std::erase_if(state.attempts, is_over);
  state.attempts.push_back(prepare_attempt(draft.config, state.last_attempt,
                                           state.viewing.named_servers, state.now, draft.commands));
  return state.attempts.back();
}

void start_session(ViewingDraft& draft, Attempt& attempt) {
  charge(draft.config, draft.state, attempt);
  AttemptDraft wanted = draft_of(draft, attempt);
  ask_for_session(wanted);
  tell_phase(wanted);
}

void choose(ViewingDraft& draft, AttemptNumber number) {
  draft.state.current = number;
  say(draft, PictureChosen{number});
}

void start(ViewingDraft& draft) {
  State& state = draft.state;
  state.timers.cancel(ViewingTimer::retry);
  state.viewing.insisted = false;
  Attempt* held = find_held(state);
  choose(draft, held != nullptr ? held->number : state.last_attempt + 1);
  start_session(draft, held != nullptr ? *held : add_attempt(draft));
}

void take_turn(ViewingDraft& draft, int ahead) {
  TimerTable<ViewingTimer>& timers = draft.state.timers;
  if (ahead <= 0) return timers.cancel(ViewingTimer::turn);
  if (timers.armed(ViewingTimer::turn)) return;
  timers.arm(ViewingTimer::turn, draft.state.now + Millis{draft.config.times.turn.count * ahead});
}

void insist(ViewingDraft& draft, const OpenRequested& fact) {
  Viewing& viewing = draft.state.viewing;
  draft.state.timers.cancel(ViewingTimer::retry);
  viewing.insisted = true;
  viewing.not_before.reset();
  forget_failures(draft.state);
  take_turn(draft, fact.ahead);
}

void arm_removal(ViewingDraft& draft) {
  draft.state.timers.arm(ViewingTimer::removal, draft.state.now + draft.config.times.removal);
}

void begin(ViewingDraft& draft, const OpenRequested& fact) {
  State& state = draft.state;
  const bool opened_before = state.random != 0;
  if (!opened_before) {
    seed(state, draft.config.seed);
    state.viewing.experience = recall(draft.config.experience, state.now);
  }
  state.reason = EndReason::none;
  state.timers.cancel_all();
  state.viewing.budget = first_budget(draft.config);
  state.viewing.used = {};
  state.viewing.final_failure.reset();
  if (state.viewing.removed) arm_removal(draft);
  insist(draft, fact);
}

bool can_begin_now(const ViewingDraft& draft, const OpenRequested& fact) {
  return is_usable(draft) && is_seen(draft.config, draft.state) && draft.state.viewing.online &&
         fact.ahead <= 0 && !awaits_session(draft.state, true);
}

bool can_begin_later(const ViewingDraft& draft, const OpenRequested&) { return is_usable(draft); }

bool can_prepare(const ViewingDraft& draft) {
  return is_usable(draft) && is_seen(draft.config, draft.state) && in_progress(draft.state) == 0;
}

void prepare(ViewingDraft& draft) { add_attempt(draft); }

}  // namespace ring
