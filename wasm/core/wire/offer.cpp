#include "core/wire/offer.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "core/wire/sdp.hpp"
#include "core/wire/text.hpp"

namespace ring {
namespace {

using sdp::Direction;
using sdp::Document;
using sdp::Line;
using sdp::Section;

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

/// Where sections share a transport (RFC 9143 7.1.3), its lines may stand in one that is dropped.
bool leans_on_another(const Document& document, const Section& video) {
  constexpr std::string_view credentials = "ice-ufrag";
  if (has(document.session, credentials) || has(video.lines, credentials)) return false;
  return std::any_of(document.media.begin(), document.media.end(),
                     [&](const Section& section) { return has(section.lines, credentials); });
}

/// Outside a bundle, port 0 would mean "rejected" (RFC 9143 6). 9 stands for "see the candidates"
/// (RFC 8829 5.2.1).
void end_bundle_only(Document& document, Section& video) {
  if (!has(video.lines, "bundle-only")) return;
  std::erase_if(video.lines, [](const Line& line) {
    return sdp::attribute_value(line, "bundle-only").has_value();
  });
  if (!sdp::has_port_zero(video)) return;
  std::string_view& line = video.lines.front().text;
  const std::string_view port = sdp::media_line(video)->port;
  std::string text(line);
  text.replace(static_cast<std::size_t>(port.data() - line.data()), port.size(), "9");
  line = sdp::keep(document, std::move(text));
}

/// Leaves the group only the mid that is left. False when the group has become empty.
bool shrink_group(Document& document, Line& line, std::optional<std::string_view> left) {
  const auto value = sdp::attribute_value(line, "group");
  if (!value) return true;
  const auto words = words_of(*value);
  if (words.size() < 2 || !left) return false;
  const auto count = std::count(words.begin() + 1, words.end(), *left);
  if (count == 0) return false;
  // A group that loses nobody keeps its bytes.
  if (static_cast<std::size_t>(count) == words.size() - 1) return true;
  line.text = sdp::keep(document, "a=group:" + std::string(words[0]) + " " + std::string(*left));
  return true;
}

/// Makes an offer of which `video` is the only section. A direction in the session part would be
/// one more place to read the direction from; the section says its own.
void leave_alone(Document& document, Section video) {
  std::erase_if(document.session, [&](Line& line) {
    return sdp::is_direction(line) || !shrink_group(document, line, mid(video));
  });
  document.media.clear();
  document.media.push_back(std::move(video));
}

Result<Document, OfferProblem> reduce(std::string_view text) {
  Document document = sdp::parse(text);
  if (has_forbidden_byte(text) || !is_readable(document)) return Fail{OfferProblem::unreadable};
  // Offering a rejected section would wake a camera that then has nothing to send.
  const auto chosen =
      std::find_if(document.media.begin(), document.media.end(), sdp::is_offered_video);
  if (chosen == document.media.end()) return Fail{OfferProblem::no_video};
  if (leans_on_another(document, *chosen)) return Fail{OfferProblem::no_transport};
  end_bundle_only(document, *chosen);
  sdp::set_direction(*chosen, Direction::recvonly);
  leave_alone(document, std::move(*chosen));
  return document;
}

}  // namespace

Result<PreparedOffer, OfferProblem> prepare_offer(std::string_view text) {
  const auto reduced = reduce(text);
  if (!reduced) return Fail{reduced.error()};
  const Document& document = reduced.value();
  return PreparedOffer{sdp::print(document), sdp::offers_h264(document.media.front())};
}

std::optional<std::string> offer_to_send(std::string_view local_description) {
  auto reduced = reduce(local_description);
  if (!reduced || reduced.value().media != sdp::parse(local_description).media) {
    return std::nullopt;
  }
  sdp::drop_vain_end_of_candidates(reduced.value());
  return sdp::print(reduced.value());
}

}  // namespace ring
