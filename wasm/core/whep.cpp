#include "core/whep.hpp"

namespace ring::whep {
namespace {

constexpr std::string_view sessions_path = "/media/streaming/whep/sessions";

std::string documented_url(const Config& config) {
  std::string url = config.api_base;
  while (!url.empty() && url.back() == '/') url.pop_back();
  url += "/v1/devices/";
  url += percent_encode(config.device_id);
  url += sessions_path;
  if (!config.component_id.empty()) {
    url += "?component_id=";
    url += percent_encode(config.component_id);
  }
  return url;
}

bool is_success(int status) { return status >= 200 && status < 300; }

}  // namespace

Result<Url, std::string> endpoint(const Config& config) {
  if (config.src.empty() && config.device_id.empty()) {
    return Fail{std::string("Neither a src nor a device id is set.")};
  }
  std::optional<Url> url = parse_url(config.src.empty() ? documented_url(config) : config.src);
  if (!url) return Fail{std::string("The endpoint is not an http(s) address.")};
  if (config.has_bearer() && url->scheme != "https" && !is_loopback(*url)) {
    return Fail{std::string("A token may travel over https only.")};
  }
  return *std::move(url);
}

bool is_cross_origin(const Config& config, const Url& endpoint) {
  return !config.page_origin.empty() && config.page_origin != origin(endpoint);
}

bool opened_session(const HttpReply& reply) {
  return reply.status == 201 || is_counter_offer(reply) ||
         (is_success(reply.status) && reply.location.has_value());
}

bool is_counter_offer(const HttpReply& reply) {
  return reply.status == 406 && reply.body.starts_with("v=");
}

bool took_answer(int status) { return is_success(status); }

Result<std::string, FailureKind> session_url(const Config& config, const Url& endpoint,
                                             const HttpReply& reply) {
  if (!reply.location || reply.location->empty()) return Fail{FailureKind::no_location};
  // RFC 9110 10.2.2: relative to the URL that answered, which redirects or a service worker may
  // change.
  const Url base = parse_url(reply.url).value_or(endpoint);
  std::optional<Url> url = resolve(base, *reply.location);
  if (!url) return Fail{FailureKind::no_location};
  if (config.has_bearer() && origin(*url) != origin(endpoint)) {
    return Fail{FailureKind::foreign_location};
  }
  return print(*url);
}

bool had_ended(int status) { return status == 404 || status == 410; }

bool is_gone(int status) { return is_success(status) || had_ended(status); }

bool refused_bearer(int status) { return status == 401; }

bool may_mean_codec(int status) {
  return status == 400 || status == 406 || status == 415 || status == 422 || status == 488 ||
         status == 500;
}

}  // namespace ring::whep
