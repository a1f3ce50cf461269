// A session description as lines in sections, without loss: parse then print gives the same bytes,
// for any bytes. Meaning (directions, groups) is read on demand and never rewritten by the parser.
// Lines are views: the text that was parsed must outlive its document.
#pragma once

#include <concepts>
#include <forward_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ring::sdp {

struct Line {
  std::string_view text;    ///< Without its ending, e.g. `a=mid:0`.
  std::string_view ending;  ///< "\r\n", "\n", or "" for a last line without one. A lone CR is text.

  bool operator==(const Line&) const = default;
};

/// RFC 8866 direction attributes. A media section without one has the session's, or `sendrecv`.
enum class Direction { sendrecv, sendonly, recvonly, inactive };

/// One media section: its `m=` line first.
struct Section {
  std::vector<Line> lines;

  bool operator==(const Section&) const = default;
};

struct Document {
  std::vector<Line> session;  ///< Everything before the first line that starts with `m=`.
  std::vector<Section> media;
  /// What lines say that were written anew: see `keep`. A copy's lines would view into the
  /// original's.
  std::forward_list<std::string> written = {};
};

Document parse(std::string_view text);
template <std::same_as<std::string> Temporary>
Document parse(Temporary&& text) = delete;
/// For a line of this document to say.
std::string_view keep(Document& document, std::string text);
std::string print(const Document& document);

/// The `m=` line taken apart, as views into the section; nothing when it has fewer than four fields
/// or one of the first four is empty.
struct MediaLine {
  std::string_view kind;                  ///< `video`, `audio`, `application`.
  std::string_view port;                  ///< `0` means rejected (or bundle-only).
  std::string_view protocol;              ///< `UDP/TLS/RTP/SAVPF`.
  std::vector<std::string_view> formats;  ///< Payload types, as text.
};
std::optional<MediaLine> media_line(const Section& section);
/// Port `0`, also as `0/2` (RFC 8866 5.14 allows a count): rejected, or bundle-only.
bool has_port_zero(const Section& section);
/// A video section that an offer means: not rejected. Port 0 is no rejection where it says
/// bundle-only (RFC 9143 6).
bool is_offered_video(const Section& section);

/// The value of the first `a=name:value` (or "" for a bare `a=name`), else nothing. Names are
/// compared exactly: RFC 8866 makes them case-sensitive.
std::optional<std::string_view> attribute(const std::vector<Line>& lines, std::string_view name);
/// All values of `a=name:…` in order. Both give views into `lines`.
std::vector<std::string_view> attributes(const std::vector<Line>& lines, std::string_view name);

/// The value when the line is `a=name:value` or a bare `a=name`.
std::optional<std::string_view> attribute_value(const Line& line, std::string_view name);
/// Adds a line at the end, with the ending of the line before it (which gets one if it has none).
void append_line(Section& section, std::string_view text);

/// Whether the line sets a direction, read as leniently as Chromium does (`a=sendrecv ` is one).
bool is_direction(const Line& line);
/// The section's own direction, else the session's, else sendrecv (RFC 8866 6.7). Of several in one
/// place the last counts, as in the browsers.
Direction direction(const Document& document, const Section& section);
/// Leaves exactly one direction attribute in the section: the first is rewritten in place, further
/// ones go, and where there is none it is added at the end with the section's own line ending.
void set_direction(Section& section, Direction direction);

/// Takes out `a=end-of-candidates` where not one candidate is an address. Browsers hide addresses
/// behind `.local` names that no server can look up; Firefox then adds this line, and a server that
/// believes it gives up before our own checks could reach it (aiortc does).
void drop_vain_end_of_candidates(Document& document);

/// True when a payload type of the section is H.264 (`a=rtpmap:<pt> H264/90000`, any case).
bool offers_h264(const Section& section);

}  // namespace ring::sdp
