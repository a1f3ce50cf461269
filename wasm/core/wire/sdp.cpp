#include "core/wire/sdp.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "core/wire/text.hpp"

namespace ring::sdp {
namespace {

/// In the order of the enum.
constexpr std::string_view direction_lines[] = {"a=sendrecv", "a=sendonly", "a=recvonly",
                                                "a=inactive"};

/// Only at the very start of a line: `s=m=video` and ` m=video` are other lines.
bool starts_section(const Line& line) { return line.text.starts_with("m="); }

/// Cuts the first line off `rest`. Only "\n" and "\r\n" end a line: a lone CR is a byte of the
/// text, as it is for the parsers of the browsers.
Line take_line(std::string_view& rest) {
  const std::size_t feed = rest.find('\n');
  if (feed == std::string_view::npos) {
    const Line last{rest, {}};
    rest = {};
    return last;
  }
  const bool has_return = feed > 0 && rest[feed - 1] == '\r';
  const std::size_t length = has_return ? feed - 1 : feed;
  const Line line{rest.substr(0, length), rest.substr(length, feed + 1 - length)};
  rest.remove_prefix(feed + 1);
  return line;
}

/// The direction that a line sets, if it is such a line. Chromium's parser accepts the name before
/// a space or a colon as well, so `a=sendrecv ` is a direction to it; it must be one to us.
std::optional<Direction> direction_in(const Line& line) {
  // A name must match whole: `a=sendonlyish` is an attribute that nobody knows, not a direction.
  const std::string_view name = line.text.substr(0, line.text.find_first_of(" \t\r:"));
  for (std::size_t i = 0; i < std::size(direction_lines); ++i) {
    if (name == direction_lines[i]) return static_cast<Direction>(i);
  }
  return std::nullopt;
}

/// More than one direction in one place is an error; browsers then go by the last.
std::optional<Direction> last_direction(const std::vector<Line>& lines) {
  std::optional<Direction> found;
  for (const Line& line : lines) {
    if (const auto here = direction_in(line)) found = here;
  }
  return found;
}

bool contains(const std::vector<std::string_view>& values, std::string_view wanted) {
  for (const std::string_view value : values) {
    if (value == wanted) return true;
  }
  return false;
}

}  // namespace

Document parse(std::string_view text) {
  // Nothing is checked and nothing is dropped here: who needs a valid line asks for its meaning.
  Document document;
  std::vector<Line>* lines = &document.session;
  while (!text.empty()) {
    const Line line = take_line(text);
    if (starts_section(line)) lines = &document.media.emplace_back().lines;
    lines->push_back(line);
  }
  return document;
}

std::string_view keep(Document& document, std::string text) {
  return document.written.emplace_front(std::move(text));
}

std::string print(const Document& document) {
  std::string text;
  const auto append = [&text](const std::vector<Line>& lines) {
    for (const Line& line : lines) text.append(line.text).append(line.ending);
  };
  append(document.session);
  for (const Section& section : document.media) append(section.lines);
  return text;
}

std::optional<MediaLine> media_line(const Section& section) {
  if (section.lines.empty() || !starts_section(section.lines.front())) return std::nullopt;
  const auto fields = split(section.lines.front().text.substr(2), ' ');
  if (fields.size() < 4) return std::nullopt;
  // With an empty field among the first four, parsers differ about which is which.
  for (std::size_t i = 0; i < 4; ++i) {
    if (fields[i].empty()) return std::nullopt;
  }
  MediaLine media{fields[0], fields[1], fields[2], {}};
  for (std::size_t i = 3; i < fields.size(); ++i) {
    if (!fields[i].empty()) media.formats.push_back(fields[i]);
  }
  return media;
}

// parse_number, and not a comparison with "0": `00` is a zero to a browser as well.
bool has_port_zero(const Section& section) {
  const auto media = media_line(section);
  return media && parse_number(media->port.substr(0, media->port.find('/'))) == 0;
}

bool is_offered_video(const Section& section) {
  const auto media = media_line(section);
  return media && media->kind == "video" &&
         (!has_port_zero(section) || attribute(section.lines, "bundle-only").has_value());
}

std::optional<std::string_view> attribute_value(const Line& line, std::string_view name) {
  std::string_view rest = line.text;
  if (!rest.starts_with("a=")) return std::nullopt;
  rest.remove_prefix(2);
  if (!rest.starts_with(name)) return std::nullopt;
  rest.remove_prefix(name.size());
  if (rest.empty()) return rest;
  // `a=ssrc-group` begins with `ssrc` and is another attribute.
  if (rest.front() != ':') return std::nullopt;
  return rest.substr(1);
}

std::optional<std::string_view> attribute(const std::vector<Line>& lines, std::string_view name) {
  for (const Line& line : lines) {
    if (const auto value = attribute_value(line, name)) return value;
  }
  return std::nullopt;
}

std::vector<std::string_view> attributes(const std::vector<Line>& lines, std::string_view name) {
  std::vector<std::string_view> values;
  for (const Line& line : lines) {
    if (const auto value = attribute_value(line, name)) values.push_back(*value);
  }
  return values;
}

void append_line(Section& section, std::string_view text) {
  std::string_view ending = "\r\n";
  if (!section.lines.empty()) {
    // A last line without an ending gets one first, or the new line would become part of it.
    Line& last = section.lines.back();
    if (last.ending.empty()) {
      last.ending = section.lines.front().ending.empty() ? ending : section.lines.front().ending;
    }
    ending = last.ending;
  }
  section.lines.push_back({text, ending});
}

bool is_direction(const Line& line) { return direction_in(line).has_value(); }

Direction direction(const Document& document, const Section& section) {
  if (const auto own = last_direction(section.lines)) return *own;
  return last_direction(document.session).value_or(Direction::sendrecv);
}

void set_direction(Section& section, Direction direction) {
  const std::string_view text = direction_lines[static_cast<std::size_t>(direction)];
  auto& lines = section.lines;
  // In place, so that a repaired description differs from the original in one line only.
  const auto first = std::find_if(lines.begin(), lines.end(), is_direction);
  if (first == lines.end()) return append_line(section, text);
  first->text = text;
  lines.erase(std::remove_if(first + 1, lines.end(), is_direction), lines.end());
}

namespace {

/// `<foundation> <component> <transport> <priority> <address> <port> …` (RFC 8839 5.1).
bool names_an_address(const Line& line) {
  const auto candidate = attribute_value(line, "candidate");
  if (!candidate) return false;
  const auto fields = split(*candidate, ' ');
  return fields.size() > 4 && !to_lower(fields[4]).ends_with(".local");
}

}  // namespace

void drop_vain_end_of_candidates(Document& document) {
  for (const Section& section : document.media) {
    if (std::any_of(section.lines.begin(), section.lines.end(), names_an_address)) return;
  }
  const auto drop = [](std::vector<Line>& lines) {
    std::erase_if(lines, [](const Line& line) {
      return attribute_value(line, "end-of-candidates").has_value();
    });
  };
  drop(document.session);
  for (Section& section : document.media) drop(section.lines);
}

bool offers_h264(const Section& section) {
  const auto media = media_line(section);
  if (!media) return false;
  for (const std::string_view value : attributes(section.lines, "rtpmap")) {
    // `<payload type> <encoding>/<clock>` (RFC 8866 6.6).
    const std::size_t space = value.find(' ');
    if (space == std::string_view::npos) continue;
    // A mapping for a payload type that the m= line does not list offers nothing.
    if (!contains(media->formats, value.substr(0, space))) continue;
    if (equal_ignoring_case(trim(value.substr(space)), "H264/90000")) return true;
  }
  return false;
}

}  // namespace ring::sdp
