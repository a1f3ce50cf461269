#include "core/wire/answer.hpp"

#include <gtest/gtest.h>

#include "fixture.hpp"

namespace ring {

void PrintTo(const CheckedAnswer& answer, std::ostream* out) {
  *out << (answer.repaired ? "repaired:\n" : "as it was:\n") << answer.sdp;
}

void PrintTo(const AnswerProblem& problem, std::ostream* out) {
  *out << static_cast<int>(problem.kind) << ": " << problem.detail;
}

namespace {

using test::count;
using test::has_line;
using test::replaced;
using test::sdp_fixture;
using namespace std::string_literals;
using Kind = AnswerProblem::Kind;

std::string offer() { return sdp_fixture("chromium_recvonly_offer"); }

CheckedAnswer checked(const std::string& answer, const std::string& to = offer()) {
  const auto result = check_answer(to, answer);
  EXPECT_TRUE(result) << result.error().detail;
  return result ? result.value() : CheckedAnswer{};
}

AnswerProblem problem(const std::string& answer, const std::string& to = offer()) {
  const auto result = check_answer(to, answer);
  EXPECT_FALSE(result);
  return result ? AnswerProblem{} : result.error();
}

TEST(Answer, sendonly_comes_back_byte_for_byte) {
  for (const char* name : {"chromium_sendonly_answer", "camera_sendonly_answer",
                           "sendonly_answer_with_extmap_directions"}) {
    EXPECT_EQ(checked(sdp_fixture(name)), (CheckedAnswer{sdp_fixture(name), false})) << name;
  }
}

TEST(Answer, without_line_endings_we_like_comes_back_byte_for_byte) {
  const std::string answer = "v=0\n\n\r\r\nm=video 9 X 96\na=\0\xff\r\na=sendonly"s;
  EXPECT_EQ(checked(answer), (CheckedAnswer{answer, false}));
}

TEST(Answer, recvonly_is_repaired_to_sendonly_and_said_so) {
  const std::string answer = sdp_fixture("recvonly_answer");
  EXPECT_EQ(checked(answer), (CheckedAnswer{replaced(answer, "a=recvonly", "a=sendonly"), true}));
}

TEST(Answer, sendrecv_is_repaired_and_extension_directions_go) {
  const CheckedAnswer answer = checked(sdp_fixture("sendrecv_answer_with_extmap_directions"));
  EXPECT_TRUE(answer.repaired);
  EXPECT_TRUE(has_line(answer.sdp, "a=sendonly"));
  EXPECT_TRUE(has_line(answer.sdp, "a=extmap:1 urn:ietf:params:rtp-hdrext:toffset"));
  EXPECT_TRUE(has_line(answer.sdp, "a=extmap:3 urn:3gpp:video-orientation"));
  EXPECT_EQ(count(answer.sdp, "a=extmap:4 http://www.ietf.org/"), 1);
  EXPECT_EQ(count(answer.sdp, "sendrecv"), 0);
}

TEST(Answer, extension_directions_at_the_session_level_go_too) {
  const std::string answer = replaced(sdp_fixture("recvonly_answer"), "t=0 0\r\n",
                                      "t=0 0\r\na=extmap:9/recvonly\r\na=extmap:8/sendonly urn:a/b "
                                      "c/d\r\na=extmap:7 http://a/b\r\n");
  const std::string sdp = checked(answer).sdp;
  EXPECT_TRUE(has_line(sdp, "a=extmap:9"));
  EXPECT_TRUE(has_line(sdp, "a=extmap:8 urn:a/b c/d"));
  EXPECT_TRUE(has_line(sdp, "a=extmap:7 http://a/b"));
}

TEST(Answer, without_a_direction_means_sendrecv_and_is_repaired) {
  const std::string answer = sdp_fixture("no_direction_answer");
  EXPECT_EQ(checked(answer), (CheckedAnswer{answer + "a=sendonly\r\n", true}));
}

TEST(Answer, an_inherited_direction_is_repaired_in_the_section) {
  const std::string answer = sdp_fixture("session_level_recvonly_answer");
  EXPECT_EQ(checked(answer), (CheckedAnswer{answer + "a=sendonly\r\n", true}));
}

TEST(Answer, an_inherited_sendonly_needs_no_repair) {
  const std::string answer =
      replaced(sdp_fixture("session_level_recvonly_answer"), "a=recvonly", "a=sendonly");
  EXPECT_EQ(checked(answer), (CheckedAnswer{answer, false}));
}

TEST(Answer, with_contradicting_directions_is_repaired_to_one) {
  const std::string answer = replaced(sdp_fixture("camera_sendonly_answer"), "a=sendonly\r\n",
                                      "a=sendonly\r\na=recvonly\r\n");
  EXPECT_EQ(checked(answer), (CheckedAnswer{sdp_fixture("camera_sendonly_answer"), true}));
}

TEST(Answer, repaired_once_needs_no_second_repair) {
  for (const char* name : {"recvonly_answer", "sendrecv_answer_with_extmap_directions",
                           "no_direction_answer", "session_level_recvonly_answer"}) {
    const std::string once = checked(sdp_fixture(name)).sdp;
    EXPECT_EQ(checked(once), (CheckedAnswer{once, false})) << name;
  }
}

TEST(Answer, inactive_cannot_send_to_us) {
  EXPECT_EQ(problem(sdp_fixture("inactive_answer")).kind, Kind::incompatible_direction);
  const std::string inherited =
      replaced(sdp_fixture("session_level_recvonly_answer"), "a=recvonly", "a=inactive");
  EXPECT_EQ(problem(inherited).kind, Kind::incompatible_direction);
}

TEST(Answer, port_zero_is_a_rejection_whatever_the_direction) {
  EXPECT_EQ(problem(sdp_fixture("rejected_answer")).kind, Kind::rejected);
  const std::string answer =
      replaced(sdp_fixture("camera_sendonly_answer"), "m=video 9 ", "m=video 0 ");
  EXPECT_EQ(problem(answer).kind, Kind::rejected);
}

TEST(Answer, with_more_or_fewer_sections_does_not_fit) {
  EXPECT_EQ(
      problem(sdp_fixture("audio_and_video_answer")),
      (AnswerProblem{Kind::sections_differ, "media sections: 2 in the answer, 1 in the offer"}));
  EXPECT_EQ(
      problem(sdp_fixture("camera_sendonly_answer"), sdp_fixture("chromium_three_videos_offer")),
      (AnswerProblem{Kind::sections_differ, "media sections: 1 in the answer, 3 in the offer"}));
}

TEST(Answer, with_sections_in_another_order_does_not_fit) {
  const std::string both = "v=0\r\nm=audio 9 X 0\r\nm=video 9 X 96\r\na=recvonly\r\n";
  const std::string turned = "v=0\r\nm=video 9 X 96\r\na=sendonly\r\nm=audio 9 X 0\r\n";
  EXPECT_EQ(problem(turned, both),
            (AnswerProblem{Kind::sections_differ, "media section 1 is of another kind"}));
}

TEST(Answer, with_another_mid_does_not_fit) {
  EXPECT_EQ(problem(sdp_fixture("other_mid_answer")),
            (AnswerProblem{Kind::sections_differ, "media section 1 has another mid"}));
}

TEST(Answer, without_a_mid_fits_by_position) {
  const std::string answer = replaced(sdp_fixture("camera_sendonly_answer"), "a=mid:0\r\n", "");
  EXPECT_FALSE(checked(answer).repaired);
}

TEST(Answer, to_an_offer_without_video_does_not_fit) {
  EXPECT_EQ(problem("v=0\r\nm=audio 9 X 0\r\n", "v=0\r\nm=audio 9 X 0\r\n").kind,
            Kind::sections_differ);
  EXPECT_EQ(problem(sdp_fixture("camera_sendonly_answer"), "").kind, Kind::sections_differ);
  EXPECT_EQ(problem(sdp_fixture("camera_sendonly_answer"), "v=0\r\nm=video\r\n").kind,
            Kind::sections_differ);
}

TEST(Answer, that_is_no_sdp_is_named_for_what_it_is) {
  const std::pair<std::string, const char*> cases[] = {
      {"", "the answer is empty"},
      {test::fixture("body/gateway_timeout.html"), "the answer is a web page, not SDP"},
      {" <html>", "the answer is a web page, not SDP"},
      {R"({"errors":[]})", "the answer does not begin with v="},
      {"m=video 9 X 96\r\n", "the answer does not begin with v="},
      {"v=0\r\ns=-\r\n", "the answer has no media section"},
      {"v=0\r\nm=video 9\r\n", "a media line of the answer cannot be read"},
  };
  for (const auto& [answer, detail] : cases) {
    EXPECT_EQ(problem(answer), (AnswerProblem{Kind::unreadable, detail}));
  }
}

// ---- our own answer ----

TEST(AnswerToSend, does_not_end_candidates_of_which_none_is_an_address) {
  const std::string answer = sdp_fixture("camera_sendonly_answer");
  const std::string hidden = "a=candidate:1 1 UDP 2122252543 5f1c0a6e.local 56789 typ host\r\n";
  const std::string plain = "v=0\r\nm=video 9 X 96\r\na=recvonly\r\n" + hidden;
  EXPECT_EQ(answer_to_send(plain + "a=end-of-candidates\r\n"), plain);
  EXPECT_EQ(answer_to_send(answer), answer);
}

}  // namespace
}  // namespace ring
