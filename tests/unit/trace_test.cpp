#include "replay/trace.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "core/record.hpp"
#include "core/wire/answer.hpp"
#include "core/wire/offer.hpp"
#include "fixture.hpp"
#include "replay/reader.hpp"
#include "replay/redactor.hpp"
#include "replay/replay.hpp"
#include "replay/words.hpp"
#include "scenarios/player.hpp"

namespace ring {
namespace {

using replay::Redactor;
using replay::Report;
using replay::trace_of;
using test::count;
using test::fixture;
using test::Player;
using test::replaced;
using test::sdp_fixture;

/// Tells two cores the same story, the second one in redacted words, and records both.
struct Twins {
  /// @param with Whose endpoint is filled in where it was not.
  explicit Twins(const Config& with)
      : original(with.endpoint.url.empty() ? test::with_endpoint(with) : with),
        redactor(original),
        redacted_config(redactor.config()),
        recorder(original),
        again(redacted_config) {}

  void tell(const Event& event, std::int64_t after = 10) {
    now = now + Millis{after};
    while (const auto due = next_deadline(state)) {
      if (due->at > now) break;
      both(Tick{}, due->at);
    }
    both(event, now);
  }

  void both(const Event& event, Instant at) {
    const Event plain = redactor.event(event);
    Step a = step(original, state, event, at);
    Step b = step(redacted_config, redacted_state, plain, at);
    recorder.record(state, event, at);
    again.record(redacted_state, plain, at);
    EXPECT_EQ(replay::describe(a.commands), replay::describe(b.commands))
        << "event " << event.index();
    commands.insert(commands.end(), a.commands.begin(), a.commands.end());
    state = std::move(a.state);
    redacted_state = std::move(b.state);
  }

  /// The trace, which has to be the same when it is redacted once more.
  std::string print() const {
    EXPECT_EQ(trace_of(recorder.print()), trace_of(again.print()));
    return trace_of(recorder.print());
  }

  void reach_posting(const std::string& offer = test::offer_sdp) {
    tell(OpenRequested{});
    if (original.bearer != Bearer::none) tell(TokenReady{1});
    tell(OfferReady{1, offer});
    tell(CandidateGathered{1, true});
    tell(GatheringCompleted{1});
    const auto prepared = prepare_offer(offer);
    tell(OfferCollected{1, prepared ? prepared.value().sdp : offer});
  }

