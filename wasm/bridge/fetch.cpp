#include "bridge/fetch.hpp"

#include <algorithm>
#include <utility>

#include "bridge/reply.hpp"

namespace ring::bridge {
namespace {

constexpr int longest_body = 64 * 1024;
// An echo of less than this would also hide ordinary words.
constexpr std::size_t shortest_secret = 4;

bool is_token(const std::string& text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
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

void Requests::take_response(const Ports& ports, const std::string& endpoint, const val& response,
                             Told to) {
  ReplyHead head = read_head(response, endpoint, static_cast<double>(ports.wall_ms()));
  reply_ = std::move(head.reply);
  reply_.request_id = without_token(std::move(reply_.request_id));
  reply_to_answer_ = to == Told::answer_response;
  if (reply_.ice_servers > 0) named_servers_ = head.ice_servers;
  reading_ = true;
  begin();
  settle(read_text(response, longest_body), on(Told::body), on(Told::no_body));
}

Event Requests::take_body(const val& body) {
  reading_ = false;
  reply_.body = text_of(body).value_or("");
  // A description is no text for people, and a token may be an ordinary word of it.
  if (!reply_.body.starts_with("v=")) reply_.body = without_token(std::move(reply_.body));
  if (reply_to_answer_) return AnswerReplied{attempt_, std::exchange(reply_, {})};
  return ReplyArrived{attempt_, std::exchange(reply_, {})};
}

void Requests::stop_reading() {
  if (reading_) abort();
}

void Requests::abort() { call(abort_, "abort"); }

std::string Requests::without_token(std::string text) const {
  if (token_.size() < shortest_secret) return text;
  for (auto at = text.find(token_); at != std::string::npos; at = text.find(token_, at)) {
    text.replace(at, token_.size(), "…");
  }
  return text;
}

}  // namespace ring::bridge
