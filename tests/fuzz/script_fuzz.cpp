// Invariant: whatever a page, a browser, a service and a clock do, in any order, no fact is a
// defect, no deadline is in the past, equal steps are equal, no device has a third session, and
// once closed everything that was opened has had its one DELETE; and the trace of it all holds no
// secret, reads back, replays with the same decisions and prints the same bytes again.
//
// Input: a config, then a script of facts, waits and replies. A fact is told only when a bridge
// could tell it: `Device` below keeps what is still to come for each command.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/machine/conditions.hpp"
#include "core/machine/step.hpp"
#include "core/record.hpp"
#include "core/wire/answer.hpp"
#include "core/wire/endpoint.hpp"
#include "core/wire/offer.hpp"
#include "replay/reader.hpp"
#include "replay/redactor.hpp"
#include "replay/replay.hpp"
#include "replay/trace.hpp"

namespace {

using namespace ring;
using replay::Redactor;

const Recorder* recorder_in_use = nullptr;

/// What broke is told as a trace: save it and show it with ring_replay.
void require(bool holds) {
  if (holds) return;
  if (recorder_in_use != nullptr)
    std::fputs(replay::trace_of(recorder_in_use->print()).c_str(), stderr);
  std::abort();
}

// ---- the input ----

class Bytes {
 public:
  Bytes(const std::uint8_t* data, std::size_t size) : at_(data), end_(data + size) {}

  [[nodiscard]] bool empty() const { return at_ == end_; }
  std::size_t take() { return empty() ? 0 : *at_++; }
  bool flag() { return (take() & 1U) != 0; }
  template <class T, std::size_t n>
  const T& pick(const T (&choices)[n]) {
    return choices[take() % n];
  }
  std::string raw() {
    const std::size_t size = std::min<std::size_t>(take(), static_cast<std::size_t>(end_ - at_));
    std::string text(at_, at_ + size);
    at_ += size;
    return text;
  }

