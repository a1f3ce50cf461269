// The tables' own promises: complete, closed, and a defect changes nothing.
#include "core/machine/table.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <span>
#include <vector>

#include "core/machine/names.hpp"
#include "core/machine/step.hpp"
#include "scenarios/player.hpp"

namespace ring {
namespace {

enum class Lamp { off, on };
enum class Push { press, hold };
struct NoDraft {};
using LampRow = Row<Lamp, Push, NoDraft>;
bool perhaps(const NoDraft&) { return true; }

constexpr auto both = in(Lamp::off, Lamp::on);
constexpr Next<Lamp> stays = Then::stay;

TEST(Table, complete_table_is_sound) {
  constexpr LampRow rows[] = {{both, on<Push::press, Push::hold>, always, nothing, stays}};
  static_assert(check_table<Lamp, Push>(rows, 2, 2) == TableProblem::sound);
}

TEST(Table, missing_pair_is_found) {
  constexpr LampRow rows[] = {{both, on<Push::press>, always, nothing, stays}};
  static_assert(check_table<Lamp, Push>(rows, 2, 2) == TableProblem::undecided_pair);
}

TEST(Table, pair_with_only_a_guarded_row_is_found) {
  constexpr LampRow rows[] = {
      {both, on<Push::press>, always, nothing, stays},
      {both, on<Push::hold>, when<perhaps>, nothing, stays},
  };
  static_assert(check_table<Lamp, Push>(rows, 2, 2) == TableProblem::undecided_pair);
}

TEST(Table, row_behind_an_unguarded_one_is_found) {
  constexpr LampRow rows[] = {
      {both, on<Push::press, Push::hold>, always, nothing, stays},
      {in(Lamp::on), on<Push::hold>, when<perhaps>, nothing, stays},
  };
  static_assert(check_table<Lamp, Push>(rows, 2, 2) == TableProblem::unreachable_row);
}

TEST(Table, every_phase_with_a_peer_can_be_closed) {
  for (std::size_t phase = 0; phase + 1 < media_phase_count; ++phase) {
    bool closes = false;
    for (const MediaRow& row : media_rows()) {
      closes |= row.speaks_of(static_cast<MediaPhase>(phase), MediaTrigger::release) &&
                row.next == MediaPhase::closed;
    }
    EXPECT_TRUE(closes) << name(static_cast<MediaPhase>(phase));
  }
}

TEST(Table, a_closed_peer_stays_closed) {
  for (const MediaRow& row : media_rows()) {
    EXPECT_FALSE(row.from.has(MediaPhase::closed) && row.then == Then::move);
  }
}

TEST(Table, a_session_that_may_be_open_is_gone_only_after_its_release) {
  for (const SessionRow& row : session_rows()) {
    EXPECT_FALSE(row.from.has(SessionPhase::open) && row.next == SessionPhase::gone &&
                 row.then == Then::move);
  }
}

TEST(Table, a_fact_that_cannot_be_is_published_and_changes_nothing) {
  Config config;
  config.src = "https://page.example/whep";
  config.endpoint = {config.src, "https://page.example"};
  const Step opened = step(config, State{}, OpenRequested{}, Instant{5});
  const Step wrong = step(config, opened.state, AnswerApplied{1}, Instant{5});
  EXPECT_EQ(wrong.state, opened.state);
  ASSERT_EQ(wrong.commands.size(), 1U);
  EXPECT_EQ(wrong.commands[0], Command(Publish{Defect{name(MediaTrigger::answer_applied)}}));
}

TEST(Table, an_answer_applied_before_there_is_one_cannot_be) {
  test::Player player(test::through_relay());
  player.reach_posting();
  const Step wrong = step(player.config, player.state, AnswerApplied{1}, player.state.now);
  EXPECT_EQ(wrong.state, player.state);
  ASSERT_EQ(wrong.commands.size(), 1U);
  EXPECT_EQ(wrong.commands[0], Command(Publish{Defect{name(MediaTrigger::answer_applied)}}));
}

/// Of each pair whose first row says so, whatever else is the case; `told` drives its machine.
template <class Phase, class Trigger, class TableRow, class Told>
void expect_only_defects_are_told(std::span<const TableRow> rows, std::size_t phases,
                                  std::size_t triggers, Told told) {
  for (std::size_t p = 0; p < phases; ++p) {
    for (std::size_t t = 0; t < triggers; ++t) {
      const auto phase = static_cast<Phase>(p);
      const auto trigger = static_cast<Trigger>(t);
      const auto row = std::find_if(rows.begin(), rows.end(), [&](const TableRow& one) {
        return one.speaks_of(phase, trigger);
      });
      if (row->guard != nullptr || (row->then != Then::ignored && row->then != Then::defect)) {
        continue;
      }
      Commands expected;
      if (row->then == Then::defect) expected.push_back(Publish{Defect{name(trigger)}});
      EXPECT_EQ(told(phase, trigger), expected) << name(phase) << ", " << name(trigger);
    }
  }
}

TEST(Table, what_cannot_be_is_told_and_a_normal_race_is_not) {
  const Config config;
  const auto tell_attempt = [&](Attempt attempt, auto drive) {
    const Attempt before = attempt;
    Commands commands;
    std::vector<AttemptNews> news;
    AttemptDraft draft{config, attempt, commands, news, Instant{}};
    drive(draft);
    EXPECT_EQ(attempt, before);
    return commands;
  };
  expect_only_defects_are_told<SessionPhase, SessionTrigger>(
      session_rows(), session_phase_count, session_trigger_count,
      [&](SessionPhase phase, SessionTrigger trigger) {
        Attempt attempt;
        attempt.session = phase;
        return tell_attempt(attempt, [&](auto& draft) { drive_session(draft, trigger, nullptr); });
      });
  expect_only_defects_are_told<MediaPhase, MediaTrigger>(
      media_rows(), media_phase_count, media_trigger_count,
      [&](MediaPhase phase, MediaTrigger trigger) {
        Attempt attempt;
        attempt.media = phase;
        return tell_attempt(attempt, [&](auto& draft) { drive_media(draft, trigger, nullptr); });
      });
  expect_only_defects_are_told<ViewingPhase, ViewingTrigger>(
      viewing_rows(), viewing_phase_count, viewing_trigger_count,
      [&](ViewingPhase phase, ViewingTrigger trigger) {
        State state;
        state.phase = phase;
        Commands commands;
        std::vector<AttemptNews> news;
        ViewingDraft draft{config, state, commands, news};
        drive_viewing(draft, trigger, nullptr);
        EXPECT_EQ(state.phase, phase);
        return commands;
      });
}

TEST(Timers, of_equal_times_the_first_in_firing_order_fires_first) {
  TimerTable<SessionTimer> timers;
  timers.arm(SessionTimer::post, Instant{10});
  timers.arm(SessionTimer::limit_reached, Instant{10});
  timers.arm(SessionTimer::close, Instant{11});
  ASSERT_TRUE(timers.next().has_value());
  EXPECT_EQ(timers.next()->timer, SessionTimer::limit_reached);
  timers.cancel(SessionTimer::limit_reached);
  EXPECT_EQ(timers.next()->timer, SessionTimer::post);
}

TEST(Timers, waking_early_is_harmless) {
  Config config;
  config.src = "https://page.example/whep";
  config.endpoint = {config.src, "https://page.example"};
  const Step opened = step(config, State{}, OpenRequested{}, Instant{0});
  Step ticked = step(config, opened.state, Tick{}, Instant{1});
  EXPECT_TRUE(ticked.commands.empty());
  ticked.state.now = opened.state.now;
  EXPECT_EQ(ticked.state, opened.state);
}

}  // namespace
}  // namespace ring
