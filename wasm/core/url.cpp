// The reading here and the WHATWG parser of the browsers agree on every text that is accepted, by
// refusing what only one of them would accept or would rewrite (but for IPv6, see there).
// tests/unit/url_test.cpp lists the tricks.
#include "core/url.hpp"

#include <utility>
#include <vector>

#include "core/text.hpp"

namespace ring {
namespace {

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }
bool is_letter(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z');
}

/// Browsers strip tabs and line feeds anywhere, trim spaces, read `\` as `/`, and convert what is
/// not ASCII: with any of these the text means something else than it says.
bool is_plain(std::string_view text) {
  for (const char letter : text) {
    if (letter <= ' ' || letter >= 0x7F || letter == '\\') return false;
  }
  return true;
}

/// Cuts off and returns what stands before the first of `stops`; the stop itself stays in `rest`.
std::string_view take_until(std::string_view& rest, std::string_view stops) {
  const std::string_view taken = rest.substr(0, rest.find_first_of(stops));
  rest.remove_prefix(taken.size());
  return taken;
}

// Hosts.

/// Four decimal numbers in the only spelling that a browser leaves alone.
bool is_dotted_quad(std::string_view host) {
  const auto parts = split(host, '.');
  if (parts.size() != 4) return false;
  for (const std::string_view part : parts) {
    const auto number = parse_number(part);
    // A leading zero would make it octal.
    if (!number || *number > 255 || (part.size() > 1 && part.front() == '0')) return false;
  }
  return true;
}

/// A host whose last label is a number is an IPv4 address to a browser, which would rewrite
/// `0x7f.1` or `2130706433` to 127.0.0.1.
bool looks_like_ipv4(std::string_view last_label) {
  return last_label.find_first_not_of("0123456789") == std::string_view::npos ||
         last_label.starts_with("0x");
}

/// Letters, digits, `-` and `_`. A punycode label that ends with `-` encodes no foreign letter, and
/// parsers have differed about whether it is then a plain name in disguise.
bool is_label(std::string_view label) {
  if (label.empty() || (label.starts_with("xn--") && label.ends_with('-'))) return false;
  for (const char letter : label) {
    if (!is_letter(letter) && !is_digit(letter) && letter != '-' && letter != '_') return false;
  }
  return true;
}

/// No empty label either, and with that no dot at the end: `host.` is another origin than `host`.
bool is_name(std::string_view host) {
  const auto labels = split(host, '.');
  for (const std::string_view label : labels) {
    if (!is_label(label)) return false;
  }
  // `1.2.3.example` is a name, `example.1` is nothing.
  return looks_like_ipv4(labels.back()) ? is_dotted_quad(host) : true;
}

/// Hexadecimal digits and colons between brackets, kept as they are spelt. A browser shortens them,
/// so one address in two spellings counts as two origins here: stricter than a browser, never
/// laxer. Zones and a dotted quad at the end are refused: nobody serves video there.
bool is_ipv6(std::string_view host) {
  return host.size() > 3 && host.ends_with(']') &&
         host.substr(1, host.size() - 2).find_first_not_of("0123456789abcdef:") ==
             std::string_view::npos;
}

bool is_host(std::string_view host) {
  return host.starts_with('[') ? is_ipv6(host) : is_name(host);
}

// URLs.

/// The port as the origin shows it. Nothing for an empty one, leading zeros, 0, or too much.
std::optional<std::string> read_port(std::string_view text, std::string_view scheme) {
  const auto number = parse_number(text);
  if (!number || *number > 65535 || text.front() == '0') return std::nullopt;
  if (*number == (scheme == "https" ? 443 : 80)) return "";
  return std::string(text);
}

/// Where the port's colon stands, beyond the brackets of an IPv6 address; npos without a port.
std::size_t find_port(std::string_view authority) {
  const std::size_t bracket = authority.rfind(']');
  return authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
}

/// Host and port into `url`, whose scheme is known already.
bool read_authority(std::string_view authority, Url& url) {
  const std::size_t colon = find_port(authority);
  if (colon != std::string_view::npos) {
    auto port = read_port(authority.substr(colon + 1), url.scheme);
    if (!port) return false;
    url.port = std::move(*port);
  }
  // `user@host` fails here: `@` is in no host.
  url.host = to_lower(authority.substr(0, colon));
  return is_host(url.host);
}

std::string_view without_fragment(std::string_view text) { return text.substr(0, text.find('#')); }

// Paths.

/// 1 for `.`, 2 for `..`, in any of the spellings that browsers treat alike (`%2e`), else 0.
int count_dots(std::string_view segment) {
  int dots = 0;
  while (!segment.empty()) {
    const bool encoded = equal_ignoring_case(segment.substr(0, 3), "%2e");
    if (!encoded && segment.front() != '.') return 0;
    segment.remove_prefix(encoded ? 3 : 1);
    if (++dots > 2) return 0;
  }
  return dots;
}

/// RFC 3986 5.2.4 for a path that begins with `/`, segment by segment.
std::string remove_dot_segments(std::string_view path) {
  std::string result;
  while (!path.empty()) {
    path.remove_prefix(1);  // The slash before the segment.
    const std::string_view segment = take_until(path, "/");
    const int dots = count_dots(segment);
    if (dots == 2) result.resize(result.empty() ? 0 : result.rfind('/'));
    if (dots == 0) result.append("/").append(segment);
    // `/a/..` and `/a/.` name directories, and keep their slash.
    if (dots != 0 && path.empty()) result += '/';
  }
  return result;
}

Url with_rest(const Url& base, std::string_view path, std::string_view query) {
  Url url = base;
  url.rest = remove_dot_segments(path).append(query);
  return url;
}

/// RFC 3986 5.2.3: a relative path replaces what follows the last slash of the base's path.
std::string merge(std::string_view base_path, std::string_view relative) {
  const std::size_t slash = base_path.rfind('/');
  std::string path =
      slash == std::string_view::npos ? "/" : std::string(base_path.substr(0, slash + 1));
  return path.append(relative);
}

/// `path?query` on the same origin; either part may be missing. (Where RFC 3986 5.2.2 leaves the
/// dot segments of the base alone, browsers remove them, and so do we.)
Url resolve_path(const Url& base, std::string_view reference) {
  std::string_view base_query = base.rest;
  const std::string_view base_path = take_until(base_query, "?");
  const std::string_view path = take_until(reference, "?");
  if (path.empty()) return with_rest(base, base_path, reference.empty() ? base_query : reference);
  if (path.starts_with('/')) return with_rest(base, path, reference);
  return with_rest(base, merge(base_path, path), reference);
}

bool is_unreserved(char letter) {
  return is_letter(letter) || is_digit(letter) || letter == '-' || letter == '.' || letter == '_' ||
         letter == '~';
}

}  // namespace