 private:
  const std::uint8_t* at_;
  const std::uint8_t* end_;
};

// Each of these marks must be gone from the trace.
constexpr std::string_view secrets[] = {
    "acme",  "dev1ce",  "comp0nent", "s3ssion", "query9", "203.0.113", "198.51.100", "2001:db8",
    "uFr4g", "pWd8888", "29:E2:1C",  "4611731", "cn4me",  "req-77",    "Wh0ops",     "strang3r",
};

constexpr const char* offers[] = {
    "v=0\r\no=- 4611731 2 IN IP4 203.0.113.7\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\n"
    "m=video 9 UDP/TLS/RTP/SAVPF 102 96\r\nc=IN IP4 203.0.113.7\r\n"
    "a=candidate:1 1 udp 1 203.0.113.7 9 typ host\r\na=ice-ufrag:uFr4g\r\na=ice-pwd:pWd8888\r\n"
    "a=fingerprint:sha-256 29:E2:1C\r\na=setup:actpass\r\na=mid:0\r\na=recvonly\r\na=rtcp-mux\r\n"
    "a=rtpmap:102 H264/90000\r\na=fmtp:102 profile-level-id=42001f\r\na=rtpmap:96 VP8/90000\r\n",
    "v=0\no=- 4611731 2 IN IP4 203.0.113.7\nm=video 9 RTP 96\na=mid:0\na=recvonly\n"
    "a=rtpmap:96 VP8/90000\n",
    "v=0\r\no=- 4611731 2 IN IP4 203.0.113.7\r\na=group:BUNDLE 0 1\r\na=group:LS 1\r\n"
    "m=audio 9 RTP 0\r\na=mid:0\r\na=ice-ufrag:uFr4g\r\n"
    "m=video 0 RTP 114\r\na=bundle-only\r\na=mid:1\r\na=sendrecv\r\na=rtpmap:114 h264/90000\r\n"
    "a=ssrc:1 cname:cn4me\r\na=simulcast:send 1 recv 2\r\n",
    "v=0\r\n",
    "",
};
constexpr const char* answers[] = {
    "v=0\r\no=- 4611731 2 IN IP4 198.51.100.20\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\n"
    "m=video 9 UDP/TLS/RTP/SAVPF 102\r\nc=IN IP4 198.51.100.20\r\na=ice-ufrag:uFr4g\r\n"
    "a=mid:0\r\na=sendonly\r\na=rtpmap:102 H264/90000\r\na=ssrc:2 cname:cn4me\r\n"
    "a=candidate:1 1 udp 1 2001:db8::5 50000 typ host\r\n",
    "v=0\nm=video 9 RTP 102\na=mid:0\na=recvonly\na=extmap:1/recvonly urn:x\n",
    "v=0\nm=video 9 RTP 102\na=mid:0\n",
    "v=0\nm=video 9 RTP 102\na=inactive\n",
    "v=0\nm=video 0 RTP 102\na=sendonly\n",
    "v=0\nm=video 9 RTP 102\na=mid:acme\na=sendonly\n",
    "v=0\nm=strang3r 9 RTP 102\na=sendonly\n",
    "<html>Wh0ops</html>",
    "",
};
constexpr const char* counter_offers[] = {
    "v=0\r\no=- 4611731 2 IN IP4 198.51.100.20\r\na=group:BUNDLE 0\r\n"
    "m=video 9 UDP/TLS/RTP/SAVPF 102\r\na=ice-ufrag:uFr4g\r\na=mid:0\r\na=sendonly\r\n"
    "a=rtpmap:102 H264/90000\r\n",
    "v=0\nm=audio 9 RTP 0\na=mid:acme\na=sendonly\nm=video 0 RTP 102\na=bundle-only\na=mid:0\n",
    "v=0\nm=video 9 RTP 102\na=inactive\nm=video 9 RTP 102\na=recvonly\n",
    "v=0\nm=audio 9 RTP 0\n",
    "v=Wh0ops",
};
constexpr const char* own_answers[] = {
    "v=0\nm=video 9 RTP 102\na=ice-pwd:pWd8888\na=mid:0\na=recvonly\n",
    "v=0\nm=audio 9 RTP 0\na=mid:acme\na=inactive\nm=video 9 RTP 102\na=mid:0\na=recvonly\n",
    "v=0\nm=video 9 RTP 102\na=mid:0\na=sendrecv\n",
    "v=0\nm=video 0 RTP 102\na=mid:0\na=recvonly\n",
};
constexpr std::string_view fragments[] = {
    "a=sendonly\r\n",
    "a=recvonly\r\n",
    "a=recvonly \r\n",
    "a=inactive:acme\n",
    "a=mid:0\r\n",
    "a=mid:acme\n",
    "a=mid\n",
    "a=group:BUNDLE 0\r\n",
    "a=group:acme\n",
    "a=group:BUNDLE  acme 0 acme\n",
    "\r",
    std::string_view("\0", 1),
    "m=video",
    "m=video 9 RTP 1\n",
    "m=audio 0 RTP\n",
    "a=rtpmap:acme H264/90000\n",
    "a=bundle-only\n",
    "a=rtpmap:102  h264/90000 \n",
    "m=acme 9 RTP \n",
    "a=fmtp:102 profile-level-id=dev1ce\n",
    "v=0\n",
    "a=ice-ufrag:uFr4g\r\n",
};
constexpr const char* bodies[] = {
    R"({"errors":[{"status":"503","title":"Device Unavailable","detail":"dev1ce is offline"}]})",
    R"({"errors":[{"title":"Wh0ops","detail":"the Device acme is OFFLINE now"}]})",
    R"({"error":"Wh0ops","message":"acme is busy"})",
    "Wh0ops",
    "",
};
/// As a browser gives them; `#` becomes a number.
const Address locations[] = {
    {"https://api.acme.example/v1/devices/dev1ce/s3ssion/#?query9=1", "https://api.acme.example"},
    {"https://strang3r.example/s3ssion#", "https://strang3r.example"},
    {"http://strang3r.example:8080/s3ssion#", "http://strang3r.example:8080"},
    {"https://api.acme.example:444/s3ssion#", "https://api.acme.example:444"},
    {"http://localhost:8080/s3ssion#", "http://localhost:8080"},
    {"http://127.0.0.1:9000/s3ssion#", "http://127.0.0.1:9000"},
    {"http://[::1]/s3ssion#", "http://[::1]"},
    {},
};
constexpr int statuses[] = {201, 200, 204, 401, 403, 404, 406, 409,
                            429, 500, 503, 406, 0,   302, 418, -7};
constexpr int end_statuses[] = {200, 204, 404, 410, 401, 500, 0};
constexpr std::int64_t waits[] = {500,  0,    1,    10,    50,    499,  500,
                                  1000, 2500, 5000, 12000, 29500, 61000};

std::string edited(std::string text, Bytes& bytes) {
  if (bytes.take() % 8 != 7) return text;
  for (std::size_t edits = bytes.take() % 4 + 1; edits > 0; --edits) {
    const std::size_t at = text.empty() ? 0 : bytes.take() * 7 % text.size();
    const std::size_t line = text.find('\n', at);
    text.insert(line == std::string::npos || bytes.flag() ? at : line + 1, bytes.pick(fragments));
    if (bytes.flag()) text.erase(at, bytes.take() % 16);
  }
  return text;
}

std::string description(const char* known, Bytes& bytes) {
  return bytes.take() % 32 == 31 ? bytes.raw() : edited(known, bytes);
}

/// What a browser's URL makes of the addresses below, which are written as it writes them.
Address read(const std::string& text) {
  if (!text.starts_with("http")) return {};
  return {text, text.substr(0, text.find('/', text.find("//") + 2))};
}

Config config_from(Bytes& bytes) {
  Config config;
  const char* const sources[] = {"",
                                 "",
                                 "https://api.acme.example/whep?query9",
                                 "http://localhost:8080/dev1ce/whep",
                                 "ftp://acme/",
                                 "http://api.acme.example/whep"};
  const char* const bases[] = {"https://api.acme.example",
                               "https://api.acme.example/base//",
                               "http://127.0.0.1:8080",
                               "http://api.acme.example",
                               "acme",
                               ""};
  const char* const pages[] = {"", "https://api.acme.example", "https://page.acme.example",
                               "https://api.acme.example/", "null"};
  config.src = bytes.pick(sources);
  config.api_base = bytes.pick(bases);
  config.device_id = bytes.take() % 16 == 1 ? "" : "dev1ce/ä";
  if (bytes.flag()) config.component_id = "comp0nent";
  config.endpoint = read(endpoint_text(config));
  config.page_origin = bytes.pick(pages);
  config.bearer = static_cast<Bearer>(bytes.take() % 3);
  config.power = bytes.flag() ? Power::line : Power::battery;
  const std::int64_t extends[] = {0, 0, 1, 10000, 45000, 120000, 600000};
  config.extend = {bytes.pick(extends)};
  config.keep_when_hidden = bytes.take() % 4 == 1;
  config.seed = static_cast<std::uint32_t>(bytes.take());
  if (bytes.take() % 4 == 1) config.experience.alone_at = Instant{};
  config.experience.slowest_first_frame = {static_cast<std::int64_t>(bytes.take() * 50)};
  if (bytes.take() % 4 == 1) {
    // Shorter, as with a simulator.
    config.times.battery_limit = {static_cast<std::int64_t>(bytes.take() * 40 + 1)};
    const auto& time = bytes.pick(time_fields);
    config.times.*time.field = {static_cast<std::int64_t>(bytes.take() * 16 + 1)};
  }
  return config;
}

// ---- the world ----

/// What a bridge owes the core for a command; each is settled at most once.
enum class Owed { offer, local, token, reply, answer, own_answer, patch, frames, end, tether };

struct Debt {
  AttemptNumber attempt;
  Owed what;
};

class Device {
 public:
  explicit Device(Bytes& bytes)
      : bytes_(bytes),
        config_(config_from(bytes)),
        redactor_(config_),
        recorder_(config_),
        tail_(config_, 2000) {
    recorder_in_use = &recorder_;
  }
  Device(const Device&) = delete;
  Device& operator=(const Device&) = delete;
  ~Device() { recorder_in_use = nullptr; }

