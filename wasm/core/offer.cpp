#include "core/offer.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "core/sdp.hpp"
#include "core/text.hpp"

namespace ring {
namespace {

using sdp::Direction;
using sdp::Document;
using sdp::Line;
using sdp::Section;

/// What a bundled section may leave to the first section of its bundle (RFC 9143 7.1.3).
constexpr std::string_view transport_attributes[] = {"ice-ufrag", "ice-pwd", "ice-options",
                                                     "fingerprint", "setup"};

bool has(const std::vector<Line>& lines, std::string_view name) {
  return sdp::attribute(lines, name).has_value();
}

/// RFC 8866 9 forbids NUL and a CR that ends no line. A lenient server might end a line there, and
/// then read a media section that we did not see.
bool has_forbidden_byte(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\0') return true;
    if (text[i] == '\r' && text.substr(i + 1, 1) != "\n") return true;
  }
  return false;
}

/// What the steps below rely on: every section has an `m=` line that can be taken apart.
bool is_readable(const Document& document) {
  if (document.session.empty() || !document.session.front().text.starts_with("v=")) return false;
  return std::all_of(document.media.begin(), document.media.end(),
                     [](const Section& section) { return sdp::media_line(section).has_value(); });
}

std::optional<std::string_view> mid(const Section& section) {
  return sdp::attribute(section.lines, "mid");
}

/// The words of a value, without the empty parts between double spaces.
std::vector<std::string_view> words_of(std::string_view value) {
  auto words = split(value, ' ');
  std::erase(words, std::string_view{});
  return words;
}

/// The section whose transport the video shares: the first that its BUNDLE group names.
const Section* bundle_carrier(const Document& document, const Section& video) {
  const auto own = mid(video);
  if (!own) return nullptr;
  for (const std::string_view value : sdp::attributes(document.session, "group")) {
    const auto words = words_of(value);
    if (words.size() < 2 || words.front() != "BUNDLE") continue;
    if (std::find(words.begin() + 1, words.end(), *own) == words.end()) continue;
    const auto carrier =
        std::find_if(document.media.begin(), document.media.end(),
                     [&](const Section& section) { return mid(section) == words[1]; });
    return carrier == document.media.end() ? nullptr : &*carrier;
  }
  return nullptr;
}

/// All of that name: a certificate may have several fingerprints.
void copy_attributes(const Section& from, std::string_view name, Section& to) {
  for (const Line& line : from.lines) {
    if (sdp::attribute_value(line, name)) sdp::append_line(to, line.text);
  }
}

/// Lets the video stand without the section that carried its bundle. Candidates follow only with
/// their user fragment: those of another ICE session would be checked in vain.
void adopt_transport(const std::vector<Line>& session, const Section& carrier, Section& video) {
  for (const std::string_view name : transport_attributes) {
    if (!has(video.lines, name) && !has(session, name)) copy_attributes(carrier, name, video);
  }
  if (has(video.lines, "candidate")) return;
  if (sdp::attribute(video.lines, "ice-ufrag") != sdp::attribute(carrier.lines, "ice-ufrag"))
    return;
  copy_attributes(carrier, "candidate", video);
  if (!has(video.lines, "end-of-candidates")) copy_attributes(carrier, "end-of-candidates", video);
}

/// Outside a bundle, port 0 would mean "rejected" (RFC 9143 6). 9 stands for "see the candidates"
/// (RFC 8829 5.2.1).
void end_bundle_only(Section& video) {
  if (!has(video.lines, "bundle-only")) return;
  std::erase_if(video.lines, [](const Line& line) {
    return sdp::attribute_value(line, "bundle-only").has_value();
  });
  if (!sdp::has_port_zero(video)) return;
  std::string& text = video.lines.front().text;
  const auto media = *sdp::media_line(video);
  text.replace(static_cast<std::size_t>(media.port.data() - text.data()), media.port.size(), "9");
}

/// Lines that describe what the sender of the section would send.
bool describes_sender(const Line& line) {
  if (sdp::attribute_value(line, "msid") || sdp::attribute_value(line, "ssrc") ||
      sdp::attribute_value(line, "ssrc-group")) {
    return true;
  }
  // `a=rid:<id> send [restrictions]` (RFC 8851 4).
  const auto rid = sdp::attribute_value(line, "rid");
  if (!rid) return false;
  const auto words = words_of(*rid);
  return words.size() > 1 && words[1] == "send";
}

/// `a=simulcast:send 1;2 recv 3` (RFC 8853 5.1) keeps only its receiving half. False when none is
/// left.
bool keep_received_simulcast(Line& line) {
  const auto value = sdp::attribute_value(line, "simulcast");
  if (!value) return true;
  const auto words = words_of(*value);
  if (std::find(words.begin(), words.end(), "send") == words.end()) return true;
  const auto received = std::find(words.begin(), words.end(), "recv");
  if (received == words.end() || received + 1 == words.end()) return false;
  line.text = "a=simulcast:recv " + std::string(received[1]);
  return true;
}

void stop_sending(Section& video) {
  std::vector<Line> kept;
  for (Line& line : video.lines) {
    if (!describes_sender(line) && keep_received_simulcast(line)) kept.push_back(std::move(line));
  }
  video.lines = std::move(kept);
}

/// Leaves the group only the mid that is left. False when the group has become empty.
bool shrink_group(Line& line, std::optional<std::string_view> left) {
  const auto value = sdp::attribute_value(line, "group");
  if (!value) return true;
  const auto words = words_of(*value);
  if (words.size() < 2 || !left) return false;
  const auto count = std::count(words.begin() + 1, words.end(), *left);
  if (count == 0) return false;
  // A group that loses nobody keeps its bytes.
  if (static_cast<std::size_t>(count) == words.size() - 1) return true;
  line.text = "a=group:" + std::string(words[0]) + " " + std::string(*left);
  return true;
}

/// The session part for an offer in which `video` is alone. A direction there would be one more
/// place to read the direction from; the section says its own.
std::vector<Line> session_for(const std::vector<Line>& session, const Section& video) {
  std::vector<Line> kept;
  for (Line line : session) {
    if (sdp::is_direction(line) || !shrink_group(line, mid(video))) continue;
    kept.push_back(std::move(line));
  }
  return kept;
}

bool sends(Direction direction) {
  return direction == Direction::sendrecv || direction == Direction::sendonly;
}

/// The order matters: the sender is recognised by the direction that was offered, before it is
/// overwritten.
Document reduce(const Document& document, const Section& chosen) {
  Section video = chosen;
  // The carrier may itself be the chosen section: then there is nothing to adopt.
  const Section* carrier = bundle_carrier(document, chosen);
  if (carrier && carrier != &chosen) adopt_transport(document.session, *carrier, video);
  end_bundle_only(video);
  if (sends(sdp::direction(document, chosen))) stop_sending(video);
  sdp::set_direction(video, Direction::recvonly);
  return {session_for(document.session, video), {std::move(video)}};
}

}  // namespace

Result<PreparedOffer, OfferProblem> prepare_offer(std::string_view text) {
  const Document document = sdp::parse(text);
  if (has_forbidden_byte(text) || !is_readable(document)) return Fail{OfferProblem::unreadable};
  // Offering a rejected section would wake a camera that then has nothing to send.
  const auto chosen =
      std::find_if(document.media.begin(), document.media.end(), sdp::is_offered_video);
  if (chosen == document.media.end()) return Fail{OfferProblem::no_video};
  const Document prepared = reduce(document, *chosen);
  return PreparedOffer{sdp::print(prepared), sdp::offers_h264(prepared.media.front())};
}

}  // namespace ring