std::string origin(const Url& url) {
  std::string text = url.scheme + "://" + url.host;
  if (!url.port.empty()) text.append(":").append(url.port);
  return text;
}

std::string print(const Url& url) { return origin(url) + url.rest; }

std::optional<Url> parse_url(std::string_view text) {
  if (!is_plain(text)) return std::nullopt;
  text = without_fragment(text);
  Url url;
  url.scheme = to_lower(take_until(text, ":"));
  if (url.scheme != "https" && url.scheme != "http") return std::nullopt;
  // Browsers also accept `https:host` and `https:/host`, with different meanings by context.
  if (!text.starts_with("://")) return std::nullopt;
  text.remove_prefix(3);
  if (!read_authority(take_until(text, "/?"), url)) return std::nullopt;
  url.rest = text.starts_with('/') ? "" : "/";
  url.rest += text;
  return url;
}

std::optional<Url> resolve(const Url& base, std::string_view reference) {
  if (!is_plain(reference)) return std::nullopt;
  reference = without_fragment(reference);
  if (reference.starts_with("//")) return resolve(base, base.scheme + ":" + std::string(reference));
  // A colon in the first segment makes it absolute or, for a strange scheme, no URL of ours.
  const std::string_view first = reference.substr(0, reference.find_first_of("/?"));
  if (first.find(':') == std::string_view::npos) return resolve_path(base, reference);
  const auto url = parse_url(reference);
  return url ? std::optional(resolve_path(*url, url->rest)) : std::nullopt;
}

std::string percent_encode(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string result;
  for (const char letter : text) {
    if (is_unreserved(letter)) {
      result += letter;
      continue;
    }
    const auto byte = static_cast<unsigned char>(letter);
    result += '%';
    result += digits[byte >> 4U];
    result += digits[byte & 15U];
  }
  return result;
}

bool is_loopback(const Url& url) {
  return url.host == "localhost" || url.host.ends_with(".localhost") || url.host == "[::1]" ||
         (url.host.starts_with("127.") && is_dotted_quad(url.host));
}

}  // namespace ring
