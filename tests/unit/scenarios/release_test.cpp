// Promise 1: never a session left open.
#include "scenarios/player.hpp"

namespace ring::test {
namespace {

TEST(Release, close_while_offering) {
  Player player(through_relay());
  player.open();
  player.tell(CloseRequested{});
  EXPECT_EQ(player.state.phase, ViewingPhase::closed);
  expect_all_released(player, 0);
}

TEST(Release, close_while_gathering) {
  Player player(through_relay());
  player.open();
  player.make_offer();
  player.tell(CloseRequested{});
  EXPECT_EQ(player.state.phase, ViewingPhase::closed);
  player.tell(CandidateGathered{1, true});
  player.tell(OfferCollected{1, offer_sdp});
  EXPECT_TRUE(player.all<SendOffer>().empty());
  expect_all_released(player, 0);
}

TEST(Release, close_while_posting_waits_for_the_reply_and_deletes_what_it_opened) {
  Player player(through_relay());
  player.reach_posting();
  player.tell(CloseRequested{});
  EXPECT_EQ(player.state.phase, ViewingPhase::closing);
  EXPECT_EQ(player.all<ClosePeer>().size(), 1U) << "the peer is closed at once";
  player.wait(seconds(3));
  player.reply(created(player.location()));
  ASSERT_EQ(player.all<EndSession>().size(), 1U);
  player.end_replied();
  EXPECT_EQ(player.state.phase, ViewingPhase::closed);
  expect_all_released(player, 1);
}

TEST(Release, a_post_that_nobody_waits_for_has_all_its_time) {
  Player player(through_relay());
  player.reach_posting();
  player.tell(CloseRequested{});
  player.wait(milliseconds(29'999));
  EXPECT_TRUE(player.all<AbortPost>().empty()) << "the limit of what it may open is no reason";
  player.wait(milliseconds(1));
  EXPECT_EQ(player.all<AbortPost>().size(), 1U);
}

TEST(Release, close_while_posting_and_the_service_refuses) {
  Player player(through_relay());
  player.reach_posting();
  player.tell(CloseRequested{});
  player.reply(refused(503));
  EXPECT_EQ(player.state.phase, ViewingPhase::closed);
  EXPECT_TRUE(player.news<Failed>().empty()) << "nobody wants to know any more";
  expect_all_released(player, 0);
}

TEST(Release, close_while_answering) {
  Player player(through_relay());
  player.reach_answering();
  player.tell(CloseRequested{});
  player.end_replied();
  player.tell(AnswerApplied{1});
  EXPECT_EQ(player.state.phase, ViewingPhase::closed);
  expect_all_released(player, 1);
}

TEST(Release, close_while_connecting) {
  Player player(through_relay());
  player.reach_connecting();
  player.tell(CloseRequested{});
  player.end_replied();
  player.connect();
  player.show_frame();
  EXPECT_EQ(player.state.phase, ViewingPhase::closed);
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
  EXPECT_EQ(player.state.phase, ViewingPhase::closed) << "closing is bounded";
  player.wait(seconds(10));
  player.reply(created(player.location()));
  ASSERT_EQ(player.all<EndSession>().size(), 1U);
  EXPECT_EQ(player.all<EndSession>()[0].url, player.location());
  EXPECT_EQ(player.state.phase, ViewingPhase::closed);
}

TEST(Release, late_201_of_an_earlier_attempt_during_the_next) {
  Player player(through_relay());
  player.reach_posting();
  player.tell(CloseRequested{});
  player.wait(seconds(11));
  player.open();
  EXPECT_EQ(name(player.state.phase), "starting") << "a person insists";
  const Attempt before = player.find(2);
  player.tell(ReplyArrived{1, created(player.location())});
  EXPECT_EQ(player.find(2), before) << "the new attempt is not touched";
  ASSERT_EQ(player.all<EndSession>().size(), 1U);
  EXPECT_EQ(player.all<EndSession>()[0].attempt, 1U);
  player.tell(EndReplied{1, 200});
  expect_closes_clean(player, 1);
}

TEST(Release, late_201_whose_delete_is_refused_is_told) {
  Player player(through_relay());
  player.reach_posting();
  player.tell(CloseRequested{});
  player.wait(seconds(11));
  player.reply(created(player.location()));
  player.end_replied(500);
  ASSERT_EQ(player.news<ReleaseFailed>().size(), 1U);
  EXPECT_EQ(player.news<ReleaseFailed>()[0].status, 500);
}

TEST(Release, late_201_whose_delete_needs_a_fresh_token_gets_one) {
  Player player(with_provider());
  player.reach_posting();
  player.tell(CloseRequested{});
  player.wait(seconds(11));
  player.reply(created(player.location()));
  player.end_replied(401);
  player.tell(TokenReady{1});
  EXPECT_EQ(player.deletes_of(1), 2U);
  player.end_replied(401);
  EXPECT_EQ(player.deletes_of(1), 2U) << "the second refusal is final";
  EXPECT_EQ(player.news<ReleaseFailed>().size(), 1U);
}

TEST(Release, late_201_without_a_location_is_told) {
  Player player(through_relay());
  player.reach_posting();
  player.tell(CloseRequested{});
  player.wait(seconds(11));
  player.reply(created({}));
  EXPECT_TRUE(player.all<EndSession>().empty());
  EXPECT_EQ(player.news<ReleaseFailed>().size(), 1U);
}

TEST(Release, slow_answer_is_used) {
  Player player(through_relay());
  player.reach_posting();
  player.wait(milliseconds(12'500));
  EXPECT_EQ(player.all<OpenPeer>().size(), 1U) << "never a second session beside it";
  player.play();
  EXPECT_EQ(name(player.state.phase), "live");
  EXPECT_TRUE(player.news<Recovering>().empty());
  expect_closes_clean(player, 1);
}

TEST(Release, answer_that_comes_when_its_warning_is_due_is_warned_of_at_once) {
  Player player(through_relay());
  player.reach_posting();
  player.wait(seconds(22));
  player.play();
  ASSERT_EQ(player.news<LimitSet>().size(), 2U);
  EXPECT_TRUE(player.news<LimitSet>()[1].near);
  expect_closes_clean(player, 1);
}

TEST(Release, nothing_is_asked_for_until_what_a_lost_post_may_have_opened_is_over) {
  Player player(viewing_on(seconds(180)));
  player.reach_posting();
  player.wait(seconds(30));
  EXPECT_EQ(player.failure().kind, FailureKind::timeout);
  EXPECT_EQ(player.last_wait(), seconds(60)) << "its limit, at least";
  player.tell(RequestFailed{1});
  player.tell(NetworkChanged{false});
  player.tell(NetworkChanged{true});
  player.wait(milliseconds(59'999));
  EXPECT_EQ(name(player.state.phase), "waiting");
  player.wait(milliseconds(1));
  EXPECT_EQ(name(player.state.phase), "starting");
  expect_closes_clean(player, 0);
}

TEST(Release, a_person_does_not_wait_for_what_a_lost_post_may_have_opened) {
  Player player(viewing_on(seconds(180)));
  player.reach_posting();
  player.wait(seconds(31));
  EXPECT_EQ(name(player.state.phase), "waiting");
  player.open();
  EXPECT_EQ(name(player.state.phase), "starting");
  EXPECT_EQ(player.in_progress(), 2U);
  player.post();
  player.wait(seconds(30));
  player.open();
  EXPECT_EQ(name(player.state.phase), "waiting") << "never three";
  player.wait(seconds(120));
  expect_closes_clean(player, 0);
}

TEST(Release, late_201_of_an_aborted_post_is_deleted_all_the_same) {
  Player player(viewing_on(seconds(180)));
  player.reach_posting();
  player.wait(seconds(31));
  player.reply(created(player.location()));
  EXPECT_EQ(player.deletes_of(1), 1U);
  player.end_replied();
  expect_closes_clean(player, 1);
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
  EXPECT_EQ(player.state.phase, ViewingPhase::closed);
  EXPECT_TRUE(player.news<ReleaseFailed>().empty());
}

TEST(Release, delete_refused_is_told_and_closes_all_the_same) {
  Player player(through_relay());
  player.reach_flowing();
  player.tell(CloseRequested{});
  player.end_replied(500);
  EXPECT_EQ(player.state.phase, ViewingPhase::closed);
  ASSERT_EQ(player.news<ReleaseFailed>().size(), 1U);
  EXPECT_EQ(player.news<ReleaseFailed>()[0].status, 500);
}

TEST(Release, delete_never_answered_is_bounded) {
  Player player(through_relay());
  player.reach_flowing();
  player.tell(CloseRequested{});
  player.wait(milliseconds(4999));
  EXPECT_EQ(player.state.phase, ViewingPhase::closing);
  player.wait(milliseconds(1));
  EXPECT_EQ(player.state.phase, ViewingPhase::closed);
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
  EXPECT_EQ(player.state.phase, ViewingPhase::closed);
  EXPECT_EQ(player.all<EndSession>().size(), 2U) << "once";
}

TEST(Release, fresh_token_for_the_delete_never_comes) {
  Player player(with_provider());
  player.reach_flowing();
  player.tell(CloseRequested{});
  player.end_replied(401);
  player.tell(TokenRefused{1});
  EXPECT_EQ(player.state.phase, ViewingPhase::closed);
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
  reply.session = {};
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
  EXPECT_EQ(player.state.phase, ViewingPhase::closed);
}

TEST(Release, late_foreign_location_never_sees_the_bearer) {
  Player player(with_provider());
  player.reach_posting();
  player.tell(CloseRequested{});
  player.reply(created("https://evil.example/s"));
  EXPECT_TRUE(player.all<EndSession>().empty());
  EXPECT_EQ(player.state.phase, ViewingPhase::closed);
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
  EXPECT_EQ(player.state.phase, ViewingPhase::live);
}

TEST(Release, element_removed_for_good_releases_the_camera) {
  Player player(through_relay());
  player.reach_flowing();
  player.tell(ViewerRemoved{});
  player.watch(seconds(1));
  EXPECT_EQ(player.state.phase, ViewingPhase::closing);
  player.end_replied();
  EXPECT_EQ(player.state.reason, EndReason::removed);
  expect_all_released(player, 1);
}

}  // namespace
}  // namespace ring::test
