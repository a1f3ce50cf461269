// Gathering before the click: the POST alone is left for then, and nobody pays for a click that
// never comes.
#include "scenarios/player.hpp"

namespace ring::test {
namespace {

void prepare(Player& player) {
  player.tell(PrepareRequested{});
  player.make_offer();
  player.tell(CandidateGathered{player.attempt(), false});
  player.tell(GatheringCompleted{player.attempt()});
}

void expect_untold(const Player& player) {
  EXPECT_EQ(name(player.state.phase), "idle");
  EXPECT_TRUE(player.news<PhaseChanged>().empty());
  EXPECT_TRUE(player.news<PictureChosen>().empty());
  EXPECT_TRUE(player.news<Failed>().empty());
  EXPECT_TRUE(player.news<Recovering>().empty());
}

void expect_let_go(const Player& player) {
  expect_untold(player);
  EXPECT_EQ(player.in_progress(), 0U);
  expect_all_released(player, 0);
}

TEST(Prepare, gathers_and_holds_there_and_asks_nobody_for_anything) {
  Player player(with_provider());
  prepare(player);
  player.wait(seconds(59));
  expect_untold(player);
  EXPECT_EQ(player.all<OpenPeer>().size(), 1U);
  EXPECT_TRUE(player.all<AskToken>().empty());
  EXPECT_TRUE(player.all<CollectOffer>().empty());
  EXPECT_TRUE(player.all<SendOffer>().empty());
  EXPECT_FALSE(is_asking(player.state)) << "nobody has to let it go first";
}

TEST(Prepare, open_sends_that_offer_at_once) {
  Player player(with_provider());
  prepare(player);
  player.wait(seconds(40));
  player.open();
  EXPECT_EQ(name(player.state.phase), "starting");
  EXPECT_EQ(player.news<PictureChosen>().back().attempt, 1U);
  EXPECT_EQ(player.all<CollectOffer>().size(), 1U);
  player.tell(OfferCollected{1, offer_sdp});
  player.tell(TokenReady{1});
  EXPECT_EQ(player.all<SendOffer>().size(), 1U);
  EXPECT_EQ(player.all<OpenPeer>().size(), 1U);
  EXPECT_EQ(player.news<LimitSet>().back().ends_at, player.now + milliseconds(29'500))
      << "counted from the POST";
  player.play();
  EXPECT_EQ(player.news<FirstFrameShown>().back().timings.total, Millis{}) << "from open()";
  player.watch_until(ViewingPhase::closing);
  EXPECT_EQ(player.state.reason, EndReason::limit) << "a session like any other";
  player.ends_replied();
  expect_all_released(player, 1);
}

TEST(Prepare, open_while_it_still_gathers_goes_on_as_soon_as_that_is_done) {
  Player player(through_relay());
  player.tell(PrepareRequested{});
  player.make_offer();
  player.tell(CandidateGathered{1, false});
  player.open();
  EXPECT_TRUE(player.all<CollectOffer>().empty());
  player.wait(milliseconds(500));
  EXPECT_EQ(player.all<CollectOffer>().size(), 1U) << "the cap counts from the offer";
  player.tell(OfferCollected{1, offer_sdp});
  player.play();
  expect_closes_clean(player, 1);
}

TEST(Prepare, open_before_there_is_an_offer_goes_on_too) {
  Player player(through_relay());
  player.tell(PrepareRequested{});
  player.open();
  player.post();
  player.play();
  EXPECT_EQ(player.all<OpenPeer>().size(), 1U);
  expect_closes_clean(player, 1);
}

TEST(Prepare, candidates_that_come_later_are_sent_too) {
  Player player(through_relay());
  player.tell(PrepareRequested{});
  player.make_offer();
  player.tell(CandidateGathered{1, true});
  player.wait(milliseconds(50));
  player.tell(CandidateGathered{1, false});
  player.tell(GatheringCompleted{1});
  EXPECT_TRUE(player.all<CollectOffer>().empty());
  player.open();
  EXPECT_EQ(player.all<CollectOffer>().size(), 1U);
}

TEST(Prepare, preparing_twice_is_preparing_once) {
  Player player(through_relay());
  prepare(player);
  player.tell(PrepareRequested{});
  EXPECT_EQ(player.all<OpenPeer>().size(), 1U);
}

TEST(Prepare, too_old_it_is_let_go_of_and_made_again_only_when_asked_for) {
  Player player(through_relay());
  prepare(player);
  player.wait(seconds(60));
  expect_let_go(player);
  player.wait(seconds(600));
  EXPECT_EQ(player.all<OpenPeer>().size(), 1U);
  prepare(player);
  EXPECT_EQ(player.attempt(), 2U);
  player.open();
  EXPECT_EQ(player.all<CollectOffer>().size(), 1U);
}

TEST(Prepare, nobody_is_there_for_it_any_more) {
  const Event goodbyes[] = {CloseRequested{}, PageLeft{}, ViewerRemoved{},
                            PresenceChanged{{.page_visible = false}},
                            PresenceChanged{{.on_screen = false}}};
  for (const Event& goodbye : goodbyes) {
    Player player(through_relay());
    prepare(player);
    player.tell(goodbye);
    expect_let_go(player);
  }
}

TEST(Prepare, another_network_has_other_addresses) {
  Player player(through_relay());
  prepare(player);
  player.tell(NetworkChanged{false});
  expect_let_go(player);
}

TEST(Prepare, nothing_is_prepared_for_a_page_that_nobody_sees) {
  Player player(through_relay());
  player.hide();
  player.tell(PrepareRequested{});
  EXPECT_TRUE(player.all<OpenPeer>().empty());
}

TEST(Prepare, failing_is_no_news_and_open_starts_anew) {
  Player player(through_relay());
  player.tell(PrepareRequested{});
  player.tell(PeerRefused{1, "no"});
  expect_let_go(player);
  player.open();
  EXPECT_EQ(player.attempt(), 2U);
  player.post();
  player.play();
  EXPECT_EQ(player.state.viewing.failures, 0);
  expect_closes_clean(player, 1);
}

TEST(Prepare, no_candidate_while_preparing_is_no_news_either) {
  Player player(through_relay());
  player.tell(PrepareRequested{});
  player.make_offer();
  player.wait(seconds(5));
  expect_let_go(player);
}

TEST(Prepare, in_its_turn_it_starts_anew) {
  Player player(through_relay());
  prepare(player);
  player.tell(OpenRequested{1});
  EXPECT_EQ(player.state.wait, WaitReason::turn);
  player.wait(milliseconds(150));
  player.post();
  player.play();
  expect_closes_clean(player, 1);
}

TEST(Prepare, during_a_viewing_there_is_nothing_to_prepare) {
  Player player(through_relay());
  player.reach_flowing();
  player.tell(PrepareRequested{});
  EXPECT_EQ(player.all<OpenPeer>().size(), 1U);
  expect_closes_clean(player, 1);
  player.tell(PrepareRequested{});
  EXPECT_EQ(player.in_progress(), 0U);
}

}  // namespace
}  // namespace ring::test
