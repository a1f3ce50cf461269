#include "core/wire/endpoint.hpp"

#include <algorithm>

namespace ring {
namespace {

constexpr std::string_view sessions_path = "/media/streaming/whep/sessions";

bool is_unreserved(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
         (letter >= '0' && letter <= '9') ||
         std::string_view("-._~").find(letter) != std::string_view::npos;
}

/// All but the unreserved characters of RFC 3986 2.3: an id may hold a slash or a question mark,
/// and must not leave its place in the path.
void append_encoded(std::string& url, std::string_view id) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  for (const char letter : id) {
    if (is_unreserved(letter)) {
      url += letter;
      continue;
    }
    const auto byte = static_cast<unsigned char>(letter);
    url += '%';
    url += digits[byte >> 4U];
    url += digits[byte & 15U];
  }
}

}  // namespace

bool is_loopback(std::string_view origin) {
  std::string_view host = origin.substr(std::min(origin.find("//") + 2, origin.size()));
  if (host.starts_with('[')) return host.starts_with("[::1]");
  host = host.substr(0, host.find(':'));
  // `127.0.0.1.example` is a name like any other.
  const bool is_v4 = host.find_first_not_of("0123456789.") == std::string_view::npos;
  return host == "localhost" || host.ends_with(".localhost") || (is_v4 && host.starts_with("127."));
}

std::string endpoint_text(const Config& config) {
  if (!config.src.empty() || config.device_id.empty()) return config.src;
  std::string url = config.api_base;
  while (!url.empty() && url.back() == '/') url.pop_back();
  url += "/v1/devices/";
  append_encoded(url, config.device_id);
  url += sessions_path;
  if (!config.component_id.empty()) {
    url += "?component_id=";
    append_encoded(url, config.component_id);
  }
  return url;
}

std::string_view why_endpoint_unusable(const Config& config) {
  if (!config.problem.empty()) return config.problem;
  if (config.src.empty() && config.device_id.empty()) {
    return "Neither a src nor a device id is set.";
  }
  const std::string_view origin = config.endpoint.origin;
  if (origin.empty()) return "The endpoint is not an http(s) address.";
  // Header fields of the page's own may go where the page itself came from.
  const bool is_home = !config.src.empty() && origin == config.page_origin;
  if (config.has_bearer() && !is_home && !origin.starts_with("https:") && !is_loopback(origin)) {
    return "What signs in, a token or headers, may travel over https only.";
  }
  return "";
}

bool is_same_endpoint(const Config& config, const Address& newer) {
  return !newer.origin.empty() && newer.origin == config.endpoint.origin;
}

bool is_cross_origin(const Config& config) {
  return !config.page_origin.empty() && config.page_origin != config.endpoint.origin;
}

}  // namespace ring
