// A player in virtual time: the core's step, a clock, and what came out of it.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/machine/conditions.hpp"
#include "core/machine/names.hpp"
#include "core/machine/step.hpp"
#include "core/wire/endpoint.hpp"

namespace ring::test {

inline constexpr const char* offer_sdp =
    "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\n"
    "m=video 9 UDP/TLS/RTP/SAVPF 102\r\nc=IN IP4 0.0.0.0\r\na=mid:0\r\na=recvonly\r\na=rtcp-mux\r\n"
    "a=rtpmap:102 H264/90000\r\n";
inline constexpr const char* vp8_offer_sdp =
    "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\n"
    "m=video 9 UDP/TLS/RTP/SAVPF 96\r\nc=IN IP4 0.0.0.0\r\na=mid:0\r\na=recvonly\r\na=rtcp-mux\r\n"
    "a=rtpmap:96 VP8/90000\r\n";

inline std::string answer_with(const std::string& direction) {
  return "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\n"
         "m=video 9 UDP/TLS/RTP/SAVPF 102\r\nc=IN IP4 0.0.0.0\r\na=mid:0\r\na=" +
         direction + "\r\na=rtcp-mux\r\na=rtpmap:102 H264/90000\r\n";
}

inline constexpr const char* endpoint =
    "https://api.amazonvision.com/v1/devices/d1/media/streaming/whep/sessions";
inline constexpr const char* session_url =
    "https://api.amazonvision.com/v1/devices/d1/media/streaming/whep/sessions/s1";

/// What a browser's URL would make of an absolute http(s) address that is written as it writes
/// them.
inline Address address(const std::string& url) {
  const std::size_t path = url.find('/', url.find("//") + 2);
  return {url, url.substr(0, path)};
}

/// As the bridge does when a player is created.
inline Config with_endpoint(Config config) {
  const std::string text = endpoint_text(config);
  if (text.starts_with("http")) config.endpoint = address(text);
  return config;
}

inline Config through_relay() {
  Config config;
  config.src = "https://page.example/cameras/front/whep";
  config.page_origin = "https://page.example";
  return config;
}

inline Config with_provider() {
  Config config;
  config.api_base = "https://api.amazonvision.com";
  config.device_id = "d1";
  config.page_origin = "https://page.example";
  config.bearer = Bearer::provider;
  return config;
}

/// Views on for `budget` in sessions of 60 s.
inline Config viewing_on(Millis budget) {
  Config config = through_relay();
  config.power = Power::line;
  config.extend = budget;
  return config;
}

inline HttpReply created(const std::string& location = session_url,
                         const std::string& direction = "sendonly") {
  HttpReply reply;
  reply.status = 201;
  reply.session = address(location);
  reply.body = answer_with(direction);
  return reply;
}

inline HttpReply refused(int status, std::string body = {}) {
  HttpReply reply;
  reply.status = status;
  reply.body = std::move(body);
  return reply;
}

/// The service's own words for a camera that sleeps.
inline HttpReply device_offline() {
  return refused(503, R"({"errors":[{"status":"503","title":"Device Unavailable",)"
                      R"("detail":"Device is currently offline"}]})");
}

inline HttpReply refused_for_now(int status, Millis retry_after) {
  HttpReply reply = refused(status);
  reply.retry_after = retry_after;
  return reply;
}

/// What the player did, and when.
template <class What>
struct At {
  Instant at;
  What what;
};

class Player {
 public:
  explicit Player(Config with) : config(with_endpoint(std::move(with))) {}

  /// Tells a fact now, and checks what holds in every story.
  void tell(Event event) {
    const bool over = is_at_rest(state.phase);
    const bool prepared = state.phase == ViewingPhase::idle && in_progress() > 0;
    Step next = step(config, state, event, now);
    EXPECT_EQ(step(config, state, event, now), next) << "not deterministic";
    state = std::move(next.state);
    for (Command& command : next.commands) {
      if (auto* publish = std::get_if<Publish>(&command)) {
        notices.push_back(publish->notice);
        notice_times.push_back(now);
        if (const auto* defect = std::get_if<Defect>(&publish->notice)) {
          ADD_FAILURE() << "defect: " << defect->fact;
        }
      } else {
        EXPECT_TRUE(!over || prepared || may_command_when_over(event, command))
            << "a command after the end";
        commands.push_back(std::move(command));
        command_times.push_back(now);
      }
    }
    check_promises();
  }

  /// Lets time pass, waking at every deadline. A player that never settles fails.
  void wait(Millis length) {
    const Instant until = now + length;
    for (int wakes = 0; wakes < 10'000; ++wakes) {
      const auto due = next_deadline(state);
      if (!due || due->at > until) {
        now = until;
        return;
      }
      EXPECT_GE(due->at, now) << "a deadline in the past";
      now = std::max(now, due->at);
      tell(Tick{});
    }
    ADD_FAILURE() << "never settles";
  }

