// What a network that loses and delays packets does to the picture, and what helps.
#include "scenarios/player.hpp"

namespace ring::test {
namespace {

/// A look at an attempt whose browser has counted so many freezes.
void look(Player& player, std::int64_t freezes) {
  player.decoded += 4;
  FramesSampled sample{player.attempt(), player.decoded, 1280, 720};
  sample.freezes = freezes;
  player.tell(sample);
}

Player playing(Config config = through_relay()) {
  Player player(std::move(config));
  player.reach_flowing();
  look(player, 0);
  return player;
}

TEST(Freezes, two_within_ten_seconds_ask_for_a_longer_buffer_once) {
  Player player = playing();
  look(player, 1);
  player.wait(seconds(10));
  EXPECT_TRUE(player.all<SetJitterBuffer>().empty()) << "one may be the camera's";
  look(player, 2);
  look(player, 3);
  EXPECT_EQ(player.all<SetJitterBuffer>(), (std::vector<SetJitterBuffer>{{1, milliseconds(200)}}));
  expect_closes_clean(player, 1);
}

TEST(Freezes, two_between_two_looks_are_enough) {
  Player player = playing();
  look(player, 2);
  EXPECT_EQ(player.all<SetJitterBuffer>().size(), 1U);
  expect_closes_clean(player, 1);
}

TEST(Freezes, two_that_are_far_apart_are_no_reason) {
  Player player = playing();
  look(player, 1);
  player.wait(milliseconds(10'001));
  look(player, 2);
  EXPECT_TRUE(player.all<SetJitterBuffer>().empty());
  expect_closes_clean(player, 1);
}

TEST(Freezes, those_of_a_hidden_page_do_not_count) {
  Config config = through_relay();
  config.keep_when_hidden = true;
  Player player = playing(config);
  player.hide();
  look(player, 5);
  player.see({});
  look(player, 6);
  EXPECT_TRUE(player.all<SetJitterBuffer>().empty());
  expect_closes_clean(player, 1);
}

TEST(Freezes, the_next_session_waits_longer_from_its_first_look_on) {
  Player player = playing(viewing_on(seconds(120)));
  look(player, 2);
  player.roll();
  player.post();
  player.play();
  look(player, 0);
  EXPECT_EQ(player.all<SetJitterBuffer>(),
            (std::vector<SetJitterBuffer>{{1, milliseconds(200)}, {2, milliseconds(200)}}));
  player.watch_until(ViewingPhase::live);
  player.wait(milliseconds(100));
  player.ends_replied();
  expect_closes_clean(player, 2);
}

}  // namespace
}  // namespace ring::test
