// Invariant: an answer that passes without repair keeps its bytes; a repaired one says sendonly and
// needs no second repair; a refused one has a short detail in plain words.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "core/wire/answer.hpp"
#include "core/wire/sdp.hpp"
#include "core/wire/text.hpp"

namespace {

constexpr std::string_view one_video =
    "v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96 114\r\na=mid:0\r\na=recvonly\r\n";
constexpr std::string_view audio_and_video =
    "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\n"
    "m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:1\r\na=recvonly\r\n";

void require(bool holds) {
  if (!holds) std::abort();
}

void check_passed(std::string_view offer, const std::string& text,
                  const ring::CheckedAnswer& answer) {
  if (!answer.repaired) require(answer.sdp == text);
  const auto again = ring::check_answer(offer, answer.sdp);
  require(again && !again.value().repaired && again.value().sdp == answer.sdp);

  const auto document = ring::sdp::parse(answer.sdp);
  for (const auto& section : document.media) {
    if (ring::sdp::media_line(section)->kind != "video") continue;
    return require(ring::sdp::direction(document, section) == ring::sdp::Direction::sendonly);
  }
  require(false);
}

void check(std::string_view offer, const std::string& text) {
  const auto result = ring::check_answer(offer, text);
  if (result) return check_passed(offer, text, result.value());
  const std::string& detail = result.error().detail;
  require(!detail.empty() && ring::printable(detail, 100) == detail);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(data, data + size);
  check(one_video, text);
  check(audio_and_video, text);
  check(text, text);
  const std::string sent = ring::answer_to_send(text);
  require(sent.size() <= text.size() && ring::answer_to_send(sent) == sent);
  return 0;
}
