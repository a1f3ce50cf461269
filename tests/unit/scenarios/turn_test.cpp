// Promise 8: the players of a page do not ask for their cameras all at once.
#include "scenarios/player.hpp"

namespace ring::test {
namespace {

TEST(Turn, nobody_is_ahead_of_a_lone_player) {
  Player player(through_relay());
  player.open();
  EXPECT_EQ(name(player.state.phase), "starting");
  EXPECT_TRUE(is_asking(player.state));
}

TEST(Turn, a_player_waits_a_moment_for_each_that_is_ahead) {
  Player player(through_relay());
  player.tell(OpenRequested{3});
  EXPECT_EQ(name(player.state.phase), "waiting");
  EXPECT_EQ(player.state.wait, WaitReason::turn);
  EXPECT_TRUE(is_asking(player.state)) << "it is ahead of those that come later";
  player.wait(milliseconds(449));
  EXPECT_TRUE(player.all<OpenPeer>().empty());
  player.wait(milliseconds(1));
  EXPECT_EQ(name(player.state.phase), "starting");
  player.post();
  player.play();
  expect_closes_clean(player, 1);
}

TEST(Turn, who_has_an_answer_is_ahead_of_nobody) {
  Player player(through_relay());
  player.reach_posting();
  EXPECT_TRUE(is_asking(player.state));
  player.answer();
  EXPECT_FALSE(is_asking(player.state));
}

TEST(Turn, a_person_who_asks_again_goes_at_once_when_the_others_have_gone) {
  Player player(through_relay());
  player.tell(OpenRequested{3});
  player.wait(milliseconds(100));
  player.open();
  EXPECT_EQ(name(player.state.phase), "starting");
}

TEST(Turn, asking_again_and_again_costs_no_place) {
  Player player(through_relay());
  player.tell(OpenRequested{2});
  for (int i = 0; i < 3; ++i) {
    player.wait(milliseconds(75));
    player.tell(OpenRequested{5});
  }
  player.wait(milliseconds(75));
  EXPECT_EQ(name(player.state.phase), "starting");
}

TEST(Turn, a_wall_that_is_seen_again_takes_turns_too) {
  Player player(through_relay());
  player.scroll_away();
  player.tell(OpenRequested{2});
  EXPECT_EQ(player.state.wait, WaitReason::unseen);
  player.wait(seconds(60));
  EXPECT_EQ(player.state.wait, WaitReason::unseen);
  EXPECT_FALSE(is_asking(player.state));
  player.tell(PresenceChanged{{}, 1});
  EXPECT_EQ(player.state.wait, WaitReason::turn);
  player.wait(milliseconds(150));
  EXPECT_EQ(name(player.state.phase), "starting");
}

TEST(Turn, so_does_a_page_that_is_back) {
  Player player(viewing_on(seconds(600)));
  player.reach_flowing();
  player.tell(PageLeft{});
  player.ends_replied();
  player.tell(PageReturned{4});
  EXPECT_EQ(player.state.wait, WaitReason::turn);
  player.wait(milliseconds(600));
  EXPECT_EQ(name(player.state.phase), "starting");
  expect_closes_clean(player, 1);
}

TEST(Turn, who_is_hidden_while_waiting_starts_nothing) {
  Player player(through_relay());
  player.tell(OpenRequested{2});
  player.hide();
  EXPECT_EQ(player.state.wait, WaitReason::unseen);
  player.wait(seconds(10));
  EXPECT_TRUE(player.all<OpenPeer>().empty());
  expect_closes_clean(player, 0);
}

TEST(Turn, news_of_a_page_that_can_be_seen_already_delays_no_retry) {
  Player player(viewing_on(seconds(600)));
  player.reach_posting();
  player.reply(refused(500));
  const Millis wait = player.last_wait();
  player.wait(wait - milliseconds(1));
  player.tell(PresenceChanged{{}, 9});
  player.wait(milliseconds(1));
  EXPECT_EQ(name(player.state.phase), "starting");
}

TEST(Turn, closed_while_waiting_leaves_no_timer) {
  Player player(through_relay());
  player.tell(OpenRequested{2});
  expect_closes_clean(player, 0);
  player.open();
  EXPECT_EQ(name(player.state.phase), "starting") << "the turn belonged to the last viewing";
}

}  // namespace
}  // namespace ring::test
