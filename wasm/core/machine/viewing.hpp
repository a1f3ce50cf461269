// The machine of the whole viewing: all its transitions stand in viewing.cpp. It knows attempts
// only by what they become, and decides when one is started, swapped in and released.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/machine/attempt.hpp"
#include "core/machine/fact.hpp"
#include "core/machine/state.hpp"
#include "core/machine/table.hpp"

namespace ring {

enum class ViewingTrigger : std::uint8_t {
  open_requested,
  prepare_requested,
  close_requested,
  extend_requested,
  viewer_removed,
  viewer_returned,
  presence_changed,
  page_left,
  page_returned,
  network_changed,
  // Timers that do something by themselves.
  linger_due,   ///< The new picture has been painted over the old one.
  steady_due,   ///< Live for long: earlier failures are forgotten.
  unseen_due,   ///< Nobody has seen the picture for too long.
  removal_due,  ///< The element stayed out of the document.
  // What an attempt has become. Those that were let go of are nobody's news.
  current_flowing,
  current_stalled,
  current_ending,
  next_flowing,
  next_stalled,
  next_ending,
  // What has come true by now, by whatever fact; asked after each step until nothing is new.
  may_start,     ///< Waiting, and nothing is left to wait for.
  may_roll,      ///< Live, and time for the next session.
  may_swap,      ///< The next session's frames have been steady.
  wait_changed,  ///< Waiting, for another reason than was told.
  budget_spent,  ///< Waiting, and nothing is left to go on with.
  all_ended,     ///< Closing, and nothing is left at the service that could be waited for.
};
inline constexpr std::size_t viewing_trigger_count =
    static_cast<std::size_t>(ViewingTrigger::all_ended) + 1;
inline constexpr std::size_t viewing_phase_count =
    static_cast<std::size_t>(ViewingPhase::closed) + 1;

template <>
struct Brings<ViewingTrigger::open_requested> : Bringing<OpenRequested> {};
template <>
struct Brings<ViewingTrigger::extend_requested> : Bringing<ExtendRequested> {};
template <>
struct Brings<ViewingTrigger::presence_changed> : Bringing<PresenceChanged> {};
template <>
struct Brings<ViewingTrigger::page_returned> : Bringing<PageReturned> {};

struct ViewingDraft {
  const Config& config;
  State& state;
  Commands& commands;
  std::vector<AttemptNews>& news;
};

using ViewingRow = Row<ViewingPhase, ViewingTrigger, ViewingDraft>;

/// The table, for the drawing in the README and for tests.
std::span<const ViewingRow> viewing_rows();

/// Runs one trigger through the table; `input` is what it brings.
void drive_viewing(ViewingDraft& draft, ViewingTrigger trigger, const void* input);

template <ViewingTrigger trigger>
void drive(ViewingDraft& draft, const typename Brings<trigger>::Type& input = {}) {
  drive_viewing(draft, trigger, &input);
}

void say(ViewingDraft& draft, Notice notice);

// Only in phases that have one.
Attempt& current(const ViewingDraft& draft);
Attempt& next(const ViewingDraft& draft);

void release(ViewingDraft& draft, Attempt& attempt);

/// What the machines of one of its attempts get to work on.
AttemptDraft draft_of(ViewingDraft& draft, Attempt& attempt);

/// Tells the viewing what its attempts have become and what has come true, until nothing is new.
void follow_up(ViewingDraft& draft);

}  // namespace ring
