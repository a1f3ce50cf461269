// What is held while a session is open, so that the camera goes off whatever becomes of the viewer.
#include "scenarios/player.hpp"

namespace ring::test {
namespace {

constexpr const char* tether_url = "https://page.example/cameras/front/whep/lease/tether";

HttpReply tethered(HttpReply reply, const char* url = tether_url) {
  reply.tether = address(url);
  return reply;
}

/// Through a relay that named a tether.
Player held(const Config& config = through_relay()) {
  Player player(config);
  player.reach_posting();
  player.reply(tethered(created(player.location())));
  return player;
}

std::size_t holds(const Player& player) { return player.all<HoldTether>().size(); }

TEST(Tether, is_held_from_the_201_and_let_go_of_before_the_delete) {
  Player player = held();
  ASSERT_EQ(holds(player), 1U);
  EXPECT_EQ(player.all<HoldTether>().front(), (HoldTether{1, tether_url, false}));
  player.tell(CloseRequested{});
  ASSERT_GE(player.commands.size(), 2U);
  const auto place = [&](auto is) {
    return std::find_if(player.commands.begin(), player.commands.end(), is);
  };
  const auto dropped =
      place([](const Command& c) { return std::holds_alternative<DropTether>(c); });
  const auto ended = place([](const Command& c) { return std::holds_alternative<EndSession>(c); });
  EXPECT_LT(dropped, ended);
  // The browser says so when nobody cares any more.
  player.tell(TetherBroke{1, 0});
  player.ends_replied();
  player.tell(TetherBroke{1, 0});
  EXPECT_EQ(holds(player), 1U);
  expect_all_released(player, 1);
}

TEST(Tether, nothing_is_held_where_none_was_named) {
  Player player(through_relay());
  player.reach_posting();
  player.reply(created(player.location()));
  expect_closes_clean(player, 1);
  EXPECT_EQ(holds(player), 0U);
  EXPECT_TRUE(player.all<DropTether>().empty());
}

TEST(Tether, that_leads_to_another_origin_is_none) {
  Player player(through_relay());
  player.reach_posting();
  player.reply(tethered(created(player.location()), "https://stranger.example/tether"));
  EXPECT_EQ(holds(player), 0U);
  expect_closes_clean(player, 1);
}

TEST(Tether, that_broke_is_held_again_at_once_and_then_within_what_is_waited_for_it) {
  Player player = held();
  for (const Millis wait :
       {Millis{}, milliseconds(250), milliseconds(500), seconds(1), seconds(1)}) {
    const std::size_t before = holds(player);
    player.tell(TetherBroke{1, wait == Millis{} ? 200 : 0});
    if (wait > Millis{}) {
      player.wait(wait - milliseconds(1));
      EXPECT_EQ(holds(player), before);
      player.wait(milliseconds(1));
    } else {
      player.wait(Millis{});
    }
    EXPECT_EQ(holds(player), before + 1);
  }
  EXPECT_TRUE(player.news<Failed>().empty());
  EXPECT_TRUE(player.news<Recovering>().empty());
  expect_closes_clean(player, 1);
}

TEST(Tether, that_is_refused_is_done_without) {
  Player player = held();
  player.tell(TetherBroke{1, 404});
  player.wait(seconds(5));
  EXPECT_EQ(holds(player), 1U);
  player.tell(CloseRequested{});
  EXPECT_TRUE(player.all<DropTether>().empty()) << "there is none";
  player.ends_replied();
  expect_all_released(player, 1);
}

TEST(Tether, that_is_waited_for_is_not_held_once_the_session_is_released) {
  Player player = held();
  player.tell(TetherBroke{1, 0});
  player.wait(Millis{});
  player.tell(TetherBroke{1, 503});
  player.tell(PageLeft{});
  player.wait(seconds(5));
  EXPECT_EQ(holds(player), 2U);
  player.ends_replied();
  EXPECT_EQ(player.all<EndSession>().size(), 1U);
}

TEST(Tether, of_an_answer_that_comes_too_late_is_never_held) {
  Player player(through_relay());
  player.reach_posting();
  player.tell(CloseRequested{});
  player.reply(tethered(created(player.location())));
  EXPECT_EQ(holds(player), 0U);
  player.ends_replied();
  expect_all_released(player, 1);
}

}  // namespace
}  // namespace ring::test
