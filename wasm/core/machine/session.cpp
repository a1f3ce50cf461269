// The rules of the session that the service holds for an attempt (RFC 9725).
//
// 1. Everything that moves it stands in the table below.
// 2. Whatever opened a session leads through `releasing`, or through `unsure` when nobody can know
//    (promise 1). It stays `asking` until its request settles or is given up.
// 3. Whoever still waits for it is the media: `is_wanted`.
#include "core/machine/session.hpp"

#include <algorithm>
#include <utility>

#include "core/machine/media.hpp"
#include "core/machine/names.hpp"
#include "core/wire/endpoint.hpp"

namespace ring {
namespace {

using Draft = AttemptDraft;

bool is_wanted(const Draft& draft) { return is_active(draft.attempt); }

/// What ends the attempt from the service's side closes its media; that in turn releases the
/// session.
void close_media(Draft& draft) { drive<MediaTrigger::release>(draft); }

void fail(Draft& draft, const Failure& failure) {
  note_failure(draft, failure);
  close_media(draft);
}

void fail(Draft& draft, FailureKind kind, Stage stage, std::string_view detail = {}) {
  note_failure(draft, kind, stage, detail);
  close_media(draft);
}

// ---- the token ----

void ask_token(Draft& draft, bool fresh) {
  Attempt& attempt = draft.attempt;
  attempt.token = fresh ? TokenState::renewing : TokenState::asked;
  attempt.session_timers.arm(SessionTimer::token, draft.now + draft.config.times.token);
  draft.commands.push_back(AskToken{attempt.number, fresh});
}

/// Asked for at once, so that it comes while candidates are gathered.
void ask_first_token(Draft& draft) {
  if (draft.config.has_bearer()) ask_token(draft, false);
}

void ask_fresh_token(Draft& draft) { ask_token(draft, true); }

bool is_renewing(const Draft& draft) { return draft.attempt.token == TokenState::renewing; }

bool may_renew(const Draft& draft) {
  return draft.config.bearer == Bearer::provider && draft.attempt.token == TokenState::ready;
}

void note_token(Draft& draft) {
  draft.attempt.token = is_renewing(draft) ? TokenState::renewed : TokenState::ready;
  draft.attempt.session_timers.cancel(SessionTimer::token);
}

bool has_token(const Draft& draft) {
  return !draft.config.has_bearer() || draft.attempt.token == TokenState::ready ||
         draft.attempt.token == TokenState::renewed;
}

bool offer_waits(const Draft& draft) { return draft.attempt.media == MediaPhase::negotiating; }

void fail_token_refused(Draft& draft) {
  fail(draft, FailureKind::unauthorized, Stage::token, "The page's token provider gave no token.");
}

void fail_token_late(Draft& draft) { fail(draft, FailureKind::timeout, Stage::token); }

// ---- the POST ----

/// Never in the past: a very short session ends at once.
Instant end_before_limit(const Draft& draft, Instant limit) {
  const Times& times = draft.config.times;
  const Millis late = draft.page_visible ? Millis{} : times.hidden_lateness;
  return std::max(draft.now, limit - times.limit_margin - late);
}

/// It counts from the moment the offer is sent: the service cannot have started its clock earlier
/// (promise 6).
void arm_limit(Draft& draft) {
  const Times& times = draft.config.times;
  Attempt& attempt = draft.attempt;
  const Instant limit =
      draft.now + std::min(session_limit(times, draft.config.power), attempt.allowance);
  const Instant end = end_before_limit(draft, limit);
  const Instant quarter = draft.now + Millis{(limit - draft.now).count / 4};
  attempt.limit = limit;
  attempt.session_timers.arm(SessionTimer::limit_reached, end);
  // A short session is warned of when it has begun, not before.
  attempt.session_timers.arm(SessionTimer::limit_near,
                             std::max(quarter, end - times.limit_warning));
  tell_limit(draft);
}

/// WHEP wants redirects of the POST to be followed (RFC 9725 4.5), but never with a bearer: the
/// browser would take it along (promise 3).
void send_offer(Draft& draft) {
  Attempt& attempt = draft.attempt;
  const Times& times = draft.config.times;
  attempt.reached.posted = draft.now;
  attempt.session_timers.arm(SessionTimer::post, draft.now + times.post);
  attempt.session_timers.arm(SessionTimer::post_slow, draft.now + times.post_slow);
  arm_limit(draft);
  const bool bearer = draft.config.has_bearer();
  draft.commands.push_back(SendOffer{attempt.number, attempt.offer, bearer, !bearer});
}

void settle_post(Draft& draft) {
  draft.attempt.session_timers.cancel(SessionTimer::post, SessionTimer::post_slow);
}

void cancel_limit(Draft& draft) {
  draft.attempt.session_timers.cancel(SessionTimer::limit_reached, SessionTimer::limit_near,
                                      SessionTimer::token);
}

void tell_release_failed(Draft& draft) { say(draft, ReleaseFailed{draft.attempt.number, 0}); }

/// Who still waits for it is told by its failure.
void tell_unless_wanted(Draft& draft) {
  if (!is_wanted(draft)) tell_release_failed(draft);
}

void tell_slow(Draft& draft) { say(draft, PostSlow{draft.attempt.number}); }

/// The service holds nothing: the token is refused, and the next POST begins the limit anew.
void forget_post(Draft& draft) {
  cancel_limit(draft);
  draft.attempt.limit.reset();
  draft.attempt.reached.posted.reset();
}

bool refuses_token(const Draft& draft, const Reading& reading) {
  return is_wanted(draft) && may_renew(draft) && bearer_refused(reading.failure.status);
}

void fail_as_read(Draft& draft, const Reading& reading) { fail(draft, reading.failure); }

void fail_request(Draft& draft) { fail(draft, read_no_reply(draft.config, Stage::post)); }

/// Only so many seconds can be waited for it. What it may have opened, nobody can delete: the
/// service's limit will end it.
void give_up_post(Draft& draft) {
  draft.commands.push_back(AbortPost{draft.attempt.number});
  tell_unless_wanted(draft);
  fail(draft, FailureKind::timeout, Stage::post);
}

/// Counted from when it should have been given up: a machine that slept since then lost it anyway.
void await_end_of_unknown(Draft& draft) {
  const Times& times = draft.config.times;
  const Millis limit = session_limit(times, draft.config.power);
  const Instant given_up = *draft.attempt.reached.posted + std::min(times.post, limit);
  draft.attempt.session_timers.cancel_all();
  draft.attempt.session_timers.arm(SessionTimer::unsure, std::max(draft.now, given_up + limit));
}

// ---- open ----

void note_session(Draft& draft, const Reading& reading) {
  draft.attempt.session_url = reading.session_url;
}

void take_session(Draft& draft, const Reading& reading) {
  note_session(draft, reading);
  draft.attempt.tether.url = reading.tether_url;
  draft.attempt.reached.answered = draft.now;
}

/// After a slow reply the time to warn may have passed.
void warn_late(Draft& draft) {
  TimerTable<SessionTimer>& timers = draft.attempt.session_timers;
  if (!timers.armed(SessionTimer::limit_near)) timers.arm(SessionTimer::limit_near, draft.now);
}

// ---- the tether, of which nobody is told: without it all is as if none had been named ----

void hold_tether(Draft& draft) {
  const Attempt& attempt = draft.attempt;
  draft.commands.push_back(
      HoldTether{attempt.number, attempt.tether.url, draft.config.has_bearer()});
}

void begin_open(Draft& draft) {
  warn_late(draft);
  if (!draft.attempt.tether.url.empty()) hold_tether(draft);
}

bool may_hold_again(const Draft&, const TetherBroke& fact) { return !tether_refused(fact.status); }

/// At once, then less often: whoever waits for it at the other end waits for two seconds.
void hold_again(Draft& draft) {
  std::uint8_t& breaks = draft.attempt.tether.breaks;
  const Millis wait = tether_wait(draft.config.times, breaks);
  breaks = std::uint8_t(std::min(breaks + 1, 3));
  draft.attempt.session_timers.arm(SessionTimer::tether, draft.now + wait);
}

void forget_tether(Draft& draft) { draft.attempt.tether = {}; }

/// Before the DELETE, which may need the connection.
void drop_tether(Draft& draft) {
  if (!draft.attempt.tether.url.empty()) draft.commands.push_back(DropTether{draft.attempt.number});
  forget_tether(draft);
}

// ---- what an open session does ----

void give_answer(Draft& draft, const Reading& reading) {
  drive<MediaTrigger::answer>(draft, reading);
}

void give_offer(Draft& draft, const Reading& reading) {
  drive<MediaTrigger::server_offer>(draft, reading);
}

bool can_be_deleted(const Draft&, const Reading& reading) { return !reading.session_url.empty(); }

/// RFC 9725 wants no If-Match here: the answer is no change of an ICE session.
void send_answer(Draft& draft, const Described& answer) {
  Attempt& attempt = draft.attempt;
  attempt.session_timers.arm(SessionTimer::patch, draft.now + draft.config.times.patch);
  draft.commands.push_back(
      SendAnswer{attempt.number, attempt.session_url, answer.sdp, draft.config.has_bearer()});
}

void keep_offer(Draft& draft, const Described& offer) { draft.attempt.offer = offer.sdp; }

void note_answer_taken(Draft& draft) {
  draft.attempt.session_timers.cancel(SessionTimer::patch);
  drive<MediaTrigger::answer_taken>(draft);
}

void fail_answer(Draft& draft, const Failure& failure) { fail(draft, failure); }

void fail_patch(Draft& draft) { fail(draft, read_no_reply(draft.config, Stage::answer)); }

void fail_patch_late(Draft& draft) { fail(draft, FailureKind::timeout, Stage::answer); }

void end_by_limit(Draft& draft) {
  draft.attempt.reason = EndReason::limit;
  close_media(draft);
}

/// A session that ends without ever having shown a frame says at which step.
void fail_by_limit(Draft& draft) {
  const MediaPhase media = draft.attempt.media;
  const Stage stage = media <= MediaPhase::gathering    ? Stage::answer
                      : media <= MediaPhase::connecting ? Stage::connect
                                                        : Stage::first_frame;
  fail(draft, FailureKind::timeout, stage);
}

bool is_followed(const Draft& draft) { return draft.goes_on; }

void tell_limit_near(Draft& draft) {
  const auto ends_at = draft.attempt.session_timers.armed(SessionTimer::limit_reached);
  if (ends_at) say(draft, LimitSet{draft.attempt.number, *ends_at, true});
}

// ---- releasing ----

void end_session(Draft& draft) {
  Attempt& attempt = draft.attempt;
  attempt.session_timers.arm(SessionTimer::close, draft.now + draft.config.times.close);
  draft.commands.push_back(
      EndSession{attempt.number, attempt.session_url, draft.config.has_bearer()});
}

/// The DELETE may need a fresh token of its own.
void begin_release(Draft& draft) {
  draft.attempt.session_timers.cancel_all();
  draft.attempt.token = TokenState::ready;
  end_session(draft);
}

void renew_to_release(Draft& draft) {
  draft.attempt.token = TokenState::renewing;
  draft.commands.push_back(AskToken{draft.attempt.number, true});
}

void tell_release_refused(Draft& draft, const ReleaseReply& reply) {
  say(draft, ReleaseFailed{draft.attempt.number, reply.status});
}

/// Who ended it before us is a lesson for the next rollover.
void note_release(Draft& draft, const ReleaseReply& reply) {
  const auto limit = draft.attempt.limit;
  if (read_release(reply.status) != Release::was_gone || !limit || draft.now >= *limit) return;
  tell_news(draft, AttemptNews::Kind::gone_early);
}

void forget(Draft& draft) {
  draft.attempt.session_timers.cancel_all();
  draft.attempt.session_url.clear();
  tell_news(draft, AttemptNews::Kind::gone);
}

// ---- the table ----

using P = SessionPhase;
using T = SessionTrigger;

using enum Then;

constexpr auto replies = on<T::reply_opened, T::reply_offer, T::reply_unusable, T::reply_refused>;
constexpr auto sessions = on<T::reply_opened, T::reply_offer, T::reply_unusable>;
constexpr auto patched = on<T::answer_taken, T::answer_refused, T::patch_late>;
constexpr auto ends = on<T::released, T::release_refused, T::release_failed, T::close_late>;
constexpr auto limits = on<T::limit_reached, T::limit_near>;
constexpr auto waits = on<T::post_late, T::post_slow>;
constexpr auto tether = on<T::tether_broke, T::tether_due>;
constexpr auto tokens = on<T::token_ready, T::token_refused>;

constexpr PhaseRule<P, Draft> rules[] = {
    {P::none},
    {P::asking, send_offer, settle_post},
    {P::open, begin_open, drop_tether},
    {P::releasing, begin_release},
    {P::unsure, await_end_of_unknown},
    {P::gone, forget},
};
static_assert(in_order(rules, P::gone));

// clang-format off
constexpr SessionRow rows[] = {
    {in(P::none), on<T::wanted>, always, run<ask_first_token>, stay},
    {in(P::none), on<T::described>, when<has_token>, run<keep_offer>, go(P::asking)},
    {in(P::none), on<T::described>, always, run<keep_offer>, stay},
    {in(P::none), on<T::token_ready>, when<offer_waits>, run<note_token>, go(P::asking)},
    {in(P::none), on<T::token_ready>, always, run<note_token>, stay},
    {in(P::none), on<T::token_refused>, always, run<fail_token_refused>, stay},
    {in(P::none), on<T::token_late>, always, run<fail_token_late>, stay},
    {in(P::none), on<T::release>, always, nothing, go(P::gone)},
    {in(P::none), replies | on<T::request_failed, T::unsure_over> | patched | ends | limits | waits | tether, defect},

    {in(P::asking), on<T::reply_opened>, when<is_wanted>, run<take_session, give_answer>, go(P::open)},
    {in(P::asking), on<T::reply_offer>, when<is_wanted>, run<take_session, give_offer>, go(P::open)},
    {in(P::asking), sessions, when<can_be_deleted>, run<note_session, fail_as_read>, go(P::releasing)},
    {in(P::asking), sessions, always, run<tell_unless_wanted, fail_as_read>, go(P::gone)},
    {in(P::asking), on<T::reply_refused>, when<refuses_token>, run<forget_post, ask_fresh_token>, go(P::none)},
    {in(P::asking), on<T::reply_refused>, always, run<fail_as_read>, go(P::gone)},
    {in(P::asking), on<T::request_failed>, always, run<fail_request>, go(P::gone)},
    {in(P::asking), on<T::post_slow>, when<is_wanted>, run<tell_slow>, stay},
    {in(P::asking), on<T::post_late, T::limit_reached>, always, run<give_up_post>, go(P::unsure)},
    {in(P::asking), on<T::release>, always, run<cancel_limit>, stay},
    {in(P::asking), on<T::post_slow, T::limit_near>, ignored},
    {in(P::asking), on<T::wanted, T::described, T::token_late, T::unsure_over> | tokens | patched | ends | tether, defect},

    {in(P::open), on<T::described>, always, run<send_answer>, stay},
    {in(P::open), on<T::answer_taken>, always, run<note_answer_taken>, stay},
    {in(P::open), on<T::answer_refused>, always, run<fail_answer>, stay},
    {in(P::open), on<T::request_failed>, always, run<fail_patch>, stay},
    {in(P::open), on<T::patch_late>, always, run<fail_patch_late>, stay},
    {in(P::open), on<T::limit_reached>, when<had_frames>, run<end_by_limit>, stay},
    {in(P::open), on<T::limit_reached>, always, run<fail_by_limit>, stay},
    {in(P::open), on<T::limit_near>, when<is_followed>, nothing, ignored},
    {in(P::open), on<T::limit_near>, always, run<tell_limit_near>, stay},
    {in(P::open), on<T::tether_broke>, when<may_hold_again>, run<hold_again>, stay},
    {in(P::open), on<T::tether_broke>, always, run<forget_tether>, stay},
    {in(P::open), on<T::tether_due>, always, run<hold_tether>, stay},
    {in(P::open), on<T::release>, always, nothing, go(P::releasing)},
    {in(P::open), on<T::wanted, T::token_late, T::unsure_over> | tokens | replies | ends | waits, defect},

    {in(P::releasing), on<T::released>, always, run<note_release>, go(P::gone)},
    {in(P::releasing), on<T::release_refused>, when<may_renew>, run<renew_to_release>, stay},
    {in(P::releasing), on<T::release_refused, T::release_failed>, always, run<tell_release_refused>, go(P::gone)},
    {in(P::releasing), on<T::token_ready>, when<is_renewing>, run<note_token, end_session>, stay},
    {in(P::releasing), on<T::token_refused>, when<is_renewing>, run<tell_release_failed>, go(P::gone)},
    {in(P::releasing), on<T::close_late>, always, run<tell_release_failed>, go(P::gone)},

    {in(P::unsure), on<T::unsure_over>, always, nothing, go(P::gone)},
    {in(P::unsure, P::gone), sessions, when<can_be_deleted>, run<note_session>, go(P::releasing)},
    {in(P::gone), on<T::unsure_over>, defect},

    // What was under way when it was released may still report.
    {in(P::releasing), replies | on<T::unsure_over>, defect},
    {in(P::unsure, P::gone), replies | ends, ignored},
    {in(P::releasing, P::unsure, P::gone), tokens | patched | on<T::release, T::request_failed, T::tether_broke>, ignored},
    {in(P::releasing, P::unsure, P::gone), limits | waits | on<T::wanted, T::described, T::token_late, T::tether_due>, defect},
};
// clang-format on

static_assert(check_table<P, T>(rows, session_phase_count, session_trigger_count) ==
              TableProblem::sound);

}  // namespace

std::span<const SessionRow> session_rows() { return rows; }

void drive_session(AttemptDraft& draft, SessionTrigger trigger, const void* input) {
  const Then then = take_row(rows, rules, draft.attempt.session, draft, trigger, input);
  if (then == Then::defect) say(draft, Defect{name(trigger)});
}

void tell_limit(AttemptDraft& draft) {
  const Attempt& attempt = draft.attempt;
  if (!attempt.session_timers.armed(SessionTimer::limit_reached)) return;
  const Instant closes = std::max(draft.now, *attempt.limit - draft.config.times.limit_margin);
  say(draft, LimitSet{attempt.number, closes, false, draft.rest, closes - *attempt.reached.posted});
}

void retime_limit(AttemptDraft& draft) {
  TimerTable<SessionTimer>& timers = draft.attempt.session_timers;
  if (!timers.armed(SessionTimer::limit_reached)) return;
  timers.arm(SessionTimer::limit_reached, end_before_limit(draft, *draft.attempt.limit));
}

}  // namespace ring
