#include "core/wire/sdp.hpp"

#include <gtest/gtest.h>

#include "fixture.hpp"

namespace ring::sdp {
namespace {

using test::sdp_fixture;
using namespace std::string_view_literals;

/// A section of these lines.
Section section(std::initializer_list<const char*> lines) {
  Section made;
  for (const char* line : lines) made.lines.push_back({line, "\r\n"});
  return made;
}

std::string print_lines(const Section& from) { return print({{}, {from}}); }

TEST(Sdp, parse_then_print_gives_the_same_bytes) {
  const std::string_view texts[] = {
      "",
      "\n",
      "\r\n",
      "\r",
      "v=0",
      "v=0\r\nm=video 9 X 96\r\n",
      "v=0\nm=video 9 X 96\na=b",
      "v=0\r\ns=-\nm=video 9 X 96\r\n\na=mid:0\r\r\n\r",
      "v=0\r\ns=a\0b\0\r\nm=\0\n"sv,
      "m=video 9 X 96\r\nm=audio\r\nm=",
      "<!DOCTYPE html>\n<html>\xff</html>",
  };
  for (const std::string_view text : texts) EXPECT_EQ(print(parse(text)), text);
}

TEST(Sdp, parse_then_print_gives_the_same_bytes_for_every_fixture) {
  for (const std::string name : test::offer_names) {
    const std::string text = sdp_fixture(name);
    EXPECT_EQ(print(parse(text)), text) << name;
  }
  for (const char* name : {"hostile_mixed_endings", "hostile_lone_cr_and_nul"}) {
    const std::string text = sdp_fixture(name);
    EXPECT_EQ(print(parse(text)), text) << name;
  }
}

TEST(Sdp, lines_end_with_lf_or_crlf_and_a_lone_cr_is_text) {
  const Document document = parse("v=0\r\na\rb\n\r\r\n\nlast");
  const std::vector<Line> expected = {
      {"v=0", "\r\n"}, {"a\rb", "\n"}, {"\r", "\r\n"}, {"", "\n"}, {"last", ""}};
  EXPECT_EQ(document.session, expected);
}

TEST(Sdp, sections_begin_where_a_line_begins_with_m) {
  const std::string text = sdp_fixture("hostile_m_inside_lines");
  const Document document = parse(text);
  ASSERT_EQ(document.media.size(), 1U);
  EXPECT_EQ(document.session.size(), 4U);
  EXPECT_EQ(document.media[0].lines.size(), 6U);
  EXPECT_EQ(attribute(document.media[0].lines, "mid"), "m=audio");
}

TEST(Sdp, text_without_a_session_part_has_sections_only) {
  const Document document = parse("m=video 9 X 96\n");
  EXPECT_TRUE(document.session.empty());
  EXPECT_EQ(document.media.size(), 1U);
}

TEST(Sdp, chromium_offer_has_its_parts) {
  const std::string text = sdp_fixture("chromium_audio_video_data_offer");
  const Document document = parse(text);
  ASSERT_EQ(document.media.size(), 3U);
  EXPECT_EQ(attribute(document.session, "group"), "BUNDLE 0 1 2");
  const auto video = media_line(document.media[1]);
  ASSERT_TRUE(video);
  EXPECT_EQ(video->kind, "video");
  EXPECT_EQ(video->protocol, "UDP/TLS/RTP/SAVPF");
  EXPECT_GT(video->formats.size(), 20U);
  EXPECT_EQ(media_line(document.media[2])->formats, std::vector{"webrtc-datachannel"sv});
}

TEST(MediaLine, needs_four_fields) {
  EXPECT_TRUE(media_line(section({"m=video 9 UDP/TLS/RTP/SAVPF 96"})));
  for (const char* line :
       {"m=", "m=video", "m=video 9", "m=video 9 X", "m= 9 X 96", "m=video  X 96", "m=video 9  96",
        "m=video 9 X ", "a=video 9 X 96", " m=video 9 X 96", "M=video 9 X 96"}) {
    EXPECT_FALSE(media_line(section({line}))) << line;
  }
  EXPECT_FALSE(media_line(Section{}));
}

TEST(MediaLine, spaces_between_formats_are_forgiven) {
  const Section padded = section({"m=video 9 X 96  97 "});
  const auto line = media_line(padded);
  ASSERT_TRUE(line);
  EXPECT_EQ(line->formats, (std::vector{"96"sv, "97"sv}));
}

TEST(MediaLine, port_zero_in_all_spellings) {
  EXPECT_TRUE(has_port_zero(section({"m=video 0 X 96"})));
  EXPECT_TRUE(has_port_zero(section({"m=video 0/2 X 96"})));
  EXPECT_TRUE(has_port_zero(section({"m=video 00 X 96"})));
  EXPECT_FALSE(has_port_zero(section({"m=video 9 X 96"})));
  EXPECT_FALSE(has_port_zero(section({"m=video $ X 96"})));
  EXPECT_FALSE(has_port_zero(section({"m=video 0"})));
}

TEST(Attribute, names_are_compared_whole_and_exactly) {
  const Section of = section({"m=video 9 X 96", "a=ssrc-group:FID 1 2", "a=MID:9", "a=mid:0",
                              "a=mid:1", "a=rtcp-mux", "a=", "b=mid:5", " a=mid:6", "a=empty:"});
  EXPECT_EQ(attribute(of.lines, "mid"), "0");
  EXPECT_EQ(attributes(of.lines, "mid"), (std::vector{"0"sv, "1"sv}));
  EXPECT_EQ(attribute(of.lines, "rtcp-mux"), "");
  EXPECT_EQ(attribute(of.lines, "empty"), "");
  EXPECT_EQ(attribute(of.lines, "rtcp"), std::nullopt);
  EXPECT_EQ(attribute(of.lines, "ssrc"), std::nullopt);
  EXPECT_TRUE(attributes(of.lines, "ssrc").empty());
}

TEST(Direction, comes_from_the_section_then_the_session_then_is_sendrecv) {
  const Section with = section({"m=video 9 X 96", "a=recvonly"});
  const Section without = section({"m=video 9 X 96"});
  const std::vector<Line> inactive = {{"v=0", "\n"}, {"a=inactive", "\n"}};
  EXPECT_EQ(direction({inactive, {}}, with), Direction::recvonly);
  EXPECT_EQ(direction({inactive, {}}, without), Direction::inactive);
  EXPECT_EQ(direction({}, without), Direction::sendrecv);
}

TEST(Direction, every_name_is_read_and_written) {
  for (const auto& [value, line] :
       {std::pair{Direction::sendrecv, "a=sendrecv"}, std::pair{Direction::sendonly, "a=sendonly"},
        std::pair{Direction::recvonly, "a=recvonly"},
        std::pair{Direction::inactive, "a=inactive"}}) {
    EXPECT_EQ(direction({}, section({"m=video 9 X 96", line})), value);
    Section written = section({"m=video 9 X 96"});
    set_direction(written, value);
    EXPECT_EQ(written, section({"m=video 9 X 96", line}));
  }
}

TEST(Direction, is_read_as_leniently_as_browsers_read_it) {
  EXPECT_EQ(direction({}, section({"m=video 9 X 96", "a=sendonly", "a=recvonly "})),
            Direction::recvonly);
  EXPECT_EQ(direction({}, section({"m=video 9 X 96", "a=inactive:1"})), Direction::inactive);
  EXPECT_EQ(direction({}, section({"m=video 9 X 96", "a=recvonlyish", "a=Recvonly"})),
            Direction::sendrecv);
}

TEST(Direction, is_rewritten_in_place_and_further_ones_go) {
  Section twice = section({"m=video 9 X 96", "a=sendrecv ", "a=mid:0", "a=inactive", "a=recvonly"});
  set_direction(twice, Direction::sendonly);
  EXPECT_EQ(twice, section({"m=video 9 X 96", "a=sendonly", "a=mid:0"}));
}

TEST(Direction, is_added_with_the_sections_own_line_ending) {
  Section feeds = {{{"m=video 9 X 96", "\n"}, {"a=mid:0", "\n"}}};
  set_direction(feeds, Direction::recvonly);
  EXPECT_EQ(print_lines(feeds), "m=video 9 X 96\na=mid:0\na=recvonly\n");

  Section cut_off = {{{"m=video 9 X 96", "\n"}, {"a=mid:0", ""}}};
  set_direction(cut_off, Direction::recvonly);
  EXPECT_EQ(print_lines(cut_off), "m=video 9 X 96\na=mid:0\na=recvonly\n");

  Section alone = {{{"m=video 9 X 96", ""}}};
  set_direction(alone, Direction::recvonly);
  EXPECT_EQ(print_lines(alone), "m=video 9 X 96\r\na=recvonly\r\n");

  Section empty;
  append_line(empty, "m=video 9 X 96");
  EXPECT_EQ(print_lines(empty), "m=video 9 X 96\r\n");
}

TEST(H264, is_offered_in_any_case_by_a_listed_payload_type) {
  EXPECT_TRUE(offers_h264(section({"m=video 9 X 96 102", "a=rtpmap:102 H264/90000"})));
  EXPECT_TRUE(offers_h264(section({"m=video 9 X 102", "a=rtpmap:102  h264/90000 "})));
  EXPECT_FALSE(offers_h264(section({"m=video 9 X 96", "a=rtpmap:102 H264/90000"})));
  EXPECT_FALSE(offers_h264(section({"m=video 9 X 102", "a=rtpmap:102 H265/90000"})));
  EXPECT_FALSE(offers_h264(section({"m=video 9 X 102", "a=rtpmap:102 H264-SVC/90000"})));
  EXPECT_FALSE(offers_h264(section({"m=video 9 X 102", "a=rtpmap:102"})));
  EXPECT_FALSE(offers_h264(section({"m=video", "a=rtpmap:102 H264/90000"})));
}

}  // namespace
}  // namespace ring::sdp
