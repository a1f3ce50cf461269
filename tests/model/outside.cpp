#include "outside.hpp"

#include <algorithm>
#include <cstdio>
#include <map>
#include <optional>
#include <utility>
#include <variant>

#include "canned.hpp"
#include "core/machine/names.hpp"
#include "core/wire/endpoint.hpp"

namespace ring::model {
namespace {

constexpr Instant start_of_time{1'000'000};
/// After the person has gone, for all that is under way to end.
constexpr Millis aftermath = seconds(120);
constexpr int most_openings = 3;
constexpr std::uint64_t repeat_every = 16;

/// A session as the service keeps it.
struct Session {
  AttemptNumber attempt = 0;
  Instant since;
  Instant until;  ///< Its limit, or when it ended.
  bool open = true;
  bool reachable = false;  ///< The player was told where it is.
  int deletes = 0;
};

/// A peer connection as the browser keeps it.
struct Browser {
  AttemptNumber attempt = 0;
  bool closed = false;
  bool connected = false;
  bool shown = false;
  Instant frames_from;
  Instant frames_until;
};

class Viewing {
 public:
  Viewing(const Script& script, Dice dice, bool print)
      : script_(script), rules_(script.config), dice_(dice), print_(print) {}

  Tally run();

 private:
  using Deed = std::function<void()>;
  struct Pending {
    Instant at;
    std::uint64_t order = 0;
    Deed deed;
  };

  void later(Millis delay, Deed deed);
  void tell_later(Millis delay, Event event);
  void tell(const Event& event, std::string opened = {});
  void take(const Event& event, Truth truth);
  void wake();
  bool pass_time();
  Instant next_wake(const Deadline& due);

  // The page and its person.
  void plan();
  void plan_faults();
  void hide();
  int ahead();
  void leave();
  void lose_network();
  void sleep();
  void stop_watching();
  void note(const Command& command);
  void note_news(const Notice& notice);
  void note_phase(const PhaseChanged& change);
  void note_live(bool live);

  // The browser.
  void obey(const Command& command);
  void open_peer(AttemptNumber attempt);
  void gather(AttemptNumber attempt);
  void ask_token(AttemptNumber attempt);
  void take_answer(AttemptNumber attempt);
  void connect(AttemptNumber attempt);
  void begin_frames(AttemptNumber attempt);
  void disturb(AttemptNumber attempt);
  void sample(AttemptNumber attempt);
  void lose_connection(AttemptNumber attempt, Connection how);
  Browser* browser(AttemptNumber attempt);
  void from_browser(Millis delay, AttemptNumber attempt, Event event);

  // The service and the device.
  void post(const SendOffer& offer);
  void serve(AttemptNumber attempt);
  bool refuse(AttemptNumber attempt);
  void reply(AttemptNumber attempt, HttpReply reply, std::string opened = {});
  void open_session(AttemptNumber attempt);
  void create(AttemptNumber attempt);
  void end(const EndSession& command);
  void hold(AttemptNumber attempt);
  void end_session(Session& session);
  Session* session(AttemptNumber attempt);
  [[nodiscard]] Session* open_one();
  [[nodiscard]] bool in_outage() const;
  void check_ledger();

  Script script_;
  Rules rules_;
  Dice dice_;
  bool print_;

  Instant now_ = start_of_time;
  State state_;
  Witness witness_;
  std::vector<Pending> queue_;  ///< A heap, the earliest first.
  std::uint64_t order_ = 0;
  std::uint64_t steps_ = 0;
  std::optional<Instant> wake_for_;  ///< The deadline that `wake_at_` was drawn for.
  Instant wake_at_;

  bool online_ = true;
  bool visible_ = true;
  bool gone_ = false;  ///< The page is no more.
  bool watching_ = true;
  int openings_ = 1;
  ViewingPhase told_ = ViewingPhase::idle;
  bool taken_over_ = false;  ///< Another session's picture was just chosen.
  std::optional<Instant> live_since_;
  std::optional<Instant> dark_since_;  ///< Between two sessions of one viewing.

