#include "goals.hpp"

#include <algorithm>
#include <iterator>
#include <variant>

namespace ring::model {
namespace {

struct Passage {
  const State& before;
  const Event& event;
  const State& after;
  const Commands& commands;
};

// ---- what a step did ----

template <class What>
const What* sent(const Passage& p) {
  for (const Command& command : p.commands) {
    if (const auto* what = std::get_if<What>(&command)) return what;
  }
  return nullptr;
}

template <class What>
const What* told(const Passage& p) {
  for (const Command& command : p.commands) {
    const auto* news = std::get_if<Publish>(&command);
    if (news == nullptr) continue;
    if (const auto* what = std::get_if<What>(&news->notice)) return what;
  }
  return nullptr;
}

template <class What>
const What* heard(const Passage& p) {
  return std::get_if<What>(&p.event);
}

bool comes_to(const Passage& p, ViewingPhase phase) {
  return p.before.phase != phase && p.after.phase == phase;
}

bool goes(const Passage& p, ViewingPhase from, ViewingPhase to) {
  return p.before.phase == from && p.after.phase == to;
}

template <ViewingPhase phase>
bool reaches(const Passage& p) {
  return comes_to(p, phase);
}

template <WaitReason reason>
bool waits_for(const Passage& p) {
  return p.before.wait != reason && p.after.wait == reason;
}

template <EndReason reason>
bool ends_by(const Passage& p) {
  return comes_to(p, ViewingPhase::closed) && p.after.reason == reason;
}

template <FailureKind kind>
bool gives_up_by(const Passage& p) {
  const auto* end = told<Failed>(p);
  return end != nullptr && end->failure.kind == kind;
}

template <FailureKind kind>
bool recovers_from(const Passage& p) {
  const auto* again = told<Recovering>(p);
  return again != nullptr && again->failure.kind == kind;
}

template <class What>
bool sends(const Passage& p) {
  return sent<What>(p) != nullptr;
}

template <class What>
bool tells(const Passage& p) {
  return told<What>(p) != nullptr;
}

bool has_session(const State& state, SessionPhase phase) {
  return std::any_of(state.attempts.begin(), state.attempts.end(),
                     [&](const Attempt& attempt) { return attempt.session == phase; });
}

// ---- promise 1: nothing is left behind ----

bool late_session_is_deleted(const Passage& p) {
  const auto* reply = heard<ReplyArrived>(p);
  const auto* end = sent<EndSession>(p);
  if (reply == nullptr || end == nullptr || end->attempt != reply->attempt) return false;
  const Attempt* attempt = find_attempt(p.before, reply->attempt);
  return attempt != nullptr && !is_active(*attempt);
}

bool forgotten_session_is_deleted(const Passage& p) {
  const auto* reply = heard<ReplyArrived>(p);
  return reply != nullptr && sends<EndSession>(p) &&
         find_attempt(p.before, reply->attempt) == nullptr;
}

bool unsure_session_is_deleted(const Passage& p) {
  return late_session_is_deleted(p) && has_session(p.before, SessionPhase::unsure);
}

bool unsure_session_runs_out(const Passage& p) {
  return has_session(p.before, SessionPhase::unsure) && heard<Tick>(p) != nullptr &&
         !has_session(p.after, SessionPhase::unsure);
}

bool delete_is_repeated(const Passage& p) {
  return heard<TokenReady>(p) != nullptr && sends<EndSession>(p);
}

bool delete_is_unanswered(const Passage& p) {
  return heard<Tick>(p) != nullptr && has_session(p.before, SessionPhase::releasing) &&
         tells<ReleaseFailed>(p);
}

bool session_is_left_to_its_limit(const Passage& p) {
  return heard<ReplyArrived>(p) != nullptr && tells<ReleaseFailed>(p);
}

bool closes_beside_a_slow_post(const Passage& p) {
  return comes_to(p, ViewingPhase::closed) && has_session(p.after, SessionPhase::asking);
}

bool opens_again_beside_a_slow_post(const Passage& p) {
  return comes_to(p, ViewingPhase::starting) && has_session(p.before, SessionPhase::asking);
}

bool insists_beside_an_unsure_session(const Passage& p) {
  return comes_to(p, ViewingPhase::starting) && has_session(p.after, SessionPhase::unsure);
}

// ---- promise 2: live means live ----

bool freezes(const Passage& p) {
  const auto* stall = told<StallChanged>(p);
  return stall != nullptr && stall->stalled;
}

bool moves_again(const Passage& p) {
  const auto* stall = told<StallChanged>(p);
  return stall != nullptr && !stall->stalled;
}

bool freezes_while_rolling(const Passage& p) {
  return p.before.phase == ViewingPhase::rolling && freezes(p);
}

// ---- promise 3: the bearer ----

bool posts_with_a_fresh_token(const Passage& p) {
  const auto* ready = heard<TokenReady>(p);
  if (ready == nullptr || !sends<SendOffer>(p)) return false;
  const Attempt* attempt = find_attempt(p.before, ready->attempt);
  return attempt != nullptr && attempt->token == TokenState::renewing;
}

// ---- promise 6: limits, and what follows them ----

bool warns(const Passage& p) {
  const auto* limit = told<LimitSet>(p);
  return limit != nullptr && limit->near;
}

bool two_sessions_are_open(const Passage& p) {
  const auto& attempts = p.after.attempts;
  return std::count_if(attempts.begin(), attempts.end(), [](const Attempt& attempt) {
           return attempt.session == SessionPhase::open;
         }) == 2;
}

bool swaps(const Passage& p) {
  return goes(p, ViewingPhase::rolling, ViewingPhase::live) && p.after.previous != 0;
}

bool is_replaced(const Passage& p) {
  return goes(p, ViewingPhase::rolling, ViewingPhase::starting);
}

bool next_one_fails(const Passage& p) {
  return goes(p, ViewingPhase::rolling, ViewingPhase::live) && p.before.current == p.after.current;
}

bool overlap_is_refused(const Passage& p) {
  return !p.before.viewing.experience.alone_at && p.after.viewing.experience.alone_at.has_value();
}

bool overlap_is_doubted(const Passage& p) {
  return p.before.viewing.experience.doubt == Doubt::none &&
         p.after.viewing.experience.doubt != Doubt::none;
}

bool nothing_can_follow(const Passage& p) {
  return !p.before.viewing.final_failure && p.after.viewing.final_failure.has_value();
}

bool breaks_before_it_makes(const Passage& p) {
  return p.before.viewing.experience.alone_at.has_value() &&
         goes(p, ViewingPhase::waiting, ViewingPhase::starting);
}

// ---- promises 7 and 8: who watches, and who waits ----

bool rests_unseen(const Passage& p) {
  return heard<Tick>(p) != nullptr && p.after.wait == WaitReason::unseen &&
         p.before.phase != ViewingPhase::waiting;
}

bool comes_back(const Passage& p) {
  return p.before.wait == WaitReason::unseen && p.after.phase == ViewingPhase::starting;
}

bool page_is_left_live(const Passage& p) {
  return heard<PageLeft>(p) != nullptr && p.before.phase == ViewingPhase::live;
}

bool uses_what_was_prepared(const Passage& p) {
  return goes(p, ViewingPhase::idle, ViewingPhase::starting) && !sends<OpenPeer>(p);
}

bool what_was_prepared_grows_old(const Passage& p) {
  return p.before.phase == ViewingPhase::idle && heard<Tick>(p) != nullptr && sends<ClosePeer>(p);
}

bool retry_after_binds(const Passage& p) {
  const auto* again = told<Recovering>(p);
  return again != nullptr && again->failure.retry_at.has_value();
}

bool patience_ends(const Passage& p) {
  const auto* end = told<Failed>(p);
  return end != nullptr && costs_nothing(end->failure.kind);
}

bool fails_too_often(const Passage& p) {
  return tells<Failed>(p) && p.before.viewing.failures == most_failures - 1;
}

bool holds_again(const Passage& p) { return heard<Tick>(p) != nullptr && sends<HoldTether>(p); }

bool drops_before_the_delete(const Passage& p) {
  return sends<DropTether>(p) && sends<EndSession>(p);
}

struct Goal {
  std::string_view name;
  bool (*is_reached)(const Passage&);
};

constexpr Goal goals[] = {
    {"a picture", reaches<ViewingPhase::live>},
    {"a rollover", reaches<ViewingPhase::rolling>},
    {"closing waits for a reply", reaches<ViewingPhase::closing>},
    {"waits for a release", waits_for<WaitReason::release>},
    {"waits for the time to try again", waits_for<WaitReason::retry>},
    {"waits for a network", waits_for<WaitReason::offline>},
    {"waits for a viewer", waits_for<WaitReason::unseen>},
    {"waits for its turn", waits_for<WaitReason::turn>},
    {"ends by request", ends_by<EndReason::requested>},
    {"ends by its limit", ends_by<EndReason::limit>},
    {"ends by removal", ends_by<EndReason::removed>},
    {"ends by a failure", ends_by<EndReason::failed>},
    {"a POST is given up", sends<AbortPost>},
    {"a POST is slow", tells<PostSlow>},
    {"a late session is deleted", late_session_is_deleted},
    {"a forgotten session is deleted", forgotten_session_is_deleted},
    {"an unsure session is found and deleted", unsure_session_is_deleted},
    {"an unsure session runs out", unsure_session_runs_out},
    {"a DELETE is repeated with a fresh token", delete_is_repeated},
    {"a DELETE is not answered", delete_is_unanswered},
    {"a session nobody can delete is told", session_is_left_to_its_limit},
    {"closed while a slow POST is under way", closes_beside_a_slow_post},
    {"opened again while a slow POST is under way", opens_again_beside_a_slow_post},
    {"a person insists beside an unsure session", insists_beside_an_unsure_session},
    {"a picture freezes", freezes},
    {"a picture moves again", moves_again},
    {"a picture freezes in a rollover", freezes_while_rolling},
    {"a frozen picture is given up", recovers_from<FailureKind::stalled>},
    {"a POST with a fresh token", posts_with_a_fresh_token},
    {"a fresh token is refused, too", gives_up_by<FailureKind::unauthorized>},
    {"a session elsewhere, which no bearer may reach", gives_up_by<FailureKind::foreign_location>},
    {"an answer is repaired", tells<AnswerRepaired>},
    {"an answer to the server's offer", sends<SendAnswer>},
    {"a tether is held again", holds_again},
    {"a tether is dropped before the DELETE", drops_before_the_delete},
    {"a limit is warned of", warns},
    {"two sessions are open", two_sessions_are_open},
    {"the next picture takes over", swaps},
    {"the next session replaces a broken one", is_replaced},
    {"the next session fails", next_one_fails},
    {"an overlap is refused", overlap_is_refused},
    {"an overlap is doubted", overlap_is_doubted},
    {"no session can follow", nothing_can_follow},
    {"a break before the next session", breaks_before_it_makes},
    {"the camera rests unseen", rests_unseen},
    {"a viewer comes back", comes_back},
    {"the page is left with a picture", page_is_left_live},
    {"what was prepared is used", uses_what_was_prepared},
    {"what was prepared grows old", what_was_prepared_grows_old},
    {"Retry-After is obeyed", retry_after_binds},
    {"patience ends", patience_ends},
    {"it fails too often", fails_too_often},
    {"a connection is lost and made again", recovers_from<FailureKind::ice_failed>},
    {"a step takes too long", recovers_from<FailureKind::timeout>},
    {"the other side ends early", recovers_from<FailureKind::ended_early>},
};

}  // namespace

Goals::Goals() {
  for (std::size_t i = 0; i < std::size(goals); ++i) left_.push_back(i);
}

void Goals::look(const State& before, const Event& event, const Outcome& outcome) {
  if (left_.empty()) return;
  const Passage passage{before, event, outcome.after.state, outcome.commands};
  std::erase_if(left_, [&](std::size_t place) { return goals[place].is_reached(passage); });
}

std::size_t Goals::all() const { return std::size(goals); }

std::vector<std::string_view> Goals::missed() const {
  std::vector<std::string_view> names;
  for (const std::size_t place : left_) names.push_back(goals[place].name);
  return names;
}

}  // namespace ring::model
