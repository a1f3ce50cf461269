// `extend`: how much camera time a viewing may use over all its sessions.
#include "core/machine/budget.hpp"
#include "scenarios/player.hpp"

namespace ring::test {
namespace {

std::vector<LimitSet> warnings(const Player& player) {
  std::vector<LimitSet> near;
  for (const LimitSet& set : player.news<LimitSet>()) {
    if (set.near) near.push_back(set);
  }
  return near;
}

TEST(Budget, without_a_wish_it_is_one_session) {
  Config config = viewing_on({});
  Player player(config);
  player.reach_flowing();
  player.watch_until(ViewingPhase::closing);
  player.ends_replied();
  EXPECT_EQ(player.state.reason, EndReason::limit);
  expect_all_released(player, 1);
}

TEST(Budget, a_wish_shorter_than_a_session_closes_that_much_earlier) {
  Player player(viewing_on(seconds(20)));
  player.reach_flowing();
  EXPECT_EQ(player.news<LimitSet>()[0].ends_at, player.now + milliseconds(19'500));
  player.watch_until(ViewingPhase::closing);
  EXPECT_EQ(player.now, Instant{1000} + milliseconds(19'500));
}

TEST(Budget, last_session_is_as_long_as_what_is_left) {
  Player player(viewing_on(seconds(75)));
  player.reach_rolling();
  player.post();
  EXPECT_EQ(player.news<LimitSet>().back().ends_at, player.now + milliseconds(14'500));
  player.play();
  player.watch_until(ViewingPhase::closing);
  EXPECT_EQ(player.state.reason, EndReason::limit);
}

TEST(Budget, what_is_left_for_sessions_to_come_is_told_with_each_limit) {
  Player player(viewing_on(seconds(150)));
  player.reach_rolling();
  player.post();
  EXPECT_EQ(player.news<LimitSet>().front().rest, seconds(90));
  EXPECT_EQ(player.news<LimitSet>().back().rest, seconds(30));
  player.tell(ExtendRequested{seconds(60)});
  const std::vector<LimitSet> told = player.news<LimitSet>();
  ASSERT_EQ(told.size(), 4U) << "both have more to come";
  EXPECT_EQ(told[2], (LimitSet{1, told[0].ends_at, false, seconds(90), milliseconds(59'500)}));
  EXPECT_EQ(told[3], (LimitSet{2, told[1].ends_at, false, seconds(90), milliseconds(59'500)}));
}

CameraUse used(const Player& player) { return camera_use(player.state, player.now); }

TEST(Budget, sessions_and_their_time_are_counted_while_they_are_open_also_two_at_once) {
  Player player(viewing_on(seconds(150)));
  player.reach_rolling();
  EXPECT_EQ(used(player).sessions, 1);
  player.post();
  EXPECT_EQ(used(player).sessions, 1) << "nobody has answered yet";
  const Millis before = used(player).time;
  player.answer();
  player.wait(seconds(1));
  EXPECT_EQ(used(player).sessions, 2);
  EXPECT_EQ(used(player).time, before + seconds(2));

  player.tell(CloseRequested{});
  player.wait(seconds(1));
  EXPECT_EQ(used(player).time, before + seconds(4)) << "the service has them until the DELETE";
  player.ends_replied();
  player.wait(seconds(9));
  EXPECT_EQ(used(player), (CameraUse{2, before + seconds(4)}));
  player.tell(OpenRequested{});
  EXPECT_EQ(used(player), CameraUse{});
}

TEST(Budget, nothing_is_left_for_a_session_that_is_not_worth_one) {
  Player player(viewing_on(milliseconds(64'999)));
  player.reach_flowing();
  EXPECT_EQ(player.news<LimitSet>().front().rest, Millis{});
}

TEST(Budget, a_few_seconds_left_are_not_worth_a_session) {
  Player player(viewing_on(milliseconds(64'999)));
  player.reach_flowing();
  player.watch_until(ViewingPhase::closing);
  EXPECT_EQ(player.all<OpenPeer>().size(), 1U);
  EXPECT_EQ(warnings(player).size(), 1U) << "no session follows, so the limit is told";
}

TEST(Budget, five_seconds_left_are) {
  Player player(viewing_on(seconds(65)));
  player.reach_rolling();
  EXPECT_EQ(player.all<OpenPeer>().size(), 2U);
}

TEST(Budget, a_viewer_who_comes_back_to_a_few_seconds_waits_for_the_release_and_no_session) {
  Player player(through_relay());
  player.reach_flowing();
  player.watch(seconds(22));
  player.hide();
  player.wait(seconds(5));
  EXPECT_EQ(name(player.state.wait), "unseen");
  player.show();
  EXPECT_EQ(name(player.state.phase), "closing") << "the DELETE is under way";
  player.ends_replied();
  EXPECT_EQ(name(player.state.reason), "limit");
  expect_all_released(player, 1);
}

TEST(Budget, near_limit_is_told_only_when_no_session_follows) {
  Player player(viewing_on(seconds(120)));
  player.reach_rolling();
  player.post();
  player.play();
  player.watch_until(ViewingPhase::live);
  EXPECT_TRUE(warnings(player).empty());
  player.watch_until(ViewingPhase::closing);
  ASSERT_EQ(warnings(player).size(), 1U);
  EXPECT_EQ(warnings(player)[0].attempt, 2U);
}

TEST(Budget, near_limit_is_not_told_of_a_session_that_is_being_relieved) {
  Config config = viewing_on(seconds(120));
  config.experience.slowest_first_frame = seconds(6);  // Both are due ten seconds before the limit.
  Player player(config);
  player.reach_rolling();
  player.watch(milliseconds(1));
  EXPECT_TRUE(warnings(player).empty());
}

TEST(Budget, a_refused_session_costs_nothing) {
  Player player(viewing_on(seconds(60)));
  player.reach_posting();
  player.wait(seconds(3));
  player.reply(refused(502));
  EXPECT_EQ(player.state.viewing.budget, seconds(60));
}

TEST(Budget, what_a_failed_session_did_not_use_is_there_for_the_next) {
  Player player(viewing_on(seconds(60)));
  player.reach_flowing();
  player.watch(seconds(20));
  player.tell(ConnectionChanged{1, Connection::failed});
  EXPECT_EQ(player.state.viewing.budget, seconds(40));
  player.ends_replied();
  player.wait(seconds(1));
  player.post();
  EXPECT_EQ(player.news<LimitSet>().back().ends_at, player.now + milliseconds(39'500));
}

TEST(Budget, a_failure_with_too_little_left_to_go_on_is_the_end) {
  Player player(through_relay());
  player.reach_flowing();
  player.watch(seconds(26));
  player.tell(ConnectionChanged{1, Connection::failed});
  EXPECT_EQ(player.failure().kind, FailureKind::ice_failed);
  EXPECT_EQ(player.news<Failed>().size(), 1U);
  player.ends_replied();
  EXPECT_EQ(player.state.reason, EndReason::failed);
  expect_all_released(player, 1);
}

TEST(Budget, a_rollover_that_got_nowhere_costs_nothing) {
  Player player(viewing_on(seconds(120)));
  player.reach_rolling();
  player.post();
  player.reply(refused(409));
  EXPECT_EQ(player.state.viewing.budget, seconds(60));
}

TEST(Budget, continue_watching_adds_a_session_and_rolls_over) {
  Player player(viewing_on({}));
  player.reach_flowing();
  player.watch(seconds(30));
  player.tell(ExtendRequested{});
  EXPECT_EQ(player.state.viewing.budget, seconds(60)) << "zero: as much as one session";
  player.roll();
  EXPECT_EQ(player.now, Instant{1000} + seconds(56));
  player.post();
  player.play();
  player.watch_until(ViewingPhase::live);
  player.wait(milliseconds(100));
  player.ends_replied();
  player.watch_until(ViewingPhase::closing);
  player.ends_replied();
  EXPECT_EQ(player.state.reason, EndReason::limit);
  expect_all_released(player, 2);
}

TEST(Budget, continue_watching_in_the_last_seconds_rolls_over_at_once) {
  Player player(through_relay());
  player.reach_flowing();
  player.watch(seconds(28));
  EXPECT_EQ(warnings(player).size(), 1U);
  player.tell(ExtendRequested{seconds(90)});
  EXPECT_EQ(name(player.state.phase), "rolling");
  EXPECT_EQ(player.state.viewing.budget, seconds(60)) << "ninety, less the session under way";
  player.watch(milliseconds(1500));
  EXPECT_EQ(player.state.current, 2U);
  EXPECT_EQ(name(player.state.phase), "starting");
}

TEST(Budget, continue_watching_before_the_first_frame_counts) {
  Player player(viewing_on({}));
  player.reach_posting();
  player.tell(ExtendRequested{seconds(30)});
  player.play();
  player.roll();
  expect_closes_clean(player, 1);
}

TEST(Budget, more_after_too_little_is_enough) {
  Player player(viewing_on({}));
  player.reach_flowing();
  player.tell(ExtendRequested{seconds(3)});
  player.watch(seconds(57));
  EXPECT_EQ(name(player.state.phase), "live") << "three seconds are not worth a session";
  player.tell(ExtendRequested{seconds(2)});
  EXPECT_EQ(name(player.state.phase), "rolling") << "five are";
}

TEST(Budget, continue_watching_after_the_end_needs_an_open) {
  Player player(through_relay());
  player.reach_flowing();
  player.tell(CloseRequested{});
  player.tell(ExtendRequested{seconds(60)});
  player.ends_replied();
  player.tell(ExtendRequested{seconds(60)});
  EXPECT_EQ(name(player.state.phase), "closed");
  expect_all_released(player, 1);
}

TEST(Budget, a_new_viewing_has_a_new_budget) {
  Player player(viewing_on(seconds(60)));
  player.reach_flowing();
  player.watch_until(ViewingPhase::closing);
  player.ends_replied();
  player.reach_flowing();
  EXPECT_EQ(player.news<LimitSet>().back().ends_at, player.now + milliseconds(59'500));
  expect_closes_clean(player, 2);
}

}  // namespace
}  // namespace ring::test
