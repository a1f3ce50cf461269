// Promise 6: the limit is never overrun.
#include "scenarios/player.hpp"

namespace ring::test {
namespace {

TEST(Limit, battery_camera_is_warned_20_s_before_it_is_closed_and_closed_before_30_s) {
  Player player(through_relay());
  player.reach_posting();
  const Instant posted = player.now;
  player.wait(seconds(4));
  player.reply(created(player.location()));
  player.tell(AnswerApplied{1});
  player.connect();
  player.show_frame();
  ASSERT_EQ(player.news<LimitSet>().size(), 1U);
  EXPECT_EQ(player.news<LimitSet>()[0].ends_at, posted + milliseconds(29'500))
      << "counted from the POST, not from the answer or the first frame";
  player.watch(milliseconds(5'500));
  ASSERT_EQ(player.news<LimitSet>().size(), 2U);
  EXPECT_TRUE(player.news<LimitSet>()[1].near);
  EXPECT_EQ(player.news<LimitSet>()[1].ends_at, player.now + seconds(20))
      << "so long somebody slow has to ask for more: WCAG 2.2.1";
  EXPECT_EQ(player.state.phase, ViewingPhase::live);
  player.watch(milliseconds(19'500));
  EXPECT_EQ(player.state.phase, ViewingPhase::live);
  player.watch(milliseconds(500));
  EXPECT_EQ(player.state.phase, ViewingPhase::closing);
  EXPECT_LE(player.now, posted + milliseconds(29'500));
  player.end_replied();
  EXPECT_EQ(player.state.reason, EndReason::limit);
  EXPECT_TRUE(player.news<Failed>().empty()) << "a limit is no failure";
  expect_all_released(player, 1);
}

TEST(Limit, nobody_is_warned_sooner_than_20_s_before_it) {
  Config config = through_relay();
  config.power = Power::line;
  Player player(config);
  player.reach_flowing();
  player.watch(milliseconds(39'250));
  EXPECT_EQ(player.news<LimitSet>().size(), 1U);
}

TEST(Limit, a_session_shorter_than_its_warning_is_warned_of_after_a_quarter) {
  Config config = through_relay();
  config.times.battery_limit = seconds(16);
  Player player(config);
  player.reach_flowing();
  player.watch(milliseconds(3'750));
  EXPECT_EQ(player.news<LimitSet>().size(), 1U);
  player.watch(milliseconds(250));
  EXPECT_EQ(player.news<LimitSet>().size(), 2U);
}

TEST(Limit, what_ends_four_seconds_before_it_has_not_ended_by_it) {
  Config config = through_relay();
  config.power = Power::line;
  Player player(config);
  player.reach_flowing();
  player.watch(seconds(56));
  player.tell(ConnectionChanged{1, Connection::failed});
  EXPECT_EQ(name(player.failure().kind), "ice-failed");
}

TEST(Limit, line_power_has_60_s) {
  Config config = through_relay();
  config.power = Power::line;
  Player player(config);
  player.reach_flowing();
  EXPECT_EQ(player.news<LimitSet>()[0].ends_at, player.now + milliseconds(59'500));
}

TEST(Limit, unknown_power_means_battery) {
  EXPECT_EQ(parse_power("line"), Power::line);
  EXPECT_EQ(parse_power("battery"), Power::battery);
  EXPECT_EQ(parse_power("solar"), Power::battery);
  EXPECT_EQ(parse_power(""), Power::battery);
}

TEST(Limit, a_fresh_post_after_401_starts_the_count_anew) {
  Player player(with_provider());
  player.reach_posting();
  player.wait(seconds(2));
  player.reply(refused(401));
  player.wait(seconds(3));
  player.tell(TokenReady{1});
  ASSERT_EQ(player.news<LimitSet>().size(), 2U);
  EXPECT_EQ(player.news<LimitSet>()[1].ends_at, player.now + milliseconds(29'500));
}

TEST(Limit, a_machine_that_slept_through_it_closes_when_it_wakes) {
  Player player(through_relay());
  player.reach_flowing();
  player.now = player.now + seconds(3600);
  player.tell(Tick{});
  EXPECT_EQ(player.state.phase, ViewingPhase::closing);
  EXPECT_EQ(player.state.reason, EndReason::limit);
}

TEST(Limit, a_clock_that_goes_back_changes_nothing) {
  Player player(through_relay());
  player.reach_flowing();
  const State before = player.state;
  player.now = player.now - seconds(20);
  player.tell(Tick{});
  EXPECT_EQ(player.state, before);
}

TEST(Limit, no_first_frame_until_the_limit_is_a_timeout) {
  Config config = through_relay();
  config.times.first_frame = seconds(300);
  Player player(config);
  player.reach_connecting();
  player.connect();
  player.wait(seconds(30));
  EXPECT_EQ(player.failure().kind, FailureKind::timeout);
  EXPECT_EQ(player.failure().stage, Stage::first_frame);
}

}  // namespace
}  // namespace ring::test
