#include "promises.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "canned.hpp"
#include "core/wire/endpoint.hpp"

namespace ring::model {
namespace {

using Broken = std::string_view;
constexpr Broken kept{};

/// Of the time between two samples at most this much was watched: as the core has it.
constexpr Millis longest_watch = seconds(1);
/// More wakes than this at one instant would be a loop.
constexpr int most_wakes_at_once = 20;

struct Look {
  const Rules& rules;
  Witness& witness;
  const State& before;
  const Event& event;
  const Truth& truth;
  const Step& after;

  [[nodiscard]] Instant now() const { return after.state.now; }
  [[nodiscard]] const Config& config() const { return rules.config; }
};

/// Neither ended nor unknown.
bool in_progress(const State& state, AttemptNumber number) {
  const Attempt* attempt = find_attempt(state, number);
  return attempt != nullptr && !is_over(*attempt);
}

Track* find(Witness& witness, AttemptNumber number) {
  for (Track& track : witness.tracks) {
    if (track.number == number) return &track;
  }
  return nullptr;
}

// ---- what the event says ----

bool is_seen(const Look& look) {
  const Witness& witness = look.witness;
  if (witness.away || witness.removed) return false;
  return look.config().keep_when_hidden || witness.presence.in_picture ||
         (witness.presence.page_visible && witness.presence.on_screen);
}

void note_presence(Look& look) {
  Witness& witness = look.witness;
  if (const auto* change = std::get_if<PresenceChanged>(&look.event)) {
    witness.presence = change->presence;
  }
  if (std::holds_alternative<PageLeft>(look.event)) witness.away = true;
  if (std::holds_alternative<PageReturned>(look.event)) witness.away = false;
  if (std::holds_alternative<ViewerRemoved>(look.event)) witness.removed = true;
  if (std::holds_alternative<ViewerReturned>(look.event)) witness.removed = false;
  if (is_seen(look)) {
    witness.unseen_since.reset();
  } else if (!witness.unseen_since) {
    witness.unseen_since = look.now();
  }
}

/// Somebody wants it now: earlier failures and waits do not bind a person.
void note_opening(Look& look) {
  if (!std::holds_alternative<OpenRequested>(look.event)) return;
  const ViewingPhase phase = look.before.phase;
  Witness& witness = look.witness;
  if (is_at_rest(phase) || phase == ViewingPhase::waiting) {
    witness.failed_posts = 0;
    witness.not_before.reset();
    witness.insisted = true;
  }
  if (!is_at_rest(phase)) return;
  const Millis one = session_limit(look.config().times, look.config().power);
  witness.granted = look.config().extend > Millis{} ? look.config().extend : one;
  witness.spent = {};
  witness.failures_told = 0;
}

void note_extension(Look& look) {
  const auto* wish = std::get_if<ExtendRequested>(&look.event);
  const ViewingPhase phase = look.before.phase;
  if (wish == nullptr || is_at_rest(phase) || phase == ViewingPhase::closing) return;
  const Millis one = session_limit(look.config().times, look.config().power);
  look.witness.granted = look.witness.granted + (wish->by > Millis{} ? wish->by : one);
}

void note_retry_after(Look& look, const ReplyArrived& fact) {
  if (!look.truth.opened.empty() || !fact.reply.retry_after) return;
  // A refusal of a request that nobody waits for any more is old news.
  const Attempt* attempt = find_attempt(look.before, fact.attempt);
  if (attempt == nullptr || !is_active(*attempt)) return;
  const Instant until = look.now() + *fact.reply.retry_after;
  look.witness.not_before = std::max(look.witness.not_before.value_or(until), until);
}

/// The service says so; other refusals are the core's to doubt.
void note_refused_overlap(Look& look, const ReplyArrived& fact) {
  const bool refusal = fact.reply.status == 409;
  const State& before = look.before;
  const bool rolling = before.phase == ViewingPhase::rolling && before.next == fact.attempt;
  if (rolling && refusal) look.witness.alone = true;
}

void note_reply(Look& look) {
  const auto* fact = std::get_if<ReplyArrived>(&look.event);
  if (fact == nullptr) return;
  note_retry_after(look, *fact);
  note_refused_overlap(look, *fact);
  Track* track = find(look.witness, fact->attempt);
  if (track == nullptr) return;
  track->awaited = false;
  if (look.truth.opened.empty()) return;
  track->session = Track::Session::open;
  track->url = look.truth.opened;
}

void note_no_reply(Look& look) {
  if (!std::holds_alternative<RequestFailed>(look.event)) return;
  if (Track* track = find(look.witness, attempt_of(look.event))) track->awaited = false;
}

void note_end(Look& look) {
  Track* track = find(look.witness, attempt_of(look.event));
  if (track == nullptr || track->session != Track::Session::ending) return;
  if (const auto* reply = std::get_if<EndReplied>(&look.event)) {
    const bool again = reply->status == 401 && look.config().bearer == Bearer::provider;
    track->session = again ? Track::Session::refused : Track::Session::over;
  } else if (std::holds_alternative<EndFailed>(look.event)) {
    track->session = Track::Session::over;
  }
}

void note_tether(Look& look) {
  if (!std::holds_alternative<TetherBroke>(look.event)) return;
  if (Track* track = find(look.witness, attempt_of(look.event))) track->held = false;
}

void note_sample(Look& look) {
  const auto* sample = std::get_if<FramesSampled>(&look.event);
  if (sample == nullptr) return;
  Track* track = find(look.witness, sample->attempt);
  if (track == nullptr) return;
  const bool first = track->decoded == 0 && sample->decoded != 0;
  // New frames may all have come right after the sample before, unless the browser says; but the
  // first is taken as just come.
  const bool moved = sample->decoded != track->decoded;
  const Millis before = track->flat_for;
  if (moved) track->flat_for = {};
  if (!first && track->sampled_at && look.witness.presence.page_visible) {
    const Millis passed = look.now() - *track->sampled_at;
    const Millis watched = std::min(passed, longest_watch);
    const Millis said = before + passed - (sample->span - track->span);
    track->flat_for = !moved ? before + watched
                      : track->span.count == 0
                          ? std::min(watched, look.config().times.sample_closely)
                          : std::clamp(said, Millis{}, watched);
  }
  track->decoded = sample->decoded;
  track->span = sample->span;
  track->sampled_at = look.now();
}

void note_frame(Look& look) {
  if (!std::holds_alternative<FrameShown>(look.event)) return;
  if (Track* track = find(look.witness, attempt_of(look.event))) track->flat_for = {};
}

void note_event(Look& look) {
  note_presence(look);
  note_opening(look);
  note_extension(look);
  note_reply(look);
  note_no_reply(look);
  note_end(look);
  note_tether(look);
  note_sample(look);
  note_frame(look);
}

// ---- what the commands do ----

/// The one thing that may happen to an attempt after its end, or to a closed player.
bool is_late_end(const Look& look, const Command& command) {
  const auto* end = std::get_if<EndSession>(&command);
  const auto* reply = std::get_if<ReplyArrived>(&look.event);
  return end != nullptr && reply != nullptr && end->attempt == reply->attempt;
}

/// Not read from the state: one step may begin a rollover and end it again.
bool begins_rollover(const Look& look) {
  return std::any_of(look.after.commands.begin(), look.after.commands.end(),
                     [](const Command& command) {
                       const auto* news = std::get_if<Publish>(&command);
                       if (news == nullptr) return false;
                       const auto* change = std::get_if<PhaseChanged>(&news->notice);
                       return change != nullptr && change->phase == ViewingPhase::rolling;
                     });
}

int ahead_of(const Event& event) {
  if (const auto* open = std::get_if<OpenRequested>(&event)) return open->ahead;
  if (const auto* change = std::get_if<PresenceChanged>(&event)) return change->ahead;
  if (const auto* back = std::get_if<PageReturned>(&event)) return back->ahead;
  return 0;
}

void pass_by_unanswered(Look& look) {
  for (Track& other : look.witness.tracks) {
    other.passed_by |= other.awaited || other.session == Track::Session::unknown;
  }
}

Broken open_peer(Look& look, const OpenPeer& command) {
  if (find(look.witness, command.attempt)) return "an attempt's number was used twice";
  Track track;
  track.number = command.attempt;
  track.insisted = std::exchange(look.witness.insisted, false);
  if (track.insisted) pass_by_unanswered(look);
  track.rolled = begins_rollover(look);
  const bool alone = look.witness.alone || look.config().experience.alone_at.has_value();
  if (track.rolled && alone) return "an overlap that the camera had refused";
  if (!track.rolled && ahead_of(look.event) > 0) return "a start before its turn";
  look.witness.tracks.push_back(std::move(track));
  return kept;
}

/// Release before retry (promise 1): only a rollover opens a second session. A person may insist
/// beside a POST that nobody answers, and beside what it may have opened.
bool another_is_open(const Look& look, const Track& track) {
  return std::any_of(
      look.witness.tracks.begin(), look.witness.tracks.end(), [&](const Track& other) {
        if (other.number == track.number || other.over) return false;
        if (track.insisted && other.passed_by) return false;
        return other.awaited ||
               (other.session != Track::Session::none && other.session != Track::Session::over);
      });
}

Broken send_offer(Look& look, const SendOffer& command) {
  Track* track = find(look.witness, command.attempt);
  const Attempt* attempt = find_attempt(look.after.state, command.attempt);
  if (track == nullptr || attempt == nullptr) return "a POST of no attempt";
  if (look.witness.insisted) {
    track->insisted = std::exchange(look.witness.insisted, false);
    pass_by_unanswered(look);
  }
  if (command.bearer != look.config().has_bearer()) return "a POST with the wrong bearer";
  if (command.bearer && command.follow_redirects) return "a redirect may take the bearer along";
  if (command.sdp != offer_sdp) return "an offer that is not what was prepared";
  if (!track->rolled && another_is_open(look, *track)) return "a retry before the release";
  if (look.now() < look.witness.not_before.value_or(look.now())) return "a POST before Retry-After";
  if (look.witness.failed_posts >= most_failures) return "more POSTs than the failures allowed";
  track->awaited = true;
  track->posted = look.now();
  track->allowance = attempt->allowance;
  return kept;
}

Broken abort_post(Look& look, const AbortPost& command) {
  Track* track = find(look.witness, command.attempt);
  if (track == nullptr || !track->awaited) return "an abort of no POST";
  const Times& times = look.config().times;
  const bool limit_passed =
      look.now() >= *track->posted + track->allowance - times.limit_margin - times.hidden_lateness;
  if (look.now() < *track->posted + times.post && !limit_passed) return "a POST given up early";
  track->session = Track::Session::unknown;
  return kept;
}

std::string_view origin_of(std::string_view url) {
  const std::size_t start = url.find("://");
  if (start == std::string_view::npos) return {};
  return url.substr(0, url.find('/', start + 3));
}

Broken end_session(Look& look, const EndSession& command) {
  Track* track = find(look.witness, command.attempt);
  if (track == nullptr) return "a DELETE for an attempt that is over";
  const auto state = track->session;
  if (state != Track::Session::open && state != Track::Session::refused) {
    return state == Track::Session::none ? "a DELETE for no session" : "a second DELETE";
  }
  if (track->held) return "a DELETE that may wait for its tether";
  if (command.url != track->url) return "a DELETE to another address than the session's";
  if (command.bearer && origin_of(command.url) != look.rules.origin) {
    return "the bearer leaves the endpoint's origin";
  }
  if (command.bearer != look.config().has_bearer()) return "a DELETE with the wrong bearer";
  track->session = Track::Session::ending;
  ++track->deletes;
  return track->deletes > 2 ? "a third DELETE" : kept;
}

/// What signs in travels along, so it goes nowhere else.
Broken hold_tether(Look& look, const HoldTether& command) {
  Track* track = find(look.witness, command.attempt);
  if (track == nullptr || track->session != Track::Session::open) return "a tether of no session";
  if (track->held) return "a second tether";
  if (origin_of(command.url) != look.rules.origin) return "a tether on another origin";
  if (command.bearer != look.config().has_bearer()) return "a tether with the wrong bearer";
  track->held = true;
  return kept;
}

Broken drop_tether(Look& look, const DropTether& command) {
  if (Track* track = find(look.witness, command.attempt)) track->held = false;
  return kept;
}

Broken send_answer(Look& look, const SendAnswer& command) {
  const Track* track = find(look.witness, command.attempt);
  if (track == nullptr || track->session != Track::Session::open) return "a PATCH of no session";
  if (command.url != track->url) return "a PATCH to another address than the session's";
  if (command.bearer && origin_of(command.url) != look.rules.origin) {
    return "the bearer leaves the endpoint's origin";
  }
  if (command.bearer != look.config().has_bearer()) return "a PATCH with the wrong bearer";
  return command.sdp == own_answer_sdp ? kept : "an answer that is more than recvonly video";
}

Broken publish(Look& look, const Publish& command) {
  if (std::holds_alternative<Defect>(command.notice)) return "a defect was published";
  if (std::holds_alternative<Failed>(command.notice)) ++look.witness.failures_told;
  if (const auto* left = std::get_if<ReleaseFailed>(&command.notice)) {
    // What nobody can delete is told, and waited for all the same.
    Track* track = find(look.witness, left->attempt);
    const bool known = track != nullptr && track->session != Track::Session::unknown;
    if (known) track->session = Track::Session::over;
  }
  return kept;
}

AttemptNumber attempt_of(const Command& command) {
  return std::visit(
      [](const auto& order) -> AttemptNumber {
        if constexpr (requires { order.attempt; }) {
          return order.attempt;
        } else {
          return 0;
        }
      },
      command);
}

/// Who prepares asks nobody for anything.
bool asks_too_early(Look& look, const Command& command) {
  const bool asks =
      std::holds_alternative<AskToken>(command) || std::holds_alternative<SendOffer>(command);
  const Attempt* attempt = find_attempt(look.after.state, attempt_of(command));
  return asks && attempt != nullptr && is_held(*attempt);
}

Broken note_command(Look& look, const Command& command) {
  if (asks_too_early(look, command)) return "a request before somebody wants to watch";
  if (const auto* news = std::get_if<Publish>(&command)) return publish(look, *news);
  if (look.before.phase == ViewingPhase::closed && look.after.state.phase == ViewingPhase::closed &&
      !is_late_end(look, command) && !in_progress(look.before, attempt_of(command))) {
    return "a command after closing";
  }
  if (const auto* start = std::get_if<OpenPeer>(&command)) return open_peer(look, *start);
  const Track* track = find(look.witness, attempt_of(command));
  if ((track == nullptr || track->over) && !is_late_end(look, command)) {
    return "a command for an attempt that has ended";
  }
  if (const auto* post = std::get_if<SendOffer>(&command)) return send_offer(look, *post);
  if (const auto* abort = std::get_if<AbortPost>(&command)) return abort_post(look, *abort);
  if (const auto* patch = std::get_if<SendAnswer>(&command)) return send_answer(look, *patch);
  if (const auto* hold = std::get_if<HoldTether>(&command)) return hold_tether(look, *hold);
  if (const auto* drop = std::get_if<DropTether>(&command)) return drop_tether(look, *drop);
  if (const auto* end = std::get_if<EndSession>(&command)) return end_session(look, *end);
  return kept;
}

Broken note_commands(Look& look) {
  for (const Command& command : look.after.commands) {
    const Broken broken = note_command(look, command);
    if (!broken.empty()) return broken;
  }
  return kept;
}

// ---- what has become of the attempts ----

/// Camera time, counted as the service does: from the POST.
Broken note_spent(Look& look, const Track& track) {
  if (!track.answered) return kept;
  Millis used = look.now() - *track.posted;
  // A machine that slept held no camera: the service had ended the session long before.
  if (look.truth.late > Millis{}) used = std::min(used, track.allowance);
  look.witness.spent = look.witness.spent + used;
  return look.witness.spent > look.witness.granted ? "more camera time than was asked for" : kept;
}

/// A rollover forgives two: the picture that the next session was about to replace anyway, and the
/// one refusal that teaches the player not to overlap on this camera.
bool is_forgiven(Look& look, const Track& track) {
  const State& before = look.before;
  const Track* shown = find(look.witness, look.after.state.current);
  const bool replaced = track.number == before.current && shown != nullptr && shown->rolled &&
                        shown->number != track.number;
  const bool learned = !before.viewing.experience.alone_at &&
                       look.after.state.viewing.experience.alone_at.has_value();
  return replaced || (track.number == before.next && learned);
}

Broken note_ending(Look& look, const Track& track, const Attempt& attempt) {
  const bool woke = attempt.failure && track.posted && !costs_nothing(attempt.failure->kind);
  if (woke && !is_forgiven(look, track)) ++look.witness.failed_posts;
  return note_spent(look, track);
}

Broken note_attempts(Look& look) {
  for (Track& track : look.witness.tracks) {
    const Attempt* before = find_attempt(look.before, track.number);
    const Attempt* after = find_attempt(look.after.state, track.number);
    const bool was_active = !track.over && (before == nullptr || is_active(*before));
    const bool active = after != nullptr && is_active(*after);
    if (active && track.session == Track::Session::open) track.answered = true;
    if (!was_active || active || after == nullptr) continue;
    const Broken broken = note_ending(look, track, *after);
    if (!broken.empty()) return broken;
  }
  return kept;
}

Broken no_session_forgotten(Look& look) {
  for (const Track& track : look.witness.tracks) {
    const Attempt* attempt = find_attempt(look.after.state, track.number);
    const bool active = attempt != nullptr && is_active(*attempt);
    if (track.session == Track::Session::open && !active) return "a session is left open";
  }
  return kept;
}

void forget_what_is_over(Look& look) {
  for (Track& track : look.witness.tracks) {
    track.over = !in_progress(look.after.state, track.number);
  }
  std::erase_if(look.witness.tracks,
                [](const Track& track) { return track.over && !track.awaited; });
}

// ---- what the state must be ----

Broken limit_kept(Look& look) {
  if (look.truth.late > look.config().times.hidden_lateness) return kept;
  const Millis one = session_limit(look.config().times, look.config().power);
  for (const Track& track : look.witness.tracks) {
    const Attempt* before = find_attempt(look.before, track.number);
    if (before == nullptr || !is_active(*before) || !track.posted) continue;
    // A POST that was refused with 401 holds no camera.
    if (before->session == SessionPhase::none) continue;
    if (look.now() > *track.posted + std::min(one, track.allowance)) return "the limit is overrun";
  }
  return kept;
}

/// Asked of the state before the step: whatever was due had its time.
Broken rests_unseen(Look& look, std::optional<Instant> unseen_since) {
  if (!unseen_since) return kept;
  const Instant until = *unseen_since + look.config().times.unseen + look.truth.late;
  const auto& attempts = look.before.attempts;
  const bool active = std::any_of(attempts.begin(), attempts.end(), is_active);
  return active && look.now() > until ? "the camera works though nobody watches" : kept;
}

Broken attempts_are_few(Look& look) {
  const State& state = look.after.state;
  const auto& attempts = state.attempts;
  const auto active = std::count_if(attempts.begin(), attempts.end(), is_active);
  const auto going = std::count_if(attempts.begin(), attempts.end(),
                                   [](const Attempt& attempt) { return !is_over(attempt); });
  if (going > 2) return "more than two attempts in progress";
  const bool swapped = std::any_of(attempts.begin(), attempts.end(), [&](const Attempt& attempt) {
    return is_active(attempt) && attempt.number == state.previous;
  });
  if (active == 2 && state.phase != ViewingPhase::rolling && !swapped) {
    return "two sessions outside a rollover";
  }
  const bool wanted = state.phase == ViewingPhase::starting || is_live(state.phase);
  const bool prepared = state.phase == ViewingPhase::idle &&
                        std::all_of(attempts.begin(), attempts.end(),
                                    [](const Attempt& a) { return is_held(a) || !is_active(a); });
  if (active > 0 && !wanted && !prepared) return "an attempt that nobody wants any more";
  if (active > 0 && look.witness.away) return "an attempt goes on though the page was left";
  return kept;
}

Broken held_means_idle(Look& look) {
  const State& state = look.after.state;
  for (const Attempt& attempt : state.attempts) {
    if (!is_held(attempt)) continue;
    if (state.phase != ViewingPhase::idle) return "held, though somebody wants to watch";
    if (!attempt.media_timers.armed(MediaTimer::prepared)) return "what is prepared grows old";
    if (!is_seen(look)) return "prepared though nobody can see it";
  }
  return kept;
}

Broken live_means_live(Look& look) {
  const State& state = look.after.state;
  if (!is_live(state.phase)) return kept;
  const Attempt* current = find_attempt(state, state.current);
  if (current == nullptr || current->media != MediaPhase::flowing) return "live without frames";
  const Track* track = find(look.witness, state.current);
  if (track == nullptr) return "live without an attempt";
  return track->flat_for >= look.config().times.stalled ? "a frozen picture is called live" : kept;
}

Broken failure_told(Look& look) {
  const State& state = look.after.state;
  if (state.phase != ViewingPhase::closed || look.before.phase == ViewingPhase::closed) return kept;
  const int expected = state.reason == EndReason::failed ? 1 : 0;
  return look.witness.failures_told == expected ? kept : "a failure was not told exactly once";
}

Broken deadlines_come(Look& look) {
  auto due = next_deadline(look.after.state);
  if (!due) return kept;
  if (due->at < look.now()) return "a deadline in the past";
  State state;
  for (int wakes = 0; due && due->at == look.now(); ++wakes) {
    if (wakes == 0) state = look.after.state;
    if (wakes == most_wakes_at_once) return "time stands still";
    state = step(look.config(), std::move(state), Tick{}, look.now()).state;
    due = next_deadline(state);
  }
  return kept;
}

/// A fact of an attempt that is over may open or close nothing, and say nothing. Only what a late
/// reply has opened is deleted.
Broken stale_is_dropped(Look& look) {
  const AttemptNumber number = model::attempt_of(look.event);
  if (number == 0 || in_progress(look.before, number)) return kept;
  if (!look.truth.opened.empty()) return kept;
  const auto due = next_deadline(look.before);
  if (due && due->at <= look.now()) return kept;
  State expected = look.before;
  expected.now = look.now();
  return look.after.state == expected ? kept : "a stale fact changed the state";
}

void note_live(Look& look) {
  Witness& witness = look.witness;
  if (!is_live(look.after.state.phase)) {
    witness.live_since.reset();
    return;
  }
  if (!witness.live_since) witness.live_since = look.now();
  if (look.now() - *witness.live_since >= look.config().times.steady) witness.failed_posts = 0;
}

/// In the middle of a run, before anything of this step is counted: ten seconds that have just
/// become full count.
void note_live_so_far(Look& look) {
  const auto since = look.witness.live_since;
  if (since && look.now() - *since >= look.config().times.steady) look.witness.failed_posts = 0;
}

}  // namespace

Rules::Rules(const Config& with) : config(with), origin(with.endpoint.origin) {}

std::string_view observe(const Rules& rules, Witness& witness, const State& before,
                         const Event& event, const Truth& truth, const Step& after) {
  Look look{rules, witness, before, event, truth, after};
  const auto unseen_since = witness.unseen_since;
  note_live_so_far(look);
  note_event(look);
  Broken broken = note_commands(look);
  if (broken.empty()) broken = rests_unseen(look, unseen_since);
  for (const auto check :
       {note_attempts, no_session_forgotten, limit_kept, attempts_are_few, held_means_idle,
        live_means_live, failure_told, deadlines_come, stale_is_dropped}) {
    if (broken.empty()) broken = check(look);
  }
  note_live(look);
  forget_what_is_over(look);
  return broken;
}

bool is_repeatable(const Config& config, const State& before, const Event& event, Instant now,
                   const Step& after) {
  return step(config, before, event, now) == after;
}

}  // namespace ring::model
