// The server makes the offer (406), as the WHEP draft lets it: it is answered by PATCH.
#include "player.hpp"

namespace ring::test {
namespace {

constexpr const char* own_answer =
    "v=0\r\no=- 3 4 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\n"
    "m=video 9 UDP/TLS/RTP/SAVPF 102\r\nc=IN IP4 0.0.0.0\r\na=mid:0\r\na=recvonly\r\n"
    "a=rtcp-mux\r\na=rtpmap:102 H264/90000\r\n";

HttpReply countered(const std::string& location, const std::string& direction = "sendonly") {
  HttpReply reply = created(location, direction);
  reply.status = 406;
  return reply;
}

void reach_countering(Player& player) {
  player.reach_posting();
  player.reply(countered(player.location()));
}

/// Our answer, gathered and sent.
void send_answer(Player& player) {
  player.tell(AnswerReady{player.attempt(), own_answer});
  player.gather(own_answer);
}

void reply_to_answer(Player& player, HttpReply reply) {
  player.tell(AnswerReplied{player.attempt(), std::move(reply)});
}

TEST(CounterOffer, is_answered_and_plays) {
  Player player(through_relay());
  reach_countering(player);
  EXPECT_EQ(name(player.attempt_phase()), "countering");
  ASSERT_EQ(player.all<ApplyCounterOffer>().size(), 1U);
  EXPECT_EQ(player.all<ApplyCounterOffer>()[0].sdp, answer_with("sendonly"));

  player.tell(AnswerReady{player.attempt(), own_answer});
  EXPECT_EQ(player.all<ApplyOwnAnswer>().size(), 1U);
  EXPECT_EQ(name(player.attempt_phase()), "gathering");
  EXPECT_TRUE(player.all<SendAnswer>().empty()) << "an answer goes out with its candidates";
  player.gather(own_answer);
  ASSERT_EQ(player.all<SendAnswer>().size(), 1U);
  EXPECT_EQ(player.all<SendAnswer>()[0].url, player.location());
  EXPECT_EQ(player.all<SendAnswer>()[0].sdp, own_answer);

  reply_to_answer(player, refused(204));
  player.connect();
  player.show_frame();
  EXPECT_EQ(name(player.state.phase), "live");
  EXPECT_EQ(player.all<SendOffer>().size(), 1U);
  expect_closes_clean(player, 1);
}

TEST(CounterOffer, connects_before_the_reply_to_the_answer) {
  Player player(through_relay());
  reach_countering(player);
  send_answer(player);
  player.connect();
  player.show_frame();  // Not believed yet: the next count tells it again.
  reply_to_answer(player, refused(204));
  player.tell(FramesSampled{player.attempt(), 3, 1280, 720});
  EXPECT_EQ(name(player.state.phase), "live");
  expect_closes_clean(player, 1);
}

TEST(CounterOffer, connects_before_the_reply_and_shows_nothing) {
  Player player(through_relay());
  reach_countering(player);
  send_answer(player);
  player.connect();
  reply_to_answer(player, refused(204));
  EXPECT_EQ(player.all<SampleFrames>().size(), 1U);
  player.wait(seconds(12));
  EXPECT_EQ(name(player.failure().stage), "first-frame");
  expect_closes_clean(player, 1);
}

TEST(CounterOffer, never_connects) {
  Player player(through_relay());
  reach_countering(player);
  send_answer(player);
  reply_to_answer(player, refused(204));
  EXPECT_EQ(player.all<SampleFrames>().size(), 1U);
  player.wait(seconds(10));
  EXPECT_EQ(name(player.failure().stage), "connect");
  expect_closes_clean(player, 1);
}

TEST(CounterOffer, the_answer_that_gets_no_reply_is_a_network_failure) {
  Player player(through_relay());
  reach_countering(player);
  send_answer(player);
  player.tell(RequestFailed{player.attempt()});
  EXPECT_EQ(name(player.failure().kind), "network");
  EXPECT_EQ(name(player.failure().stage), "answer");
  expect_closes_clean(player, 1);
}

TEST(CounterOffer, the_answer_gathers_like_an_offer) {
  Player player(through_relay());
  reach_countering(player);
  player.tell(AnswerReady{player.attempt(), own_answer});
  player.tell(CandidateGathered{player.attempt(), false});
  player.wait(milliseconds(499));
  EXPECT_EQ(player.all<CollectOffer>().size(), 1U);
  player.wait(milliseconds(1));
  EXPECT_EQ(player.all<CollectOffer>().size(), 2U) << "half a second is enough";
  expect_closes_clean(player, 1);
}

TEST(CounterOffer, an_answer_without_a_candidate_never_leaves) {
  for (const bool told : {true, false}) {
    Player player(through_relay());
    reach_countering(player);
    player.tell(AnswerReady{player.attempt(), own_answer});
    if (told) player.tell(GatheringCompleted{player.attempt()});
    player.wait(seconds(4));
    EXPECT_EQ(name(player.failure().kind), "no-network");
    EXPECT_TRUE(player.all<SendAnswer>().empty());
    expect_closes_clean(player, 1);
  }
}

TEST(CounterOffer, goes_on_after_the_time_for_the_reply) {
  Player player(through_relay());
  reach_countering(player);
  player.wait(seconds(1));
  send_answer(player);
  player.wait(seconds(1));
  reply_to_answer(player, refused(204));
  player.connect();
  player.show_frame();
  EXPECT_EQ(player.news<FirstFrameShown>()[0].timings.gathering, Millis{}) << "of the offer";
  EXPECT_EQ(player.news<FirstFrameShown>()[0].timings.connect, seconds(2));
  player.watch(seconds(12));
  EXPECT_EQ(name(player.state.phase), "live");
  expect_closes_clean(player, 1);
}

TEST(CounterOffer, sound_and_other_pictures_are_left_silent) {
  Player player(through_relay());
  player.reach_posting();
  HttpReply reply = countered(player.location());
  reply.body =
      "v=0\r\na=group:BUNDLE a v w\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:a\r\na=sendonly\r\n"
      "m=video 0 UDP/TLS/RTP/SAVPF 102\r\na=bundle-only\r\na=mid:v\r\na=sendrecv\r\n"
      "m=video 9 UDP/TLS/RTP/SAVPF 102\r\na=mid:w\r\na=sendonly\r\n";
  player.reply(std::move(reply));
  ASSERT_EQ(player.all<ApplyCounterOffer>().size(), 1U);
  EXPECT_EQ(player.all<ApplyCounterOffer>()[0].sdp,
            "v=0\r\na=group:BUNDLE a v w\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:a\r\n"
            "a=inactive\r\nm=video 0 UDP/TLS/RTP/SAVPF 102\r\na=bundle-only\r\na=mid:v\r\n"
            "a=sendonly\r\nm=video 9 UDP/TLS/RTP/SAVPF 102\r\na=mid:w\r\na=inactive\r\n");
  EXPECT_EQ(player.news<AnswerRepaired>().size(), 1U) << "sendrecv was meant";
  expect_closes_clean(player, 1);
}

TEST(CounterOffer, late_one_is_deleted) {
  Player player(through_relay());
  player.reach_posting();
  player.tell(CloseRequested{});
  player.reply(countered(player.location()));
  EXPECT_TRUE(player.all<ApplyCounterOffer>().empty());
  player.ends_replied();
  EXPECT_EQ(name(player.state.phase), "closed");
  expect_all_released(player, 1);
}

TEST(CounterOffer, after_the_end_is_deleted) {
  Player player(through_relay());
  player.reach_posting();
  player.tell(CloseRequested{});
  player.wait(seconds(20));
  EXPECT_EQ(name(player.state.phase), "closed");
  player.reply(countered(player.location()));
  EXPECT_EQ(player.all<EndSession>().size(), 1U);
}

TEST(CounterOffer, without_an_offer_is_a_plain_error) {
  Player player(through_relay());
  player.reach_posting();
  player.reply(refused(406, R"({"title":"Not Acceptable"})"));
  EXPECT_EQ(name(player.failure().kind), "bad-request");
  EXPECT_EQ(player.failure().status, 406);
  expect_all_released(player, 0);
}

TEST(CounterOffer, without_a_location_cannot_be_answered) {
  Player player(through_relay());
  player.reach_posting();
  HttpReply reply = countered(player.location());
  reply.session = {};
  player.reply(std::move(reply));
  EXPECT_EQ(name(player.failure().kind), "no-location");
}

TEST(CounterOffer, elsewhere_gets_no_bearer) {
  Player player(with_provider());
  player.reach_posting();
  player.reply(countered("https://evil.example/s1"));
  EXPECT_EQ(name(player.failure().kind), "foreign-location");
  EXPECT_TRUE(player.all<ApplyCounterOffer>().empty());
  EXPECT_TRUE(player.all<EndSession>().empty());
}

TEST(CounterOffer, that_cannot_send_is_refused_and_deleted) {
  Player player(through_relay());
  player.reach_posting();
  player.reply(countered(player.location(), "inactive"));
  EXPECT_EQ(name(player.failure().kind), "incompatible-direction");
  player.ends_replied();
  expect_all_released(player, 1);
}

TEST(CounterOffer, with_a_bearer_the_answer_carries_it) {
  Player player(with_provider());
  reach_countering(player);
  send_answer(player);
  ASSERT_EQ(player.all<SendAnswer>().size(), 1U);
  EXPECT_TRUE(player.all<SendAnswer>()[0].bearer);
  expect_closes_clean(player, 1);
}

/// Promise 4 holds for answers as it does for offers, whatever the browser or page made of ours.
TEST(CounterOffer, an_answer_that_sends_never_leaves) {
  for (const char* direction : {"sendrecv", "sendonly", "inactive"}) {
    Player player(through_relay());
    reach_countering(player);
    player.tell(AnswerReady{player.attempt(), answer_with(direction)});
    EXPECT_EQ(name(player.failure().kind), "unsupported-browser") << direction;
    player.ends_replied();
    EXPECT_TRUE(player.all<SendAnswer>().empty());
    expect_all_released(player, 1);
  }
}

TEST(CounterOffer, an_answer_that_changed_on_its_way_never_leaves) {
  Player player(through_relay());
  reach_countering(player);
  player.tell(AnswerReady{player.attempt(), own_answer});
  player.gather(answer_with("sendrecv").c_str());
  EXPECT_EQ(name(player.failure().kind), "unsupported-browser");
  player.ends_replied();
  EXPECT_TRUE(player.all<SendAnswer>().empty());
  EXPECT_EQ(player.all<SendOffer>().size(), 1U) << "and is no offer either";
  expect_all_released(player, 1);
}

TEST(CounterOffer, of_codecs_that_the_browser_lacks) {
  Player player(through_relay());
  reach_countering(player);
  std::string rejected = own_answer;
  rejected.replace(rejected.find("video 9"), 7, "video 0");
  player.tell(AnswerReady{player.attempt(), rejected});
  EXPECT_EQ(name(player.failure().kind), "unsupported-codec");
  player.ends_replied();
  expect_all_released(player, 1);
}

TEST(CounterOffer, that_the_browser_refuses) {
  Player player(through_relay());
  reach_countering(player);
  player.tell(AnswerRefused{player.attempt(), "no"});
  EXPECT_EQ(name(player.failure().kind), "bad-answer");
  player.tell(AnswerRefused{player.attempt(), "again"});  // createAnswer fails after it.
  player.ends_replied();
  expect_all_released(player, 1);
}

TEST(CounterOffer, whose_answer_is_refused_is_deleted_before_the_next_try) {
  Player player(viewing_on(seconds(120)));
  reach_countering(player);
  send_answer(player);
  reply_to_answer(player, refused(500));
  EXPECT_EQ(name(player.failure().kind), "server");
  EXPECT_EQ(name(player.failure().stage), "answer");
  EXPECT_EQ(player.all<EndSession>().size(), 1U);
  player.ends_replied();
  player.wait(seconds(2));
  EXPECT_EQ(player.attempt(), 2U);
  expect_closes_clean(player, 1);
}

TEST(CounterOffer, whose_answer_gets_no_reply_is_given_up) {
  Player player(viewing_on(seconds(120)));
  reach_countering(player);
  send_answer(player);
  player.wait(seconds(10));
  EXPECT_EQ(name(player.failure().kind), "timeout");
  EXPECT_EQ(name(player.failure().stage), "answer");
  player.ends_replied();
  reply_to_answer(player, refused(204));  // Too late: nobody listens.
  expect_closes_clean(player, 1);
}

TEST(CounterOffer, that_nobody_answers_is_ended_by_the_limit) {
  Player player(through_relay());
  reach_countering(player);
  player.wait(seconds(31));
  EXPECT_EQ(name(player.failure().kind), "timeout");
  player.ends_replied();
  expect_all_released(player, 1);
}

TEST(CounterOffer, limit_while_the_answer_gathers) {
  Config config = through_relay();
  config.times.battery_limit = seconds(2);
  config.times.gathering_none = seconds(4);
  Player player(config);
  reach_countering(player);
  player.tell(AnswerReady{player.attempt(), own_answer});
  player.wait(seconds(3));
  EXPECT_EQ(name(player.failure().kind), "timeout");
  player.ends_replied();
  expect_all_released(player, 1);
}

TEST(CounterOffer, closed_at_each_step) {
  for (int steps = 0; steps < 4; ++steps) {
    Player player(through_relay());
    reach_countering(player);
    if (steps > 0) player.tell(AnswerReady{player.attempt(), own_answer});
    if (steps > 1) player.gather(own_answer);
    if (steps > 2) reply_to_answer(player, refused(204));
    expect_closes_clean(player, 1);
  }
}

// ---- ICE servers that the service names ----

HttpReply naming_servers(HttpReply reply) {
  reply.ice_servers = 2;
  return reply;
}

TEST(LinkedServers, serve_the_answer_to_a_counter_offer) {
  Player player(through_relay());
  player.reach_posting();
  EXPECT_FALSE(player.all<OpenPeer>()[0].named_servers);
  player.reply(naming_servers(countered(player.location())));
  EXPECT_TRUE(player.all<ApplyCounterOffer>()[0].named_servers);
  expect_closes_clean(player, 1);
}

TEST(LinkedServers, serve_the_next_attempt) {
  Player player(viewing_on(seconds(120)));
  player.reach_posting();
  player.reply(naming_servers(created(player.location())));
  player.tell(AnswerApplied{player.attempt()});
  player.connect();
  player.show_frame();
  player.roll();
  ASSERT_EQ(player.all<OpenPeer>().size(), 2U);
  EXPECT_TRUE(player.all<OpenPeer>()[1].named_servers);
  expect_closes_clean(player, 1);
}

TEST(LinkedServers, those_of_the_page_win) {
  Config config = viewing_on(seconds(120));
  config.ice_servers = IceServers::own;
  Player player(config);
  player.reach_posting();
  player.reply(naming_servers(countered(player.location())));
  EXPECT_FALSE(player.all<ApplyCounterOffer>()[0].named_servers);
  expect_closes_clean(player, 1);
}

TEST(LinkedServers, of_an_error_are_not_taken) {
  Player player(viewing_on(seconds(120)));
  player.reach_posting();
  player.reply(naming_servers(refused(500)));
  player.wait(seconds(2));
  ASSERT_EQ(player.all<OpenPeer>().size(), 2U);
  EXPECT_FALSE(player.all<OpenPeer>()[1].named_servers);
  expect_closes_clean(player, 0);
}

// ---- redirects of the POST ----

TEST(Redirect, is_followed_without_a_bearer_only) {
  Player without(through_relay());
  without.reach_posting();
  EXPECT_TRUE(without.all<SendOffer>()[0].follow_redirects);
  Player with(with_provider());
  with.reach_posting();
  EXPECT_FALSE(with.all<SendOffer>()[0].follow_redirects);
}

TEST(Redirect, the_session_is_where_it_led_to) {
  Player player(through_relay());
  player.reach_posting();
  HttpReply reply = created("https://edge.example/whep/s7");
  reply.redirected = true;
  player.reply(std::move(reply));
  player.tell(CloseRequested{});
  ASSERT_EQ(player.all<EndSession>().size(), 1U);
  EXPECT_EQ(player.all<EndSession>()[0].url, "https://edge.example/whep/s7");
}

TEST(Redirect, to_a_page_is_told_and_not_tried_again) {
  Player player(through_relay());
  player.reach_posting();
  HttpReply reply = refused(200, "<!doctype html><title>Sign in</title>");
  reply.redirected = true;
  player.reply(std::move(reply));
  EXPECT_EQ(name(player.failure().kind), "bad-request");
  EXPECT_NE(player.failure().detail.find("redirects"), std::string::npos);
  expect_all_released(player, 0);
}

TEST(Redirect, to_an_error_is_that_error) {
  Player player(through_relay());
  player.reach_posting();
  HttpReply reply = device_offline();
  reply.redirected = true;
  player.reply(std::move(reply));
  EXPECT_EQ(name(player.failure().kind), "device-offline");
}

}  // namespace
}  // namespace ring::test