  Config original;
  Redactor redactor;
  Config redacted_config;
  Recorder recorder;
  Recorder again;
  State state, redacted_state;
  Instant now{5000};
  Commands commands;
};

void expect_without(const std::string& text, std::initializer_list<const char*> secrets) {
  for (const char* secret : secrets) EXPECT_EQ(text.find(secret), std::string::npos) << secret;
}

// ---- what is written ----

TEST(Trace, tells_config_events_and_decisions) {
  Twins twins(test::with_provider());
  twins.reach_posting();
  const std::string trace = twins.print();
  EXPECT_TRUE(trace.starts_with("{\"ring-live-trace\":12,\"config\":{\"src\":\"\","));
  EXPECT_NE(
      trace.find(
          "\n[0,\"open-requested\",0,true,[\"picture 1\",\"attempt 1 offering\",\"open-peer 1\","
          "\"ask-token 1\",\"phase starting\"]],\n"),
      std::string::npos)
      << trace;
  EXPECT_NE(trace.find("\"limit 1 29550\",\"send-offer 1 bearer\""), std::string::npos) << trace;
  EXPECT_NE(trace.find(",\n[20,\"offer-ready\",1,0,[\"apply-offer 1\","), std::string::npos);
  EXPECT_NE(trace.find("\"truncated\":false"), std::string::npos);
}

TEST(Trace, keeps_each_description_once) {
  Twins twins(test::through_relay());
  twins.reach_posting(sdp_fixture("chromium_recvonly_offer"));
  const std::string trace = twins.print();
  EXPECT_EQ(count(trace, "v=0\\n"), 1) << "candidates and credentials are all that differed";
  EXPECT_NE(trace.find("a=fmtp:102 profile-level-id=42001f\\n"), std::string::npos);
}

TEST(Trace, names_every_time_that_can_be_set) {
  Times times;
  for (const TimeField& time : time_fields) {
    EXPECT_EQ(find_time(times, time.name), &(times.*time.field)) << time.name;
  }
}

// ---- what is kept ----

TEST(Record, keeps_the_newest_and_says_so) {
  Twins twins(test::through_relay());
  for (int i = 0; i < 20'000; ++i) twins.tell(PresenceChanged{});
  twins.tell(ExtendRequested{Millis{1234}});
  const std::string record = twins.recorder.print();
  EXPECT_LT(record.size(), 270'000U);
  EXPECT_GT(record.size(), 128'000U);
  EXPECT_NE(record.find("\"extend-requested\",1234]\n"), std::string::npos);
  EXPECT_NE(twins.print().find("\"truncated\":true"), std::string::npos);
}

TEST(Record, gives_back_what_was_recorded) {
  Config config = test::with_provider();
  config.problem = "\"quoted\\\x01";
  Twins twins(config);
  twins.reach_posting("v=0\r\n\xff\"\\\t");
  const auto read = replay::read_record(twins.recorder.print());
  ASSERT_TRUE(read) << read.error();
  EXPECT_EQ(read.value().config, twins.original);
  State idle;  // Its times count from the first fact.
  idle.now = idle.viewing.experience.slowest_at = Instant{} - Millis{5010};
  EXPECT_EQ(read.value().start, idle);
  EXPECT_FALSE(read.value().truncated);
}

/// A viewing in which everything that a page and a service do is done at once.
class Smooth {
 public:
  explicit Smooth(Config with) : config(test::with_endpoint(with)) {}

  /// Until it is over. `told(before, event, at)` hears every fact.
  template <class Listener>
  void run(Listener told) {
    inbox_ = {OpenRequested{}};
    while (state.phase != ViewingPhase::closed) {
      for (std::size_t i = 0; i < inbox_.size(); ++i) {
        told(state, inbox_[i], now_);
        Step next = step(config, std::move(state), inbox_[i], now_);
        state = std::move(next.state);
        for (const Command& command : next.commands) answer(command);
      }
      const auto due = next_deadline(state);
      ASSERT_TRUE(due || state.phase == ViewingPhase::closed);
      inbox_.assign(1, Tick{});
      if (due) now_ = due->at;
    }
  }

  Config config;
  State state;
  int sessions = 0;

 private:
  void add(std::initializer_list<Event> events) { inbox_.insert(inbox_.end(), events); }

  void answer(const Command& command) {
    if (const auto* c = std::get_if<OpenPeer>(&command)) {
      add({OfferReady{c->attempt, offer_}, CandidateGathered{c->attempt, true},
           GatheringCompleted{c->attempt}});
    } else if (const auto* collect = std::get_if<CollectOffer>(&command)) {
      add({OfferCollected{collect->attempt, prepare_offer(offer_).value().sdp}});
    } else if (const auto* send = std::get_if<SendOffer>(&command)) {
      auto reply = test::created("https://page.example/s" + std::to_string(++sessions));
      add({ReplyArrived{send->attempt, std::move(reply)}});
    } else if (const auto* apply = std::get_if<ApplyAnswer>(&command)) {
      add({AnswerApplied{apply->attempt},
           ConnectionChanged{apply->attempt, Connection::connected}});
    } else if (const auto* sample = std::get_if<SampleFrames>(&command)) {
      add({FramesSampled{sample->attempt, decoded_ += 7, 1920, 1080}});
    } else if (const auto* end = std::get_if<EndSession>(&command)) {
      add({EndReplied{end->attempt, 200}});
    }
  }

  std::string offer_ = sdp_fixture("chromium_recvonly_offer");
  std::vector<Event> inbox_;
  Instant now_{5000};
  std::int64_t decoded_ = 0;
};

Config minutes_of_video(int minutes) {
  Config config = test::through_relay();
  config.extend = seconds(60 * minutes);
  config.power = Power::line;
  return config;
}

TEST(Trace, three_minutes_of_video_fit_whole) {
  Smooth viewing(minutes_of_video(3));
  Recorder recorder(viewing.config);
  viewing.run([&](const State& before, const Event& event, Instant at) {
    recorder.record(before, event, at);
  });
  EXPECT_EQ(viewing.sessions, 3);
  const std::string trace = trace_of(recorder.print());
  EXPECT_NE(trace.find("\"truncated\":false"), std::string::npos);
  EXPECT_LT(trace.size(), 70'000U);
  RecordProperty("bytes", static_cast<int>(trace.size()));
}

TEST(Trace, the_end_of_a_long_viewing_replays_from_wherever_it_begins) {
  Smooth viewing(minutes_of_video(10));
  Recorder recorder(viewing.config, 4'000);
  std::vector<std::string> beginnings;
  int told = 0;
  viewing.run([&](const State& before, const Event& event, Instant at) {
    recorder.record(before, event, at);
    // An odd number, so that it meets every kind of fact.
    if (++told % 31 != 0) return;
    const std::string trace = trace_of(recorder.print());
    const auto report = replay::replay(trace, false);
    ASSERT_EQ(report.verdict, Report::Verdict::same) << report.text;
    if (trace.find("\"truncated\":true") != std::string::npos) beginnings.push_back(trace);
  });
  EXPECT_EQ(viewing.sessions, 10);
  EXPECT_GT(beginnings.size(), 30U);
  EXPECT_NE(trace_of(recorder.print()).find("\"phase closed limit\""), std::string::npos);
  expect_without(beginnings.back(), {"page.example", "ice-pwd", "candidate:"});
}

TEST(Trace, a_state_in_the_middle_is_kept_whole) {
  Smooth viewing(minutes_of_video(4));
  int compared = 0;
  viewing.run([&](const State& before, const Event& event, Instant at) {
    if (before.next == 0) return;
    Recorder recorder(viewing.config);
    recorder.record(before, event, at);
    const auto read = replay::read_record(recorder.print());
    ASSERT_TRUE(read) << read.error();
    // Times count from the first fact.
    Recorder again(viewing.config);
    again.record(read.value().start, read.value().events.at(0).event, {});
    EXPECT_EQ(again.print(), recorder.print());
    EXPECT_EQ(read.value().start.attempts.size(), before.attempts.size());
    EXPECT_EQ(read.value().start.viewing.budget, before.viewing.budget);
    ++compared;
  });
  EXPECT_GT(compared, 10);
}

// ---- descriptions ----

const char* const descriptions[] = {
    "chromium_recvonly_offer",
    "chromium_audio_video_data_offer",
    "chromium_max_bundle_offer",
    "chromium_sendrecv_offer",
    "chromium_simulcast_offer",
    "chromium_three_videos_offer",
    "bundle_only_video_offer",
    "session_level_everything_offer",
    "rejected_then_good_video_offer",
    "without_h264_offer",
    "hostile_m_inside_lines",
    "hostile_lone_cr_and_nul",
    "hostile_mixed_endings",
    "audio_only_offer",
    "rejected_video_offer",
    "camera_sendonly_answer",
    "chromium_sendonly_answer",
    "inactive_answer",
    "no_direction_answer",
    "other_mid_answer",
    "recvonly_answer",
    "rejected_answer",
    "audio_and_video_answer",
    "sendonly_answer_with_extmap_directions",
    "sendrecv_answer_with_extmap_directions",
    "session_level_recvonly_answer",
};

std::vector<std::string> all_descriptions() {
  std::vector<std::string> all;
  for (const char* name : descriptions) {
    all.push_back(sdp_fixture(name));
    const auto prepared = prepare_offer(all.back());
    if (prepared) all.push_back(prepared.value().sdp);
  }
  const std::string good = prepare_offer(all.front()).value().sdp;
  for (const char* line :
       {"a=recvonly \r\n", "a=recvonly\t\r\n", "a=inactive\r\n", "a=recvonly\r", "a=mid\r\n",
        "a=group:LS 0\r\n", "a=bundle-only:1\r\n", "m=video\r\n", "m=video 9 RTP \r\n", "\r\n"}) {
    all.push_back(good + line);
    all.push_back(replaced(good, "a=recvonly\r\n", line));
    all.push_back(replaced(good, "m=video", std::string(line) + "m=video"));
  }
  all.insert(all.end(), {"", "v=", "v=0", "m=video 9 RTP 1\r\n", "<html>", " v=0\r\n", "\r\nv=0"});
  return all;
}

TEST(RedactedDescription, is_prepared_like_the_original) {
  for (const std::string& sdp : all_descriptions()) {
    Redactor redactor(test::through_relay());
    const std::string plain = redactor.description(sdp);
    const auto before = prepare_offer(sdp);
    const auto after = prepare_offer(plain);
    ASSERT_EQ(static_cast<bool>(before), static_cast<bool>(after)) << sdp << "\n---\n" << plain;
    if (!before) {
      EXPECT_EQ(before.error(), after.error()) << sdp;
      continue;
    }
    EXPECT_EQ(before.value().has_h264, after.value().has_h264) << sdp;
    EXPECT_EQ(before.value().sdp == sdp, after.value().sdp == plain) << sdp << "\n---\n" << plain;
  }
}

TEST(RedactedDescription, is_checked_like_the_original) {
  const auto all = all_descriptions();
  Redactor redactor(test::through_relay());
  for (const std::string& offer : all) {
    if (!prepare_offer(offer)) continue;  // Such a one was never sent.
    const std::string plain_offer = redactor.description(offer);
    for (const std::string& answer : all) {
      const auto before = check_answer(offer, answer);
      const auto after = check_answer(plain_offer, redactor.description(answer));
      ASSERT_EQ(static_cast<bool>(before), static_cast<bool>(after)) << offer << "\n--\n" << answer;
      if (before) {
        EXPECT_EQ(before.value().repaired, after.value().repaired) << offer << "\n--\n" << answer;
      } else {
        EXPECT_EQ(before.error().kind, after.error().kind) << offer << "\n--\n" << answer;
      }
    }
  }
}

TEST(RedactedDescription, holds_no_address_credential_or_name) {
  Redactor redactor(test::through_relay());
  for (const std::string& sdp : all_descriptions()) {
    expect_without(redactor.description(sdp),
                   {"IP4", "127.0.0.1", ".local", "198.51", "192.0", "S3rA", "Frnt", "6zFJ", "Cam0",
                    "fingerprint", "E2:1C", "cname", "candidate", "ice-pwd", "4611731", "3ba575a0",
                    "front", "ssrc"});
  }
}

TEST(RedactedDescription, says_the_same_each_time) {
  Redactor redactor(test::through_relay());
  const std::string sdp = sdp_fixture("other_mid_answer");
  EXPECT_EQ(redactor.description(sdp), redactor.description(sdp));
  EXPECT_EQ(redactor.description("v=0\nm=a 1 RTP x\na=mid:q\n"),
            redactor.description("v=0\nm=a 2 RTP y\na=mid:q\na=ice-pwd:other\n"));
}

// ---- addresses ----

struct Opening {
  const char* name;
  const char* src;
  const char* api_base;
  const char* device_id;
  const char* page_origin;
  Address endpoint;  ///< As a browser reads these; empty: it cannot.
};

const Opening openings[] = {
    {"relay",
     "https://Home.Secret.example:8443/cameras/7?key=k3y",
     "",
     "",
     "https://home.secret.example:8443",
     {"https://home.secret.example:8443/cameras/7?key=k3y", "https://home.secret.example:8443"}},
    {"relay_abroad",
     "https://home.secret.example/cameras",
     "",
     "",
     "https://page.secret.example",
     {"https://home.secret.example/cameras", "https://home.secret.example"}},
    {"loopback",
     "http://localhost:8080/secret",
     "",
     "",
     "http://localhost:8080",
     {"http://localhost:8080/secret", "http://localhost:8080"}},
    {"loopback_address",
     "http://127.9.9.9/secret",
     "",
     "",
     "",
     {"http://127.9.9.9/secret", "http://127.9.9.9"}},
    {"plain_http",
     "http://home.secret.example/",
     "",
     "",
     "",
     {"http://home.secret.example/", "http://home.secret.example"}},
    {"documented",
     "",
     "https://api.secret.example/base/",
     "dev/1 secret",
     "null",
     {"https://api.secret.example/base/v1/devices/dev%2F1%20secret/media",
      "https://api.secret.example"}},
    {"no_base", "", "", "secret", "", {}},
    {"strange_scheme", "ftp://secret.example/", "", "", "https://secret.example", {}},
    {"user_info", "https://secret:pass@home.example/", "", "", "", {}},
    {"nothing", "", "https://api.secret.example", "", "", {}},
    {"both",
     "https://home.secret.example/x",
     "https://api.secret.example",
     "secret",
     "",
     {"https://home.secret.example/x", "https://home.secret.example"}},
};

const Address sessions[] = {
    {},
    {"https://home.secret.example:8443/s/secret?token=k3y", "https://home.secret.example:8443"},
    {"https://home.secret.example/s", "https://home.secret.example"},
    {"https://evil.secret.example/s", "https://evil.secret.example"},
    {"http://home.secret.example/s", "http://home.secret.example"},
    {"https://api.secret.example/s/%C3%A9secret", "https://api.secret.example"},
    {"http://127.0.0.1/secret", "http://127.0.0.1"},
    {"http://[::1]:99/secret", "http://[::1]:99"},
};

TEST(RedactedReply, decides_like_the_original) {
  for (const Opening& opening : openings) {
    for (const Bearer bearer : {Bearer::none, Bearer::provider}) {
      for (const Address& session : sessions) {
        Config config;
        config.src = opening.src;
        config.api_base = opening.api_base;
        config.device_id = opening.device_id;
        config.component_id = "secret";
        config.page_origin = opening.page_origin;
        config.endpoint = opening.endpoint;
        config.bearer = bearer;
        SCOPED_TRACE(opening.name + (" " + session.url));
        Twins twins(config);
        twins.reach_posting();
        HttpReply reply = test::created();
        reply.session = session;
        twins.tell(ReplyArrived{1, reply});
        twins.tell(CloseRequested{});
        twins.tell(EndReplied{1, 200});
        // A late one, and one of nobody.
        twins.tell(ReplyArrived{1, reply});
        twins.tell(ReplyArrived{9, reply});
        expect_without(twins.print(), {"secret", "Secret", "evil", "k3y", "127.", "::1", "8443",
                                       "8080", "pass", "C3"});
      }
    }
  }
}

TEST(RedactedReply, refusals_decide_like_the_original) {
  const std::vector<std::string> bodies = {
      fixture("body/ring_device_unavailable.json"),
      fixture("body/ring_rate_limit.json"),
      fixture("body/problem_details.json"),
      fixture("body/gateway_timeout.html"),
      fixture("body/invalid_utf8.json"),
      R"({"title":"x","detail":"The secret is OFFLINE"})",
      test::answer_with("sendonly"),
      "",
  };
  for (const int status :
       {0, 200, 201, 204, 301, 400, 401, 403, 404, 409, 415, 429, 500, 503, 599}) {
    for (const std::string& body : bodies) {
      for (const std::optional<Millis> retry_after :
           {std::optional<Millis>(), std::optional(seconds(7)), std::optional(seconds(0))}) {
        for (const char* offer : {test::offer_sdp, test::vp8_offer_sdp}) {
          Twins twins(test::through_relay());
          twins.reach_posting(offer);
          HttpReply reply = test::refused(status, body);
          reply.request_id = "secret-request";
          reply.retry_after = retry_after;
          twins.tell(ReplyArrived{1, reply});
          twins.tell(Tick{}, 40'000);
          expect_without(twins.print(), {"secret", "Rate limit", "<html", "gateway"});
        }
      }
    }
  }
}

TEST(RedactedReply, keeps_what_belongs_together) {
  Config config = test::with_endpoint(test::with_provider());
  config.page_origin = "https://api.amazonvision.com";
  Redactor redactor(config);
  EXPECT_EQ(redactor.config().api_base, "https://o1.invalid");
  EXPECT_EQ(redactor.config().page_origin, "https://o1.invalid");
  EXPECT_EQ(redactor.config().endpoint, (Address{"https://o1.invalid/whep", "https://o1.invalid"}));
  const auto session = [&](const Address& address) {
    HttpReply reply = test::created();
    reply.session = address;
    redactor.reply(reply);
    return reply.session;
  };
  const std::string own = "https://api.amazonvision.com";
  EXPECT_EQ(session({own + "/a?1", own}), (Address{"https://o1.invalid/s1", "https://o1.invalid"}));
  EXPECT_EQ(session({own + "/b", own}), (Address{"https://o1.invalid/s2", "https://o1.invalid"}));
  EXPECT_EQ(session({own + "/a?1", own}), (Address{"https://o1.invalid/s1", "https://o1.invalid"}));
  EXPECT_EQ(session({"https://other.example/a?1", "https://other.example"}),
            (Address{"https://o2.invalid/s3", "https://o2.invalid"}));
  EXPECT_EQ(session({"http://localhost:1/", "http://localhost:1"}),
            (Address{"http://o3.localhost/s4", "http://o3.localhost"}));
  EXPECT_EQ(session({}), Address{});
}

// ---- the browser's words ----

TEST(RedactedEvent, drops_reasons) {
  const Event events[] = {PeerRefused{1, "stun:secret"}, OfferFailed{1, "secret"},
                          AnswerRefused{1, "secret"}};
  for (const Event& event : events) {
    Twins twins(test::through_relay());
    twins.tell(OpenRequested{});
    twins.tell(event);
    expect_without(twins.print(), {"secret"});
  }
}

}  // namespace
}  // namespace ring
