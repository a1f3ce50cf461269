#include "replay/words.hpp"

#include <string_view>
#include <utility>
#include <variant>

#include "core/machine/names.hpp"
#include "core/wire/failure.hpp"

namespace ring::replay {
namespace {

struct Wording {
  std::string text;

  void operator()(const OpenPeer& c) {
    about("open-peer", c.attempt);
    if (c.named_servers) add("named-servers");
  }
  void operator()(const AskToken& c) {
    about("ask-token", c.attempt);
    if (c.fresh) add("fresh");
  }
  void operator()(const ApplyOffer& c) { about("apply-offer", c.attempt); }
  void operator()(const CollectOffer& c) { about("collect-offer", c.attempt); }
  void operator()(const SendOffer& c) {
    about("send-offer", c.attempt);
    if (c.bearer) add("bearer");
    if (c.follow_redirects) add("follow-redirects");
  }
  void operator()(const AbortPost& c) { about("abort-post", c.attempt); }
  void operator()(const ApplyAnswer& c) { about("apply-answer", c.attempt); }
  void operator()(const ApplyCounterOffer& c) {
    about("apply-counter-offer", c.attempt);
    if (c.named_servers) add("named-servers");
  }
  void operator()(const ApplyOwnAnswer& c) { about("apply-own-answer", c.attempt); }
  void operator()(const SendAnswer& c) {
    about("send-answer", c.attempt);
    if (c.bearer) add("bearer");
  }
  void operator()(const SampleFrames& c) { about("sample-frames", c.attempt); }
  void operator()(const SetJitterBuffer& c) { about("set-jitter-buffer", c.attempt); }
  void operator()(const HoldTether& c) {
    about("hold-tether", c.attempt);
    if (c.bearer) add("bearer");
  }
  void operator()(const DropTether& c) { about("drop-tether", c.attempt); }
  void operator()(const EndSession& c) {
    about("end-session", c.attempt);
    if (c.bearer) add("bearer");
  }
  void operator()(const ClosePeer& c) { about("close-peer", c.attempt); }
  void operator()(const Publish& c) { std::visit(*this, c.notice); }

  void operator()(const PhaseChanged& n) {
    text = "phase";
    add(name(n.phase));
    if (n.reason != EndReason::none) add(name(n.reason));
    if (n.wait != WaitReason::none) add(name(n.wait));
  }
  void operator()(const PictureChosen& n) { about("picture", n.attempt); }
  void operator()(const AttemptChanged& n) {
    about("attempt", n.attempt);
    add(name(n.phase));
  }
  void operator()(const LimitSet& n) {
    about("limit", n.attempt);
    add(n.ends_at);
    if (n.near) add("near");
    if (n.rest > Millis{}) add(n.rest.count);
  }
  void operator()(const AnswerRepaired& n) { about("answer-repaired", n.attempt); }
  void operator()(const FirstFrameShown& n) {
    about("first-frame", n.attempt);
    add(n.width);
    add(n.height);
    add(n.timings.total.count);
  }
  void operator()(const StallChanged& n) { about(n.stalled ? "stalled" : "resumed", n.attempt); }
  void operator()(const PostSlow& n) { about("post-slow", n.attempt); }
  void operator()(const Failed& n) {
    text = "failed";
    add(n.failure);
  }
  void operator()(const Recovering& n) {
    text = n.at ? "recovering" : "recovering-online";
    add(n.failure);
    if (n.at) add(*n.at);
  }
  void operator()(const Learned& n) {
    text = n.experience.alone_at ? "learned-no-overlap" : "learned";
    add(n.experience.slowest_first_frame.count);
    if (n.experience.doubt != Doubt::none) add(name(n.experience.doubt));
  }
  void operator()(const ReleaseFailed& n) {
    about("release-failed", n.attempt);
    add(n.status);
  }
  void operator()(const Defect& n) {
    text = "defect";
    add(n.fact);
  }

 private:
  void about(std::string_view what, AttemptNumber attempt) {
    text = what;
    add(attempt);
  }
  void add(std::string_view word) { text.append(" ").append(word); }
  void add(std::int64_t number) { add(std::to_string(number)); }
  void add(Instant at) { add(at.ms); }
  void add(const Failure& failure) {
    add(name(failure.kind));
    add(name(failure.stage));
    add(failure.attempt);
    add(failure.status);
    if (failure.cross_origin) add("cross-origin");
  }
};

}  // namespace

std::string describe(const Command& command) {
  Wording wording;
  std::visit([&wording](const auto& c) { wording(c); }, command);
  return std::move(wording.text);
}

std::vector<std::string> describe(const Commands& commands) {
  std::vector<std::string> words;
  for (const Command& command : commands) words.push_back(describe(command));
  return words;
}

}  // namespace ring::replay
