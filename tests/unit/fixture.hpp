// Reads files of tests/fixtures, byte for byte.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

namespace ring::test {

inline std::string fixture(const std::string& name) {
  std::ifstream file(std::string(FIXTURES_DIR "/") + name, std::ios::binary);
  EXPECT_TRUE(file.is_open()) << "no fixture " << name;
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

inline const char* const offer_names[] = {
    "chromium_recvonly_offer", "chromium_audio_video_data_offer", "chromium_max_bundle_offer",
    "chromium_sendrecv_offer", "chromium_simulcast_offer",        "chromium_three_videos_offer",
    "firefox_recvonly_offer",  "session_level_everything_offer",  "rejected_then_good_video_offer",
    "without_h264_offer",      "hostile_m_inside_lines",
};

inline std::string sdp_fixture(const std::string& name) { return fixture("sdp/" + name + ".sdp"); }

/// How often `part` stands in `text`.
inline int count(const std::string& text, const std::string& part) {
  int found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++found;
  }
  return found;
}

inline bool has_line(const std::string& text, const std::string& line) {
  return ("\n" + text).find("\n" + line + "\r\n") != std::string::npos;
}

/// `text` with the first `from` replaced; fails when there is none, so that no test goes stale.
inline std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << "not in the fixture: " << from;
  if (at != std::string::npos) text.replace(at, from.size(), to);
  return text;
}

}  // namespace ring::test
