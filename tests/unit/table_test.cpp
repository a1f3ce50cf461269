// The tables' own promises: complete, closed, and a defect changes nothing.
#include "core/table.hpp"

#include <gtest/gtest.h>

#include "core/attempt.hpp"
#include "core/names.hpp"
#include "core/session.hpp"
#include "core/step.hpp"

namespace ring {
namespace {

enum class Lamp { off, on, count };
enum class Push { press, hold, count };
struct NoDraft {};
struct NoEvent {};
using LampRow = Row<Lamp, Push, NoDraft, NoEvent>;
bool perhaps(const NoDraft&, const NoEvent&) { return true; }

constexpr auto both = SetOf<Lamp>(Lamp::off, Lamp::on);

TEST(Table, complete_table_is_sound) {
  constexpr LampRow rows[] = {
      {both, SetOf<Push>(Push::press, Push::hold), {}, {}, Then::stay, {}},
  };
  static_assert(check_table<Lamp, Push>(rows, 2, 2) == TableProblem::sound);
}

TEST(Table, missing_pair_is_found) {
  constexpr LampRow rows[] = {
      {both, SetOf<Push>(Push::press), {}, {}, Then::stay, {}},
  };
  static_assert(check_table<Lamp, Push>(rows, 2, 2) == TableProblem::undecided_pair);
}

TEST(Table, pair_with_only_a_guarded_row_is_found) {
  constexpr LampRow rows[] = {
      {both, SetOf<Push>(Push::press), {}, {}, Then::stay, {}},
      {both, SetOf<Push>(Push::hold), {"perhaps", perhaps}, {}, Then::stay, {}},
  };
  static_assert(check_table<Lamp, Push>(rows, 2, 2) == TableProblem::undecided_pair);
}

TEST(Table, row_behind_an_unguarded_one_is_found) {
  constexpr LampRow rows[] = {
      {both, SetOf<Push>(Push::press, Push::hold), {}, {}, Then::stay, {}},
      {SetOf<Lamp>(Lamp::on), SetOf<Push>(Push::hold), {"perhaps", perhaps}, {}, Then::stay, {}},
  };
  static_assert(check_table<Lamp, Push>(rows, 2, 2) == TableProblem::unreachable_row);
}

TEST(Table, every_attempt_phase_but_the_last_can_be_released) {
  for (std::size_t phase = 0; phase + 2 < attempt_phase_count; ++phase) {
    bool released = false;
    for (const AttemptRow& row : attempt_rows()) {
      released |= row.speaks_of(static_cast<AttemptPhase>(phase), AttemptTrigger::release) &&
                  row.next == AttemptPhase::ending;
    }
    EXPECT_TRUE(released) << name(static_cast<AttemptPhase>(phase));
  }
}

TEST(Table, ended_is_left_by_no_row) {
  for (const AttemptRow& row : attempt_rows()) {
    if (!row.from.has(AttemptPhase::ended)) continue;
    EXPECT_NE(row.then, Then::move);
  }
}

TEST(Table, a_fact_that_cannot_be_is_published_and_changes_nothing) {
  Config config;
  config.src = "https://page.example/whep";
  const Step opened = step(config, State{}, OpenRequested{}, Instant{5});
  const Step wrong = step(config, opened.state, AnswerApplied{1}, Instant{5});
  EXPECT_EQ(wrong.state, opened.state);
  ASSERT_EQ(wrong.commands.size(), 1U);
  EXPECT_EQ(wrong.commands[0], Command(Publish{Defect{name(AttemptTrigger::answer_applied)}}));
}

TEST(Timers, of_equal_times_the_first_in_firing_order_fires_first) {
  TimerTable timers;
  timers.arm(Timer::sample, Instant{10});
  timers.arm(Timer::limit_reached, Instant{10});
  timers.arm(Timer::post, Instant{11});
  ASSERT_TRUE(timers.next().has_value());
  EXPECT_EQ(timers.next()->timer, Timer::limit_reached);
  timers.cancel(Timer::limit_reached);
  EXPECT_EQ(timers.next()->timer, Timer::sample);
}

TEST(Timers, waking_early_is_harmless) {
  Config config;
  config.src = "https://page.example/whep";
  const Step opened = step(config, State{}, OpenRequested{}, Instant{0});
  Step ticked = step(config, opened.state, Tick{}, Instant{1});
  EXPECT_TRUE(ticked.commands.empty());
  ticked.state.now = opened.state.now;
  EXPECT_EQ(ticked.state, opened.state);
}

}  // namespace
}  // namespace ring
