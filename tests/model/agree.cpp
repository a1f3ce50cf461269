// A script follows from its number alone: a config, then facts with their times. Most facts are
// what the world of the explorer could say next, mostly what goes well; some have any contents.
#include "agree.hpp"

#include <algorithm>
#include <array>
#include <cinttypes>
#include <cstdio>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "canned.hpp"
#include "core/forms.hpp"
#include "dice.hpp"
#include "digest.hpp"
#include "world.hpp"

namespace ring::model {
namespace {

constexpr int facts_in_a_script = 60;
constexpr std::uint8_t many_whims = 200;

// ---- texts ----

constexpr std::string_view texts[] = {
    offer_sdp,
    changed_offer_sdp,
    answer_sdp,
    recvonly_answer_sdp,
    counter_offer_sdp,
    offline_body,
    "v=0\r\no=- 4611731 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\n"
    "a=extmap-allow-mixed\r\na=msid-semantic: WMS\r\nm=video 9 UDP/TLS/RTP/SAVPF 96 102 103\r\n"
    "c=IN IP4 0.0.0.0\r\na=rtcp:9 IN IP4 0.0.0.0\r\na=ice-ufrag:uFr4\r\na=ice-pwd:pWd8888\r\n"
    "a=ice-options:trickle\r\na=fingerprint:sha-256 29:E2:1C\r\na=setup:actpass\r\na=mid:0\r\n"
    "a=extmap:1/recvonly urn:ietf:params:rtp-hdrext:toffset\r\na=recvonly\r\na=rtcp-mux\r\n"
    "a=rtpmap:96 VP8/90000\r\na=rtpmap:102 H264/90000\r\n"
    "a=fmtp:102 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42001f\r\n"
    "a=rtpmap:103 rtx/90000\r\na=fmtp:103 apt=102\r\n",
    "v=0\r\no=- 1 2 IN IP4 198.51.100.20\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\na=ice-lite\r\n"
    "m=video 9 UDP/TLS/RTP/SAVPF 102\r\nc=IN IP4 198.51.100.20\r\na=ice-ufrag:uFr4\r\n"
    "a=mid:0\r\na=sendrecv\r\na=rtcp-mux\r\na=rtpmap:102 H264/90000\r\na=ssrc:2 cname:c\r\n"
    "a=candidate:1 1 udp 1 2001:db8::5 50000 typ host\r\na=end-of-candidates\r\n",
    "v=0\nm=audio 9 RTP 0\na=mid:a\nm=video 0 RTP 96\na=bundle-only\na=mid:0\na=inactive\n",
    R"({"type":"about:blank","title":"Too \u0041 Many","status":429,"detail":"later \ud83d\ude00"})",
    R"({"errors":[{"status":"503","title":"Device Unavailable","detail":"Device is offline"}]})",
    R"({"message":1e400,"error":[null,-0.0,{"detail":"\u0000"}]})",
    "<html><title>502 Bad Gateway</title></html>",
    "\xff\xfe not UTF-8 \xc3\x28 \xf0\x9f\x98\x80",
};
constexpr int statuses[] = {201, 201, 200, 204, 302, 400, 401, 403, 404, 406,
                            408, 409, 410, 425, 429, 500, 502, 503, 0,   -7};

template <class Choice, std::size_t n>
const Choice& pick(Dice& dice, const Choice (&choices)[n]) {
  return choices[dice.roll() % n];
}

/// Now and then with a piece taken out, doubled or changed.
std::string edited(Dice& dice, std::string_view known) {
  std::string text(known);
  if (text.empty() || !dice.chance(0.3)) return text;
  const std::size_t at = dice.roll() % text.size();
  const std::size_t length = dice.roll() % 24;
  switch (dice.roll() % 3) {
    case 0: text.erase(at, length); break;
    case 1: text.insert(at, text.substr(dice.roll() % text.size(), length)); break;
    default: text[at] = static_cast<char>(dice.roll() % 256); break;
  }
  return text;
}

// ---- facts with any contents ----

/// Fills in the form that traces know a fact by, so that a new field needs nothing here.
class Filler {
 public:
  Filler(Dice& dice, AttemptNumber last) : dice_(dice), last_(last) {}

