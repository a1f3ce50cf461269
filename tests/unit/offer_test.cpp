#include "core/wire/offer.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "core/wire/sdp.hpp"
#include "fixture.hpp"

namespace ring {
namespace {

using test::count;
using test::has_line;
using test::replaced;
using test::sdp_fixture;

std::string prepared(const std::string& sdp) {
  const auto result = prepare_offer(sdp);
  EXPECT_TRUE(result) << "problem " << static_cast<int>(result.error());
  return result ? result.value().sdp : "";
}

void expect_problem(const std::string& sdp, OfferProblem problem) {
  const auto result = prepare_offer(sdp);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error(), problem);
}

std::string minimal(const std::string& lines) {
  return "v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 102\r\na=rtpmap:102 H264/90000\r\n" + lines;
}

class EveryOffer : public testing::TestWithParam<const char*> {};

TEST_P(EveryOffer, leaves_as_one_recvonly_video_section) {
  const std::string sdp = prepared(sdp_fixture(GetParam()));
  EXPECT_EQ(count("\n" + sdp, "\nm="), 1);
  EXPECT_EQ(count(sdp, "\nm=video "), 1);
  EXPECT_EQ(count(sdp, "\na=recvonly\r\n"), 1);
  for (const char* other : {"\na=sendrecv", "\na=sendonly", "\na=inactive", "\na=bundle-only"}) {
    EXPECT_EQ(count(sdp, other), 0) << other;
  }
}

TEST_P(EveryOffer, prepared_twice_is_prepared_once) {
  const auto once = prepare_offer(sdp_fixture(GetParam()));
  ASSERT_TRUE(once);
  const auto twice = prepare_offer(once.value().sdp);
  ASSERT_TRUE(twice);
  EXPECT_EQ(twice.value(), once.value());
}

TEST_P(EveryOffer, keeps_every_codec_line_in_its_order) {
  const std::string before = sdp_fixture(GetParam());
  const std::string left = prepared(before);
  const auto after = sdp::parse(left);
  ASSERT_EQ(after.media.size(), 1U);
  // The section that left is one of those offered: same formats, same codec lines, same order.
  const auto offered = sdp::parse(before);
  const auto same_codecs = [&](const sdp::Section& section) {
    for (const char* name : {"rtpmap", "fmtp", "rtcp-fb", "extmap"}) {
      if (sdp::attributes(section.lines, name) != sdp::attributes(after.media[0].lines, name)) {
        return false;
      }
    }
    return sdp::media_line(section)->formats == sdp::media_line(after.media[0])->formats;
  };
  EXPECT_TRUE(std::any_of(offered.media.begin(), offered.media.end(), same_codecs));
}

TEST_P(EveryOffer, can_connect_on_its_own) {
  if (std::string(GetParam()).starts_with("hostile")) return;  // It never had a transport.
  const std::string sdp = prepared(sdp_fixture(GetParam()));
  for (const char* name : {"ice-ufrag", "ice-pwd", "fingerprint", "setup"}) {
    EXPECT_EQ(count(sdp, std::string("\na=") + name + ":"), 1) << name;
  }
  EXPECT_FALSE(sdp::has_port_zero(sdp::parse(sdp).media[0]));
}

INSTANTIATE_TEST_SUITE_P(Offer, EveryOffer, testing::ValuesIn(test::offer_names),
                         [](const auto& test) { return std::string(test.param); });

TEST(Offer, of_a_well_behaved_browser_leaves_byte_for_byte) {
  const std::string sdp = sdp_fixture("chromium_recvonly_offer");
  EXPECT_EQ(prepared(sdp), sdp);
}

/// The video of that fixture with credentials of its own.
std::string bundled_offer() {
  return replaced(sdp_fixture("bundle_only_video_offer"), "a=mid:video1\r\n",
                  "a=mid:video1\r\na=ice-ufrag:Mine\r\na=ice-pwd:mine\r\n");
}

TEST(Offer, that_needs_the_transport_of_another_section_is_refused) {
  expect_problem(sdp_fixture("bundle_only_video_offer"), OfferProblem::no_transport);
}

TEST(Offer, with_the_transport_in_its_session_part_stands_alone) {
  const std::string offer = replaced(sdp_fixture("bundle_only_video_offer"), "t=0 0\r\n",
                                     "t=0 0\r\na=ice-ufrag:All\r\na=ice-pwd:all\r\n");
  EXPECT_TRUE(has_line(prepared(offer), "a=ice-ufrag:All"));
}

TEST(Offer, out_of_a_bundle_gets_a_port_of_its_own) {
  const std::string sdp = prepared(bundled_offer());
  EXPECT_TRUE(has_line(sdp, "m=video 9 UDP/TLS/RTP/SAVPF 96 102 114"));
  EXPECT_EQ(count(sdp, "bundle-only"), 0);
  EXPECT_EQ(count(sdp, "opus"), 0);
  EXPECT_EQ(count(sdp, "sctp"), 0);
}

TEST(Offer, groups_keep_only_the_mid_that_is_left) {
  const std::string sdp = prepared(bundled_offer());
  EXPECT_TRUE(has_line(sdp, "a=group:BUNDLE video1"));
  EXPECT_TRUE(has_line(sdp, "a=group:LS video1"));
  EXPECT_TRUE(has_line(sdp, "a=msid-semantic: WMS *"));
}

TEST(Offer, a_group_without_a_mid_that_is_left_goes) {
  const std::string offer = "v=0\r\na=group:LS 7 8\r\na=group:BUNDLE  0\r\na=group:FID\r\n" +
                            minimal("a=mid:0\r\na=recvonly\r\n").substr(5);
  const std::string sdp = prepared(offer);
  EXPECT_EQ(count(sdp, "a=group:"), 1);
  EXPECT_TRUE(has_line(sdp, "a=group:BUNDLE  0"));  // it lost nobody: its bytes stay
  EXPECT_EQ(count(prepared(replaced(offer, "a=mid:0\r\n", "")), "a=group:"), 0);
}

TEST(Offer, the_first_of_several_videos_leaves) {
  const std::string left = prepared(sdp_fixture("chromium_three_videos_offer"));
  const auto sdp = sdp::parse(left);
  EXPECT_EQ(sdp::attribute(sdp.media[0].lines, "mid"), "0");
}

TEST(Offer, a_rejected_video_is_passed_over) {
  const std::string sdp = prepared(sdp_fixture("rejected_then_good_video_offer"));
  EXPECT_TRUE(has_line(sdp, "a=mid:1"));
  EXPECT_TRUE(has_line(sdp, "a=recvonly"));
}

TEST(Offer, without_usable_video_is_refused) {
  expect_problem(sdp_fixture("audio_only_offer"), OfferProblem::no_video);
  expect_problem(sdp_fixture("rejected_video_offer"), OfferProblem::no_video);
  expect_problem("v=0\r\n", OfferProblem::no_video);
  expect_problem("v=0\r\nm=VIDEO 9 X 96\r\n", OfferProblem::no_video);
}

TEST(Offer, keeps_what_does_no_harm_in_a_section_that_only_receives) {
  // Firefox names an ssrc for its reports, and an msid as well. ICE options and extensions are none
  // of our business.
  const std::string sdp = minimal(
      "a=recvonly\r\na=ssrc:1 cname:x\r\na=msid:- y\r\na=ice-options:trickle renomination\r\n"
      "a=extmap:4/recvonly urn:x\r\na=rid:1 recv\r\na=simulcast:recv 1\r\n");
  EXPECT_EQ(prepared(sdp), sdp);
}

TEST(Offer, session_level_directions_go) {
  const std::string sdp = prepared(sdp_fixture("session_level_everything_offer"));
  EXPECT_LT(sdp.find("m=video"), sdp.find("a=recvonly"));
  EXPECT_EQ(count(sdp, "a=ice-ufrag:"), 1);
}

TEST(Offer, every_other_direction_becomes_recvonly_in_place) {
  for (const char* line :
       {"a=sendrecv\r\n", "a=sendonly\r\n", "a=inactive\r\n", "a=sendonly \r\n"}) {
    EXPECT_EQ(prepared(minimal(std::string(line) + "a=mid:0\r\n")),
              minimal("a=recvonly\r\na=mid:0\r\n"))
        << line;
  }
  EXPECT_EQ(prepared(minimal("")), minimal("a=recvonly\r\n"));
  EXPECT_EQ(prepared("v=0\nm=video 9 X 96"), "v=0\nm=video 9 X 96\r\na=recvonly\r\n");
}

TEST(Offer, says_whether_it_has_h264) {
  EXPECT_TRUE(prepare_offer(sdp_fixture("chromium_recvonly_offer")).value().has_h264);
  EXPECT_FALSE(prepare_offer(sdp_fixture("without_h264_offer")).value().has_h264);
}

TEST(Offer, that_cannot_be_read_is_refused) {
  for (const char* sdp : {"", "\r\n", "hello", "m=video 9 X 96\r\n", " v=0\r\nm=video 9 X 96\r\n",
                          "s=-\r\nv=0\r\nm=video 9 X 96\r\n", "v=0\r\nm=video 9\r\n",
                          "v=0\r\nm=video 9 X 96\r\nm=\r\n"}) {
    expect_problem(sdp, OfferProblem::unreadable);
  }
  expect_problem(test::fixture("body/gateway_timeout.html"), OfferProblem::unreadable);
}

TEST(Offer, with_bytes_that_end_a_line_for_some_parsers_is_refused) {
  expect_problem(sdp_fixture("hostile_lone_cr_and_nul"), OfferProblem::unreadable);
  expect_problem(minimal("a=mid:0\rm=audio 9 X 0\r\n"), OfferProblem::unreadable);
  expect_problem(minimal("a=mid:0\r\r\n"), OfferProblem::unreadable);
  expect_problem(minimal("a=mid:0\r"), OfferProblem::unreadable);
  expect_problem(minimal(std::string("a=mid:\0\r\n", 9)), OfferProblem::unreadable);
}

// ---- what is sent of the local description ----

std::string collected(const std::string& candidates) {
  return minimal("a=recvonly\r\n" + candidates);
}

constexpr const char* hidden = "a=candidate:1 1 UDP 2122252543 5f1c0a6e.local 56789 typ host\r\n";
constexpr const char* Hidden =
    "a=candidate:2 1 TCP 2105524479 5F1C0A6E.LOCAL 9 typ host tcptype active\r\n";
constexpr const char* reflexive =
    "a=candidate:3 1 UDP 1686052863 198.51.100.7 56789 typ srflx raddr 0.0.0.0 rport 0\r\n";
constexpr const char* end = "a=end-of-candidates\r\n";

TEST(OfferToSend, is_what_was_applied) {
  const std::string sdp = sdp_fixture("chromium_recvonly_offer");
  EXPECT_EQ(offer_to_send(sdp), sdp);
  EXPECT_EQ(offer_to_send(sdp_fixture("chromium_sendrecv_offer")), std::nullopt);
  EXPECT_EQ(offer_to_send(sdp_fixture("chromium_audio_video_data_offer")), std::nullopt);
  EXPECT_EQ(offer_to_send(""), std::nullopt);
}

TEST(OfferToSend, prepares_the_session_part_again) {
  EXPECT_EQ(offer_to_send("v=0\r\na=sendrecv\r\n" + collected("").substr(5)), collected(""));
}

TEST(OfferToSend, does_not_end_candidates_of_which_none_is_an_address) {
  EXPECT_EQ(offer_to_send(collected(std::string(hidden) + Hidden + end)),
            collected(std::string(hidden) + Hidden));
  EXPECT_EQ(offer_to_send(collected(std::string("a=end-of-candidates\r\n") + hidden + "a=x\r\n")),
            collected(std::string(hidden) + "a=x\r\n"));
  EXPECT_EQ(offer_to_send(collected(end)), collected(""));
}

TEST(OfferToSend, ends_candidates_that_a_server_can_reach) {
  for (const std::string& candidates :
       {std::string(reflexive) + end, std::string(hidden) + reflexive + end}) {
    EXPECT_EQ(offer_to_send(collected(candidates)), collected(candidates));
  }
  EXPECT_EQ(offer_to_send(collected(hidden)), collected(hidden));
}

}  // namespace
}  // namespace ring