  /// The machine sleeps: nothing runs, then one late wake-up.
  void sleep(Millis length) {
    now = now + length;
    tell(Tick{});
  }

  /// Of the youngest attempt.
  [[nodiscard]] AttemptNumber attempt() const { return state.last_attempt; }
  [[nodiscard]] AttemptPhase attempt_phase() const { return phase_of(state.attempts.back()); }
  [[nodiscard]] const Attempt& find(AttemptNumber number) const {
    for (const Attempt& one : state.attempts) {
      if (one.number == number) return one;
    }
    ADD_FAILURE() << "no attempt " << number;
    return state.attempts.back();
  }
  [[nodiscard]] std::size_t in_progress() const { return ring::in_progress(state); }

  // The way to frames of the youngest attempt, step by step; each assumes the ones before.
  void open() { tell(OpenRequested{}); }
  void make_offer(const char* sdp = offer_sdp) { tell(OfferReady{attempt(), sdp}); }
  void gather(const char* sdp = offer_sdp) {
    tell(CandidateGathered{attempt(), false});
    tell(GatheringCompleted{attempt()});
    tell(OfferCollected{attempt(), sdp});
  }
  /// From an attempt that was just started to its POST.
  void post() {
    if (config.bearer != Bearer::none) tell(TokenReady{attempt()});
    make_offer();
    gather();
  }
  void reach_posting() {
    open();
    post();
  }
  void reply(HttpReply reply) { tell(ReplyArrived{attempt(), std::move(reply)}); }
  void answer(std::string direction = "sendonly") {
    reply(created(location(), std::move(direction)));
  }
  void reach_answering(std::string direction = "sendonly") {
    reach_posting();
    answer(std::move(direction));
  }
  void reach_connecting() {
    reach_answering();
    tell(AnswerApplied{attempt()});
  }
  void connect() { tell(ConnectionChanged{attempt(), Connection::connected}); }
  void show_frame() { tell(FrameShown{attempt(), 1280, 720}); }
  /// From a POST to the first frame.
  void play() {
    answer();
    tell(AnswerApplied{attempt()});
    connect();
    show_frame();
  }
  void reach_flowing() {
    reach_posting();
    play();
  }
  /// To the next session's being asked for, at the phase `rolling`.
  void reach_rolling() {
    reach_flowing();
    roll();
  }
  void roll() { watch_until(ViewingPhase::rolling); }

  /// Frames arrive at 15 a second on every attempt that had one, counted four times a second;
  /// `silent` has none.
  void watch(Millis length, AttemptNumber silent = 0) {
    const Instant until = now + length;
    for (; now < until; wait(std::min(until - now, milliseconds(250)))) sample(silent);
  }
  /// Nobody has frames.
  void stare(Millis length) {
    const Instant until = now + length;
    for (; now < until; wait(std::min(until - now, milliseconds(250)))) sample_flat();
  }
  void watch_until(ViewingPhase phase, Millis at_most = seconds(70)) {
    const Instant until = now + at_most;
    while (state.phase != phase && now < until) watch(milliseconds(100));
    EXPECT_EQ(name(state.phase), name(phase)) << "within " << at_most.count << " ms";
  }

  void end_replied(int status = 200) { tell(EndReplied{attempt(), status}); }
  /// Every DELETE under way is answered.
  void ends_replied() {
    std::vector<AttemptNumber> numbers;
    for (const Attempt& one : state.attempts) {
      if (one.session == SessionPhase::releasing) numbers.push_back(one.number);
    }
    for (const AttemptNumber number : numbers) tell(EndReplied{number, 200});
  }

  void see(Presence presence) { tell(PresenceChanged{presence}); }
  void hide() { see({.page_visible = false}); }
  void show() { see({}); }
  void scroll_away() { see({.on_screen = false}); }

  /// A Location on the endpoint's own origin.
  [[nodiscard]] std::string location() const {
    const std::string number = std::to_string(attempt());
    return config.src.empty() ? std::string(endpoint) + "/s" + number
                              : config.src + "/lease" + number;
  }