  void begin(std::string_view) {}
  void begin(std::string_view, AttemptNumber& attempt) {
    attempt = static_cast<AttemptNumber>(dice_.roll() % (last_ + 2U));
  }
  template <class Number>
  void number(std::string_view name, Number& value) {
    value = name == "status" ? static_cast<Number>(pick(dice_, statuses))
                             : static_cast<Number>(dice_.between(-1, 9).count);
  }
  void length(std::string_view, Millis& value) { value = dice_.between(0, 90'000); }
  void flag(std::string_view, bool& value) { value = dice_.chance(0.5); }
  template <class Enum, std::size_t n>
  void word(std::string_view, Enum& value, const std::string_view (&)[n]) {
    value = static_cast<Enum>(dice_.roll() % n);
  }
  void sdp(std::string_view, std::string& value) { value = edited(dice_, pick(dice_, texts)); }
  void reason(std::string& value) { sdp({}, value); }
  void text(std::string_view, std::string& value) {
    value = dice_.chance(0.2) ? "" : session_at(origin(), last_);
  }
  void optional(std::string_view, std::optional<Millis>& value) {
    value.reset();
    if (dice_.chance(0.3)) value = dice_.between(0, 60'000);
  }
  void reply(HttpReply& reply) {
    reply_form(*this, reply);
    reply.session.origin = reply.session.url.substr(0, endpoint_origin.size());
  }

 private:
  std::string_view origin() { return dice_.chance(0.8) ? endpoint_origin : foreign_origin; }

  Dice& dice_;
  AttemptNumber last_;
};

template <std::size_t... kinds>
Event any_event(std::size_t kind, std::index_sequence<kinds...>) {
  constexpr std::array make = {+[] { return Event(std::in_place_index<kinds>); }...};
  return make[kind]();
}

Event any_event(Dice& dice, AttemptNumber last) {
  constexpr std::size_t count = std::variant_size_v<Event>;
  Event event = any_event(dice.roll() % count, std::make_index_sequence<count>());
  Filler filler(dice, last);
  std::visit([&](auto& fact) { fact_form(filler, fact); }, event);
  return event;
}

// ---- what could come next ----

/// The core relies on facts being true: of an attempt that is under way nothing is told that it was
/// not asked for.
bool can_be(const State& state, const std::vector<Choice>& all, const Event& event) {
  const AttemptNumber number = attempt_of(event);
  const Attempt* attempt = find_attempt(state, number);
  if (attempt == nullptr || !is_active(*attempt)) return true;
  return std::any_of(all.begin(), all.end(), [&](const Choice& choice) {
    return choice.event.index() == event.index() && attempt_of(choice.event) == number;
  });
}

Event next_event(Dice& dice, const Config& config, const State& state, const World& world) {
  const std::vector<Choice> all = choices(config, state, world);
  if (dice.chance(0.2)) {
    Event event = any_event(dice, state.last_attempt);
    if (can_be(state, all, event)) return event;
  }
  if (is_at_rest(state.phase)) {
    if (dice.chance(0.7)) return OpenRequested{static_cast<int>(dice.roll() % 2), true};
  }
  if (dice.chance(0.85)) {
    const auto good = std::find_if(all.begin(), all.end(), [&](const Choice& choice) {
      return goes_well(state, choice.event);
    });
    if (good != all.end()) return good->event;
    return Tick{};
  }
  return all.empty() ? Event(Tick{}) : all[dice.roll() % all.size()].event;
}

// ---- a script ----

Config draw_config(Dice& dice) {
  Config config;
  config.src = endpoint;
  config.endpoint = {std::string(endpoint), std::string(endpoint_origin)};
  if (dice.chance(0.5)) config.page_origin = endpoint_origin;
  config.bearer = static_cast<Bearer>(dice.roll() % 3);
  config.power = dice.chance(0.5) ? Power::battery : Power::line;
  if (dice.chance(0.7)) config.extend = dice.between(1, 120'000);
  config.keep_when_hidden = dice.chance(0.2);
  config.ice_servers = static_cast<IceServers>(dice.roll() % 3);
  config.seed = static_cast<std::uint32_t>(dice.roll());
  if (dice.chance(0.2)) config.experience.alone_at = Instant{} - dice.between(0, 4'000'000);
  if (dice.chance(0.5)) config.experience.slowest_first_frame = dice.between(0, 9'000);
  // Short sessions, so that a script sees several of them.
  config.times.battery_limit = dice.between(3'000, 30'000);
  config.times.line_limit = config.times.battery_limit;
  config.times.sample = seconds(1);
  config.times.sample_closely = seconds(1);
  if (dice.chance(0.5)) config.times.*pick(dice, time_fields).field = dice.between(1, 20'000);
  return config;
}

class Script {
 public:
  explicit Script(std::uint32_t number) : dice_(Dice(number).roll()), config_(draw_config(dice_)) {
    world_.whims = many_whims;
    world_.plain = dice_.chance(0.3);
  }

  template <class Told>
  void run(Told told) {
    for (int i = 0; i < facts_in_a_script; ++i) {
      const Event event = next();
      Step after = step(config_, state_, event, now_);
      digest_.add(after.commands);
      digest_.add(after.state);
      digest_.add(next_deadline(after.state));
      follow(world_, event, after);
      state_ = std::move(after.state);
      told(event, *this);
    }
  }
  [[nodiscard]] std::uint64_t digest() const { return digest_.value(); }

 private:
  /// Time passes: to the next deadline, by a little, or in a leap over all that was due.
  Event next() {
    const auto due = next_deadline(state_);
    if (dice_.chance(0.02)) now_ = now_ + dice_.between(0, 700'000);
    if (due && dice_.chance(0.25)) {
      now_ = std::max(now_, due->at);
      return Tick{};
    }
    if (dice_.chance(0.7)) now_ = now_ + dice_.between(0, 400);
    return next_event(dice_, config_, state_, world_);
  }

  Dice dice_;
  Config config_;
  State state_;
  World world_;
  Instant now_{1000};
  Digest digest_;
};

std::string line(std::uint64_t digest, std::string_view text) {
  char digits[24];
  std::snprintf(digits, sizeof digits, "%016" PRIx64, digest);
  return digits + (text.empty() ? "" : " " + std::string(text)) + "\n";
}

}  // namespace

std::string run_scripts(std::uint32_t first, std::uint32_t count) {
  std::string lines;
  for (std::uint32_t number = first; number - first < count; ++number) {
    Script script(number);
    script.run([](const Event&, const Script&) {});
    lines += line(script.digest(), {});
  }
  return lines;
}

std::string tell_script(std::uint32_t number) {
  std::string lines;
  Script script(number);
  script.run([&](const Event& event, const Script& so_far) {
    lines += line(so_far.digest(), describe(event));
  });
  return lines;
}

}  // namespace ring::model
