// Invariant: what a Location resolves to is printed as a URL that reads back as the same URL, with
// no white space, control character, backslash or user info; and a reference that names no host
// stays on the origin of its base. Input: a base URL, a line feed, the reference (or no base).
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "core/url.hpp"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

void check(const ring::Url& url) {
  const std::string text = ring::print(url);
  require(ring::parse_url(text) == url);
  for (const char letter : text) require(letter > ' ' && letter < 0x7F && letter != '\\');
  require(text.find('#') == std::string::npos);
  const std::string origin = ring::origin(url);
  require(text.starts_with(origin + "/"));
  require(origin.find('@') == std::string::npos && origin.find('%') == std::string::npos);
}

/// Names a host: `//…` or `scheme:…`.
bool may_leave(std::string_view reference) {
  return reference.starts_with("//") ||
         reference.substr(0, reference.find_first_of("/?#")).find(':') != std::string_view::npos;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(data, data + size);
  const std::size_t feed = text.find('\n');
  const bool has_base = feed != std::string::npos;
  const auto base =
      ring::parse_url(has_base ? text.substr(0, feed) : "https://api.example.com/a/b");
  if (!base) return 0;
  check(*base);
  const std::string reference = has_base ? text.substr(feed + 1) : text;
  const auto url = ring::resolve(*base, reference);
  if (!url) return 0;
  check(*url);
  require(may_leave(reference) || ring::origin(*url) == ring::origin(*base));
  // A resolved absolute URL resolves to itself: the DELETE goes where we said it goes.
  require(ring::resolve(*base, ring::print(*url)) == url);
  return 0;
}
