#include "core/wire/error_body.hpp"

#include <gtest/gtest.h>

#include "fixture.hpp"

namespace ring {

void PrintTo(const ErrorBody& body, std::ostream* out) {
  *out << "title '" << body.title << "' detail '" << body.detail << "' code '" << body.code << "'";
}

namespace {

const ErrorBody nothing;

struct Known {
  const char* file;
  ErrorBody expected;
};

const Known known_bodies[] = {
    {"ring_device_unavailable.json", {"Device Unavailable", "Device is currently offline", ""}},
    {"ring_rate_limit.json",
     {"Rate Limit Exceeded", "Too many requests. Please retry after 60 seconds.", ""}},
    {"ring_invalid_client.json", {"Invalid Client", "", ""}},
    {"ring_media_error_with_code.json", {"", "The server is busy.", "SERVER_BUSY"}},
    {"first_error_says_nothing.json", {"Second", "", "17"}},
    {"problem_details.json",
     {"Too many sessions", "This device is being watched already.",
      "https://example.com/probs/session-limit"}},
    {"problem_about_blank.json", {"Not Found", "", ""}},
    {"oauth_invalid_grant.json", {"", "The refresh token has expired.", "invalid_grant"}},
    {"plain_error_and_message.json", {"Bad Gateway", "upstream closed the connection", ""}},
    {"nested_error_object.json", {"", "Session not found", "-32001"}},
    {"control_characters.json", {"line one line two [31m red", "gnirts end", ""}},
    {"wrong_types.json", nothing},
    {"invalid_utf8.json", nothing},
    {"truncated.json", nothing},
    {"gateway_timeout.html", nothing},
    {"plain_text.txt", nothing},
};

class KnownBody : public testing::TestWithParam<Known> {};

TEST_P(KnownBody, says_what_it_says) {
  const std::string body = test::fixture(std::string("body/") + GetParam().file);
  EXPECT_EQ(read_error_body(body), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(ErrorBody, KnownBody, testing::ValuesIn(known_bodies),
                         [](const auto& test) {
                           std::string name = test.param.file;
                           for (char& letter : name) letter = letter == '.' ? '_' : letter;
                           return name;
                         });

TEST(ErrorBodies, of_other_json_say_nothing) {
  for (const char* text :
       {"", " ", "null", "true", "7", "\"title\"", "[]", R"([{"title":"a"}])", "{}",
        R"({"errors":[]})", R"({"errors":{"title":"a"}})", R"({"title":null})",
        R"({"title":"a"} x)", R"({"title":"a",})", "{\"title\":\"a\0\"}"}) {
    EXPECT_EQ(read_error_body(text), nothing) << text;
  }
}

TEST(ErrorBodies, errors_go_before_what_stands_beside_them) {
  EXPECT_EQ(read_error_body(R"({"title":"outer","errors":[{"title":"inner"}]})").title, "inner");
  EXPECT_EQ(read_error_body(R"({"title":"outer","errors":[{}]})").title, "outer");
  EXPECT_EQ(read_error_body(R"({"title":"outer","error":{"title":"inner"}})").title, "inner");
  EXPECT_EQ(read_error_body(R"({"title":"outer","error":{}})").title, "outer");
}

TEST(ErrorBodies, more_telling_members_go_first) {
  EXPECT_EQ(read_error_body(R"({"title":"t","error":"e","detail":"d","message":"m"})"),
            (ErrorBody{"t", "d", ""}));
  EXPECT_EQ(read_error_body(R"({"code":"c","type":"y"})").code, "c");
  EXPECT_EQ(read_error_body(R"({"code":"c","error":"e","error_description":"d"})"),
            (ErrorBody{"e", "d", "c"}));
}

TEST(ErrorBodies, whole_numbers_are_codes) {
  EXPECT_EQ(read_error_body(R"({"code":0})").code, "0");
  EXPECT_EQ(read_error_body(R"({"code":-9223372036854775808})").code, "-9223372036854775808");
  EXPECT_EQ(read_error_body(R"({"code":9223372036854775807})").code, "9223372036854775807");
  for (const char* text : {R"({"code":9223372036854775808})", R"({"code":1e999})",
                           R"({"code":1.0})", R"({"code":true})"}) {
    EXPECT_EQ(read_error_body(text).code, "") << text;
  }
}

TEST(ErrorBodies, texts_are_cut) {
  const std::string words(2000, 'x');
  const ErrorBody body = read_error_body("{\"title\":\"" + words + "\",\"detail\":\"" + words +
                                         "\",\"code\":\"" + words + "\"}");
  EXPECT_EQ(body.title.size(), 120U);
  EXPECT_EQ(body.detail.size(), 400U);
  EXPECT_EQ(body.code.size(), 120U);
}

/// `{"title":"deep","x":[[[…]]]}` with this many levels in all.
std::string nested(int levels) {
  const auto arrays = static_cast<std::size_t>(levels - 1);
  return "{\"title\":\"deep\",\"x\":" + std::string(arrays, '[') + std::string(arrays, ']') + "}";
}

TEST(ErrorBodies, are_read_to_32_levels) {
  EXPECT_EQ(read_error_body(nested(32)).title, "deep");
  EXPECT_EQ(read_error_body(nested(33)), nothing);
  EXPECT_EQ(read_error_body(nested(30000)), nothing);
  EXPECT_EQ(read_error_body(std::string(64 * 1024, '[')), nothing);
}

TEST(ErrorBodies, brackets_in_texts_are_no_levels) {
  const std::string brackets(100, '[');
  EXPECT_EQ(read_error_body("{\"x\":\"\\\"" + brackets + "\\\\\",\"title\":\"fine\"}").title,
            "fine");
  EXPECT_EQ(
      read_error_body("{\"x\":[" + std::string(100, ' ') + "],\"y\":[[],[],[]],\"title\":\"t\"}")
          .title,
      "t");
}

TEST(ErrorBodies, are_read_up_to_64_kib) {
  const std::string body = R"({"title":"big"})";
  const std::size_t most = 64 * 1024;
  EXPECT_EQ(read_error_body(body + std::string(most - body.size(), ' ')).title, "big");
  EXPECT_EQ(read_error_body(body + std::string(most - body.size() + 1, ' ')), nothing);
}

}  // namespace
}  // namespace ring
