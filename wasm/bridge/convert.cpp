#include "bridge/convert.hpp"

#include <string>
#include <string_view>

#include "bridge/guard.hpp"
#include "bridge/reply.hpp"
#include "core/machine/names.hpp"
#include "core/wire/endpoint.hpp"
#include "core/wire/text.hpp"

namespace ring::bridge {
namespace {

val number(double value) { return val(value); }
val number(Millis value) { return number(static_cast<double>(value.count)); }
val number(Instant value) { return number(static_cast<double>(value.ms)); }

val object_of(std::string_view type) {
  val object = val::object();
  put(object, "type", text(type));
  return object;
}

// ---- notices: the TypeScript of each alternative is in types.cpp ----

val to_js(const PhaseChanged& notice) {
  val object = object_of("phase");
  put(object, "phase", text(name(notice.phase)));
  put(object, "reason", text(name(notice.reason)));
  put(object, "wait", text(name(notice.wait)));
  return object;
}

val to_js(const PictureChosen& notice) {
  val object = object_of("picture");
  put(object, "attempt", number(notice.attempt));
  return object;
}

val to_js(const AttemptChanged& notice) {
  val object = object_of("attempt");
  put(object, "attempt", number(notice.attempt));
  put(object, "phase", text(name(notice.phase)));
  return object;
}

val to_js(const LimitSet& notice) {
  val object = object_of("limit");
  put(object, "attempt", number(notice.attempt));
  put(object, "ends_at", number(notice.ends_at));
  put(object, "near", val(notice.near));
  put(object, "rest", number(notice.rest));
  put(object, "length", number(notice.length));
  return object;
}

val to_js(const AnswerRepaired& notice) {
  val object = object_of("answer-repaired");
  put(object, "attempt", number(notice.attempt));
  return object;
}

val to_js(const Timings& timings) {
  val object = val::object();
  put(object, "gathering", number(timings.gathering));
  put(object, "token", number(timings.token));
  put(object, "post", number(timings.post));
  put(object, "connect", number(timings.connect));
  put(object, "frame", number(timings.frame));
  put(object, "total", number(timings.total));
  return object;
}

val to_js(const FirstFrameShown& notice) {
  val object = object_of("first-frame");
  put(object, "attempt", number(notice.attempt));
  put(object, "width", number(notice.width));
  put(object, "height", number(notice.height));
  put(object, "timings", to_js(notice.timings));
  return object;
}

val to_js(const StallChanged& notice) {
  val object = object_of("stall");
  put(object, "attempt", number(notice.attempt));
  put(object, "stalled", val(notice.stalled));
  return object;
}

val to_js(const PostSlow& notice) {
  val object = object_of("post-slow");
  put(object, "attempt", number(notice.attempt));
  return object;
}

val to_js(const Failure& failure) {
  val object = val::object();
  put(object, "kind", text(name(failure.kind)));
  put(object, "stage", text(name(failure.stage)));
  put(object, "fault", text(name(fault_of(failure.kind))));
  put(object, "attempt", number(failure.attempt));
  put(object, "status", number(failure.status));
  put(object, "title", text(failure.title));
  put(object, "detail", text(failure.detail));
  put(object, "request_id", text(failure.request_id));
  put(object, "retryable", val(retryable(failure.kind)));
  put(object, "retry_at", number(failure.retry_at.value_or(Instant{-1})));
  put(object, "cross_origin", val(failure.cross_origin));
  return object;
}

val to_js(const Failed& notice) {
  val object = object_of("failed");
  put(object, "failure", to_js(notice.failure));
  return object;
}

val to_js(const Recovering& notice) {
  val object = object_of("recovering");
  put(object, "failure", to_js(notice.failure));
  put(object, "at", number(notice.at.value_or(Instant{-1})));
  return object;
}

val to_js(const Learned& notice) {
  val object = object_of("learned");
  const Experience& experience = notice.experience;
  put(object, "slowest_first_frame", number(experience.slowest_first_frame));
  put(object, "slowest_at", number(experience.slowest_at));
  put(object, "alone_at", number(experience.alone_at.value_or(Instant{-1})));
  put(object, "doubt", text(name(experience.doubt)));
  return object;
}

val to_js(const ReleaseFailed& notice) {
  val object = object_of("release-failed");
  put(object, "attempt", number(notice.attempt));
  put(object, "status", number(notice.status));
  return object;
}

val to_js(const Defect& notice) {
  val object = object_of("defect");
  put(object, "fact", text(notice.fact));
  return object;
}

// ---- options ----

/// Unknown words count as `none`: then no request carries a token.
Bearer parse_bearer(std::string_view word) {
  if (word == "fixed") return Bearer::fixed;
  if (word == "provider") return Bearer::provider;
  return Bearer::none;
}

/// Unknown words count as `service`: then the browser is waited for as long as a server may answer.
IceServers parse_ice_servers(std::string_view word) {
  if (word == "own") return IceServers::own;
  if (word == "none") return IceServers::none;
  return IceServers::service;
}

// A day is longer than anything waits here, and keeps the sums far from overflow.
constexpr double longest_ms = 86'400'000;

/// Of a length that the page may set: zero, negative, endless or too long is said, not guessed at.
bool is_length(double ms) { return ms >= 1 && ms <= longest_ms; }

bool flag_at(const val& object, const char* property) {
  return get(object, property).value.isTrue();
}

void set_times(Config& config, const val& object) {
  const val names = call(global("Object"), "keys", {object}).value;
  const int count = static_cast<int>(number_at(names, "length"));
  for (int i = 0; i < count; ++i) {
    const std::string key = names[i].as<std::string>();
    Millis* time = find_time(config.times, key);
    const double length = number_at(object, key.c_str());
    if (time == nullptr) {
      config.problem = "There is no time called '" + printable(key, 40) + "'.";
    } else if (!is_length(length)) {
      config.problem = "The time '" + key + "' is not between 1 ms and a day.";
    } else {
      *time = to_millis(length);
    }
  }
}

Doubt parse_doubt(std::string_view word) {
  if (word == name(Doubt::stopped)) return Doubt::stopped;
  return word == name(Doubt::refused) ? Doubt::refused : Doubt::none;
}

/// Ages, because the first opening comes later than this.
Experience to_experience(const val& object) {
  Experience experience;
  experience.slowest_first_frame = to_millis(number_at(object, "slowest_first_frame"));
  experience.slowest_at = Instant{} - to_millis(number_at(object, "slowest_age"));
  const double alone_age = number_at(object, "alone_age");
  if (alone_age >= 0) experience.alone_at = Instant{} - to_millis(alone_age);
  experience.doubt = parse_doubt(text_at(object, "doubt"));
  return experience;
}

}  // namespace

Millis to_millis(double ms) {
  return {ms >= 1 && ms <= longest_ms ? static_cast<std::int64_t>(ms) : 0};
}

NoticeList to_js(const std::vector<Notice>& notices) {
  val list = val::array();
  int index = 0;
  for (const Notice& notice : notices) {
    list.set(index++, std::visit([](const auto& n) { return to_js(n); }, notice));
  }
  return NoticeList(list);
}

Config to_config(const ConfigObject& object) {
  Config config;
  config.src = text_at(object, "src");
  config.api_base = text_at(object, "api_base");
  config.device_id = text_at(object, "device_id");
  config.component_id = text_at(object, "component_id");
  config.page_origin = text_at(object, "page_origin");
  config.bearer = parse_bearer(text_at(object, "bearer"));
  config.power = parse_power(text_at(object, "power"));
  // Absent is 0.
  const double extend = number_at(object, "extend");
  config.extend = to_millis(extend);
  if (extend != 0 && !is_length(extend)) {
    config.problem = "extend is not between 1 ms and a day.";
  }
  config.keep_when_hidden = flag_at(object, "keep_when_hidden");
  config.ice_servers = parse_ice_servers(text_at(object, "ice_servers"));
  config.seed = static_cast<std::uint32_t>(number_at(object, "seed"));
  config.experience = to_experience(object);
  set_times(config, get(object, "times").value);
  config.endpoint = read_address(endpoint_text(config));
  return config;
}

}  // namespace ring::bridge