  void run() {
    tell(OpenRequested{});
    for (int steps = 0; !bytes_.empty() && steps < 400; ++steps) act();
    close();
    check_trace();
  }

 private:
  // -- what happens --

  void act() {
    switch (bytes_.take() % 4) {
      case 0:
      case 1: go_on(); break;
      case 2: settle_some(); break;
      default: happen(); break;
    }
    // A timer may come late: the machine slept.
    wait(bytes_.pick(waits), bytes_.take() % 8 == 0);
  }

  /// What usually comes next; zeros alone are a viewing without trouble.
  void go_on() {
    if (!gathering_.empty()) {
      const AttemptNumber attempt = gathering_.back();
      gathering_.pop_back();
      applied(attempt);
      tell(CandidateGathered{attempt, true});
      return tell(GatheringCompleted{attempt});
    }
    if (!answered_.empty() && connected_.size() < answered_.size()) {
      return connection(Connection::connected);
    }
    if (debts_.empty()) return;
    const Debt debt = debts_.front();
    debts_.erase(debts_.begin());
    settle(debt, true);
  }

  void happen() {
    switch (bytes_.take() % 16) {
      case 0: return tell(OpenRequested{ahead()});
      case 1: return tell(CloseRequested{});
      case 2: return tell(ExtendRequested{{bytes_.flag() ? 0 : waits[bytes_.take() % 13]}});
      case 3: return tell(ViewerRemoved{});
      case 4: return tell(ViewerReturned{});
      case 5: return tell(presence());
      case 6: return tell(PresenceChanged{{}, ahead()});
      case 7: return tell(PageLeft{});
      case 8: return tell(PageReturned{ahead()});
      case 9: return tell(NetworkChanged{bytes_.flag()});
      case 10:
      case 11: return of_peer();
      case 12: return connection(Connection::connected);
      case 13: return connection(static_cast<Connection>(bytes_.take() % 4));
      case 14: return bytes_.flag() ? tell(PrepareRequested{}) : tell(Tick{});
      default: break;
    }
    // A frame may be told before its connection is.
    if (answered_.empty()) return;
    const int sides[] = {0, 1280, 720, -1};
    const AttemptNumber attempt = any(answered_);
    const int width = bytes_.pick(sides);
    tell(FrameShown{attempt, width, bytes_.pick(sides)});
  }

