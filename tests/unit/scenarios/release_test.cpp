// Promise 1: never a session left open.
#include "scenarios/player.hpp"

namespace ring::test {
namespace {

TEST(Release, close_while_offering) {
  Player player(through_relay());
  player.open();
  player.tell(CloseRequested{});
  EXPECT_EQ(player.state.phase, SessionPhase::closed);
  expect_all_released(player, 0);
}

TEST(Release, close_while_gathering) {
  Player player(through_relay());
  player.open();
  player.make_offer();
  player.tell(CloseRequested{});
  EXPECT_EQ(player.state.phase, SessionPhase::closed);
  player.tell(CandidateGathered{1, true});
  player.tell(OfferCollected{1, offer_sdp});
  EXPECT_TRUE(player.all<SendOffer>().empty());
  expect_all_released(player, 0);
}

TEST(Release, close_while_posting_waits_for_the_reply_and_deletes_what_it_opened) {
  Player player(through_relay());
  player.reach_posting();
  player.tell(CloseRequested{});
  EXPECT_EQ(player.state.phase, SessionPhase::closing);
  EXPECT_EQ(player.all<ClosePeer>().size(), 1U) << "the peer is closed at once";
  player.wait(seconds(3));
  player.reply(created(player.location()));
  ASSERT_EQ(player.all<EndSession>().size(), 1U);
  player.end_replied();
  EXPECT_EQ(player.state.phase, SessionPhase::closed);
  expect_all_released(player, 1);
}

TEST(Release, close_while_posting_and_the_service_refuses) {
  Player player(through_relay());
  player.reach_posting();
  player.tell(CloseRequested{});
  player.reply(refused(503));
  EXPECT_EQ(player.state.phase, SessionPhase::closed);
  EXPECT_TRUE(player.news<Failed>().empty()) << "nobody wants to know any more";
  expect_all_released(player, 0);
}

TEST(Release, close_while_answering) {
  Player player(through_relay());
  player.reach_answering();
  player.tell(CloseRequested{});
  player.end_replied();
  player.tell(AnswerApplied{1});
  EXPECT_EQ(player.state.phase, SessionPhase::closed);
  expect_all_released(player, 1);
}

TEST(Release, close_while_connecting) {
  Player player(through_relay());
  player.reach_connecting();
  player.tell(CloseRequested{});
  player.end_replied();
  player.connect();
  player.show_frame();
  EXPECT_EQ(player.state.phase, SessionPhase::closed);
  expect_all_released(player, 1);
}

TEST(Release, close_twice_deletes_once) {
  Player player(through_relay());
  player.reach_flowing();
  player.tell(CloseRequested{});
  player.tell(CloseRequested{});
  player.end_replied();
  player.tell(CloseRequested{});
  expect_all_released(player, 1);
}

TEST(Release, late_201_after_close) {
  Player player(through_relay());
  player.reach_posting();
  player.tell(CloseRequested{});
  player.wait(seconds(11));
  EXPECT_EQ(player.state.phase, SessionPhase::closed) << "closing is bounded";
  player.wait(seconds(40));
  player.reply(created(player.location()));
  ASSERT_EQ(player.all<EndSession>().size(), 1U);
  EXPECT_EQ(player.all<EndSession>()[0].url, player.location());
  EXPECT_EQ(player.state.phase, SessionPhase::closed);
}

TEST(Release, late_201_of_an_earlier_attempt_during_the_next) {
  Player player(through_relay());
  player.reach_posting();
  player.wait(seconds(10));
  EXPECT_EQ(player.failure().kind, FailureKind::timeout);
  EXPECT_EQ(player.failure().stage, Stage::post);
  player.open();
  const State before = player.state;
  player.tell(ReplyArrived{1, created(player.location())});
  EXPECT_EQ(player.state, before) << "the new attempt is not touched";
  ASSERT_EQ(player.all<EndSession>().size(), 1U);
  EXPECT_EQ(player.all<EndSession>()[0].attempt, 1U);
}

TEST(Release, stale_facts_of_an_earlier_attempt_are_dropped) {
  Player player(through_relay());
  player.reach_flowing();
  player.tell(CloseRequested{});
  player.end_replied();
  player.open();
  const State before = player.state;
  const std::size_t commands = player.commands.size();
  player.tell(FrameShown{1, 1280, 720});
  player.tell(ConnectionChanged{1, Connection::failed});
  player.tell(AnswerApplied{1});
  player.tell(ReplyArrived{1, refused(500)});
  EXPECT_EQ(player.state, before);
  EXPECT_EQ(player.commands.size(), commands);
}

TEST(Release, delete_answered_404_means_gone) {
  Player player(through_relay());
  player.reach_flowing();
  player.tell(CloseRequested{});
  player.end_replied(404);
  EXPECT_EQ(player.state.phase, SessionPhase::closed);
  EXPECT_TRUE(player.news<ReleaseFailed>().empty());
}

TEST(Release, delete_refused_is_told_and_closes_all_the_same) {
  Player player(through_relay());
  player.reach_flowing();
  player.tell(CloseRequested{});
  player.end_replied(500);
  EXPECT_EQ(player.state.phase, SessionPhase::closed);
  ASSERT_EQ(player.news<ReleaseFailed>().size(), 1U);
  EXPECT_EQ(player.news<ReleaseFailed>()[0].status, 500);
}

TEST(Release, delete_never_answered_is_bounded) {
  Player player(through_relay());
  player.reach_flowing();
  player.tell(CloseRequested{});
  player.wait(milliseconds(4999));
  EXPECT_EQ(player.state.phase, SessionPhase::closing);
  player.wait(milliseconds(1));
  EXPECT_EQ(player.state.phase, SessionPhase::closed);
  EXPECT_EQ(player.news<ReleaseFailed>().size(), 1U);
}

TEST(Release, delete_refused_by_401_is_sent_once_more_with_a_fresh_token) {
  Player player(with_provider());
  player.reach_flowing();
  player.tell(CloseRequested{});
  player.end_replied(401);
  ASSERT_EQ(player.all<AskToken>().size(), 2U);
  EXPECT_TRUE(player.all<AskToken>()[1].fresh);
  player.tell(TokenReady{1});
  EXPECT_EQ(player.all<EndSession>().size(), 2U);
  player.end_replied(401);
  EXPECT_EQ(player.state.phase, SessionPhase::closed);
  EXPECT_EQ(player.all<EndSession>().size(), 2U) << "once";
}

TEST(Release, fresh_token_for_the_delete_never_comes) {
  Player player(with_provider());
  player.reach_flowing();
  player.tell(CloseRequested{});
  player.end_replied(401);
  player.tell(TokenRefused{1});
  EXPECT_EQ(player.state.phase, SessionPhase::closed);
  EXPECT_EQ(player.news<ReleaseFailed>().size(), 1U);
}

TEST(Release, unusable_answer_is_followed_by_one_delete) {
  Player player(through_relay());
  player.reach_posting();
  HttpReply reply = created(player.location());
  reply.body = "<html>busy</html>";
  player.reply(reply);
  EXPECT_EQ(player.failure().kind, FailureKind::bad_answer);
  player.end_replied();
  expect_all_released(player, 1);
}

TEST(Release, answer_the_browser_refuses_is_followed_by_one_delete) {
  Player player(through_relay());
  player.reach_answering();
  player.tell(AnswerRefused{1, "InvalidAccessError: no"});
  EXPECT_EQ(player.failure().kind, FailureKind::bad_answer);
  EXPECT_EQ(player.failure().stage, Stage::answer);
  player.end_replied();
  expect_all_released(player, 1);
}

TEST(Release, a_success_that_is_no_201_is_deleted_too) {
  Player player(through_relay());
  player.reach_posting();
  HttpReply reply = created(player.location());
  reply.status = 200;
  player.reply(reply);
  EXPECT_EQ(player.failure().kind, FailureKind::bad_answer);
  player.end_replied();
  expect_all_released(player, 1);
}

TEST(Release, missing_location_names_the_cors_header) {
  Player player(with_provider());
  player.reach_posting();
  HttpReply reply = created();
  reply.location.reset();
  player.reply(reply);
  EXPECT_EQ(player.failure().kind, FailureKind::no_location);
  EXPECT_NE(player.failure().detail.find("Access-Control-Expose-Headers: Location"),
            std::string::npos);
  EXPECT_TRUE(player.failure().cross_origin);
  expect_all_released(player, 0);
}

TEST(Release, foreign_location_never_sees_the_bearer) {
  Player player(with_provider());
  player.reach_posting();
  player.reply(created("https://evil.example/v1/sessions/1"));
  EXPECT_EQ(player.failure().kind, FailureKind::foreign_location);
  EXPECT_TRUE(player.all<EndSession>().empty());
  EXPECT_EQ(player.state.phase, SessionPhase::closed);
}

TEST(Release, late_foreign_location_never_sees_the_bearer) {
  Player player(with_provider());
  player.reach_posting();
  player.tell(CloseRequested{});
  player.reply(created("https://api.amazonvision.com@evil.example/s"));
  EXPECT_TRUE(player.all<EndSession>().empty());
  EXPECT_EQ(player.state.phase, SessionPhase::closed);
}

TEST(Release, foreign_location_without_a_bearer_is_deleted_there) {
  Player player(through_relay());
  player.reach_posting();
  player.reply(created("https://other.example/sessions/1"));
  player.tell(CloseRequested{});
  ASSERT_EQ(player.all<EndSession>().size(), 1U);
  EXPECT_EQ(player.all<EndSession>()[0],
            (EndSession{1, "https://other.example/sessions/1", false}));
}

TEST(Release, element_moved_within_a_second_costs_nothing) {
  Player player(through_relay());
  player.reach_flowing();
  player.tell(ViewerRemoved{});
  player.watch(milliseconds(500));
  player.tell(ViewerReturned{});
  player.watch(seconds(3));
  EXPECT_EQ(player.state.phase, SessionPhase::live);
}

TEST(Release, element_removed_for_good_releases_the_camera) {
  Player player(through_relay());
  player.reach_flowing();
  player.tell(ViewerRemoved{});
  player.watch(seconds(1));
  EXPECT_EQ(player.state.phase, SessionPhase::closing);
  player.end_replied();
  EXPECT_EQ(player.state.reason, EndReason::removed);
  expect_all_released(player, 1);
}

}  // namespace
}  // namespace ring::test
