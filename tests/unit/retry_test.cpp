#include "core/retry.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace ring {
namespace {

/// Sunday, 6 November 1994, 08:49:37 UTC, the moment of all examples in RFC 9110.
constexpr std::int64_t example_ms = 784111777000;
constexpr std::int64_t day_ms = 86400000;

std::optional<Millis> at(std::string_view value, std::int64_t wall_ms = example_ms) {
  return parse_retry_after(value, wall_ms);
}

TEST(RetryAfter, seconds_are_taken_as_they_are) {
  EXPECT_EQ(at("0"), milliseconds(0));
  EXPECT_EQ(at("60"), seconds(60));
  EXPECT_EQ(at(" 60\t"), seconds(60));
  EXPECT_EQ(at("007"), seconds(7));
  EXPECT_EQ(at("86400"), seconds(86400));
}

TEST(RetryAfter, seconds_need_no_clock) {
  EXPECT_EQ(at("60", -1), seconds(60));
  EXPECT_EQ(at("60", std::numeric_limits<std::int64_t>::max()), seconds(60));
}

TEST(RetryAfter, more_than_a_day_is_nothing) {
  EXPECT_EQ(at("86401"), std::nullopt);
  EXPECT_EQ(at("999999999999999999"), std::nullopt);
  EXPECT_EQ(at("9999999999999999999"), std::nullopt);
  EXPECT_EQ(at("Sun, 06 Nov 1994 08:49:37 GMT", example_ms - day_ms), milliseconds(day_ms));
  EXPECT_EQ(at("Sun, 06 Nov 1994 08:49:37 GMT", example_ms - day_ms - 1), std::nullopt);
}

TEST(RetryAfter, all_three_forms_of_a_date_are_read) {
  for (const char* date : {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
                           "Sun Nov  6 08:49:37 1994"}) {
    EXPECT_EQ(at(date, example_ms - 1500), milliseconds(1500)) << date;
  }
  EXPECT_EQ(at("Wed Nov 16 08:49:37 1994", example_ms + 10 * day_ms - 7), milliseconds(7));
}

TEST(RetryAfter, a_date_in_the_past_is_now) {
  EXPECT_EQ(at("Sun, 06 Nov 1994 08:49:37 GMT", example_ms + 1), milliseconds(0));
  EXPECT_EQ(at("Thu, 01 Jan 1970 00:00:00 GMT"), milliseconds(0));
  EXPECT_EQ(at("Mon, 01 Jan 0001 00:00:00 GMT"), milliseconds(0));
}

TEST(RetryAfter, leap_days_and_seconds_exist) {
  const std::int64_t march_2024 = 1709251200000;  // 1 March 2024
  EXPECT_EQ(at("Thu, 29 Feb 2024 23:59:59 GMT", march_2024 - 2000), milliseconds(1000));
  EXPECT_EQ(at("Thu, 29 Feb 2024 23:59:60 GMT", march_2024 - 2000), milliseconds(2000));
  EXPECT_EQ(at("Wed, 29 Feb 2023 00:00:00 GMT", march_2024), std::nullopt);
  EXPECT_EQ(at("Thu, 29 Feb 1900 00:00:00 GMT", march_2024), std::nullopt);
}

TEST(RetryAfter, two_digits_of_a_year_mean_at_most_50_years_ahead) {
  const std::int64_t in_2026 = 1767225600000;  // 1 January 2026
  EXPECT_EQ(at("Thursday, 01-Jan-26 00:00:05 GMT", in_2026), seconds(5));
  EXPECT_EQ(at("Friday, 01-Jan-77 00:00:00 GMT", in_2026), milliseconds(0));  // 1977
  EXPECT_EQ(at("Friday, 01-Jan-76 00:00:00 GMT", in_2026), std::nullopt);     // 2076
  // At a turn of the century, `00` is next year.
  const std::int64_t end_of_1999 = 946684799000;
  EXPECT_EQ(at("Saturday, 01-Jan-00 00:00:00 GMT", end_of_1999), seconds(1));
}

TEST(RetryAfter, what_cannot_be_read_is_nothing) {
  for (const char* value : {"",
                            " ",
                            "soon",
                            "-1",
                            "+1",
                            "1.5",
                            "60s",
                            "0x3c",
                            "60, 60",
                            "Sun",
                            "Sun,",
                            "Sun, 6 Nov 1994 08:49:37 GMT",
                            "Sun, 06 Nov 94 08:49:37 GMT",
                            "Sun, 06 nov 1994 08:49:37 GMT",
                            "sun, 06 Nov 1994 08:49:37 GMT",
                            "Sunday, 06 Nov 1994 08:49:37 GMT",
                            "Sun 06 Nov 1994 08:49:37 GMT",
                            "Sun, 06 Nov 1994 08:49:37 UTC",
                            "Sun, 06 Nov 1994 08:49:37 +0000",
                            "Sun, 06 Nov 1994 08:49:37",
                            "Sun, 06 Nov 1994 08:49 GMT",
                            "Sun, 06 Nov 1994 8:49:37 GMT",
                            "Sun, 06 Nov 1994 24:00:00 GMT",
                            "Sun, 06 Nov 1994 08:60:00 GMT",
                            "Sun, 06 Nov 1994 08:49:61 GMT",
                            "Sun, 06 Nov 1994 08-49-37 GMT",
                            "Sun, 00 Nov 1994 08:49:37 GMT",
                            "Sun, 31 Nov 1994 08:49:37 GMT",
                            "Sun, 06 Foo 1994 08:49:37 GMT",
                            "Sun,  06 Nov 1994 08:49:37 GMT",
                            "Sun, 06-Nov-94 08:49:37 GMT",
                            "Sunday, 06-Nov-1994 08:49:37 GMT",
                            "Sunday, 06-Nov 08:49:37 GMT",
                            "Sunday, 06-Nov-94 08:49:37 EST",
                            "Sun Nov 6 08:49:37 1994",
                            "Sun Nov  06 08:49:37 1994",
                            "Sunday Nov  6 08:49:37 1994",
                            "Sun Nov  6 08:49:37 94",
                            "1994-11-06T08:49:37Z"}) {
    EXPECT_EQ(at(value), std::nullopt) << value;
  }
}

TEST(RetryAfter, a_broken_clock_gives_no_wait_from_a_date) {
  for (const std::int64_t wall_ms :
       {std::numeric_limits<std::int64_t>::min(), std::int64_t{-1}, std::int64_t{253402300800000},
        std::numeric_limits<std::int64_t>::max()}) {
    EXPECT_EQ(at("Sun, 06 Nov 1994 08:49:37 GMT", wall_ms), std::nullopt) << wall_ms;
    EXPECT_EQ(at("Sunday, 06-Nov-94 08:49:37 GMT", wall_ms), std::nullopt) << wall_ms;
  }
  EXPECT_EQ(at("Fri, 31 Dec 9999 23:59:59 GMT", 253402300799999), milliseconds(0));
}

}  // namespace
}  // namespace ring