  template <class Kind>
  [[nodiscard]] std::vector<Kind> all() const {
    return only<Kind>(commands);
  }
  template <class Kind>
  [[nodiscard]] std::vector<Kind> news() const {
    return only<Kind>(notices);
  }
  /// All of a kind, each with its time.
  template <class Kind>
  [[nodiscard]] std::vector<At<Kind>> log() const {
    std::vector<At<Kind>> found;
    for (std::size_t i = 0; i < commands.size(); ++i) {
      if (const auto* one = std::get_if<Kind>(&commands[i])) {
        found.push_back({command_times[i], *one});
      }
    }
    return found;
  }
  [[nodiscard]] std::size_t deletes_of(AttemptNumber number) const {
    const auto ends = all<EndSession>();
    return static_cast<std::size_t>(std::count_if(
        ends.begin(), ends.end(), [&](const EndSession& end) { return end.attempt == number; }));
  }
  /// The one failure that was published, whether it is retried or not.
  [[nodiscard]] Failure failure() const {
    std::vector<Failure> failures;
    for (const Failed& one : news<Failed>()) failures.push_back(one.failure);
    for (const Recovering& one : news<Recovering>()) failures.push_back(one.failure);
    EXPECT_EQ(failures.size(), 1U);
    return failures.empty() ? Failure{} : failures.back();
  }
  /// How long each failure was to be waited out, from when it was told.
  [[nodiscard]] std::vector<Millis> waits() const {
    std::vector<Millis> found;
    for (std::size_t i = 0; i < notices.size(); ++i) {
      const auto* one = std::get_if<Recovering>(&notices[i]);
      if (one != nullptr && one->at) found.push_back(*one->at - notice_times[i]);
    }
    return found;
  }
  /// How long the last failure is waited out.
  [[nodiscard]] Millis last_wait() const {
    const auto recovering = news<Recovering>();
    if (recovering.empty() || !recovering.back().at) {
      ADD_FAILURE() << "no retry was told";
      return {};
    }
    return *recovering.back().at - now;
  }

  Config config;
  State state;
  Instant now{1000};
  Commands commands;
  std::vector<Instant> command_times;
  std::vector<Notice> notices;
  std::vector<Instant> notice_times;
  std::int64_t decoded = 0;

 private:
  template <class Kind, class Many>
  static std::vector<Kind> only(const Many& many) {
    std::vector<Kind> found;
    for (const auto& each : many) {
      if (const auto* one = std::get_if<Kind>(&each)) found.push_back(*one);
    }
    return found;
  }

  static bool may_command_when_over(const Event& event, const Command& command) {
    return std::holds_alternative<OpenRequested>(event) ||
           std::holds_alternative<PrepareRequested>(event) ||
           std::holds_alternative<EndSession>(command) ||
           std::holds_alternative<AskToken>(command) || std::holds_alternative<AbortPost>(command);
  }

  void check_promises() const {
    EXPECT_LE(in_progress(), 2U) << "never three";
    if (is_live(state.phase)) {
      EXPECT_EQ(name(find(state.current).media), "flowing") << "never a frozen picture called live";
    }
    if (state.phase != ViewingPhase::closed) return;
    for (const Attempt& one : state.attempts) {
      EXPECT_TRUE(!is_active(one) && (one.session >= SessionPhase::releasing || is_slow(one)))
          << "closed, with a session that could be waited for";
    }
    EXPECT_FALSE(state.timers.next().has_value()) << "a timer after the end";
    EXPECT_TRUE(in_progress() > 0 || !next_deadline(state)) << "a timer after the end";
  }

  static bool had_frames(const Attempt& one) { return one.reached.flowing && is_active(one); }

  void sample(AttemptNumber silent) {
    decoded += 4;
    std::vector<FramesSampled> samples;
    for (const Attempt& one : state.attempts) {
      if (!had_frames(one)) continue;
      const auto count = one.number == silent ? one.frames.decoded : decoded;
      samples.push_back({one.number, count, 1280, 720});
    }
    for (const FramesSampled& one : samples) tell(one);
  }

  void sample_flat() {
    std::vector<FramesSampled> samples;
    for (const Attempt& one : state.attempts) {
      if (had_frames(one)) samples.push_back({one.number, one.frames.decoded, 1280, 720});
    }
    for (const FramesSampled& one : samples) tell(one);
  }
};

/// Every session that was opened was deleted exactly once, and every peer closed (promise 1).
inline void expect_all_released(const Player& player, std::size_t sessions) {
  EXPECT_EQ(player.all<EndSession>().size(), sessions);
  for (const EndSession& end : player.all<EndSession>()) {
    EXPECT_EQ(player.deletes_of(end.attempt), 1U) << "attempt " << end.attempt;
  }
  EXPECT_EQ(player.all<ClosePeer>().size(), player.all<OpenPeer>().size());
  EXPECT_FALSE(next_deadline(player.state).has_value());
}

/// The viewer leaves, and nothing stays behind.
inline void expect_closes_clean(Player& player, std::size_t sessions) {
  player.tell(CloseRequested{});
  player.ends_replied();
  EXPECT_EQ(name(player.state.phase), "closed");
  expect_all_released(player, sessions);
}

}  // namespace ring::test
