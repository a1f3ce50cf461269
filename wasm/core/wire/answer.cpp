#include "core/wire/answer.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "core/wire/sdp.hpp"
#include "core/wire/text.hpp"

namespace ring {
namespace {

using sdp::Direction;
using sdp::Document;
using sdp::Line;
using sdp::Section;
using Kind = AnswerProblem::Kind;

/// Text around a number. By hand: printf and streams would cost the module several kilobytes.
std::string numbered(std::string_view before, std::size_t number, std::string_view after) {
  std::string text(before);
  char digits[20];
  std::size_t at = sizeof digits;
  do {
    digits[--at] = static_cast<char>('0' + number % 10);
    number /= 10;
  } while (number != 0);
  text.append(digits + at, sizeof digits - at).append(after);
  return text;
}

/// Why the text is no session description at all; nothing when it is one.
std::optional<std::string_view> why_unreadable(const Document& document) {
  // A document that begins with `m=` has no session part; one without lines has neither.
  if (document.session.empty()) {
    return document.media.empty() ? "the answer is empty" : "the answer does not begin with v=";
  }
  const std::string_view first = document.session.front().text;
  // Proxies and sign-in pages answer with HTML and a friendly status.
  if (trim(first).starts_with('<')) return "the answer is a web page, not SDP";
  if (!first.starts_with("v=")) return "the answer does not begin with v=";
  if (document.media.empty()) return "the answer has no media section";
  for (const Section& section : document.media) {
    if (!sdp::media_line(section)) return "a media line of the answer cannot be read";
  }
  return std::nullopt;
}

/// RFC 3264 6 pairs sections by position. What the pair disagrees about, if anything.
std::optional<std::string_view> difference(const Section& offered, const Section& answered) {
  const auto ours = sdp::media_line(offered);
  if (!ours || ours->kind != sdp::media_line(answered)->kind) return " is of another kind";
  const auto our_mid = sdp::attribute(offered.lines, "mid");
  const auto their_mid = sdp::attribute(answered.lines, "mid");
  if (our_mid && their_mid && *our_mid != *their_mid) return " has another mid";
  return std::nullopt;
}

/// Words for the first mismatch of the sections, or "".
std::string mismatch(const Document& offer, const Document& answer) {
  if (offer.media.size() != answer.media.size()) {
    return numbered("media sections: ", answer.media.size(), " in the answer") +
           numbered(", ", offer.media.size(), " in the offer");
  }
  for (std::size_t i = 0; i < offer.media.size(); ++i) {
    const auto why = difference(offer.media[i], answer.media[i]);
    if (why) return numbered("media section ", i + 1, *why);
  }
  return "";
}

/// The section that must carry the picture. With the offers that we send it is the only one.
Section* find_video(Document& document) {
  const auto video = std::find_if(
      document.media.begin(), document.media.end(),
      [](const Section& section) { return sdp::media_line(section)->kind == "video"; });
  return video == document.media.end() ? nullptr : &*video;
}

/// `a=extmap:4/recvonly urn:…` (RFC 8285 5) becomes `a=extmap:4 urn:…`.
void drop_extension_direction(Document& document, Line& line) {
  const auto value = sdp::attribute_value(line, "extmap");
  if (!value) return;
  // The slash counts only within the number: addresses of extensions are full of them.
  const std::size_t end = std::min(value->find(' '), value->size());
  const std::size_t slash = value->substr(0, end).find('/');
  if (slash == std::string_view::npos) return;
  const auto start = static_cast<std::size_t>(value->data() - line.text.data());
  std::string text(line.text);
  line.text = sdp::keep(document, text.erase(start + slash, end - slash));
}

/// The services that answer `recvonly` or `sendrecv` mean the camera's stream and send it all the
/// same; browsers refuse such an answer (RFC 3264 6.1 allows only `sendonly` or `inactive` here).
void repair(Document& answer, Section& video) {
  sdp::set_direction(video, Direction::sendonly);
  for (Line& line : answer.session) drop_extension_direction(answer, line);
  for (Line& line : video.lines) drop_extension_direction(answer, line);
}

Fail<AnswerProblem> fail(Kind kind, std::string_view detail) {
  return Fail{AnswerProblem{kind, std::string(detail)}};
}

/// What both kinds of description must let us have: a section that sends to us. Whether its
/// direction had to be repaired.
Result<bool, AnswerProblem> make_it_send(Document& document, Section& video) {
  const Direction direction = sdp::direction(document, video);
  if (direction == Direction::inactive) {
    return fail(Kind::incompatible_direction, "the video section is inactive");
  }
  if (direction == Direction::sendonly) return false;
  // Also without any direction, which means sendrecv.
  repair(document, video);
  return true;
}

/// Everything but the video: we want none of it, and a section cannot be left out of an answer.
/// Whether anything had to be changed.
bool silence_others(Document& document, const Section& video) {
  bool changed = false;
  for (Section& section : document.media) {
    if (&section == &video || sdp::direction(document, section) == Direction::inactive) continue;
    sdp::set_direction(section, Direction::inactive);
    changed = true;
  }
  return changed;
}

bool is_silent(const Document& document, const Section& section) {
  return sdp::has_port_zero(section) || sdp::direction(document, section) == Direction::inactive;
}

}  // namespace

Result<CheckedAnswer, AnswerProblem> check_answer(std::string_view offer_text,
                                                  std::string_view answer_text) {
  Document answer = sdp::parse(answer_text);
  if (const auto why = why_unreadable(answer)) return fail(Kind::unreadable, *why);
  const std::string mismatched = mismatch(sdp::parse(offer_text), answer);
  if (!mismatched.empty()) return fail(Kind::sections_differ, mismatched);
  Section* video = find_video(answer);
  if (!video) return fail(Kind::sections_differ, "no video section was offered");
  // Before the direction: a rejected section may say anything about it.
  if (sdp::has_port_zero(*video))
    return fail(Kind::rejected, "the video section was rejected (port 0)");

  const auto repaired = make_it_send(answer, *video);
  if (!repaired) return Fail{repaired.error()};
  return CheckedAnswer{repaired.value() ? sdp::print(answer) : std::string(answer_text),
                       repaired.value()};
}

Result<CheckedAnswer, AnswerProblem> check_counter_offer(std::string_view text) {
  Document offer = sdp::parse(text);
  if (const auto why = why_unreadable(offer)) return fail(Kind::unreadable, *why);
  const auto video = std::find_if(offer.media.begin(), offer.media.end(), sdp::is_offered_video);
  if (video == offer.media.end()) {
    return fail(Kind::sections_differ, "the server's offer has no video section");
  }
  const auto repaired = make_it_send(offer, *video);
  if (!repaired) return Fail{repaired.error()};
  const bool changed = silence_others(offer, *video) || repaired.value();
  return CheckedAnswer{changed ? sdp::print(offer) : std::string(text), repaired.value()};
}

std::optional<AnswerProblem> problem_of_own_answer(std::string_view offer_text,
                                                   std::string_view answer_text) {
  const Document offer = sdp::parse(offer_text);
  const Document answer = sdp::parse(answer_text);
  if (const auto why = why_unreadable(answer)) {
    return AnswerProblem{Kind::unreadable, std::string(*why)};
  }
  std::string mismatched = mismatch(offer, answer);
  if (!mismatched.empty()) return AnswerProblem{Kind::sections_differ, std::move(mismatched)};
  const auto video = std::find_if(offer.media.begin(), offer.media.end(), sdp::is_offered_video);
  const Section& ours = answer.media[static_cast<std::size_t>(video - offer.media.begin())];
  // The browser knows none of the codecs that were offered (RFC 3264 6).
  if (sdp::has_port_zero(ours)) {
    return AnswerProblem{Kind::rejected, "the browser rejects the video section (port 0)"};
  }
  const bool only = std::all_of(
      answer.media.begin(), answer.media.end(),
      [&](const Section& section) { return &section == &ours || is_silent(answer, section); });
  if (!only || sdp::direction(answer, ours) != Direction::recvonly) {
    return AnswerProblem{Kind::incompatible_direction,
                         "the browser's answer is not one recvonly video section"};
  }
  return std::nullopt;
}

std::string answer_to_send(std::string_view local_description) {
  Document answer = sdp::parse(local_description);
  sdp::drop_vain_end_of_candidates(answer);
  return sdp::print(answer);
}

}  // namespace ring
