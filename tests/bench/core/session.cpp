#include "session.hpp"

#include <cstdio>
#include <cstdlib>
#include <deque>
#include <map>
#include <utility>
#include <variant>

#include "core/machine/step.hpp"

namespace ring::bench {
namespace {

constexpr Millis until_first_frame = milliseconds(500);
constexpr int frames_a_second = 15;

/// Answers each command as browser, service and camera do, and writes down what it told.
class Stage {
 public:
  Stage(const Config& config, const std::string& offer, const std::string& answer)
      : config_(config), offer_(offer), answer_(answer) {}

  std::vector<Told> play() {
    tell(OpenRequested{});
    while (!is_at_rest(state_.phase)) tell_next();
    return std::move(told_);
  }

 private:
  void tell_next() {
    if (!soon_.empty()) {
      Event next = std::move(soon_.front());
      soon_.pop_front();
      return tell(std::move(next));
    }
    const auto due = next_deadline(state_);
    const auto frame = frames_.empty() ? frames_.end() : frames_.begin();
    if (frame != frames_.end() && (!due || frame->first <= due->at)) {
      now_ = frame->first;
      const AttemptNumber attempt = frame->second;
      frames_.erase(frame);
      return tell(FrameShown{attempt, 1280, 720});
    }
    if (!due) {
      std::fputs("the viewing waits for nothing and does not end\n", stderr);
      std::abort();
    }
    now_ = due->at;
    tell(Tick{});
  }

  void tell(Event fact) {
    told_.push_back({fact, now_});
    Step next = step(config_, std::move(state_), fact, now_);
    state_ = std::move(next.state);
    for (const Command& command : next.commands) {
      std::visit([this](const auto& one) { act(one); }, command);
    }
  }

  void act(const OpenPeer& peer) { soon_.push_back(OfferReady{peer.attempt, offer_}); }
  void act(const ApplyOffer& apply) {
    applied_ = apply.sdp;
    soon_.push_back(CandidateGathered{apply.attempt});
    soon_.push_back(GatheringCompleted{apply.attempt});
  }
  void act(const CollectOffer& collect) {
    soon_.push_back(OfferCollected{collect.attempt, applied_});
  }
  void act(const SendOffer& send) {
    HttpReply reply;
    reply.status = 201;
    reply.session.url = config_.endpoint.url + "/" + std::to_string(send.attempt);
    reply.session.origin = config_.endpoint.origin;
    reply.body = answer_;
    soon_.push_back(ReplyArrived{send.attempt, std::move(reply)});
  }
  void act(const ApplyAnswer& apply) {
    soon_.push_back(AnswerApplied{apply.attempt});
    soon_.push_back(ConnectionChanged{apply.attempt, Connection::connected});
    started_[apply.attempt] = now_ + until_first_frame;
    frames_.emplace(now_ + until_first_frame, apply.attempt);
  }
  void act(const SampleFrames& sample) {
    const Millis since = now_ - started_[sample.attempt];
    const std::int64_t decoded = since.count < 0 ? 0 : since.count * frames_a_second / 1000 + 1;
    soon_.push_back(FramesSampled{sample.attempt, decoded, 1280, 720, since});
  }
  void act(const EndSession& end) { soon_.push_back(EndReplied{end.attempt, 200}); }
  template <class Other>
  void act(const Other&) {}

  const Config& config_;
  const std::string& offer_;
  const std::string& answer_;
  State state_;
  Instant now_;
  std::string applied_;
  std::deque<Event> soon_;
  std::multimap<Instant, AttemptNumber> frames_;
  std::map<AttemptNumber, Instant> started_;
  std::vector<Told> told_;
};

}  // namespace

Config config_of(Millis length) {
  Config config;
  config.src = "https://page.example/ring/devices/front-door/whep";
  config.page_origin = "https://page.example";
  config.endpoint = {config.src, config.page_origin};
  config.power = Power::line;
  config.extend = length;
  return config;
}

std::vector<Told> viewing(const Config& config, const std::string& offer,
                          const std::string& answer) {
  return Stage(config, offer, answer).play();
}

}  // namespace ring::bench
