#include "replay/redactor.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <variant>

#include "core/forms.hpp"
#include "core/wire/endpoint.hpp"
#include "core/wire/failure.hpp"
#include "core/wire/text.hpp"

namespace ring::replay {
namespace {

std::string numbered(std::string_view before, std::int64_t number) {
  return std::string(before) + std::to_string(number);
}

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
  template <auto last>
  void choice(std::string_view, decltype(last)) {}
  void instant(std::string_view, Instant) {}
  void instant(std::string_view, const std::optional<Instant>&) {}
  template <class Entry, class Each>
  void list(std::string_view, std::vector<Entry>& entries, Each each) {
    for (Entry& entry : entries) each(entry);
  }
  void sdp(std::string_view, std::string& text) { text = redactor.description(text); }
  void session(std::string_view, std::string& url) { url = redactor.session(url).url; }
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

std::int64_t Redactor::number_of(Texts& seen, std::string_view text) {
  std::uint64_t hash = 14695981039346656037U;  // FNV-1a.
  for (const char letter : text) {
    hash = (hash ^ static_cast<unsigned char>(letter)) * 1099511628211U;
  }
  return seen.place_of(std::to_string(hash)) + 1;
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
  reply.session = session(reply.session.url);
  reply.tether = session(reply.tether.url);
}

Address Redactor::session(const std::string& url) {
  if (url.empty()) return {};
  const std::size_t host = url.find("://") + 3;
  const std::string origin = origin_for(url.substr(0, url.find_first_of("/?#", host)));
  return {origin + numbered("/s", number_of(sessions_, url)), origin};
}

State Redactor::state(State state) {
  Redacting redacting{*this};
  state_form(redacting, state);
  return state;
}

Event Redactor::event(Event event) {
  std::visit(
      [this](auto& e) {
        Redacting redacting{*this};
        fact_form(redacting, e);
      },
      event);
  return event;
}

}  // namespace ring::replay
