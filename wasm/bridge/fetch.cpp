#include "bridge/fetch.hpp"

#include <algorithm>
#include <utility>

namespace ring::bridge {
namespace {

constexpr int longest_body = 64 * 1024;
// An echo of less than this would also hide ordinary words.
constexpr std::size_t shortest_secret = 4;

std::optional<std::string> header(const val& response, const char* name) {
  return text_of(call(get(response, "headers").value, "get", {text(name)}).value);
}

bool is_token(const std::string& text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

/// Under any of the names that services use.
std::string request_id(const val& response) {
  for (const char* name : {"x-request-id", "x-amzn-requestid", "x-amz-request-id"}) {
    if (const auto id = header(response, name)) return *id;
  }
  return {};
}

}  // namespace

void Requests::ask_token(const Ports& ports, bool fresh) {
  settle(ports.ask_token(fresh).value, on(Told::token), on(Told::token_refused));
}

Event Requests::take_token(const val& token) {
  std::string text = text_of(token).value_or("");
  if (!is_token(text)) return TokenRefused{attempt_};
  token_ = std::move(text);
  newest_token_ = token_;
  return TokenReady{attempt_};
}

void Requests::post_offer(const Ports& ports, const SendOffer& command) {
  val options = val::object();
  put(options, "redirect", text(command.follow_redirects ? "follow" : "manual"));
  val headers = val::object();
  put(headers, "Accept", text("application/sdp"));
  send_sdp(ports, options, headers, "POST", command.url, command.sdp, command.bearer,
           Told::response);
}

void Requests::patch_answer(const Ports& ports, const SendAnswer& command) {
  send_sdp(ports, val::object(), val::object(), "PATCH", command.url, command.sdp, command.bearer,
           Told::answer_response);
}

void Requests::send_sdp(const Ports& ports, val options, val headers, const char* method,
                        const std::string& url, const std::string& sdp, bool bearer, Told replied) {
  put(options, "method", text(method));
  put(options, "body", text(sdp));
  abort_ = construct(global("AbortController")).value;
  put(options, "signal", get(abort_, "signal").value);
  put(headers, "Content-Type", text("application/sdp"));
  send(ports, url, options, bearer ? token_ : "", headers, replied, Told::request_failed);
}

void Requests::end_session(const Ports& ports, const std::string& url, bool bearer) {
  val options = val::object();
  put(options, "method", text("DELETE"));
  // The page may be going away with this very event.
  put(options, "keepalive", val(true));
  send(ports, url, options, bearer ? newest_token_ : "", val::object(), Told::end_response,
       Told::end_failed);
}

void Requests::send(const Ports& ports, const std::string& url, val options,
                    const std::string& bearer, val headers, Told replied, Told failed) {
  if (!bearer.empty()) put(headers, "Authorization", text("Bearer " + bearer));
  put(options, "headers", headers);
  // A followed redirect would take the bearer along. `manual` tells a redirect from a dead network,
  // which `error` does not.
  if (get(options, "redirect").value.isUndefined()) put(options, "redirect", text("manual"));
  put(options, "cache", text("no-store"));
  begin();
  settle(ports.fetch(url, options).value, on(replied), on(failed));
}

void Requests::take_response(const Ports& ports, const val& response, Told to) {
  reply_ = {};
  reply_to_answer_ = to == Told::answer_response;
  reply_.status = static_cast<int>(number_at(response, "status"));
  const bool opaque = text_at(response, "type") == "opaqueredirect";
  reply_.redirected = opaque || (reply_.status >= 300 && reply_.status < 400) ||
                      get(response, "redirected").value.isTrue();
  reply_.url = text_at(response, "url");
  reply_.location = header(response, "location");
  reply_.retry_after = header(response, "retry-after");
  reply_.request_id = without_token(request_id(response));
  auto servers = ice_servers_of(header(response, "link").value_or(""));
  reply_.ice_servers = static_cast<int>(servers.size());
  if (!servers.empty()) linked_servers_ = std::move(servers);
  reply_.wall_ms = ports.wall_ms();
  reading_ = true;
  begin();
  settle(read_text(response, longest_body), on(Told::body), on(Told::no_body));
}

Event Requests::take_body(const val& body) {
  reading_ = false;
  reply_.body = without_token(text_of(body).value_or(""));
  if (reply_to_answer_) return AnswerReplied{attempt_, std::exchange(reply_, {})};
  return ReplyArrived{attempt_, std::exchange(reply_, {})};
}

void Requests::stop_reading() {
  if (reading_) call(abort_, "abort");
}

std::string Requests::without_token(std::string text) const {
  if (token_.size() < shortest_secret) return text;
  for (auto at = text.find(token_); at != std::string::npos; at = text.find(token_, at)) {
    text.replace(at, token_.size(), "…");
  }
  return text;
}

}  // namespace ring::bridge
