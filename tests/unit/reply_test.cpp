#include "core/wire/reply.hpp"

#include <gtest/gtest.h>

#include "scenarios/player.hpp"

namespace ring {
namespace {

using test::answer_with;
using test::created;
using test::offer_sdp;
using test::refused;
using Kind = Reading::Kind;

constexpr Instant now{70'000};

Config relay() { return test::with_endpoint(test::through_relay()); }
Config service() { return test::with_endpoint(test::with_provider()); }

Reading read(const HttpReply& reply, const Config& config = service(), bool h264 = true) {
  return read_reply(config, offer_sdp, h264, reply, now);
}

void expect_unusable(const Reading& reading, FailureKind kind, Stage stage) {
  EXPECT_EQ(reading.kind, Kind::unusable);
  EXPECT_EQ(name(reading.failure.kind), name(kind));
  EXPECT_EQ(name(reading.failure.stage), name(stage));
  EXPECT_TRUE(reading.opened_session);
  EXPECT_EQ(reading.sdp, "");
}

TEST(Reply, created_opens_a_session) {
  const Reading reading = read(created());
  Reading expected;
  expected.kind = Kind::opened;
  expected.session_url = test::session_url;
  expected.sdp = answer_with("sendonly");
  expected.opened_session = true;
  EXPECT_EQ(reading, expected);
}

TEST(Reply, says_that_the_direction_was_repaired) {
  for (const char* direction : {"recvonly", "sendrecv"}) {
    const Reading reading = read(created(test::session_url, direction));
    EXPECT_EQ(reading.kind, Kind::opened);
    EXPECT_TRUE(reading.repaired);
    EXPECT_EQ(reading.sdp, answer_with("sendonly"));
  }
}

TEST(Reply, an_answer_that_cannot_be_used_leaves_its_session_to_be_deleted) {
  HttpReply reply = created();
  reply.body = "<html>busy</html>";
  const Reading reading = read(reply);
  expect_unusable(reading, FailureKind::bad_answer, Stage::answer);
  EXPECT_EQ(reading.session_url, test::session_url);
  EXPECT_EQ(reading.failure.status, 201);
  EXPECT_EQ(reading.failure.detail, "the answer is a web page, not SDP");
  EXPECT_TRUE(reading.failure.cross_origin);
  expect_unusable(read(created(test::session_url, "inactive")), FailureKind::incompatible_direction,
                  Stage::answer);
}

TEST(Reply, without_a_location_nobody_can_delete_the_session) {
  for (const int status : {201, 406}) {
    HttpReply reply = created();
    reply.status = status;
    reply.session = {};
    const Reading reading = read(reply);
    expect_unusable(reading, FailureKind::no_location, Stage::post);
    EXPECT_EQ(reading.session_url, "");
    EXPECT_EQ(reading.failure.status, status);
    EXPECT_NE(reading.failure.detail.find("Access-Control-Expose-Headers: Location"),
              std::string::npos);
  }
}

TEST(Reply, with_a_bearer_the_session_must_live_on_the_endpoints_origin) {
  for (const char* url : {"https://evil.example/s", "https://api.amazonvision.com:444/s",
                          "http://api.amazonvision.com/s"}) {
    const Reading reading = read(created(url));
    expect_unusable(reading, FailureKind::foreign_location, Stage::post);
    EXPECT_EQ(reading.session_url, "") << url;
    EXPECT_EQ(read(created(url), relay()).session_url, url) << "without one it may live anywhere";
  }
}

TEST(Reply, any_success_with_a_location_counts_as_opened) {
  for (const int status : {200, 202, 204, 299}) {
    HttpReply reply = created();
    reply.status = status;
    const Reading reading = read(reply);
    expect_unusable(reading, FailureKind::bad_answer, Stage::post);
    EXPECT_EQ(reading.session_url, test::session_url);
    EXPECT_EQ(reading.failure.detail, "The service did not answer 201 Created.");
    reply.session = {};
    EXPECT_EQ(read(reply).kind, Kind::refused);
    EXPECT_EQ(name(read(reply).failure.kind), "server");
  }
}

TEST(Reply, a_refusal_opens_nothing_whatever_its_location) {
  for (const int status : {0, 301, 307, 400, 401, 403, 404, 409, 429, 500, 503}) {
    HttpReply reply = refused(status);
    reply.session = test::address(test::session_url);
    const Reading reading = read(reply);
    EXPECT_EQ(reading.kind, Kind::refused) << status;
    EXPECT_EQ(reading.session_url, "");
    EXPECT_FALSE(reading.opened_session);
    EXPECT_EQ(reading.failure.status, status);
    EXPECT_EQ(reading.failure.attempt, 0U);
  }
}

TEST(Reply, a_406_with_sdp_is_the_servers_offer) {
  HttpReply reply = created(test::session_url, "sendrecv");
  reply.status = 406;
  const Reading reading = read(reply);
  EXPECT_EQ(reading.kind, Kind::server_offer);
  EXPECT_EQ(reading.session_url, test::session_url);
  EXPECT_EQ(reading.sdp, answer_with("sendonly"));
  EXPECT_TRUE(reading.repaired);
  EXPECT_TRUE(reading.opened_session);
  reply.body = answer_with("inactive");
  expect_unusable(read(reply), FailureKind::incompatible_direction, Stage::answer);
  EXPECT_EQ(read(reply).session_url, test::session_url);
  reply.body = R"({"title":"Not Acceptable"})";
  EXPECT_EQ(read(reply).kind, Kind::refused);
  EXPECT_EQ(name(read(reply).failure.kind), "bad-request");
}

TEST(Reply, a_refusal_of_an_offer_without_h264_may_be_about_codecs) {
  for (const int status : {400, 406, 415, 422, 488, 500}) {
    EXPECT_EQ(name(read(refused(status), relay(), false).failure.kind), "unsupported-codec");
    EXPECT_NE(name(read(refused(status), relay(), true).failure.kind), "unsupported-codec");
  }
  for (const int status : {401, 404, 429, 502, 503}) {
    EXPECT_NE(name(read(refused(status), relay(), false).failure.kind), "unsupported-codec");
  }
}

TEST(Reply, carries_the_services_time_and_words) {
  HttpReply reply = refused(429, R"({"title":"Slow down"})");
  reply.retry_after = seconds(30);
  reply.request_id = "req-7";
  const Failure failure = read(reply).failure;
  EXPECT_EQ(failure.retry_at, Instant{100'000});
  EXPECT_EQ(failure.title, "Slow down");
  EXPECT_EQ(failure.request_id, "req-7");
  EXPECT_TRUE(failure.cross_origin);
  EXPECT_FALSE(read(reply, relay()).failure.cross_origin);
}

TEST(Reply, a_redirect_that_led_nowhere_is_told) {
  HttpReply reply;
  reply.redirected = true;
  for (const int status : {0, 200, 302}) {
    reply.status = status;
    EXPECT_EQ(name(read(reply).failure.kind), "bad-request");
    EXPECT_NE(read(reply).failure.detail.find("redirects"), std::string::npos);
  }
  reply.status = 503;
  EXPECT_EQ(name(read(reply).failure.kind), "server");
  reply = created();
  reply.redirected = true;
  EXPECT_EQ(read(reply).kind, Kind::opened);
}

TEST(AnswerReply, is_taken_with_any_success) {
  for (const int status : {200, 201, 204}) {
    EXPECT_EQ(read_answer_reply(relay(), refused(status), now), std::nullopt);
  }
}

TEST(AnswerReply, is_refused_at_the_stage_of_the_answer) {
  HttpReply reply = refused(409);
  reply.retry_after = seconds(2);
  const auto failure = read_answer_reply(service(), reply, now);
  ASSERT_TRUE(failure);
  EXPECT_EQ(name(failure->kind), "conflict");
  EXPECT_EQ(failure->stage, Stage::answer);
  EXPECT_EQ(failure->retry_at, Instant{72'000});
  EXPECT_TRUE(failure->cross_origin);
}

TEST(NoReply, names_cors_when_it_may_be) {
  const Failure failure = read_no_reply(service(), Stage::post);
  EXPECT_EQ(failure.kind, FailureKind::network);
  EXPECT_EQ(failure.stage, Stage::post);
  EXPECT_TRUE(failure.cross_origin);
  EXPECT_NE(failure.detail.find("CORS"), std::string::npos);
  EXPECT_EQ(read_no_reply(relay(), Stage::answer).detail, "");
  EXPECT_EQ(read_no_reply(relay(), Stage::answer).stage, Stage::answer);
}

TEST(ReleaseReply, is_read_by_its_status) {
  for (const int status : {200, 202, 204}) EXPECT_EQ(read_release(status), Release::ended);
  for (const int status : {404, 410}) EXPECT_EQ(read_release(status), Release::was_gone);
  EXPECT_EQ(read_release(401), Release::bearer_refused);
  for (const int status : {0, 302, 400, 403, 405, 500}) {
    EXPECT_EQ(read_release(status), Release::failed) << status;
  }
  EXPECT_TRUE(bearer_refused(401));
  EXPECT_FALSE(bearer_refused(403));
}

}  // namespace
}  // namespace ring
