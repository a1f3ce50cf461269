// Promise 9: every failure as a typed value. One story per row of the design's table; what is done
// about those that may pass is in recovery_test.cpp.
#include "scenarios/player.hpp"

namespace ring::test {
namespace {

struct Refusal {
  const char* story;
  int status;
  const char* body;
  FailureKind kind;
  bool retryable;
};

class Refused : public testing::TestWithParam<Refusal> {};

TEST_P(Refused, ends_with_its_own_kind_and_opens_nothing) {
  Config config = with_provider();
  config.bearer = Bearer::fixed;
  Player player(config);
  player.reach_posting();
  HttpReply reply = refused(GetParam().status, GetParam().body);
  reply.request_id = "req-7";
  player.reply(reply);
  const Failure failure = player.failure();
  EXPECT_EQ(failure.kind, GetParam().kind);
  EXPECT_EQ(failure.status, GetParam().status);
  EXPECT_EQ(failure.stage, Stage::post);
  EXPECT_EQ(failure.attempt, 1U);
  EXPECT_EQ(failure.request_id, "req-7");
  EXPECT_EQ(retryable(failure.kind), GetParam().retryable);
  if (GetParam().retryable) {
    EXPECT_EQ(player.news<Recovering>().size(), 1U);
    EXPECT_EQ(name(player.state.phase), "waiting");
    EXPECT_EQ(player.state.wait, WaitReason::retry);
    return expect_closes_clean(player, 0);
  }
  EXPECT_EQ(name(player.state.phase), "closed");
  EXPECT_EQ(player.state.reason, EndReason::failed);
  expect_all_released(player, 0);
}

INSTANTIATE_TEST_SUITE_P(
    EachStatus, Refused,
    testing::Values(
        Refusal{"unauthorized", 401, R"({"errors":[{"status":"401","title":"Invalid Client"}]})",
                FailureKind::unauthorized, false},
        Refusal{"forbidden", 403, R"({"errors":[{"status":"403","title":"Out of Scope Access"}]})",
                FailureKind::forbidden, false},
        Refusal{"not_found", 404, R"({"errors":[{"status":"404","title":"Not Found"}]})",
                FailureKind::not_found, false},
        Refusal{"bad_request", 400, "", FailureKind::bad_request, false},
        Refusal{"other_4xx", 418, "", FailureKind::bad_request, false},
        Refusal{"came_too_slowly", 408, "", FailureKind::server, true},
        Refusal{"came_too_early", 425, "", FailureKind::server, true},
        Refusal{"conflict", 409, "", FailureKind::conflict, true},
        Refusal{"rate_limited", 429, "", FailureKind::rate_limited, true},
        Refusal{"server", 500, "", FailureKind::server, true},
        Refusal{"bad_gateway_html", 502, "<html>Bad gateway</html>", FailureKind::server, true},
        Refusal{"busy", 503, "", FailureKind::server, true},
        Refusal{
            "offline", 503,
            R"({"errors":[{"status":"503","title":"Device Unavailable","detail":"Device is currently offline"}]})",
            FailureKind::device_offline, false},
        Refusal{
            "offline_other_title", 503,
            R"({"errors":[{"status":"503","title":"Service Unavailable","detail":"Device is currently offline"}]})",
            FailureKind::device_offline, false},
        Refusal{"redirect", 307, "", FailureKind::bad_request, false},
        Refusal{"unheard_of", 799, "", FailureKind::server, true}),
    [](const auto& refusal) { return std::string(refusal.param.story); });

TEST(Failures, the_services_own_words_are_carried) {
  Player player(through_relay());
  player.reach_posting();
  player.reply(refused(
      503,
      R"({"errors":[{"status":"503","title":"Device Unavailable","detail":"Device is currently offline"}]})"));
  EXPECT_EQ(player.failure().title, "Device Unavailable");
  EXPECT_EQ(player.failure().detail, "Device is currently offline");
}

TEST(Failures, retry_after_gives_the_time) {
  Player player(through_relay());
  player.reach_posting();
  HttpReply reply = refused(429);
  reply.retry_after = seconds(60);
  player.reply(reply);
  EXPECT_EQ(player.failure().retry_at, player.now + seconds(60));
}

TEST(Failures, refused_redirect_says_so) {
  Player player(with_provider());
  player.reach_posting();
  HttpReply reply;
  reply.redirected = true;
  player.reply(reply);
  EXPECT_EQ(player.failure().kind, FailureKind::bad_request);
  EXPECT_NE(player.failure().detail.find("redirect"), std::string::npos);
}

TEST(Failures, expired_token_is_refreshed_once) {
  Player player(with_provider());
  player.reach_posting();
  player.reply(refused(401));
  EXPECT_EQ(player.state.phase, ViewingPhase::starting);
  ASSERT_EQ(player.all<AskToken>().size(), 2U);
  EXPECT_TRUE(player.all<AskToken>()[1].fresh);
  player.tell(TokenReady{1});
  ASSERT_EQ(player.all<SendOffer>().size(), 2U);
  EXPECT_EQ(player.all<SendOffer>()[0].sdp, player.all<SendOffer>()[1].sdp);
  player.reply(refused(401));
  EXPECT_EQ(player.failure().kind, FailureKind::unauthorized);
  EXPECT_EQ(player.all<AskToken>().size(), 2U) << "once";
  expect_all_released(player, 0);
}

TEST(Failures, token_is_asked_for_while_candidates_are_gathered) {
  Player player(with_provider());
  player.open();
  EXPECT_EQ(player.all<AskToken>().size(), 1U);
  player.make_offer();
  player.gather();
  EXPECT_TRUE(player.all<SendOffer>().empty()) << "not without a token";
  player.tell(TokenReady{1});
  EXPECT_EQ(player.all<SendOffer>().size(), 1U);
}

TEST(Failures, provider_that_rejects) {
  Player player(with_provider());
  player.open();
  player.tell(TokenRefused{1});
  EXPECT_EQ(player.failure().kind, FailureKind::unauthorized);
  EXPECT_EQ(player.failure().stage, Stage::token);
}

TEST(Failures, provider_that_hangs) {
  Player player(with_provider());
  player.open();
  player.make_offer();
  player.gather();
  player.wait(seconds(10));
  EXPECT_EQ(player.failure().kind, FailureKind::timeout);
  EXPECT_EQ(player.failure().stage, Stage::token);
  EXPECT_TRUE(player.all<SendOffer>().empty());
}

TEST(Failures, request_without_a_reply_names_cors_when_it_may_be) {
  Player player(with_provider());
  player.reach_posting();
  player.tell(RequestFailed{1});
  EXPECT_EQ(player.failure().kind, FailureKind::network);
  EXPECT_TRUE(player.failure().cross_origin);
  EXPECT_NE(player.failure().detail.find("CORS"), std::string::npos);
}

TEST(Failures, request_without_a_reply_on_the_pages_own_origin_is_not_cors) {
  Player player(through_relay());
  player.reach_posting();
  player.tell(RequestFailed{1});
  EXPECT_FALSE(player.failure().cross_origin);
  EXPECT_EQ(player.failure().detail, "");
}

TEST(Failures, silent_service_is_said_to_be_slow_then_given_up) {
  Player player(viewing_on(seconds(120)));
  player.reach_posting();
  player.wait(milliseconds(9999));
  EXPECT_TRUE(player.news<PostSlow>().empty());
  player.wait(milliseconds(1));
  EXPECT_EQ(player.news<PostSlow>().size(), 1U);
  player.wait(milliseconds(19'999));
  EXPECT_EQ(name(player.state.phase), "starting") << "a late answer would be used";
  EXPECT_TRUE(player.all<AbortPost>().empty());
  player.wait(milliseconds(1));
  EXPECT_EQ(player.all<AbortPost>().size(), 1U);
  EXPECT_EQ(player.failure().kind, FailureKind::timeout);
  EXPECT_EQ(player.failure().stage, Stage::post);
  EXPECT_EQ(name(player.state.phase), "waiting");
  player.wait(seconds(120));
  expect_closes_clean(player, 0);
}

TEST(Failures, never_connected) {
  Player player(through_relay());
  player.reach_connecting();
  player.wait(seconds(10));
  EXPECT_EQ(player.failure().kind, FailureKind::timeout);
  EXPECT_EQ(player.failure().stage, Stage::connect);
  expect_closes_clean(player, 1);
}

TEST(Failures, connected_but_silent_device) {
  Player player(through_relay());
  player.reach_connecting();
  player.connect();
  player.wait(seconds(12));
  EXPECT_EQ(player.failure().kind, FailureKind::timeout);
  EXPECT_EQ(player.failure().stage, Stage::first_frame);
  expect_closes_clean(player, 1);
}

TEST(Failures, slow_camera_is_given_its_time) {
  Player player(through_relay());
  player.reach_connecting();
  player.connect();
  player.wait(milliseconds(5100));
  player.show_frame();
  EXPECT_EQ(player.state.phase, ViewingPhase::live);
}

TEST(Failures, ice_failed_at_once) {
  Player player(through_relay());
  player.reach_connecting();
  player.tell(ConnectionChanged{1, Connection::failed});
  EXPECT_EQ(player.failure().kind, FailureKind::ice_failed);
  EXPECT_EQ(player.failure().stage, Stage::connect);
  expect_closes_clean(player, 1);
}

TEST(Failures, disconnected_heals_within_its_grace) {
  Player player(through_relay());
  player.reach_flowing();
  player.tell(ConnectionChanged{1, Connection::disconnected});
  player.watch(milliseconds(3500));
  player.connect();
  player.watch(seconds(5));
  EXPECT_EQ(player.state.phase, ViewingPhase::live);
}

TEST(Failures, disconnected_for_good) {
  Player player(through_relay());
  player.reach_flowing();
  player.tell(ConnectionChanged{1, Connection::disconnected});
  player.watch(seconds(4));
  EXPECT_EQ(player.failure().kind, FailureKind::ice_failed);
  EXPECT_EQ(player.failure().stage, Stage::live);
}

TEST(Failures, peer_that_says_goodbye_ended_early) {
  Player player(through_relay());
  player.reach_flowing();
  player.tell(ConnectionChanged{1, Connection::closed});
  EXPECT_EQ(player.failure().kind, FailureKind::ended_early);
}

TEST(Failures, frames_that_stop_are_not_live_after_two_seconds_and_lost_after_five) {
  Player player(through_relay());
  player.reach_flowing();
  player.watch(seconds(3));
  player.stare(milliseconds(1500));  // The last frame may be as old as the sample before it.
  EXPECT_EQ(player.state.phase, ViewingPhase::live);
  player.stare(milliseconds(251));
  EXPECT_EQ(player.state.phase, ViewingPhase::starting) << "never a frozen picture called live";
  ASSERT_EQ(player.news<StallChanged>().size(), 1U);
  EXPECT_TRUE(player.news<StallChanged>()[0].stalled);
  player.stare(milliseconds(2750));
  EXPECT_TRUE(player.news<Recovering>().empty());
  player.stare(milliseconds(251));
  EXPECT_EQ(player.failure().kind, FailureKind::stalled);
  EXPECT_EQ(player.failure().stage, Stage::live);
  expect_closes_clean(player, 1);
}

TEST(Failures, a_picture_that_moves_is_not_stalled_however_far_apart_its_frames_are_counted) {
  Config config = through_relay();
  config.times.stalled = seconds(1);
  Player player(config);
  player.reach_flowing();
  for (int i = 1; i <= 10; ++i) {
    player.wait(milliseconds(1200));
    player.tell(FramesSampled{1, i * 18, 1280, 720});
    EXPECT_EQ(name(player.state.phase), "live");
  }
  player.wait(milliseconds(700));
  player.tell(FramesSampled{1, 180, 1280, 720});
  EXPECT_EQ(name(player.state.phase), "live") << "flat for 0.7 s; before that it moved";
  EXPECT_TRUE(player.news<StallChanged>().empty());
  expect_closes_clean(player, 1);
}

/// A browser that says when the last frame came, of 15 a second from `start` to `end`, whenever it
/// is asked. Returns how often it was asked.
std::size_t let_it_play(Player& player, Instant start, Instant end, Millis length) {
  const Instant until = player.now + length;
  const std::size_t asked = player.all<SampleFrames>().size();
  std::size_t answered = asked;
  for (; player.now < until; player.wait(milliseconds(10))) {
    if (player.all<SampleFrames>().size() == answered) continue;
    answered = player.all<SampleFrames>().size();
    const std::int64_t count = (std::min(player.now, end) - start).count * 15 / 1000;
    player.tell(FramesSampled{1, 1 + count, 1280, 720, milliseconds(count * 1000 / 15)});
  }
  return answered - asked;
}

TEST(Failures, video_that_comes_and_is_not_decoded_has_a_failure_of_its_own) {
  Player player(through_relay());
  player.reach_connecting();
  player.tell(ConnectionChanged{1, Connection::connected});
  player.tell(FramesSampled{1, 0, 0, 0, Millis{}, true, "video/H264, OpenH264"});
  player.wait(seconds(13));
  EXPECT_EQ(player.failure().kind, FailureKind::undecodable);
  EXPECT_EQ(player.failure().stage, Stage::first_frame);
  EXPECT_EQ(player.failure().detail,
            "Video comes, and not one frame could be decoded: video/H264, OpenH264");
  expect_closes_clean(player, 1);
}

TEST(Failures, a_picture_that_simply_plays_is_looked_at_once_a_second) {
  Player player(through_relay());
  player.reach_flowing();
  const Instant start = player.now;
  const Instant end = start + seconds(60);
  let_it_play(player, start, end, seconds(1));
  EXPECT_LE(let_it_play(player, start, end, seconds(10)), 11U);
  EXPECT_EQ(name(player.state.phase), "live");
  expect_closes_clean(player, 1);
}

TEST(Failures, a_look_that_is_answered_late_does_not_put_off_the_next) {
  Player player(through_relay());
  player.reach_flowing();
  const Instant start = player.now;
  let_it_play(player, start, start + seconds(60), seconds(3));
  const std::size_t asked = player.all<SampleFrames>().size();
  while (player.all<SampleFrames>().size() == asked) player.wait(milliseconds(10));
  const auto due = next_deadline(player.state)->at;
  player.wait(milliseconds(70));
  const std::int64_t count = (player.now - start).count * 15 / 1000;
  player.tell(FramesSampled{1, 1 + count, 1280, 720, milliseconds(count * 1000 / 15)});
  EXPECT_EQ(next_deadline(player.state)->at, due) << "no timer is set anew";
  expect_closes_clean(player, 1);
}

TEST(Failures, a_frozen_picture_is_told_in_time_although_it_was_looked_at_once_a_second) {
  for (int late = 0; late < 1200; late += 70) {
    Player player(through_relay());
    player.reach_flowing();
    const Instant start = player.now;
    const Instant end = start + seconds(5) + milliseconds(late);
    let_it_play(player, start, end, end - start + milliseconds(1900));
    EXPECT_TRUE(player.news<StallChanged>().empty()) << "no sooner than after 2 s: " << late;
    let_it_play(player, start, end, milliseconds(500));
    EXPECT_EQ(player.news<StallChanged>().size(), 1U) << "within 2.5 s: " << late;
    expect_closes_clean(player, 1);
  }
}

TEST(Failures, a_counter_that_begins_anew_says_nothing_of_the_time_before) {
  Player player(through_relay());
  player.reach_flowing();
  const Instant start = player.now;
  let_it_play(player, start, start + seconds(9), seconds(5));
  player.tell(FramesSampled{1, 2, 1280, 720, milliseconds(66)});
  let_it_play(player, player.now, player.now + seconds(9), seconds(5));
  EXPECT_TRUE(player.news<StallChanged>().empty());
  expect_closes_clean(player, 1);
}

TEST(Failures, transport_that_hears_the_hang_up_ends_it_at_once) {
  for (const bool closed : {true, false}) {
    Player player(through_relay());
    player.reach_flowing();
    player.tell(TransportLost{1, closed});
    EXPECT_EQ(player.failure().kind, closed ? FailureKind::ended_early : FailureKind::ice_failed);
    player.tell(ConnectionChanged{1, Connection::closed});
    expect_closes_clean(player, 1);
  }
}

TEST(Failures, frames_that_come_back_are_live_again) {
  Player player(through_relay());
  player.reach_flowing();
  player.watch(seconds(2));
  player.stare(seconds(3));
  EXPECT_EQ(player.state.phase, ViewingPhase::starting);
  player.watch(seconds(1));
  EXPECT_EQ(player.state.phase, ViewingPhase::live);
  ASSERT_EQ(player.news<StallChanged>().size(), 2U);
  EXPECT_FALSE(player.news<StallChanged>()[1].stalled);
  EXPECT_EQ(player.news<FirstFrameShown>().size(), 1U) << "there is only one first frame";
}

TEST(Failures, a_frozen_tab_is_not_a_stalled_stream) {
  Player player(through_relay());
  player.reach_flowing();
  player.watch(seconds(2));
  player.now = player.now + seconds(15);
  player.tell(FramesSampled{1, player.decoded, 1280, 720});
  EXPECT_EQ(player.state.phase, ViewingPhase::live) << "one flat sample after a long sleep";
}

TEST(Failures, statistics_that_never_come_are_no_news) {
  Player player(through_relay());
  player.reach_flowing();
  player.wait(seconds(20));
  EXPECT_EQ(player.state.phase, ViewingPhase::live);
}

TEST(Failures, a_counter_that_goes_back_is_a_new_track) {
  Player player(through_relay());
  player.reach_flowing();
  player.watch(seconds(4));
  player.decoded = 0;
  player.watch(seconds(4));
  EXPECT_EQ(player.state.phase, ViewingPhase::live);
}

TEST(Failures, no_webrtc_here) {
  Player player(through_relay());
  player.open();
  player.tell(PeerMissing{1});
  EXPECT_EQ(player.failure().kind, FailureKind::unsupported_browser);
  EXPECT_EQ(player.state.phase, ViewingPhase::closed);
}

TEST(Failures, ice_servers_the_browser_cannot_read) {
  Player player(through_relay());
  player.open();
  player.tell(PeerRefused{1, "SyntaxError: 'x' is not a valid URL"});
  EXPECT_EQ(player.failure().kind, FailureKind::bad_request);
  EXPECT_EQ(player.failure().stage, Stage::setup);
}

TEST(Failures, browser_that_cannot_make_an_offer) {
  Player player(through_relay());
  player.open();
  player.tell(OfferFailed{1, "OperationError: no"});
  EXPECT_EQ(player.failure().kind, FailureKind::unsupported_browser);
  EXPECT_EQ(player.failure().stage, Stage::offer);
}

TEST(Failures, offer_without_video) {
  Player player(through_relay());
  player.open();
  player.make_offer("v=0\r\ns=-\r\n");
  EXPECT_EQ(player.failure().kind, FailureKind::unsupported_browser);
}

TEST(Failures, no_h264_with_a_device_id_is_found_before_anything_is_sent) {
  Player player(with_provider());
  player.open();
  player.make_offer(vp8_offer_sdp);
  EXPECT_EQ(player.failure().kind, FailureKind::unsupported_codec);
  EXPECT_TRUE(player.all<SendOffer>().empty());
}

TEST(Failures, no_h264_with_src_is_the_servers_to_refuse) {
  Player player(through_relay());
  player.open();
  player.make_offer(vp8_offer_sdp);
  player.gather(vp8_offer_sdp);
  ASSERT_EQ(player.all<SendOffer>().size(), 1U);
  player.reply(refused(500));
  EXPECT_EQ(player.failure().kind, FailureKind::unsupported_codec);
}

TEST(Failures, inactive_answer) {
  Player player(through_relay());
  player.reach_answering("inactive");
  EXPECT_EQ(player.failure().kind, FailureKind::incompatible_direction);
  player.end_replied();
  expect_all_released(player, 1);
}

TEST(Failures, nothing_to_open) {
  Player player(Config{});
  player.open();
  EXPECT_EQ(player.failure().kind, FailureKind::bad_request);
  EXPECT_EQ(player.failure().stage, Stage::setup);
  EXPECT_EQ(player.state.phase, ViewingPhase::closed);
  EXPECT_TRUE(player.commands.empty());
}

TEST(Failures, a_token_never_travels_unencrypted) {
  Config config = with_provider();
  config.api_base = "http://api.amazonvision.com";
  Player player(config);
  player.open();
  EXPECT_EQ(player.failure().kind, FailureKind::bad_request);
  EXPECT_TRUE(player.commands.empty());
  config.api_base = "http://127.0.0.1:8080";
  Player local(config);
  local.open();
  EXPECT_EQ(local.state.phase, ViewingPhase::starting) << "loopback is exempt";
}

}  // namespace
}  // namespace ring::test