  std::vector<Session> sessions_;
  std::vector<Browser> browsers_;
  std::map<AttemptNumber, int> holds_;  ///< How often its tether was held or dropped.
  std::vector<AttemptNumber> aborted_;  ///< Whose POST was given up.
  Tally tally_;
};

// ---- time ----

void Viewing::later(Millis delay, Deed deed) {
  queue_.push_back({now_ + delay, order_++, std::move(deed)});
  std::push_heap(queue_.begin(), queue_.end(), [](const Pending& a, const Pending& b) {
    return a.at == b.at ? a.order > b.order : a.at > b.at;
  });
}

void Viewing::tell_later(Millis delay, Event event) {
  later(delay, [this, event = std::move(event)] { tell(event); });
}

/// A page wakes a little late; a hidden one up to a second.
Instant Viewing::next_wake(const Deadline& due) {
  if (wake_for_ != due.at) {
    wake_for_ = due.at;
    const bool at_once = due.at <= now_;
    wake_at_ = at_once ? now_ : due.at + dice_.between(0, visible_ ? 4 : 1000);
  }
  return wake_at_;
}

/// False when nothing will ever happen again.
bool Viewing::pass_time() {
  const auto due = next_deadline(state_);
  const bool pending = !queue_.empty();
  if (due && !gone_ && (!pending || next_wake(*due) <= queue_.front().at)) {
    now_ = std::max(now_, next_wake(*due));
    wake();
    return true;
  }
  if (!pending) return false;
  std::pop_heap(queue_.begin(), queue_.end(), [](const Pending& a, const Pending& b) {
    return a.at == b.at ? a.order > b.order : a.at > b.at;
  });
  const Pending next = std::move(queue_.back());
  queue_.pop_back();
  now_ = std::max(now_, next.at);
  next.deed();
  return true;
}

void Viewing::wake() {
  const auto due = next_deadline(state_);
  if (due && due->at <= now_) take(Tick{}, {{}, now_ - due->at});
}

void Viewing::tell(const Event& event, std::string opened) {
  if (gone_) return;
  wake();
  take(event, {std::move(opened), {}});
}

void Viewing::take(const Event& event, Truth truth) {
  if (!tally_.broken.empty()) return;
  Step after = step(rules_.config, state_, event, now_);
  const auto broken = observe(rules_, witness_, state_, event, truth, after);
  if (!broken.empty()) tally_.broken = broken;
  if (++steps_ % repeat_every == 0 && !is_repeatable(rules_.config, state_, event, now_, after)) {
    tally_.broken = "equal arguments, unequal results";
  }
  state_ = std::move(after.state);
  if (print_) {
    std::printf("  %8.3f s  %-48s %s\n", static_cast<double>((now_ - start_of_time).count) / 1000,
                describe(event).c_str(), std::string(name(state_.phase)).c_str());
  }
  for (const Command& command : after.commands) note(command);
  for (const Command& command : after.commands) obey(command);
}

// ---- the page and its person ----

void Viewing::plan() {
  const bool prepares = script_.faults && dice_.chance(0.2);
  if (prepares) tell_later({}, PrepareRequested{});
  later(prepares ? dice_.between(0, 1500) : Millis{}, [this] {
    tell(OpenRequested{ahead(), online_});
  });
  later(script_.patience, [this] { stop_watching(); });
  if (script_.faults) plan_faults();
  if (script_.outage_from.ms >= 0) {
    later(script_.outage_from - start_of_time, [this] {
      for (std::size_t i = 0; i < browsers_.size(); ++i) {
        lose_connection(browsers_[i].attempt, Connection::failed);
      }
    });
  }
}

void Viewing::plan_faults() {
  const auto sometime = [this] { return dice_.between(0, script_.patience.count); };
  if (dice_.chance(0.15)) later(sometime(), [this] { hide(); });
  if (dice_.chance(0.15)) later(sometime(), [this] { hide(); });
  if (dice_.chance(0.03)) later(sometime(), [this] { leave(); });
  if (dice_.chance(0.05)) later(sometime(), [this] { lose_network(); });
  if (dice_.chance(0.02)) later(sometime(), [this] { sleep(); });
  if (!dice_.chance(0.03)) return;
  const Millis moved = sometime();
  tell_later(moved, ViewerRemoved{});
  if (dice_.chance(0.7)) tell_later(moved + dice_.between(1, 1500), ViewerReturned{});
}

/// Other players of the page that want to start, too.
int Viewing::ahead() {
  const bool on_a_wall = script_.faults && dice_.chance(0.2);
  return on_a_wall ? static_cast<int>(dice_.between(1, 15).count) : 0;
}

void Viewing::hide() {
  const bool scrolled = dice_.chance(0.3);
  Presence presence;
  (scrolled ? presence.on_screen : presence.page_visible) = false;
  presence.in_picture = dice_.chance(0.2);
  visible_ = presence.page_visible;
  tell(PresenceChanged{presence});
  later(dice_.between(500, 30'000), [this] {
    visible_ = true;
    tell(PresenceChanged{{}, ahead()});
  });
}

/// For ever, or to come back from the browser's cache.
void Viewing::leave() {
  tell(PageLeft{});
  if (dice_.chance(0.5)) {
    gone_ = true;
    return;
  }
  tell_later(dice_.between(2'000, 60'000), PageReturned{ahead()});
}

void Viewing::lose_network() {
  online_ = false;
  tell(NetworkChanged{false});
  for (std::size_t i = 0; i < browsers_.size(); ++i) {
    if (!browsers_[i].connected) continue;
    browsers_[i].frames_until = std::min(browsers_[i].frames_until, now_);
    from_browser(seconds(3), browsers_[i].attempt,
                 ConnectionChanged{browsers_[i].attempt, Connection::disconnected});
  }
  later(dice_.between(2'000, 30'000), [this] {
    online_ = true;
    tell(NetworkChanged{true});
  });
}

/// Nothing runs meanwhile; then everything that should have happened happens late.
void Viewing::sleep() { now_ = now_ + dice_.between(5'000, 600'000); }

void Viewing::stop_watching() {
  watching_ = false;
  tell(CloseRequested{});
}

void Viewing::note(const Command& command) {
  if (const auto* news = std::get_if<Publish>(&command)) note_news(news->notice);
}

void Viewing::note_news(const Notice& notice) {
  std::visit(
      Overloaded{
          [&](const PhaseChanged& change) { note_phase(change); },
          [&](const PictureChosen&) { taken_over_ = told_ == ViewingPhase::rolling; },
          [&](const FirstFrameShown& first) { tally_.first_frames.push_back(first.timings.total); },
          [&](const Failed& end) {
            ++tally_.gave_up;
            ++tally_.failures[static_cast<std::size_t>(end.failure.kind)];
          },
          [&](const Recovering& again) {
            ++tally_.retries;
            ++tally_.failures[static_cast<std::size_t>(again.failure.kind)];
          },
          [](const auto&) {},
      },
      notice);
}

void Viewing::note_phase(const PhaseChanged& change) {
  const bool live = is_live(change.phase);
  told_ = change.phase;
  if (std::exchange(taken_over_, false)) {
    ++(live ? tally_.swaps : tally_.replaced);
    if (!live) dark_since_ = now_;
  } else if (change.phase == ViewingPhase::waiting && change.wait == WaitReason::release) {
    ++tally_.breaks;
    dark_since_ = now_;
  } else if (change.phase == ViewingPhase::waiting || change.phase == ViewingPhase::closing) {
    dark_since_.reset();
  }
  note_live(live);
  // A person asks for more, or tries again.
  if (change.phase != ViewingPhase::closed || !watching_ || openings_ >= most_openings) return;
  if (!dice_.chance(0.3)) return;
  ++openings_;
  later(dice_.between(1'000, 20'000), [this] { tell(OpenRequested{ahead(), online_}); });
}

void Viewing::note_live(bool live) {
  if (live && !live_since_) {
    live_since_ = now_;
    if (dark_since_) tally_.gaps.push_back(now_ - *dark_since_);
    dark_since_.reset();
  } else if (!live && live_since_) {
    tally_.live = tally_.live + (now_ - *live_since_);
    live_since_.reset();
  }
}

// ---- the browser ----

Browser* Viewing::browser(AttemptNumber attempt) {
  for (Browser& one : browsers_) {
    if (one.attempt == attempt) return &one;
  }
  return nullptr;
}

/// A closed peer is silent, but what was on its way may still arrive.
void Viewing::from_browser(Millis delay, AttemptNumber attempt, Event event) {
  later(delay, [this, attempt, event = std::move(event)] {
    const Browser* one = browser(attempt);
    if (one == nullptr || (one->closed && !dice_.chance(0.05))) return;
    tell(event);
  });
}

void Viewing::obey(const Command& command) {
  std::visit(
      Overloaded{
          [&](const OpenPeer& c) { open_peer(c.attempt); },
          [&](const AskToken& c) { ask_token(c.attempt); },
          [&](const ApplyOffer& c) { gather(c.attempt); },
          [&](const CollectOffer& c) {
            const bool is_answer = script_.makes_offers && session(c.attempt) != nullptr;
            const auto sdp = is_answer ? own_answer_sdp : offer_sdp;
            from_browser(milliseconds(1), c.attempt, OfferCollected{c.attempt, std::string(sdp)});
          },
          [&](const SendOffer& c) { post(c); },
          [&](const AbortPost& c) {
            aborted_.push_back(c.attempt);
            tell_later(milliseconds(1), RequestFailed{c.attempt});
          },
          [&](const ApplyAnswer& c) {
            from_browser(milliseconds(10), c.attempt, AnswerApplied{c.attempt});
            connect(c.attempt);
          },
          [&](const ApplyCounterOffer& c) {
            from_browser(dice_.between(5, 50), c.attempt,
                         AnswerReady{c.attempt, std::string(own_answer_sdp)});
          },
          [&](const ApplyOwnAnswer& c) { gather(c.attempt); },
          [&](const SendAnswer& c) { take_answer(c.attempt); },
          [&](const SampleFrames& c) { sample(c.attempt); },
          [](const SetJitterBuffer&) {},
          [&](const HoldTether& c) { hold(c.attempt); },
          [&](const DropTether& c) { ++holds_[c.attempt]; },
          [&](const EndSession& c) { end(c); },
          [&](const ClosePeer& c) {
            if (Browser* one = browser(c.attempt)) one->closed = true;
          },
          [](const Publish&) {},
      },
      command);
}

void Viewing::open_peer(AttemptNumber attempt) {
  browsers_.push_back({});
  browsers_.back().attempt = attempt;
  from_browser(dice_.between(5, 50), attempt, OfferReady{attempt, std::string(offer_sdp)});
}

void Viewing::gather(AttemptNumber attempt) {
  if (!online_) return;
  const Millis host = dice_.between(1, 20);
  from_browser(host, attempt, CandidateGathered{attempt, false});
  const bool stun_blocked = script_.faults && dice_.chance(0.1);
  const Millis reflexive = host + dice_.between(20, 200);
  if (!stun_blocked) from_browser(reflexive, attempt, CandidateGathered{attempt, true});
  const Millis complete = stun_blocked ? seconds(40) : reflexive + dice_.between(1, 300);
  from_browser(complete, attempt, GatheringCompleted{attempt});
}

void Viewing::ask_token(AttemptNumber attempt) {
  if (script_.faults && dice_.chance(0.003)) return;  // The page's provider hangs.
  const bool refused = script_.faults && dice_.chance(0.003);
  tell_later(dice_.between(1, 300),
             refused ? Event{TokenRefused{attempt}} : Event{TokenReady{attempt}});
}

/// The service gets our answer to its offer.
void Viewing::take_answer(AttemptNumber attempt) {
  if (!online_) return tell_later(milliseconds(5), RequestFailed{attempt});
  const bool lost = script_.faults && dice_.chance(0.02);
  if (lost) return tell_later(dice_.between(100, 20'000), RequestFailed{attempt});
  const bool refuses = script_.faults && dice_.chance(0.02);
  tell_later(dice_.between(20, 150), AnswerReplied{attempt, refused(refuses ? 500 : 204)});
  if (!refuses) connect(attempt);
}

void Viewing::connect(AttemptNumber attempt) {
  if (script_.faults && dice_.chance(0.01)) {
    return from_browser(seconds(9), attempt, ConnectionChanged{attempt, Connection::failed});
  }
  if (script_.faults && dice_.chance(0.01)) return;  // Never connects.
  const Millis delay = dice_.between(100, 800);
  from_browser(delay, attempt, ConnectionChanged{attempt, Connection::connected});
  const Millis frame = std::max(script_.first_frame + dice_.between(-200, 200), delay);
  later(frame, [this, attempt] { begin_frames(attempt); });
}

void Viewing::begin_frames(AttemptNumber attempt) {
  Browser* one = browser(attempt);
  if (one == nullptr || one->closed) return;
  one->connected = true;
  one->frames_from = now_;
  one->frames_until = now_ + seconds(86'400);
  one->shown = true;
  tell(FrameShown{attempt, 1280, 720});
  if (script_.faults) disturb(attempt);
}

/// What goes wrong while a picture is shown.
void Viewing::disturb(AttemptNumber attempt) {
  Browser* one = browser(attempt);
  if (one == nullptr) return;
  if (dice_.chance(0.04)) one->frames_until = now_ + dice_.between(1'000, 55'000);
  if (dice_.chance(0.03)) {
    const Millis early = dice_.between(1'000, 50'000);
    later(early, [this, attempt] {
      if (Session* ended = session(attempt)) end_session(*ended);
    });
  }
  if (!dice_.chance(0.04)) return;
  const Millis dip = dice_.between(1'000, 50'000);
  from_browser(dip, attempt, ConnectionChanged{attempt, Connection::disconnected});
  const bool heals = dice_.chance(0.7);
  from_browser(dip + dice_.between(500, 8'000), attempt,
               ConnectionChanged{attempt, heals ? Connection::connected : Connection::failed});
}

void Viewing::sample(AttemptNumber attempt) {
  const Browser* one = browser(attempt);
  if (one == nullptr) return;
  std::int64_t decoded = 0;
  Millis span;
  if (one->shown) {
    const Instant until = std::min(now_, one->frames_until);
    span = std::max(until - one->frames_from, Millis{});
    decoded = 1 + span.count * 15 / 1000;
  }
  FramesSampled sample{attempt, decoded, 1280, 720, span};
  if (attempt % 4 == 3) sample.freezes = span.count / 3000;  // Its way loses packets.
  from_browser(milliseconds(2), attempt, std::move(sample));
}

void Viewing::lose_connection(AttemptNumber attempt, Connection how) {
  Browser* one = browser(attempt);
  if (one == nullptr) return;
  one->frames_until = std::min(one->frames_until, now_);
  from_browser(milliseconds(20), attempt, ConnectionChanged{attempt, how});
}

// ---- the service and the device ----

Session* Viewing::session(AttemptNumber attempt) {
  for (Session& one : sessions_) {
    if (one.attempt == attempt) return &one;
  }
  return nullptr;
}

Session* Viewing::open_one() {
  for (Session& one : sessions_) {
    if (one.open) return &one;
  }
  return nullptr;
}

bool Viewing::in_outage() const {
  return now_ >= script_.outage_from && now_ < script_.outage_until;
}

void Viewing::post(const SendOffer& offer) {
  tally_.posts.push_back(now_);
  const AttemptNumber attempt = offer.attempt;
  if (!online_) return tell_later(milliseconds(5), RequestFailed{attempt});
  if (script_.faults && dice_.chance(0.01)) {  // Lost on its way.
    return tell_later(dice_.between(100, 20'000), RequestFailed{attempt});
  }
  later(dice_.between(20, 150), [this, attempt] { serve(attempt); });
}

void Viewing::reply(AttemptNumber attempt, HttpReply reply, std::string opened) {
  const Millis late =
      script_.faults && dice_.chance(0.01) ? dice_.between(8'000, 40'000) : dice_.between(20, 150);
  later(late, [this, attempt, reply = std::move(reply), opened = std::move(opened)] {
    // A request that was given up is not answered any more.
    if (std::find(aborted_.begin(), aborted_.end(), attempt) != aborted_.end()) return;
    if (Session* one = session(attempt); one != nullptr && !gone_) one->reachable = !opened.empty();
    tell(ReplyArrived{attempt, reply}, opened);
  });
}

/// True when it was refused.
bool Viewing::refuse(AttemptNumber attempt) {
  const auto with = [&](int status, std::optional<Millis> retry_after = {},
                        std::string_view body = {}) {
    reply(attempt, refused(status, retry_after, body));
    return true;
  };
  if (in_outage()) return with(500);
  if (script_.device_offline) {
    return dice_.chance(0.5) ? with(503, {}, offline_body) : with(503, seconds(20), offline_body);
  }
  if (open_one() != nullptr && script_.overlap == Overlap::refused) return with(409);
  if (!script_.faults) return false;
  if (script_.config.has_bearer() && dice_.chance(0.05)) return with(401);
  if (dice_.chance(0.03)) return with(500);
  if (dice_.chance(0.02)) return with(429, Millis{dice_.between(1, 60).count * 1000});
  if (dice_.chance(0.004)) return with(403);
  return dice_.chance(0.005) && with(0);
}

void Viewing::serve(AttemptNumber attempt) {
  if (refuse(attempt)) return;
  open_session(attempt);
  // The device has to wake up.
  later(dice_.between(100, 900), [this, attempt] { create(attempt); });
}

void Viewing::open_session(AttemptNumber attempt) {
  if (script_.overlap == Overlap::replaces) {
    if (Session* other = open_one()) end_session(*other);
  }
  ++tally_.opened;
  const Millis limit = session_limit(script_.config.times, script_.config.power);
  // A second POST of one attempt follows a 401, which opened nothing: no attempt opens two.
  sessions_.push_back({attempt, now_, now_ + limit});
  later(limit, [this, attempt] {
    Session* one = session(attempt);
    if (one == nullptr || !one->open) return;
    ++tally_.left;
    end_session(*one);
  });
}

void Viewing::create(AttemptNumber attempt) {
  const std::string own = session_at(endpoint_origin, attempt);
  const std::string foreign = session_at(foreign_origin, attempt);
  if (script_.faults && dice_.chance(0.003)) return reply(attempt, created({}));
  if (script_.faults && dice_.chance(0.003)) return reply(attempt, created(own, "<html>"), own);
  if (script_.faults && dice_.chance(0.003)) {
    const bool usable = !script_.config.has_bearer();
    return reply(attempt, created(foreign), usable ? foreign : "");
  }
  if (script_.makes_offers) return reply(attempt, countered(own), own);
  HttpReply usual = created(own, dice_.chance(0.3) ? recvonly_answer_sdp : answer_sdp);
  if (script_.faults && dice_.chance(0.5)) usual = tethered(std::move(usual));
  reply(attempt, std::move(usual), own);
}

void Viewing::end_session(Session& session) {
  if (!session.open) return;
  session.open = false;
  session.until = now_;
  tally_.camera = tally_.camera + (now_ - session.since);
  lose_connection(session.attempt, Connection::closed);
}

void Viewing::end(const EndSession& command) {
  const AttemptNumber attempt = command.attempt;
  if (!online_) return tell_later(milliseconds(5), EndFailed{attempt});
  const bool expired = script_.faults && script_.config.has_bearer() && dice_.chance(0.02);
  const bool lost = script_.faults && dice_.chance(0.01);
  later(dice_.between(20, 150), [this, attempt, expired, lost] {
    Session* one = session(attempt);
    if (one != nullptr && !expired) ++one->deletes;
    const bool gone = one == nullptr || !one->open;
    if (one != nullptr && !expired) end_session(*one);
    if (lost) return tell_later(seconds(2), EndFailed{attempt});
    tell_later(dice_.between(20, 150), EndReplied{attempt, expired ? 401 : gone ? 404 : 200});
  });
}

/// It breaks now and then, or there is none where it should be.
void Viewing::hold(AttemptNumber attempt) {
  const int hold = ++holds_[attempt];
  if (online_ && dice_.chance(0.8)) return;
  const int status = dice_.chance(0.2) ? 404 : dice_.chance(0.3) ? 200 : 0;
  later(dice_.between(5, 20'000), [this, attempt, hold, status] {
    if (holds_[attempt] == hold) tell(TetherBroke{attempt, status});
  });
}

/// The service's own books: who was told of a session has deleted it, once.
void Viewing::check_ledger() {
  for (const Session& one : sessions_) {
    if (one.deletes > 1 && tally_.broken.empty()) tally_.broken = "the service got two DELETEs";
  }
  if (state_.phase != ViewingPhase::closed && !gone_ && tally_.broken.empty()) {
    tally_.broken = "a player that was closed never ends";
  }
}

Tally Viewing::run() {
  state_.now = now_;
  plan();
  while (tally_.broken.empty() && pass_time()) {
    if (now_ > start_of_time + script_.patience + aftermath + seconds(700)) break;
  }
  note_live(false);
  check_ledger();
  return std::move(tally_);
}

}  // namespace

Script draw_script(Dice& dice) {
  Script script;
  Config& config = script.config;
  config.src = endpoint;
  config.endpoint = {std::string(endpoint), std::string(endpoint_origin)};
  config.seed = static_cast<std::uint32_t>(dice.roll());
  config.power = dice.chance(0.7) ? Power::battery : Power::line;
  if (dice.chance(0.4)) config.bearer = Bearer::provider;
  if (!dice.chance(0.3)) config.extend = dice.chance(0.5) ? seconds(90) : seconds(300);
  config.keep_when_hidden = dice.chance(0.05);
  const double kind = static_cast<double>(dice.between(0, 99).count);
  script.overlap = kind < 50 ? Overlap::allowed : kind < 80 ? Overlap::refused : Overlap::replaces;
  script.device_offline = dice.chance(0.02);
  script.first_frame = dice.between(1'600, 4'300);  // 2.4-5.1 s after all that comes before.
  script.makes_offers = dice.chance(0.1);
  script.patience = dice.chance(0.3) ? dice.between(2'000, 30'000) : dice.between(30'000, 400'000);
  return script;
}

Tally run_viewing(const Script& script, Dice dice, bool print) {
  return Viewing(script, dice, print).run();
}

}  // namespace ring::model
