#include "core/wire/failure.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "core/machine/names.hpp"

namespace ring {
namespace {

TEST(FailureRules, name_each_kind_once) {
  std::set<std::string_view> names;
  for (const FailureRule& rule : failure_rules) {
    EXPECT_EQ(name(rule.kind), rule.name);
    EXPECT_TRUE(names.insert(rule.name).second) << rule.name;
  }
}

TEST(FailureRules, what_costs_the_camera_nothing) {
  std::set<std::string_view> names;
  for (const FailureRule& rule : failure_rules) {
    if (costs_nothing(rule.kind)) names.insert(rule.name);
    EXPECT_TRUE(!costs_nothing(rule.kind) || retryable(rule.kind)) << rule.name;
  }
  EXPECT_EQ(names, (std::set<std::string_view>{"network", "server", "rate-limited", "conflict"}));
}

TEST(Refusal, is_read_by_its_status_first) {
  const std::pair<int, FailureKind> kinds[] = {
      {0, FailureKind::bad_request},    {200, FailureKind::server},
      {307, FailureKind::bad_request},  {400, FailureKind::bad_request},
      {401, FailureKind::unauthorized}, {403, FailureKind::forbidden},
      {404, FailureKind::not_found},    {408, FailureKind::server},
      {409, FailureKind::conflict},     {410, FailureKind::bad_request},
      {425, FailureKind::server},       {429, FailureKind::rate_limited},
      {500, FailureKind::server},       {503, FailureKind::server},
      {799, FailureKind::server},
  };
  for (const auto& [status, kind] : kinds) {
    EXPECT_EQ(name(failure_of(status, "", "").kind), name(kind)) << status;
    EXPECT_EQ(failure_of(status, "", "").status, status);
  }
}

TEST(Refusal, requests_that_came_at_the_wrong_time_may_be_sent_again) {
  EXPECT_TRUE(retryable(failure_of(408, "", "").kind));
  EXPECT_TRUE(retryable(failure_of(425, "", "").kind));
}

TEST(Refusal, a_camera_that_sleeps_is_told_from_a_busy_service) {
  EXPECT_EQ(failure_of(503, R"({"title":"Device Unavailable"})", "").kind,
            FailureKind::device_offline);
  EXPECT_EQ(failure_of(503, R"({"title":"x","detail":"Device is OFFLINE"})", "").kind,
            FailureKind::device_offline);
  EXPECT_EQ(failure_of(503, R"({"title":"Service Unavailable"})", "").kind, FailureKind::server);
  EXPECT_EQ(failure_of(500, R"({"title":"Device Unavailable"})", "").kind, FailureKind::server);
}

TEST(Refusal, carries_the_services_words) {
  const Failure failure =
      failure_of(400, R"({"code":"E17","detail":"a\nb"})", "req\x01 " + std::string(200, 'x'));
  EXPECT_EQ(failure.title, "E17") << "a code where there is no title";
  EXPECT_EQ(failure.detail, "a b");
  EXPECT_EQ(failure.request_id, "req " + std::string(124, 'x'));
}

TEST(Refusal, the_relays_limits_are_told_from_a_busy_service) {
  const auto kind = [](std::string_view body) { return failure_of(429, body, "").kind; };
  EXPECT_EQ(kind(R"({"code":"camera-in-use"})"), FailureKind::conflict);
  EXPECT_EQ(kind(R"({"code":"camera-time-used"})"), FailureKind::used_up);
  EXPECT_EQ(kind(R"({"code":"viewer-time-used"})"), FailureKind::used_up);
  EXPECT_EQ(kind(R"({"code":"service-busy"})"), FailureKind::rate_limited);
  EXPECT_FALSE(retryable(FailureKind::used_up));
}

}  // namespace
}  // namespace ring
