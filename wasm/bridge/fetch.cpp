#include "bridge/fetch.hpp"

#include <emscripten/em_js.h>

#include <utility>

#include "bridge/reply.hpp"

namespace ring::bridge {
namespace {

constexpr int longest_body = 64 * 1024;

}  // namespace

extern "C" {
emscripten::EM_VAL ring_tether_place(emscripten::EM_VAL endpoint);
emscripten::EM_VAL ring_tether_end(emscripten::EM_VAL asked);
}

EM_JS_DEPS(ring_fetch, "$Emval");

// What follows is JavaScript.
// clang-format off

// The header fields of a token (RFC 6750 2.1: visible ASCII), or of what the page's port hands in:
// names and values in turn. Else undefined.
EM_JS(emscripten::EM_VAL, ring_sign_in, (emscripten::EM_VAL given), {
  const what = Emval.toValue(given);
  let fields;
  if (Array.isArray(what)) {
    fields = {};
    for (let i = 0; i < what.length; i += 2) fields[what[i]] = what[i + 1];
  } else if (typeof what === "string" && what && !/[^!-~]/.test(what)) {
    fields = {"Authorization": "Bearer " + what};
  }
  return Emval.toHandle(fields);
});

// A text without the words of these fields: a service may echo a scheme and what follows it apart.
// Words of less than four letters would also hide ordinary ones. Three dots: one letter beyond Latin-1
// would have engines keep the whole module's text at two bytes a letter.
EM_JS(emscripten::EM_VAL, ring_without, (emscripten::EM_VAL text, emscripten::EM_VAL fields), {
  let left = Emval.toValue(text);
  for (const value of Object.values(Emval.toValue(fields) || {})) {
    for (const word of value.split(" ")) {
      const isScheme = ["bearer", "basic"].includes(word.toLowerCase());
      if (word.length > 3 && !isScheme) left = left.replaceAll(word, "...");
    }
  }
  return Emval.toHandle(left);
});

// clang-format on

namespace {

/// Those of the page do not name what ours do: its port sees to that.
val headers_with(const val& sign_in) {
  return call(global("Object"), "assign", {val::object(), sign_in}).value;
}

}  // namespace

void Requests::ask_token(const Ports& ports, bool fresh) {
  settle(ports.ask_token(fresh).value, on(Callback::token), on(Callback::token_refused));
}

bool Requests::keep(const val& given) {
  const val fields = val::take_ownership(ring_sign_in(given.as_handle()));
  if (fields.isUndefined()) return false;
  newest_ = sign_in_ = fields;
  return true;
}

Event Requests::take_token(const val& token) {
  if (!keep(token)) return TokenRefused{attempt_};
  return TokenReady{attempt_};
}

void Requests::post_offer(const Ports& ports, const SendOffer& command) {
  waiting_post_ = command;
  if (!get(place_, "looking").value.isTrue()) return post_waiting(ports);
  const val known = on(Callback::place_known);
  settle(get(place_, "looked").value, known, known);
}

void Requests::post_waiting(const Ports& ports) {
  const auto waiting = std::exchange(waiting_post_, {});
  if (!waiting) return;
  const SendOffer& command = *waiting;
  val options = val::object();
  put(options, "redirect", text(command.follow_redirects ? "follow" : "manual"));
  val headers = headers_with(command.bearer ? sign_in_ : val::undefined());
  // In a header that may follow a redirect to another origin without leave (CORS-safelisted).
  const bool has_place = get(place_, "has").value.isTrue();
  put(headers, "Accept",
      text(has_place ? "application/sdp, application/x.tether" : "application/sdp"));
  send_sdp(ports, options, headers, "POST", endpoint_, command.sdp, Callback::response);
}

void Requests::patch_answer(const Ports& ports, const SendAnswer& command) {
  send_sdp(ports, val::object(), headers_with(command.bearer ? sign_in_ : val::undefined()),
           "PATCH", command.url, command.sdp, Callback::answer_response);
}

void Requests::send_sdp(const Ports& ports, val options, val headers, const char* method,
                        const std::string& url, const std::string& sdp, Callback replied) {
  asked_ = url;
  put(options, "method", text(method));
  put(options, "body", text(sdp));
  abort_ = construct(global("AbortController")).value;
  put(options, "signal", get(abort_, "signal").value);
  put(headers, "Content-Type", text("application/sdp"));
  send(ports, url, options, headers, replied, Callback::request_failed);
}

// ---- the tether ----

void Requests::look_for_place() {
  place_ = val::take_ownership(ring_tether_place(text(endpoint_).as_handle()));
}

void Requests::leave_place() { call(place_, "leave"); }

void Requests::hold_tether(const Ports& ports, const HoldTether& command) {
  val options = val::object();
  put(options, "headers", headers_with(command.bearer ? newest_ : val::undefined()));
  put(options, "redirect", text("manual"));
  put(options, "cache", text("no-store"));
  tether_ = construct(global("AbortController")).value;
  put(options, "signal", get(tether_, "signal").value);
  const val asked = ports.fetch(command.url, options).value;
  settle(val::take_ownership(ring_tether_end(asked.as_handle())), on(Callback::tether_broke),
         on(Callback::tether_broke));
}

void Requests::drop_tether() { call(tether_, "abort"); }

// ---- the end ----

void Requests::end_session(const Ports& ports, const EndSession& command) {
  val options = val::object();
  put(options, "method", text("DELETE"));
  // The page may be going away with this very event.
  put(options, "keepalive", val(true));
  send(ports, command.url, options, headers_with(command.bearer ? newest_ : val::undefined()),
       Callback::end_response, Callback::end_failed);
}

void Requests::send(const Ports& ports, const std::string& url, val options, val headers,
                    Callback replied, Callback failed) {
  put(options, "headers", headers);
  // A followed redirect would take the bearer along. `manual` tells a redirect from a dead network,
  // which `error` does not.
  if (get(options, "redirect").value.isUndefined()) put(options, "redirect", text("manual"));
  put(options, "cache", text("no-store"));
  begin();
  settle(ports.fetch(url, options).value, on(replied), on(failed));
}

// ---- what is asked for before each request ----

void Requests::patch_when_signed_in(const Ports& ports, const SendAnswer& command) {
  waiting_patch_ = command;
  settle(ports.ask_token(false).value, on(Callback::signed_in), on(Callback::signed_in));
}

void Requests::end_when_signed_in(const Ports& ports, const EndSession& command) {
  waiting_patch_.reset();
  waiting_end_ = command;
  settle(ports.ask_token(false).value, on(Callback::signed_in), on(Callback::signed_in));
}

void Requests::take_sign_in(const Ports& ports, const val& given) {
  keep(given);
  send_waiting(ports);
}

void Requests::send_waiting(const Ports& ports) {
  if (auto patch = std::exchange(waiting_patch_, {})) patch_answer(ports, *patch);
  if (auto end = std::exchange(waiting_end_, {})) end_session(ports, *end);
}

void Requests::take_response(const Ports& ports, const val& response, Callback to) {
  ReplyHead head = read_head(response, asked_, static_cast<double>(ports.wall_ms()));
  reply_ = std::move(head.reply);
  reply_.request_id = without_token(reply_.request_id);
  reply_to_answer_ = to == Callback::answer_response;
  if (reply_.ice_servers > 0) named_servers_ = head.ice_servers;
  reading_ = true;
  begin();
  settle(read_text(response, longest_body), on(Callback::body), on(Callback::no_body));
}

Event Requests::take_body(const val& body) {
  reading_ = false;
  reply_.body = text_of(body).value_or("");
  // A description is no text for people, and a token may be an ordinary word of it.
  if (!reply_.body.starts_with("v=")) reply_.body = without_token(reply_.body);
  if (reply_to_answer_) return AnswerReplied{attempt_, std::exchange(reply_, {})};
  return ReplyArrived{attempt_, std::exchange(reply_, {})};
}

void Requests::drop_body(const val& response) {
  settle(read_text(response, longest_body), on(Callback::no_matter), on(Callback::no_matter));
}

std::optional<Event> Requests::stop_reading() {
  if (!reading_) return std::nullopt;
  abort();
  return take_body(val::undefined());
}

void Requests::abort() { call(abort_, "abort"); }

std::string Requests::without_token(const std::string& said) const {
  const val left = val::take_ownership(ring_without(text(said).as_handle(), sign_in_.as_handle()));
  return text_of(left).value_or("");
}

}  // namespace ring::bridge
