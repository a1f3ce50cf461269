#include "core/trace.hpp"

#include <algorithm>
#include <charconv>
#include <utility>
#include <variant>

#include "core/machine/names.hpp"
#include "core/wire/endpoint.hpp"
#include "core/wire/failure.hpp"
#include "core/wire/sdp.hpp"
#include "core/wire/text.hpp"

namespace ring {
namespace {

void append_number(std::string& text, std::int64_t number) {
  char digits[24];
  text.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

std::string numbered(std::string_view before, std::int64_t number) {
  std::string text(before);
  append_number(text, number);
  return text;
}

/// Where a text stands among those seen so far; it is added when it is new.
std::int64_t place_in(std::vector<std::string>& seen, const std::string& text) {
  const auto found = std::find(seen.begin(), seen.end(), text);
  const std::int64_t place = found - seen.begin();
  if (found == seen.end()) seen.push_back(text);
  return place;
}

// ---- writing JSON ----

/// Only for texts that were redacted: they are ASCII.
void append_quoted(std::string& json, std::string_view text) {
  json += '"';
  for (const char letter : text) {
    if (letter == '\n') {
      json += "\\n";
    } else if (letter == '\r') {
      json += "\\r";
    } else {
      if (letter == '"' || letter == '\\') json += '\\';
      json += letter;
    }
  }
  json += '"';
}

/// Redacts what it writes. Each value stands after a comma: none of them comes first.
class RowWriter {
 public:
  RowWriter(std::string& json, std::vector<std::string>& texts, Redactor& redactor)
      : json_(json), texts_(texts), redactor_(redactor) {}

  void begin(std::string_view name) { quoted(name); }
  void begin(std::string_view name, AttemptNumber attempt) {
    quoted(name);
    number({}, attempt);
  }
  void number(std::string_view, std::int64_t value) {
    json_ += ',';
    append_number(json_, value);
  }
  void length(std::string_view, Millis value) { number({}, value.count); }
  void flag(std::string_view, bool value) { json_ += value ? ",true" : ",false"; }
  template <class Enum, std::size_t n>
  void word(std::string_view, Enum value, const std::string_view (&words)[n]) {
    quoted(words[static_cast<std::size_t>(value)]);
  }
  void text(std::string_view, const std::string& value) { quoted(value); }
  void optional(std::string_view, const std::optional<Millis>& value) {
    if (value) return number({}, value->count);
    json_ += ",null";
  }
  void reason(const std::string&) {}
  void reply(HttpReply& reply) {
    redactor_.reply(reply);
    reply_form(*this, reply);
  }

  void sdp(std::string_view, const std::string& value) { kept({}, redactor_.description(value)); }
  /// The same few texts come with every session: they stand once, apart.
  void kept(std::string_view, const std::string& value) { number({}, place_in(texts_, value)); }

 private:
  void quoted(std::string_view text) {
    json_ += ',';
    append_quoted(json_, text);
  }

  std::string& json_;
  std::vector<std::string>& texts_;
  Redactor& redactor_;
};

class ConfigWriter {
 public:
  explicit ConfigWriter(std::string& json) : json_(json) {}

  void number(std::string_view name, std::int64_t value) {
    key(name);
    append_number(json_, value);
  }
  void length(std::string_view name, Millis value) { number(name, value.count); }
  void time(std::string_view name, Instant value) { number(name, value.ms); }
  void optional_time(std::string_view name, std::optional<Instant> value) {
    if (value) time(name, *value);
  }
  void flag(std::string_view name, bool value) {
    key(name);
    json_ += value ? "true" : "false";
  }
  template <class Enum, std::size_t n>
  void word(std::string_view name, Enum value, const std::string_view (&words)[n]) {
    text(name, words[static_cast<std::size_t>(value)]);
  }
  void text(std::string_view name, std::string_view value) {
    key(name);
    append_quoted(json_, value);
  }

 private:
  void key(std::string_view name) {
    if (json_.back() != '{') json_ += ',';
    append_quoted(json_, name);
    json_ += ':';
  }

  std::string& json_;
};

// ---- decisions in words ----

struct Wording {
  Instant origin;
  std::string text;

  void operator()(const OpenPeer& c) {
    about("open-peer", c.attempt);
    if (c.named_servers) add("named-servers");
  }
  void operator()(const AskToken& c) {
    about("ask-token", c.attempt);
    if (c.fresh) add("fresh");
  }
  void operator()(const ApplyOffer& c) { about("apply-offer", c.attempt); }
  void operator()(const CollectOffer& c) { about("collect-offer", c.attempt); }
  void operator()(const SendOffer& c) {
    about("send-offer", c.attempt);
    if (c.bearer) add("bearer");
    if (c.follow_redirects) add("follow-redirects");
  }
  void operator()(const AbortPost& c) { about("abort-post", c.attempt); }
  void operator()(const ApplyAnswer& c) { about("apply-answer", c.attempt); }
  void operator()(const ApplyCounterOffer& c) {
    about("apply-counter-offer", c.attempt);
    if (c.named_servers) add("named-servers");
  }
  void operator()(const ApplyOwnAnswer& c) { about("apply-own-answer", c.attempt); }
  void operator()(const SendAnswer& c) {
    about("send-answer", c.attempt);
    if (c.bearer) add("bearer");
  }
  void operator()(const SampleFrames& c) { about("sample-frames", c.attempt); }
  void operator()(const EndSession& c) {
    about("end-session", c.attempt);
    if (c.bearer) add("bearer");
  }
  void operator()(const ClosePeer& c) { about("close-peer", c.attempt); }
  void operator()(const Publish& c) { std::visit(*this, c.notice); }

  void operator()(const PhaseChanged& n) {
    text = "phase";
    add(name(n.phase));
    if (n.reason != EndReason::none) add(name(n.reason));
    if (n.wait != WaitReason::none) add(name(n.wait));
  }
  void operator()(const PictureChosen& n) { about("picture", n.attempt); }
  void operator()(const AttemptChanged& n) {
    about("attempt", n.attempt);
    add(name(n.phase));
  }
  void operator()(const LimitSet& n) {
    about("limit", n.attempt);
    add(n.ends_at);
    if (n.near) add("near");
  }
  void operator()(const AnswerRepaired& n) { about("answer-repaired", n.attempt); }
  void operator()(const FirstFrameShown& n) {
    about("first-frame", n.attempt);
    add(n.width);
    add(n.height);
    add(n.timings.total.count);
  }
  void operator()(const StallChanged& n) { about(n.stalled ? "stalled" : "resumed", n.attempt); }
  void operator()(const PostSlow& n) { about("post-slow", n.attempt); }
  void operator()(const Failed& n) {
    text = "failed";
    add(n.failure);
  }
  void operator()(const Recovering& n) {
    text = n.at ? "recovering" : "recovering-online";
    add(n.failure);
    if (n.at) add(*n.at);
  }
  void operator()(const Learned& n) {
    text = n.experience.alone_at ? "learned-no-overlap" : "learned";
    add(n.experience.slowest_first_frame.count);
    if (n.experience.doubt != Doubt::none) add(name(n.experience.doubt));
  }
  void operator()(const ReleaseFailed& n) {
    about("release-failed", n.attempt);
    add(n.status);
  }
  void operator()(const Defect& n) {
    text = "defect";
    add(n.fact);
  }

 private:
  void about(std::string_view what, AttemptNumber attempt) {
    text = what;
    add(attempt);
  }
  void add(std::string_view word) { text.append(" ").append(word); }
  void add(std::int64_t number) {
    text += ' ';
    append_number(text, number);
  }
  void add(Instant at) { add((at - origin).count); }
  void add(const Failure& failure) {
    add(name(failure.kind));
    add(name(failure.stage));
    add(failure.attempt);
    add(failure.status);
    if (failure.cross_origin) add("cross-origin");
  }
};

// ---- redaction ----

constexpr std::string_view offline_body = R"({"title":"Device Unavailable"})";

bool is_short_number(std::string_view text) { return text.size() <= 3 && parse_number(text); }

/// Payload types. Others than numbers need not be told apart: see `add_line`.
std::string_view format_for(std::string_view format) {
  return is_short_number(format) ? format : "x";
}

/// `42001f`, or nothing.
std::string_view profile_in(std::string_view parameters) {
  constexpr std::string_view name = "profile-level-id=";
  const std::size_t at = parameters.find(name);
  if (at == std::string_view::npos) return {};
  const std::string_view profile = parameters.substr(at + name.size(), 6);
  const bool is_hex = profile.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
  return profile.size() == 6 && is_hex ? profile : std::string_view{};
}

/// Redacts through the form of an event; numbers stay.
struct Redacting {
  Redactor& redactor;

  void begin(std::string_view) {}
  void begin(std::string_view, AttemptNumber) {}
  void number(std::string_view, std::int64_t) {}
  void length(std::string_view, Millis) {}
  void flag(std::string_view, bool) {}
  template <class Enum, class Words>
  void word(std::string_view, Enum, const Words&) {}
  void sdp(std::string_view, std::string& text) { text = redactor.description(text); }
  void reason(std::string& text) { text.clear(); }
  void reply(HttpReply& reply) { redactor.reply(reply); }
};

}  // namespace

Redactor::Redactor(const Config& config) : config_(config) {
  const bool usable = !config.endpoint.url.empty();
  const std::string base = usable ? origin_for(config.endpoint.origin) : "unusable";
  if (usable) config_.endpoint = {base + "/whep", base};
  if (!config.src.empty()) {
    config_.src = base + "/whep";
    // Nobody reads them beside a src.
    config_.api_base.clear();
    config_.device_id.clear();
    config_.component_id.clear();
  }
  if (!config_.api_base.empty()) config_.api_base = base;
  if (!config_.device_id.empty()) config_.device_id = "device";
  if (!config_.component_id.empty()) config_.component_id = "component";
  // A page's own words may stand in it.
  if (!config.problem.empty()) config_.problem = "unusable";
  if (!config.page_origin.empty()) {
    const bool same = usable && config.page_origin == config.endpoint.origin;
    config_.page_origin = same ? base : "https://page.invalid";
  }
}

std::int64_t Redactor::number_of(Seen& seen, std::string_view text) {
  std::uint64_t hash = 14695981039346656037U;  // FNV-1a.
  for (const char letter : text) {
    hash = (hash ^ static_cast<unsigned char>(letter)) * 1099511628211U;
  }
  return place_in(seen, numbered("", static_cast<std::int64_t>(hash))) + 1;
}

std::string Redactor::origin_for(const std::string& origin) {
  const std::string host = numbered("://o", number_of(origins_, origin));
  return origin.substr(0, origin.find(':')) + host +
         (is_loopback(origin) ? ".localhost" : ".invalid");
}

/// Media kinds and mids are compared with each other, so what is equal stays so.
std::string Redactor::word_for(std::string_view word) {
  if (is_short_number(word) || word == "video" || word == "audio" || word == "application")
    return std::string(word);
  return numbered("x", number_of(words_, word));
}

void Redactor::add_line(const sdp::Line& line, const std::vector<std::string_view>& formats,
                        std::string& result) {
  if (sdp::is_direction(line)) {
    const std::string_view text = line.text;
    const std::string_view name = text.substr(0, text.find_first_of(" \t\r:"));
    result.append(name);
    // With something behind it, it is a direction all the same, yet not as `prepare_offer` wants
    // it.
    result += name == text ? "\n" : " \n";
  } else if (const auto mid = sdp::attribute_value(line, "mid")) {
    result.append("a=mid:").append(word_for(*mid)) += '\n';
  } else if (const auto group = sdp::attribute_value(line, "group")) {
    result += "a=group:";
    bool first = true;
    for (const std::string_view word : split(*group, ' ')) {
      if (word.empty()) continue;
      result += first ? "BUNDLE" : " " + word_for(word);
      first = false;
    }
    result += '\n';
  } else if (sdp::attribute_value(line, "bundle-only")) {
    result += "a=bundle-only\n";
  } else if (sdp::attribute_value(line, "ice-ufrag")) {
    // Where it stands decides; what it says is nobody's business.
    result += "a=ice-ufrag:x\n";
  } else if (const auto map = sdp::attribute_value(line, "rtpmap")) {
    // Only those that count (see sdp::offers_h264): then any name of the format counts as well.
    const std::size_t space = map->find(' ');
    const std::string_view format = map->substr(0, space);
    if (space == std::string_view::npos ||
        std::find(formats.begin(), formats.end(), format) == formats.end() ||
        !equal_ignoring_case(trim(map->substr(space)), "H264/90000")) {
      return;
    }
    result.append("a=rtpmap:").append(format_for(format)).append(" H264/90000\n");
  } else if (const auto parameters = sdp::attribute_value(line, "fmtp")) {
    const std::string_view profile = profile_in(*parameters);
    const std::string_view format = parameters->substr(0, parameters->find(' '));
    if (profile.empty()) return;
    result.append("a=fmtp:").append(format_for(format)).append(" profile-level-id=");
    result.append(profile) += '\n';
  }
}

std::string Redactor::description(std::string_view text) {
  // Nothing is made of a text that does not begin like this, whatever else it says.
  if (!text.starts_with("v=")) return text.empty() ? "" : "?";
  const sdp::Document document = sdp::parse(text);
  std::string result = "v=0\n";
  bool forbidden = false;
  const auto add = [&](const std::vector<sdp::Line>& lines,
                       const std::vector<std::string_view>& formats) {
    for (const sdp::Line& line : lines) {
      forbidden |= line.text.find_first_of(std::string_view("\r\0", 2)) != std::string::npos;
      add_line(line, formats, result);
    }
  };
  add(document.session, {});
  for (const sdp::Section& section : document.media) {
    const auto media = sdp::media_line(section);
    result += "m=";
    if (media) {
      result.append(word_for(media->kind));
      result += sdp::has_port_zero(section) ? " 0 RTP" : " 9 RTP";
      for (const std::string_view format : media->formats) {
        result.append(" ").append(format_for(format));
      }
    }
    result += '\n';
    add(section.lines, media ? media->formats : std::vector<std::string_view>{});
  }
  // No offer may hold a NUL or a lone CR.
  if (forbidden) result += "i=\r-\n";
  return result;
}

void Redactor::reply(HttpReply& reply) {
  const bool success = reply.status >= 200 && reply.status < 300;
  if (success || (reply.status == 406 && reply.body.starts_with("v="))) {
    reply.body = description(reply.body);
  } else {
    const Failure failure = failure_of(reply.status, reply.body, {});
    reply.body = failure.kind == FailureKind::device_offline ? offline_body : "";
  }
  reply.request_id.clear();
  if (reply.session.url.empty()) return;
  const std::string origin = origin_for(reply.session.origin);
  reply.session.url = origin + numbered("/s", number_of(sessions_, reply.session.url));
  reply.session.origin = origin;
}

Event Redactor::event(Event event) {
  std::visit(
      [this](auto& e) {
        Redacting redacting{*this};
        trace_form(redacting, e);
      },
      event);
  return event;
}

// ---- recording ----

std::string describe(const Command& command, Instant origin) {
  Wording wording{origin, {}};
  std::visit([&wording](const auto& c) { wording(c); }, command);
  return std::move(wording.text);
}

namespace {

// Ten minutes of video take 195 KB, nearly all of it counts of frames. Beyond the bound the
// beginning is kept: a replay needs it.
constexpr std::size_t most_bytes = 260'000;
constexpr std::size_t block_size = 8 * 1024;

}  // namespace

void Recorder::record(const Event& event, Instant now, const Commands& commands) {
  if (truncated_) return;
  now_ = std::max(now_, now);  // As the core does.
  if (!origin_) origin_ = now_;
  const std::size_t known = texts_.size();
  const std::string row = row_of(event, commands);
  size_ += row.size();
  for (std::size_t i = known; i < texts_.size(); ++i) size_ += texts_[i].size();
  if (size_ > most_bytes) {
    truncated_ = true;
    texts_.resize(known);
    return;
  }
  if (blocks_.empty() || blocks_.back().size() + row.size() > block_size) {
    blocks_.emplace_back().reserve(block_size);
  }
  blocks_.back() += row;
}

std::string Recorder::row_of(Event event, const Commands& commands) {
  std::string row = blocks_.empty() ? "\n[" : ",\n[";
  append_number(row, (now_ - *origin_).count);
  RowWriter writer(row, texts_, redactor_);
  std::visit([&](auto& e) { trace_form(writer, e); }, event);
  char separator = '[';
  if (!commands.empty()) row += ',';
  for (const Command& command : commands) {
    row += separator;
    append_quoted(row, describe(command, *origin_));
    separator = ',';
  }
  row += commands.empty() ? "]" : "]]";
  return row;
}

std::string Recorder::print() const {
  std::string json = numbered("{\"ring-live-trace\":", trace_version);
  json.reserve(size_ + 4096);
  json += ",\"config\":{";
  Config config = redactor_.config();
  ConfigWriter writer(json);
  trace_form(writer, config);
  json += "},\"events\":[";
  for (const std::string& block : blocks_) json += block;
  json += "\n],\"texts\":[";
  for (const std::string& text : texts_) {
    if (json.back() != '[') json += ',';
    append_quoted(json, text);
  }
  json += truncated_ ? "],\"truncated\":true}\n" : "],\"truncated\":false}\n";
  return json;
}

}  // namespace ring
