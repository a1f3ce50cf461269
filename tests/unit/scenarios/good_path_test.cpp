#include "scenarios/player.hpp"

namespace ring::test {
namespace {

TEST(GoodPath, offer_to_frame_to_goodbye) {
  Player player(through_relay());
  player.reach_posting();
  EXPECT_EQ(player.state.phase, ViewingPhase::starting);
  ASSERT_EQ(player.all<SendOffer>().size(), 1U);
  EXPECT_EQ(player.all<SendOffer>()[0], (SendOffer{1, offer_sdp, false, true}));
  player.reply(created(player.location()));
  player.tell(AnswerApplied{1});
  player.connect();
  EXPECT_EQ(player.state.phase, ViewingPhase::starting) << "connected is not live";
  player.show_frame();
  EXPECT_EQ(player.state.phase, ViewingPhase::live);
  player.watch(seconds(5));
  player.tell(CloseRequested{});
  EXPECT_EQ(player.state.phase, ViewingPhase::closing);
  ASSERT_EQ(player.all<EndSession>().size(), 1U);
  EXPECT_EQ(player.all<EndSession>()[0], (EndSession{1, player.location(), false}));
  player.end_replied();
  EXPECT_EQ(player.state.phase, ViewingPhase::closed);
  EXPECT_EQ(player.state.reason, EndReason::requested);
  EXPECT_TRUE(player.news<Failed>().empty());
  expect_all_released(player, 1);
}

TEST(GoodPath, location_with_long_query_comes_back_byte_for_byte) {
  Player player(with_provider());
  player.reach_posting();
  const std::string location =
      std::string(session_url) + "?X-Sig=" + std::string(360, 'a') + "%2b/+~!";
  player.reply(created(location));
  player.tell(CloseRequested{});
  ASSERT_EQ(player.all<EndSession>().size(), 1U);
  EXPECT_EQ(player.all<EndSession>()[0].url, location);
  EXPECT_TRUE(player.all<EndSession>()[0].bearer);
}

TEST(GoodPath, timings_split_the_way_to_the_first_frame) {
  Player player(with_provider());
  player.open();
  player.make_offer();
  player.wait(milliseconds(120));
  player.gather();
  player.wait(milliseconds(30));
  player.tell(TokenReady{1});
  player.wait(milliseconds(200));
  player.reply(created());
  player.tell(AnswerApplied{1});
  player.wait(milliseconds(50));
  player.connect();
  player.wait(milliseconds(2400));
  player.show_frame();
  ASSERT_EQ(player.news<FirstFrameShown>().size(), 1U);
  const FirstFrameShown shown = player.news<FirstFrameShown>()[0];
  EXPECT_EQ(shown.width, 1280);
  EXPECT_EQ(shown.timings, (Timings{{120}, {30}, {200}, {50}, {2400}, {2800}}));
}

TEST(GoodPath, a_sample_shows_the_first_frame_where_the_page_cannot) {
  Player player(through_relay());
  player.reach_connecting();
  player.connect();
  player.tell(FramesSampled{1, 0, 0, 0});
  EXPECT_EQ(player.state.phase, ViewingPhase::starting);
  player.tell(FramesSampled{1, 3, 1280, 720});
  EXPECT_EQ(player.state.phase, ViewingPhase::live);
}

TEST(GoodPath, connected_before_the_answer_is_applied_waits_for_frames_all_the_same) {
  Player player(through_relay());
  player.reach_answering();
  player.connect();
  player.tell(AnswerApplied{1});
  EXPECT_EQ(player.all<SampleFrames>().size(), 1U);
  player.wait(seconds(12));
  EXPECT_EQ(name(player.failure().stage), "first-frame");
}

TEST(GoodPath, once_connected_it_says_that_the_camera_is_waited_for) {
  Player player(through_relay());
  player.reach_connecting();
  EXPECT_EQ(name(player.attempt_phase()), "connecting");
  player.connect();
  EXPECT_EQ(name(player.news<AttemptChanged>().back().phase), "awaiting-frame");
  player.show_frame();
  EXPECT_EQ(name(player.attempt_phase()), "flowing");
}

TEST(GoodPath, a_frame_without_dimensions_is_none) {
  Player player(through_relay());
  player.reach_connecting();
  player.connect();
  player.tell(FrameShown{1, 0, 0});
  EXPECT_EQ(player.state.phase, ViewingPhase::starting);
  EXPECT_TRUE(player.news<FirstFrameShown>().empty());
}

TEST(GoodPath, recvonly_answer_is_repaired_and_said_so) {
  Player player(through_relay());
  player.reach_answering("recvonly");
  ASSERT_EQ(player.all<ApplyAnswer>().size(), 1U);
  EXPECT_EQ(player.all<ApplyAnswer>()[0].sdp, answer_with("sendonly"));
  EXPECT_EQ(player.news<AnswerRepaired>().size(), 1U);
}

TEST(GoodPath, opens_again_after_closing_with_a_new_number) {
  Player player(through_relay());
  player.reach_flowing();
  player.tell(CloseRequested{});
  player.end_replied();
  player.open();
  EXPECT_EQ(player.attempt(), 2U);
  EXPECT_EQ(player.state.phase, ViewingPhase::starting);
}

TEST(GoodPath, opens_nothing_while_still_closing) {
  Player player(through_relay());
  player.reach_flowing();
  player.tell(CloseRequested{});
  player.open();
  EXPECT_EQ(player.all<OpenPeer>().size(), 1U) << "release before retry";
  player.end_replied();
  EXPECT_EQ(player.state.phase, ViewingPhase::closed);
}

TEST(GoodPath, opening_twice_is_opening_once) {
  Player player(through_relay());
  player.open();
  const State before = player.state;
  player.open();
  EXPECT_EQ(player.state, before);
  EXPECT_EQ(player.all<OpenPeer>().size(), 1U);
}

}  // namespace
}  // namespace ring::test
