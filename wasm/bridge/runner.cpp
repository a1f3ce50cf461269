#include "bridge/runner.hpp"

#include <algorithm>
#include <utility>

#include "bridge/reply.hpp"
#include "core/machine/budget.hpp"
#include "core/machine/names.hpp"
#include "core/wire/endpoint.hpp"

namespace ring::bridge {

void Runner::post(Event event) {
  inbox_.push_back(std::move(event));
  run();
}

void Runner::run() {
  if (running_) return;
  running_ = true;
  const std::size_t before = notices_.size();
  // Carrying out a command may add to the inbox.
  for (std::size_t i = 0; i < inbox_.size(); ++i) {
    const Event event = std::move(inbox_[i]);
    const Instant now = ports_.now();
    recorder_.record(state_, event, now);
    Step next = step(config_, std::move(state_), event, now);
    state_ = std::move(next.state);
    for (const Command& command : next.commands) {
      std::visit([this](const auto& c) { carry_out(c); }, command);
    }
  }
  inbox_.clear();
  send_what_cannot_wait();
  forget_settled_sides();
  mirror_deadline();
  running_ = false;
  if (notices_.size() > before) ports_.notices_wait();
}

void Runner::called_back(AttemptNumber attempt, Callback what, const val& value) {
  if (what == Callback::alarm) {
    alarm_at_.reset();
    return post(Tick{});
  }
  // The first question of every callback: is this still alive?
  BrowserSide* found = find_side(attempt);
  if (found == nullptr) return;
  if (auto fact = fact_of(*found, what, value)) return post(*std::move(fact));
  run();
}

std::optional<Event> Runner::fact_of(BrowserSide& side, Callback what, const val& value) {
  const AttemptNumber attempt = side.attempt;
  switch (what) {
    case Callback::offer_created: return OfferReady{attempt, text_at(value, "sdp")};
    case Callback::offer_failed:
      return OfferFailed{attempt, side.requests.without_token(reason_of(value))};
    case Callback::candidate: return candidate_of(attempt, value);
    case Callback::gathering_state:
      if (!side.peer.gathering_complete()) return std::nullopt;
      return GatheringCompleted{attempt};
    case Callback::track:
      if (side.peer_closed) return std::nullopt;
      side.peer.watch_transport(value);
      ports_.stream_arrived(attempt, stream_of(value));
      return std::nullopt;
    case Callback::connection_state: {
      const auto state = parse_connection(side.peer.connection_state());
      if (!state || side.peer_closed) return std::nullopt;
      return ConnectionChanged{attempt, *state};
    }
    case Callback::transport_state: {
      const std::string state = side.peer.transport_state();
      if (side.peer_closed || (state != "closed" && state != "failed")) return std::nullopt;
      return TransportLost{attempt, state == "closed"};
    }
    case Callback::answer_created: return AnswerReady{attempt, text_at(value, "sdp")};
    case Callback::answer_applied: return AnswerApplied{attempt};
    case Callback::answer_refused:
      // Browsers quote the line that they cannot read, and it came as the service wrote it.
      return AnswerRefused{attempt, side.requests.without_token(reason_of(value))};
    case Callback::statistics: return side.peer.frames_of(value);
    case Callback::token: return side.requests.take_token(value);
    case Callback::token_refused: return TokenRefused{attempt};
    case Callback::signed_in: side.requests.take_sign_in(ports_, value); return std::nullopt;
    case Callback::response:
    case Callback::answer_response:
      side.requests.finish();
      side.requests.take_response(ports_, value, what);
      // Whoever is already ending wants the Location, not the rest of the body.
      return side.peer_closed ? side.requests.stop_reading() : std::nullopt;
    case Callback::request_failed: side.requests.finish(); return RequestFailed{attempt};
    case Callback::body:
    case Callback::no_body:
      side.requests.finish();
      if (!side.requests.is_reading()) return std::nullopt;
      return side.requests.take_body(what == Callback::body ? value : val::undefined());
    case Callback::end_response:
      side.requests.finish();
      side.requests.drop_body(value);
      return EndReplied{attempt, static_cast<int>(number_at(value, "status"))};
    case Callback::end_failed: side.requests.finish(); return EndFailed{attempt};
    case Callback::tether_broke:
      return TetherBroke{attempt, static_cast<int>(number_of(value).value_or(0))};
    case Callback::place_known: side.requests.post_waiting(ports_); return std::nullopt;
    case Callback::no_matter:
    case Callback::alarm: break;
  }
  return std::nullopt;
}

void Runner::rename_endpoint(const std::string& url) {
  Address newer = read_address(url);
  if (is_same_endpoint(config_, newer)) endpoint_ = std::move(newer.url);
}

std::vector<Notice> Runner::drain() { return std::exchange(notices_, {}); }

CameraUse Runner::use() const { return camera_use(state_, ports_.now()); }

val Runner::stats(AttemptNumber attempt) {
  const BrowserSide* found = find_side(attempt);
  return found == nullptr ? val::undefined() : found->peer.stats();
}

void Runner::abandon() {
  abandoned_ = true;
  notices_.clear();
  post(CloseRequested{});
}

bool Runner::finished() const {
  return abandoned_ && is_at_rest(state_.phase) && sides_.empty() && notices_.empty() && !running_;
}

/// One real timer for the earliest of the core's.
void Runner::mirror_deadline() {
  const auto deadline = next_deadline(state_);
  const auto at = deadline ? std::optional(deadline->at) : std::nullopt;
  if (at == alarm_at_) return;
  if (alarm_at_) ports_.clear_timeout(alarm_);
  alarm_at_ = at;
  if (!at) return;
  const Millis wait = std::max(*at - ports_.now(), Millis{0});
  alarm_ = ports_.set_timeout(alarm_hook_, wait);
}

// ---- links ----

Runner::BrowserSide* Runner::find_side(AttemptNumber attempt) {
  const auto found = std::find_if(sides_.begin(), sides_.end(),
                                  [&](const auto& side) { return side->attempt == attempt; });
  return found == sides_.end() ? nullptr : found->get();
}

Runner::BrowserSide& Runner::side_of(AttemptNumber attempt) {
  if (BrowserSide* found = find_side(attempt)) return *found;
  sides_.push_back(std::make_unique<BrowserSide>(
      BrowserSide{attempt, Peer{id_, attempt},
                  Requests{id_, attempt, endpoint_, newest_sign_in_, named_servers_}, false}));
  return *sides_.back();
}

bool Runner::in_progress(AttemptNumber number) const {
  const Attempt* attempt = find_attempt(state_, number);
  return attempt != nullptr && (is_active(*attempt) || attempt->session < SessionPhase::unsure);
}

void Runner::forget_settled_sides() {
  std::erase_if(sides_, [this](const auto& side) {
    if (in_progress(side->attempt) || !side->requests.idle()) return false;
    side->requests.leave_place();
    return true;
  });
}

/// The page's own header fields are asked for before each request, as long as something can be
/// awaited.
bool Runner::may_wait() const {
  return config_.bearer == Bearer::provider && !config_.src.empty() && !state_.viewing.away;
}

/// The page goes, or the core does not wait for it any more.
void Runner::send_what_cannot_wait() {
  for (const auto& side : sides_) {
    if (!may_wait() || !in_progress(side->attempt)) side->requests.send_waiting(ports_);
  }
}

// ---- commands ----

val Runner::servers(bool named) const { return named ? named_servers_ : val::undefined(); }

void Runner::carry_out(const OpenPeer& command) {
  BrowserSide& side = side_of(command.attempt);
  side.requests.look_for_place();
  auto trouble = side.peer.open(ports_, servers(command.named_servers));
  if (trouble) inbox_.push_back(*std::move(trouble));
}

void Runner::carry_out(const ApplyCounterOffer& command) {
  const val named = servers(command.named_servers);
  auto trouble = side_of(command.attempt).peer.answer(ports_, named, command.sdp);
  if (trouble) inbox_.push_back(*std::move(trouble));
}

void Runner::carry_out(const ApplyOwnAnswer& command) {
  side_of(command.attempt).peer.apply_own_answer(command.sdp);
}

void Runner::carry_out(const AskToken& command) {
  side_of(command.attempt).requests.ask_token(ports_, command.fresh);
}

void Runner::carry_out(const ApplyOffer& command) {
  side_of(command.attempt).peer.apply_offer(command.sdp);
}

void Runner::carry_out(const CollectOffer& command) {
  inbox_.push_back(
      OfferCollected{command.attempt, side_of(command.attempt).peer.local_description()});
}

void Runner::carry_out(const SendOffer& command) {
  side_of(command.attempt).requests.post_offer(ports_, command);
}

void Runner::carry_out(const AbortPost& command) {
  Requests& requests = side_of(command.attempt).requests;
  if (requests.forget_waiting()) return inbox_.push_back(RequestFailed{command.attempt});
  requests.abort();
}

void Runner::carry_out(const SendAnswer& command) {
  Requests& requests = side_of(command.attempt).requests;
  may_wait() ? requests.patch_when_signed_in(ports_, command)
             : requests.patch_answer(ports_, command);
}

void Runner::carry_out(const ApplyAnswer& command) {
  side_of(command.attempt).peer.apply_answer(command.sdp);
}

void Runner::carry_out(const SampleFrames& command) { side_of(command.attempt).peer.sample(); }

void Runner::carry_out(const SetJitterBuffer& command) {
  side_of(command.attempt).peer.set_jitter_buffer(command.target);
}

void Runner::carry_out(const HoldTether& command) {
  side_of(command.attempt).requests.hold_tether(ports_, command);
}

void Runner::carry_out(const DropTether& command) {
  side_of(command.attempt).requests.drop_tether();
}

void Runner::carry_out(const EndSession& command) {
  Requests& requests = side_of(command.attempt).requests;
  may_wait() ? requests.end_when_signed_in(ports_, command) : requests.end_session(ports_, command);
}

void Runner::carry_out(const ClosePeer& command) {
  BrowserSide& closing = side_of(command.attempt);
  closing.peer.close();
  closing.peer_closed = true;
  if (auto reply = closing.requests.stop_reading()) inbox_.push_back(*std::move(reply));
}

void Runner::carry_out(const Publish& command) {
  // Nobody listens any more, except for what could not be released.
  const bool is_left = std::holds_alternative<ReleaseFailed>(command.notice);
  if (!abandoned_ || is_left) notices_.push_back(command.notice);
}

}  // namespace ring::bridge
