#include "core/wire/text.hpp"

#include <gtest/gtest.h>

namespace ring {
namespace {

using Parts = std::vector<std::string_view>;

TEST(Text, case_is_ignored_for_ascii_letters_only) {
  EXPECT_TRUE(equal_ignoring_case("H264/90000", "h264/90000"));
  EXPECT_TRUE(equal_ignoring_case("", ""));
  EXPECT_FALSE(equal_ignoring_case("http", "https"));
  EXPECT_FALSE(equal_ignoring_case("[", "{"));        // 0x20 apart, as letters are
  EXPECT_FALSE(equal_ignoring_case("\xC4", "\xE4"));  // Latin-1 umlauts
  EXPECT_EQ(to_lower("API.Example\xC4Z[@"), "api.example\xC4z[@");
}

TEST(Text, trim_takes_spaces_and_tabs_and_nothing_else) {
  EXPECT_EQ(trim(" \t a b\t "), "a b");
  EXPECT_EQ(trim("\r\na\n"), "\r\na\n");
  EXPECT_EQ(trim(" \t "), "");
  EXPECT_EQ(trim(""), "");
}

TEST(Text, split_keeps_empty_parts) {
  EXPECT_EQ(split("a b", ' '), (Parts{"a", "b"}));
  EXPECT_EQ(split(" a  b ", ' '), (Parts{"", "a", "", "b", ""}));
  EXPECT_EQ(split("", ' '), (Parts{""}));
}

TEST(Text, a_number_is_digits_and_fits) {
  EXPECT_EQ(parse_number("0"), 0);
  EXPECT_EQ(parse_number("007"), 7);
  EXPECT_EQ(parse_number("999999999999999999"), 999999999999999999LL);
  for (const char* text :
       {"", "+1", "-1", " 1", "1 ", "1.5", "0x1", "1e3", "9999999999999999999"}) {
    EXPECT_EQ(parse_number(text), std::nullopt) << text;
  }
}

using namespace std::string_view_literals;

struct Strange {
  const char* name;
  std::string_view in;
  std::string_view out;
};

class Printable : public testing::TestWithParam<Strange> {};

TEST_P(Printable, gives_text_fit_for_a_message) {
  EXPECT_EQ(printable(GetParam().in, 100), GetParam().out);
}

const Strange strange_texts[] = {
    {"plain", "Device is offline.", "Device is offline."},
    {"controls", "a\x1b[31m\r\n\tb\0c\x7f"sv, "a [31m b c"},
    {"ends", "  a  ", "a"},
    {"only_controls", "\n\0\n"sv, ""},
    {"c1_controls",
     "a\xC2\x80\xC2\x9F"
     "b",
     "a b"},
    {"line_separators",
     "a\xE2\x80\xA8\xE2\x80\xA9"
     "b",
     "a b"},
    {"turned_direction",
     "a\xE2\x80\xAE"
     "b\xE2\x81\xA6"
     "c\xD8\x9C",
     "abc"},
    {"all_lengths", "\xC3\xA4\xE2\x82\xAC\xF0\x9F\x93\xB7", "\xC3\xA4\xE2\x82\xAC\xF0\x9F\x93\xB7"},
    {"stray_continuation",
     "a\x80\xBF"
     "b",
     "ab"},
    {"cut_off", "a\xE2\x82", "a"},
    {"broken_inside",
     "\xE2"
     "a\xF0\x9F"
     "b",
     "ab"},
    {"overlong", "\xC0\x8A\xE0\x80\x8A\xF0\x80\x80\x8A", ""},
    {"overlong_in_three",
     "\xE0\x9F\xBF"
     "a",
     "a"},
    {"surrogate",
     "\xED\xA0\x80"
     "a",
     "a"},
    {"beyond_unicode",
     "\xF4\x90\x80\x80\xF5\x80\x80\x80\xFF"
     "a",
     "a"},
};

INSTANTIATE_TEST_SUITE_P(Text, Printable, testing::ValuesIn(strange_texts),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(Text, printable_cuts_at_a_character) {
  EXPECT_EQ(printable("\xC3\xA4\xC3\xA4\xC3\xA4", 5), "\xC3\xA4\xC3\xA4");
  EXPECT_EQ(printable("\xF0\x9F\x93\xB7", 3), "");
  EXPECT_EQ(printable("ab cd", 2), "ab");
  EXPECT_EQ(printable("ab cd", 3), "ab");  // no space at the end
  EXPECT_EQ(printable("ab cd", 4), "ab c");
  EXPECT_EQ(printable("ab", 0), "");
}

}  // namespace
}  // namespace ring