  /// Nothing is gathered for an offer that could not be applied.
  void applied(AttemptNumber attempt) {
    std::erase_if(debts_, [&](const Debt& debt) {
      return debt.attempt == attempt && debt.what == Owed::local;
    });
  }

  /// Now and then, other players of the page.
  int ahead() { return static_cast<int>(bytes_.take() % 8 == 7 ? bytes_.take() : 0); }

  PresenceChanged presence() {
    const std::size_t bits = bytes_.take();
    return {{(bits & 1U) != 0, (bits & 2U) != 0, (bits & 4U) != 0}, ahead()};
  }

  void of_peer() {
    if (gathering_.empty()) return;
    const AttemptNumber attempt = any(gathering_);
    applied(attempt);
    if (bytes_.flag()) return tell(CandidateGathered{attempt, bytes_.flag()});
    std::erase(gathering_, attempt);
    tell(GatheringCompleted{attempt});
  }

  /// The bridge passes none on once the peer is closed. Without an answer nothing connects.
  void connection(Connection state) {
    const bool lost = state == Connection::failed || state == Connection::closed;
    const auto& peers = lost ? open_ : answered_;
    if (peers.empty()) return;
    const AttemptNumber attempt = bytes_.take() % 4 == 3 ? any(peers) : peers.back();
    if (std::find(open_.begin(), open_.end(), attempt) == open_.end()) return;
    if (state == Connection::connected) connected_.push_back(attempt);
    tell(ConnectionChanged{attempt, state});
  }

  void settle_some() {
    if (debts_.empty()) return;
    const std::size_t which = bytes_.take() % debts_.size();
    const Debt debt = debts_[which];
    debts_.erase(debts_.begin() + static_cast<std::ptrdiff_t>(which));
    settle(debt, bytes_.take() % 8 != 1);
  }

  void settle(const Debt& debt, bool well) {
    const AttemptNumber attempt = debt.attempt;
    switch (debt.what) {
      case Owed::offer:
        if (!well) return tell(OfferFailed{attempt, "Wh0ops: acme"});
        return tell(OfferReady{attempt, offer()});
      case Owed::local:
        if (well) return;
        std::erase(gathering_, attempt);
        if (countered_.contains(attempt)) return tell(AnswerRefused{attempt, "Wh0ops"});
        return tell(OfferFailed{attempt, "Wh0ops"});
      case Owed::token: return well ? tell(TokenReady{attempt}) : tell(TokenRefused{attempt});
      case Owed::reply: return well ? reply(attempt) : tell(RequestFailed{attempt});
      case Owed::answer:
        return well ? tell(AnswerApplied{attempt}) : tell(AnswerRefused{attempt, "Wh0ops"});
      case Owed::own_answer:
        if (!well) return tell(AnswerRefused{attempt, "Wh0ops"});
        return tell(AnswerReady{attempt, own_answer(attempt)});
      case Owed::patch: return well ? patch_reply(attempt) : tell(RequestFailed{attempt});
      case Owed::frames:
        if (std::find(answered_.begin(), answered_.end(), attempt) == answered_.end()) {
          return tell(FramesSampled{attempt, 0, 0, 0, Millis{}, !well, well ? "" : "Wh0ops"});
        }
        if (bytes_.take() % 4 != 3) decoded_ += 7;
        return tell(FramesSampled{attempt,
                                  decoded_,
                                  well ? 1280 : 0,
                                  720,
                                  milliseconds(static_cast<std::int64_t>(bytes_.take()) * 40),
                                  false,
                                  {},
                                  decoded_ / 64});
      case Owed::end: return end_reply(attempt, well);
      case Owed::tether: return tell(TetherBroke{attempt, well ? 200 : bytes_.pick(statuses)});
    }
  }

