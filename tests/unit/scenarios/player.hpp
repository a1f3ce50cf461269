// A player in virtual time: the core's step, a clock, and what came out of it.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "core/step.hpp"

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

inline HttpReply created(std::string location = session_url, std::string direction = "sendonly") {
  HttpReply reply;
  reply.status = 201;
  reply.url = endpoint;
  reply.location = std::move(location);
  reply.body = answer_with(direction);
  return reply;
}

inline HttpReply refused(int status, std::string body = {}) {
  HttpReply reply;
  reply.status = status;
  reply.url = endpoint;
  reply.body = std::move(body);
  return reply;
}

class Player {
 public:
  explicit Player(Config with) : config(std::move(with)) {}

  /// Tells a fact now.
  void tell(Event event) {
    Step next = step(config, state, event, now);
    EXPECT_EQ(step(config, state, event, now), next) << "not deterministic";
    state = std::move(next.state);
    for (Command& command : next.commands) {
      if (auto* publish = std::get_if<Publish>(&command)) {
        notices.push_back(publish->notice);
        if (const auto* defect = std::get_if<Defect>(&publish->notice)) {
          ADD_FAILURE() << "defect: " << defect->fact;
        }
      } else {
        commands.push_back(std::move(command));
      }
    }
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

  [[nodiscard]] AttemptNumber attempt() const { return state.last_attempt; }
  [[nodiscard]] AttemptPhase attempt_phase() const { return state.attempts.back().phase; }

  // The way to frames, step by step; each assumes the ones before.
  void open() { tell(OpenRequested{}); }
  void make_offer(const char* sdp = offer_sdp) { tell(OfferReady{attempt(), sdp}); }
  void gather(const char* sdp = offer_sdp) {
    tell(CandidateGathered{attempt(), false});
    tell(GatheringCompleted{attempt()});
    tell(OfferCollected{attempt(), sdp});
  }
  void reach_posting() {
    open();
    if (config.bearer != Bearer::none) tell(TokenReady{attempt()});
    make_offer();
    gather();
  }
  void reply(HttpReply reply) { tell(ReplyArrived{attempt(), std::move(reply)}); }
  void reach_answering(std::string direction = "sendonly") {
    reach_posting();
    reply(created(location(), std::move(direction)));
  }
  void reach_connecting() {
    reach_answering();
    tell(AnswerApplied{attempt()});
  }
  void connect() { tell(ConnectionChanged{attempt(), Connection::connected}); }
  void show_frame() { tell(FrameShown{attempt(), 1280, 720}); }
  void reach_flowing() {
    reach_connecting();
    connect();
    show_frame();
  }
  /// Frames arrive at 15 a second, counted whenever the core asks.
  void watch(Millis length) {
    const Instant until = now + length;
    for (; now < until; wait(milliseconds(500))) {
      if (state.phase == SessionPhase::closed) continue;
      decoded += 7;
      tell(FramesSampled{attempt(), decoded, 1280, 720});
    }
  }
  void stare(Millis length) {
    const Instant until = now + length;
    for (; now < until; wait(milliseconds(500))) {
      tell(FramesSampled{attempt(), decoded, 1280, 720});
    }
  }
  void end_replied(int status = 200) { tell(EndReplied{attempt(), status}); }

  /// A Location on the endpoint's own origin.
  [[nodiscard]] std::string location() const {
    return config.src.empty() ? session_url : "https://page.example/cameras/front/whep/lease1";
  }

  template <class Kind>
  [[nodiscard]] std::vector<Kind> all() const {
    std::vector<Kind> found;
    for (const Command& command : commands) {
      if (const auto* one = std::get_if<Kind>(&command)) found.push_back(*one);
    }
    return found;
  }
  template <class Kind>
  [[nodiscard]] std::vector<Kind> news() const {
    std::vector<Kind> found;
    for (const Notice& notice : notices) {
      if (const auto* one = std::get_if<Kind>(&notice)) found.push_back(*one);
    }
    return found;
  }
  /// The one failure that was published.
  [[nodiscard]] Failure failure() const {
    const auto failures = news<Failed>();
    EXPECT_EQ(failures.size(), 1U);
    return failures.empty() ? Failure{} : failures.back().failure;
  }

  Config config;
  State state;
  Instant now{1000};
  Commands commands;
  std::vector<Notice> notices;
  std::int64_t decoded = 0;
};

/// Every session that was opened was deleted exactly once, and every peer closed (promise 1).
inline void expect_all_released(const Player& player, std::size_t sessions) {
  EXPECT_EQ(player.all<EndSession>().size(), sessions);
  EXPECT_EQ(player.all<ClosePeer>().size(), player.all<OpenPeer>().size());
  EXPECT_FALSE(next_deadline(player.state).has_value());
}

}  // namespace ring::test
