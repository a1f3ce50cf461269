// The part of URLs the rules need: origins, resolution of a Location, percent-encoding.
// Stricter than a browser on purpose: whatever a browser might read differently than we do
// (backslashes, white space, control characters, user info, odd hosts) is refused, so that the
// origin decided here is the origin the browser will connect to.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ring {

/// An absolute http(s) URL, taken apart. Views are avoided: values outlive their text.
struct Url {
  std::string scheme;  ///< `http` or `https`, lower case.
  std::string host;    ///< Lower case, without port; IPv6 in brackets.
  std::string port;    ///< Empty when it is the scheme's default.
  std::string rest;    ///< Path and query (and never a fragment), byte-exact; begins with `/`.

  bool operator==(const Url&) const = default;
};

/// `scheme://host[:port]`, the browser's spelling of an origin.
std::string origin(const Url& url);
std::string print(const Url& url);

/// Reads an absolute http(s) URL; a fragment is dropped; an empty path becomes `/`. Accepted hosts:
/// names of letters, digits, `-` and `_` (a foreign name in its `xn--` form), a plain dotted quad,
/// IPv6 in hexadecimal, which keeps its spelling (browsers shorten it). Refused with all else:
/// user info, an empty label or a dot at the end, a port that is empty, 0 or has leading zeros.
std::optional<Url> parse_url(std::string_view text);

/// Resolves a reference (absolute, `//host/…`, `/path`, `path`, `?query`, dot segments) against a
/// base (RFC 3986 5.2). Path and query of the reference keep their bytes except for dot segments,
/// which may also be spelled `%2e`. An empty reference gives the base. Stricter than the RFC: a
/// first segment with a colon (`a:b`) is refused unless it is `http://` or `https://`.
std::optional<Url> resolve(const Url& base, std::string_view reference);

/// Percent-encodes all but RFC 3986 unreserved characters: one path segment or query value.
std::string percent_encode(std::string_view text);

/// localhost, *.localhost, 127.0.0.0/8, [::1]: where plain http is as private as https.
bool is_loopback(const Url& url);

}  // namespace ring