  void end_reply(AttemptNumber attempt, bool well) {
    if (!well) return tell(EndFailed{attempt});
    const int status = bytes_.pick(end_statuses);
    // It may be sent once more, with a fresh token.
    if (status == 401) ++refused_ends_[attempt];
    tell(EndReplied{attempt, status});
  }

  std::string offer() {
    const std::string sdp =
        description(offers[bytes_.take() % 8 == 7 ? bytes_.take() % 5 : 0], bytes_);
    check_offer(sdp);
    return sdp;
  }

  std::string own_answer(AttemptNumber attempt) {
    std::string sdp =
        description(own_answers[bytes_.take() % 8 == 7 ? bytes_.take() % 4 : 0], bytes_);
    check_own_answer(attempt, sdp);
    return sdp;
  }

  void patch_reply(AttemptNumber attempt) {
    const int patch_statuses[] = {204, 204, 200, 401, 404, 422, 500, 0};
    HttpReply reply;
    reply.status = bytes_.pick(patch_statuses);
    reply.body = bytes_.pick(bodies);
    // Its Location is none of a session.
    if (bytes_.flag()) reply.session = bytes_.pick(locations);
    tell(AnswerReplied{attempt, std::move(reply)});
  }

  void reply(AttemptNumber attempt) {
    HttpReply reply;
    const std::size_t links = bytes_.take();
    reply.ice_servers = static_cast<int>(links % 4);
    if (links % 8 > 3) reply.tether = locations[links / 8 % std::size(locations)];
    reply.status = bytes_.take() % 4 == 3 ? bytes_.pick(statuses) : 201;
    reply.redirected = reply.status == 302;
    if (bytes_.take() % 16 != 15) {
      reply.session = bytes_.take() % 4 == 3 ? bytes_.pick(locations) : locations[0];
      const std::size_t mark = reply.session.url.find('#');
      const std::string number = std::to_string(++sessions_);
      if (mark != std::string::npos) reply.session.url.replace(mark, 1, number);
    }
    const std::int64_t waits_told[] = {0, 3000, 20000, 86'400'000};
    if (bytes_.flag()) reply.retry_after = Millis{bytes_.pick(waits_told)};
    reply.request_id = "req-77";
    if (reply.status == 406 && bytes_.take() % 4 != 3) {
      const auto which = bytes_.take() % 4 == 3 ? bytes_.take() % 5 : 0;
      reply.body = description(counter_offers[which], bytes_);
      check_counter_offer_of(reply.body);
    } else if (reply.status >= 200 && reply.status < 300) {
      reply.body = description(answers[bytes_.take() % 8 == 7 ? bytes_.take() % 9 : 0], bytes_);
    } else {
      reply.body = bytes_.take() % 16 == 1 ? bytes_.raw() : bytes_.pick(bodies);
    }
    if (!countered_.contains(attempt)) check_answer_of(reply.body);
    note_opened(reply);
    tell(ReplyArrived{attempt, std::move(reply)});
  }

  void note_opened(const HttpReply& reply) {
    const Reading reading = read_reply(config_, {}, true, reply, {});
    if (!reading.session_url.empty()) ++opened_[reading.session_url];
  }

  template <class T>
  T any(const std::vector<T>& some) {
    return some[bytes_.take() % some.size()];
  }

  // -- time --

