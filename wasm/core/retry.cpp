#include "core/retry.hpp"

#include <chrono>
#include <iterator>
#include <vector>

#include "core/text.hpp"

namespace ring {
namespace {

constexpr std::int64_t day_ms = 24LL * 60 * 60 * 1000;
/// 31 December 9999: the last day that a date of RFC 9110 can name. A clock outside this is broken,
/// and beyond it the arithmetic below could overflow.
constexpr std::int64_t latest_wall_ms = 253402300799999;

/// HTTP dates are case-sensitive and always English (RFC 9110 5.6.7).
constexpr std::string_view months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::string_view weekdays[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                         "Friday", "Saturday", "Sunday"};

/// A date as written; whether such a day exists is asked once, at the end.
struct Moment {
  long long year = 0;
  unsigned month = 0;
  long long day = 0;
  long long second = 0;  ///< Of the day.
};

/// Exactly `length` digits; -1 for anything else, which no check below lets pass.
long long digits(std::string_view text, std::size_t length) {
  return text.size() == length ? parse_number(text).value_or(-1) : -1;
}

/// 1 to 12, or 0.
unsigned month_number(std::string_view name) {
  for (unsigned i = 0; i < std::size(months); ++i) {
    if (months[i] == name) return i + 1;
  }
  return 0;
}

/// The whole name, or its first three letters. Whether it fits the date is not our business.
bool is_weekday(std::string_view name, bool whole) {
  for (const std::string_view day : weekdays) {
    if (name == (whole ? day : day.substr(0, 3))) return true;
  }
  return false;
}

/// `hh:mm:ss` as the second of the day; 60 seconds are a leap second; -1 for anything else.
long long second_of_day(std::string_view text) {
  if (text.size() != 8 || text[2] != ':' || text[5] != ':') return -1;
  const long long hour = digits(text.substr(0, 2), 2);
  const long long minute = digits(text.substr(3, 2), 2);
  const long long second = digits(text.substr(6, 2), 2);
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) return -1;
  return (hour * 60 + minute) * 60 + second;
}

std::optional<std::int64_t> to_ms(const Moment& moment) {
  if (moment.year < 0 || moment.day < 1 || moment.day > 31 || moment.second < 0) {
    return std::nullopt;
  }
  const std::chrono::year_month_day date{std::chrono::year{static_cast<int>(moment.year)},
                                         std::chrono::month{moment.month},
                                         std::chrono::day{static_cast<unsigned>(moment.day)}};
  if (!date.ok()) return std::nullopt;  // No 31 November, no 29 February out of turn.
  const std::int64_t days = std::chrono::sys_days{date}.time_since_epoch().count();
  return days * day_ms + moment.second * 1000;
}

/// Only for a clock that was checked: beyond the year 32767 the calendar type overflows.
int year_of(std::int64_t wall_ms) {
  const std::chrono::sys_days day{std::chrono::days{wall_ms / day_ms}};
  return static_cast<int>(std::chrono::year_month_day{day}.year());
}

/// Two digits mean the year that is at most 50 years ahead (RFC 9110 5.6.7).
long long whole_year(long long two_digits, int now) {
  if (two_digits < 0) return -1;
  const long long year = now - now % 100 + two_digits;
  if (year > now + 50) return year - 100;
  return year + 100 <= now + 50 ? year + 100 : year;
}

/// `Sun, 06 Nov 1994 08:49:37 GMT`
std::optional<Moment> imf_date(const std::vector<std::string_view>& words) {
  if (words.size() != 6 || !words[0].ends_with(',') || words[5] != "GMT") return std::nullopt;
  if (!is_weekday(words[0].substr(0, words[0].size() - 1), false)) return std::nullopt;
  return Moment{digits(words[3], 4), month_number(words[2]), digits(words[1], 2),
                second_of_day(words[4])};
}

/// `Sunday, 06-Nov-94 08:49:37 GMT`
std::optional<Moment> rfc850_date(const std::vector<std::string_view>& words, int now) {
  if (words.size() != 4 || !words[0].ends_with(',') || words[3] != "GMT") return std::nullopt;
  if (!is_weekday(words[0].substr(0, words[0].size() - 1), true)) return std::nullopt;
  const auto date = split(words[1], '-');
  if (date.size() != 3) return std::nullopt;
  return Moment{whole_year(digits(date[2], 2), now), month_number(date[1]), digits(date[0], 2),
                second_of_day(words[2])};
}

/// `Sun Nov  6 08:49:37 1994`: a day below ten is padded with a space, which splits into an empty
/// word.
std::optional<Moment> asctime_date(std::vector<std::string_view> words) {
  const bool padded = words.size() == 6 && words[2].empty();
  if (padded) words.erase(words.begin() + 2);
  if (words.size() != 5 || !is_weekday(words[0], false)) return std::nullopt;
  return Moment{digits(words[4], 4), month_number(words[1]), digits(words[2], padded ? 1 : 2),
                second_of_day(words[3])};
}

std::optional<std::int64_t> date_ms(std::string_view text, std::int64_t wall_ms) {
  const auto words = split(text, ' ');
  auto moment = imf_date(words);
  if (!moment) moment = rfc850_date(words, year_of(wall_ms));
  if (!moment) moment = asctime_date(words);
  return moment ? to_ms(*moment) : std::nullopt;
}

}  // namespace

std::optional<Millis> parse_retry_after(std::string_view value, std::int64_t wall_ms) {
  value = trim(value);
  // Digits alone are never a date. They need no clock, so a broken one does not matter to them.
  if (const auto delay = parse_number(value)) {
    if (*delay > day_ms / 1000) return std::nullopt;
    return seconds(*delay);
  }
  if (wall_ms < 0 || wall_ms > latest_wall_ms) return std::nullopt;
  const auto date = date_ms(value, wall_ms);
  if (!date || *date - wall_ms > day_ms) return std::nullopt;
  // The service's clock may be behind the page's; then it means "now".
  return milliseconds(*date > wall_ms ? *date - wall_ms : 0);
}

}  // namespace ring