  void wait(std::int64_t length, bool asleep = false) {
    const Instant until = now_ + Millis{length};
    int at_this_instant = 0;
    for (int wakes = 0; !asleep; ++wakes) {
      require(wakes < 2000);
      const auto due = next_deadline(state_);
      if (!due || due->at > until) break;
      // What is due at once must come to an end.
      at_this_instant = due->at > now_ ? 0 : at_this_instant + 1;
      require(at_this_instant < 10);
      now_ = std::max(now_, due->at);
      tell(Tick{});
    }
    now_ = until;
  }

  void close() {
    tell(CloseRequested{});
    wait(120'000);
    require(state_.phase == ViewingPhase::closed || state_.phase == ViewingPhase::idle);
    // What was on its way for long still arrives.
    for (int rounds = 0; rounds < 4; ++rounds) {
      for (const Debt& debt : std::exchange(debts_, {})) {
        if (debt.what == Owed::reply) reply(debt.attempt);
        if (debt.what == Owed::end) end_reply(debt.attempt, false);
      }
      wait(120'000);
    }
    require(!next_deadline(state_));
    for (const auto& [url, times] : opened_) require(deleted_[url] >= times);
    for (const auto& [url, times] : deleted_) require(opened_[url] + again_[url] == times);
  }

  // -- the core --

  void tell(Event event) {
    recorder_.record(state_, event, now_);
    tail_.record(state_, event, now_);
    Step next = step(config_, state_, event, now_);
    require(step(config_, state_, event, now_) == next);
    state_ = std::move(next.state);
    check_state();
    for (const Command& command : next.commands) {
      std::visit([this](const auto& c) { carry_out(c); }, command);
    }
    std::vector<Event> at_once;
    at_once.swap(at_once_);
    for (Event& fact : at_once) tell(std::move(fact));
  }

  void check_state() {
    const auto due = next_deadline(state_);
    require(!due || due->at >= state_.now);
    require(in_progress(state_) <= 2);
  }

  void carry_out(const OpenPeer& c) {
    const std::size_t how = bytes_.take();
    if (how == 255) return at_once_.push_back(PeerMissing{c.attempt});
    if (how == 254) return at_once_.push_back(PeerRefused{c.attempt, "Wh0ops"});
    open_.push_back(c.attempt);
    debts_.push_back({c.attempt, Owed::offer});
  }
  void carry_out(const AskToken& c) { debts_.push_back({c.attempt, Owed::token}); }
  void carry_out(const ApplyOffer& c) {
    gathering_.push_back(c.attempt);
    applied_[c.attempt] = c.sdp;
    debts_.push_back({c.attempt, Owed::local});
  }
  void carry_out(const CollectOffer& c) {
    std::string sdp = edited(applied_[c.attempt], bytes_);
    if (countered_.contains(c.attempt)) {
      check_own_answer(c.attempt, sdp);
    } else {
      check_offer(sdp);
    }
    at_once_.push_back(OfferCollected{c.attempt, std::move(sdp)});
  }
  void carry_out(const SendOffer& c) {
    debts_.push_back({c.attempt, Owed::reply});
    last_offer_ = c.sdp;
  }
  void carry_out(const AbortPost& c) {
    std::erase_if(debts_, [&](const Debt& debt) {
      return debt.attempt == c.attempt && debt.what == Owed::reply;
    });
    at_once_.push_back(RequestFailed{c.attempt});
  }
  void carry_out(const ApplyAnswer& c) {
    answered_.push_back(c.attempt);
    debts_.push_back({c.attempt, Owed::answer});
  }
  void carry_out(const ApplyCounterOffer& c) {
    // A new connection: what the first one still owed is never told.
    std::erase(gathering_, c.attempt);
    std::erase_if(debts_, [&](const Debt& debt) {
      return debt.attempt == c.attempt && debt.what == Owed::local;
    });
    countered_[c.attempt] = c.sdp;
    debts_.push_back({c.attempt, Owed::own_answer});
  }
  void carry_out(const ApplyOwnAnswer& c) {
    gathering_.push_back(c.attempt);
    applied_[c.attempt] = c.sdp;
    debts_.push_back({c.attempt, Owed::local});
  }
  void carry_out(const SendAnswer& c) {
    // Promise 4 holds for an answer as well.
    require(!problem_of_own_answer(countered_[c.attempt], c.sdp));
    answered_.push_back(c.attempt);
    debts_.push_back({c.attempt, Owed::patch});
  }
  void carry_out(const SampleFrames& c) {
    // Statistics that take longer than the next count are rare.
    const auto same = [&](const Debt& d) {
      return d.attempt == c.attempt && d.what == Owed::frames;
    };
    if (std::count_if(debts_.begin(), debts_.end(), same) < 2) {
      debts_.push_back({c.attempt, Owed::frames});
    }
  }
  void carry_out(const SetJitterBuffer&) {}
  void carry_out(const HoldTether& c) { debts_.push_back({c.attempt, Owed::tether}); }
  void carry_out(const DropTether& c) {
    std::erase_if(debts_, [&](const Debt& debt) {
      return debt.attempt == c.attempt && debt.what == Owed::tether;
    });
  }
  void carry_out(const EndSession& c) {
    debts_.push_back({c.attempt, Owed::end});
    if (deleted_[c.url]++ > 0 && refused_ends_[c.attempt] > 0) {
      --refused_ends_[c.attempt];
      ++again_[c.url];
    }
  }
  void carry_out(const ClosePeer& c) { std::erase(open_, c.attempt); }
  void carry_out(const Publish& c) { require(!std::holds_alternative<Defect>(c.notice)); }

  // -- the trace --

  void check_offer(const std::string& sdp) {
    const std::string redacted = redactor_.description(sdp);
    const auto before = prepare_offer(sdp);
    const auto after = prepare_offer(redacted);
    require(static_cast<bool>(before) == static_cast<bool>(after));
    if (!before) return;
    require(before.value().has_h264 == after.value().has_h264);
    require((before.value().sdp == sdp) == (after.value().sdp == redacted));
  }

  void check_answer_of(const std::string& sdp) {
    const auto before = check_answer(last_offer_, sdp);
    const auto after = check_answer(redactor_.description(last_offer_), redactor_.description(sdp));
    require(static_cast<bool>(before) == static_cast<bool>(after));
    if (before) return require(before.value().repaired == after.value().repaired);
    require(before.error().kind == after.error().kind);
  }

  void check_counter_offer_of(const std::string& sdp) {
    const auto before = check_counter_offer(sdp);
    const auto after = check_counter_offer(redactor_.description(sdp));
    require(static_cast<bool>(before) == static_cast<bool>(after));
    if (before) return require(before.value().repaired == after.value().repaired);
    require(before.error().kind == after.error().kind);
  }

  void check_own_answer(AttemptNumber attempt, const std::string& sdp) {
    const std::string& offer = countered_[attempt];
    const auto before = problem_of_own_answer(offer, sdp);
    const auto after =
        problem_of_own_answer(redactor_.description(offer), redactor_.description(sdp));
    require(before.has_value() == after.has_value());
    if (before) require(before->kind == after->kind);
  }

  static std::string trace_of_safe(const Recorder& recorder) {
    std::string text = replay::trace_of(recorder.print());
    for (const std::string_view secret : secrets) {
      require(text.find(secret) == std::string::npos);
    }
    require(replay::replay(text, true).verdict == replay::Report::Verdict::same);
    return text;
  }

  void check_trace() const {
    trace_of_safe(tail_);
    const std::string text = trace_of_safe(recorder_);
    const auto read = replay::read_trace(text);
    require(static_cast<bool>(read));
    if (read.value().truncated) return;
    // Once more from what was read: the same decisions, recorded as the same bytes.
    Recorder again(read.value().config);
    State state = read.value().start;
    for (const auto& recorded : read.value().events) {
      again.record(state, recorded.event, recorded.at);
      Step next = step(read.value().config, std::move(state), recorded.event, recorded.at);
      state = std::move(next.state);
    }
    require(replay::trace_of(again.print()) == text);
  }

  Bytes& bytes_;
  Config config_;
  Redactor redactor_;
  Recorder recorder_;
  Recorder tail_;  ///< Keeps so little that it begins somewhere in the middle.
  State state_;
  Instant now_{1000};
  std::vector<Event> at_once_;
  std::vector<Debt> debts_;
  std::vector<AttemptNumber> open_, gathering_, answered_, connected_;
  std::map<AttemptNumber, std::string> applied_, countered_;
  std::map<AttemptNumber, int> refused_ends_;
  std::map<std::string, int> opened_, deleted_, again_;
  std::string last_offer_;
  std::int64_t decoded_ = 0;
  int sessions_ = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 4096) return 0;
  Bytes bytes(data, size);
  Device(bytes).run();
  return 0;
}
