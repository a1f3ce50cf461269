// The rules of what the browser holds for an attempt.
//
// 1. Everything that moves it stands in the table below.
// 2. It ends in `closed`, which closes the peer first and then releases the session (promise 1).
// 3. A description is handed over only when it is complete: the service takes no candidates later.
#include "core/machine/media.hpp"

#include <algorithm>
#include <utility>

#include "core/machine/frames.hpp"
#include "core/machine/names.hpp"

namespace ring {
namespace {

using Draft = AttemptDraft;

// ---- offering ----

/// A Ring device sends H.264 only, so without a decoder not even a request is worth it. What
/// another WHEP endpoint sends, only it knows.
bool can_decode(const Draft& draft, const PreparedOffer& offer) {
  return offer.has_h264 || !draft.config.src.empty();
}

void start_gathering(Draft& draft) {
  const Times& times = draft.config.times;
  TimerTable<MediaTimer>& timers = draft.attempt.media_timers;
  timers.arm(MediaTimer::gathering_cap, draft.now + times.gathering_cap);
  timers.arm(MediaTimer::gathering_none, draft.now + times.gathering_none);
}

void apply_offer(Draft& draft, const PreparedOffer& offer) {
  Attempt& attempt = draft.attempt;
  attempt.offer = offer.sdp;
  attempt.offers_h264 = offer.has_h264;
  draft.commands.push_back(ApplyOffer{attempt.number, attempt.offer});
}

void apply_own_answer(Draft& draft, const AnswerReady& answer) {
  draft.commands.push_back(ApplyOwnAnswer{draft.attempt.number, answer.sdp});
}

void fail_own_answer(Draft& draft, const AnswerProblem& problem) {
  const bool no_codec = problem.kind == AnswerProblem::Kind::rejected;
  note_failure(draft, no_codec ? FailureKind::unsupported_codec : FailureKind::unsupported_browser,
               Stage::answer, problem.detail);
}

void fail_peer_missing(Draft& draft) {
  note_failure(draft, FailureKind::unsupported_browser, Stage::setup,
               "This browser has no WebRTC.");
}

void fail_peer_refused(Draft& draft, const PeerRefused& fact) {
  note_failure(draft, FailureKind::bad_request, Stage::setup, fact.reason);
}

void fail_offer_failed(Draft& draft, const OfferFailed& fact) {
  note_failure(draft, FailureKind::unsupported_browser, Stage::offer, fact.reason);
}

void fail_offer_unusable(Draft& draft) {
  note_failure(draft, FailureKind::unsupported_browser, Stage::offer,
               "The browser's offer is not one recvonly video section.");
}

void fail_no_codec(Draft& draft) {
  note_failure(draft, FailureKind::unsupported_codec, Stage::offer,
               "This browser cannot decode H.264.");
}

// ---- gathering ----

bool has_candidate(const Draft& draft) {
  return !draft.attempt.media_timers.armed(MediaTimer::gathering_none);
}

bool cap_passed(const Draft& draft) {
  return !draft.attempt.media_timers.armed(MediaTimer::gathering_cap);
}

/// A server may tell of addresses that only it sees, until one has; where none is asked, the
/// browser's own come together.
bool awaits_server(const Draft& draft, const CandidateGathered& fact) {
  return draft.config.ice_servers != IceServers::none && !fact.reflexive;
}

/// From the first that may be the last on, each restarts the quiet time.
void note_candidate(Draft& draft, const CandidateGathered& fact) {
  TimerTable<MediaTimer>& timers = draft.attempt.media_timers;
  timers.cancel(MediaTimer::gathering_none);
  if (!awaits_server(draft, fact) || timers.armed(MediaTimer::gathering_quiet)) {
    timers.arm(MediaTimer::gathering_quiet, draft.now + draft.config.times.gathering_quiet);
  }
}

void stop_gathering(Draft& draft) {
  draft.attempt.media_timers.cancel(MediaTimer::gathering_quiet, MediaTimer::gathering_cap,
                                    MediaTimer::gathering_none);
}

/// The description is read when it is sent: one that is held may still find candidates.
void collect(Draft& draft) {
  stop_gathering(draft);
  // Our answer to the server's offer is no step to the first frame of its own.
  if (!draft.attempt.reached.posted) draft.attempt.reached.gathered = draft.now;
  if (!is_held(draft.attempt)) draft.commands.push_back(CollectOffer{draft.attempt.number});
}

void collect_when_wanted(Draft& draft) {
  draft.attempt.media_timers.cancel(MediaTimer::prepared);
  if (draft.attempt.reached.gathered) collect(draft);
}

void fail_no_network(Draft& draft) {
  note_failure(draft, FailureKind::no_network, Stage::gathering);
}

// ---- negotiating ----

void hand_over(Draft& draft, const Described& description) {
  drive<SessionTrigger::described>(draft, description);
}

void tell_repair(Draft& draft, const Reading& reading) {
  if (reading.repaired) say(draft, AnswerRepaired{draft.attempt.number});
}

void await_connection(Draft& draft) {
  draft.attempt.media_timers.arm(MediaTimer::connect, draft.now + draft.config.times.connect);
}

void apply_answer(Draft& draft, const Reading& reading) {
  draft.commands.push_back(ApplyAnswer{draft.attempt.number, reading.sdp});
}

/// A second peer, because the first one has an offer of its own that nobody will answer. The server
/// may name ICE servers, and they come in time for it.
void apply_counter_offer(Draft& draft, const Reading& reading) {
  Attempt& attempt = draft.attempt;
  attempt.offer = reading.sdp;
  draft.commands.push_back(ApplyCounterOffer{attempt.number, attempt.offer, draft.named_servers});
}

void fail_answer_refused(Draft& draft, const AnswerRefused& fact) {
  note_failure(draft, FailureKind::bad_answer, Stage::answer, fact.reason);
}

bool is_unanswered(const Draft& draft) { return draft.attempt.session != SessionPhase::open; }

// ---- connecting ----

bool has_connected(const Draft& draft) { return draft.attempt.reached.connected.has_value(); }

/// The wait for frames begins with the first `connected`; later ones only end a `disconnected`.
void note_connected(Draft& draft) {
  Attempt& attempt = draft.attempt;
  attempt.media_timers.cancel(MediaTimer::connect, MediaTimer::disconnected);
  if (!attempt.reached.connected) attempt.reached.connected = draft.now;
}

void note_disconnected(Draft& draft) {
  draft.attempt.media_timers.arm(MediaTimer::disconnected,
                                 draft.now + draft.config.times.disconnected);
}

/// The service may be a little early: what had frames and ends this late has reached its limit.
/// Shortened limits shorten what is near to them.
bool near_limit(const Draft& draft) {
  const Attempt& attempt = draft.attempt;
  if (!had_frames(draft) || !attempt.limit) return false;
  const Millis tenth = {(*attempt.limit - *attempt.reached.posted).count / 10};
  return draft.now >= *attempt.limit - std::min(draft.config.times.near_limit, tenth);
}

void end_by_limit(Draft& draft) { draft.attempt.reason = EndReason::limit; }

void fail_connection(Draft& draft) {
  note_failure(draft, FailureKind::ice_failed, had_frames(draft) ? Stage::live : Stage::connect);
}

void fail_lost(Draft& draft, const Loss& loss) {
  if (!loss.goodbye || !had_frames(draft)) return fail_connection(draft);
  note_failure(draft, FailureKind::ended_early, Stage::live);
}

void fail_connect_late(Draft& draft) { note_failure(draft, FailureKind::timeout, Stage::connect); }

bool comes_undecoded(const Draft& draft) { return draft.attempt.frames.undecoded; }

void fail_undecodable(Draft& draft) {
  const std::string& decoder = draft.attempt.frames.decoder;
  const std::string named = decoder.empty() ? "" : ": " + decoder;
  note_failure(draft, FailureKind::undecodable, Stage::first_frame,
               "Video comes, and not one frame could be decoded" + named);
}

void fail_first_frame_late(Draft& draft) {
  note_failure(draft, FailureKind::timeout, Stage::first_frame);
}

// ---- the phases ----

void await_first_frame(Draft& draft) {
  draft.attempt.media_timers.arm(MediaTimer::first_frame,
                                 draft.now + draft.config.times.first_frame);
}

void stop_awaiting(Draft& draft) { draft.attempt.media_timers.cancel(MediaTimer::first_frame); }

void tell_flowing(Draft& draft) { tell_news(draft, AttemptNews::Kind::flowing); }

/// The session goes last: the picture ends at once, whatever the network does to the DELETE.
void close_peer(Draft& draft) {
  draft.attempt.media_timers.cancel_all();
  draft.commands.push_back(ClosePeer{draft.attempt.number});
  tell_news(draft, AttemptNews::Kind::closed);
  drive<SessionTrigger::release>(draft);
}

// ---- the table ----

using P = MediaPhase;
using T = MediaTrigger;

using enum Then;

constexpr auto peer = on<T::peer_missing, T::peer_refused>;
constexpr auto own_answer = on<T::own_answer_usable, T::own_answer_unusable>;
constexpr auto setting_up =
    peer | on<T::offer_usable, T::offer_unusable, T::offer_failed> | own_answer;
constexpr auto candidates = on<T::candidate_gathered, T::gathering_completed>;
constexpr auto collected = on<T::described, T::described_not>;
constexpr auto answers = on<T::answer, T::server_offer, T::answer_taken>;
constexpr auto applied = on<T::answer_applied, T::answer_refused>;
constexpr auto connections = on<T::connected, T::disconnected, T::connection_lost>;
constexpr auto frames = on<T::frame_shown, T::frames_sampled>;
constexpr auto gathering_timers = on<T::gathering_quiet, T::gathering_cap, T::gathering_none>;
constexpr auto frame_timers = on<T::first_frame_late, T::sample_due>;
constexpr auto held = on<T::wanted, T::prepared_late>;

// The phases, from the first on.
constexpr auto describing = in(P::offering, P::gathering);
constexpr auto framing = in(P::flowing, P::stalled);
constexpr auto frameless = in(P::connecting, P::awaiting_frame);
constexpr auto receiving = frameless | framing;
constexpr auto described = in(P::negotiating) | receiving;

constexpr PhaseRule<P, Draft> rules[] = {
    {P::offering},
    {P::gathering, start_gathering},
    {P::negotiating},
    {P::connecting},
    {P::awaiting_frame, await_first_frame, stop_awaiting},
    {P::flowing, tell_flowing},
    {P::stalled, tell_stall},
    {P::closed, close_peer},
};
static_assert(in_order(rules, P::closed));

// clang-format off
constexpr MediaRow rows[] = {
    {in(P::offering), on<T::offer_usable>, when<can_decode>, run<apply_offer>, go(P::gathering)},
    {in(P::offering), on<T::offer_usable>, always, run<fail_no_codec>, go(P::closed)},
    {in(P::offering), on<T::offer_unusable>, always, run<fail_offer_unusable>, go(P::closed)},
    {in(P::offering), on<T::own_answer_usable>, always, run<apply_own_answer>, go(P::gathering)},
    {in(P::offering), on<T::own_answer_unusable>, always, run<fail_own_answer>, go(P::closed)},
    {in(P::offering), on<T::peer_missing>, always, run<fail_peer_missing>, go(P::closed)},
    {in(P::offering), on<T::peer_refused>, always, run<fail_peer_refused>, go(P::closed)},
    {describing, on<T::offer_failed>, always, run<fail_offer_failed>, go(P::closed)},
    {describing, on<T::wanted>, always, run<collect_when_wanted>, stay},
    {describing, on<T::prepared_late>, always, nothing, go(P::closed)},
    // Of the first peer, when a second one answers the server's offer.
    {in(P::offering), candidates | collected, ignored},
    {in(P::offering), gathering_timers, defect},

    {in(P::gathering), on<T::candidate_gathered>, when<cap_passed>, run<collect>, stay},
    {in(P::gathering), on<T::candidate_gathered>, always, run<note_candidate>, stay},
    {in(P::gathering), on<T::gathering_quiet>, always, run<collect>, stay},
    {in(P::gathering), on<T::gathering_cap, T::gathering_completed>, when<has_candidate>, run<collect>, stay},
    {in(P::gathering), on<T::gathering_cap>, ignored},
    {in(P::gathering), on<T::gathering_completed, T::gathering_none>, always, run<fail_no_network>, go(P::closed)},
    {in(P::gathering), on<T::described>, always, run<hand_over>, go(P::negotiating)},
    {in(P::gathering), on<T::described_not>, always, run<fail_offer_unusable>, go(P::closed)},
    {in(P::gathering), peer | on<T::offer_usable, T::offer_unusable> | own_answer, defect},
    {describing, on<T::answer_refused>, always, run<fail_answer_refused>, go(P::closed)},
    {describing, on<T::connected, T::disconnected>, ignored},
    {describing, answers | on<T::answer_applied> | frames, defect},
    {describing, on<T::connect_late, T::disconnected_late> | frame_timers, defect},

    {in(P::negotiating), on<T::answer>, always, run<tell_repair, apply_answer, await_connection>, stay},
    {in(P::negotiating), on<T::server_offer>, always, run<tell_repair, apply_counter_offer>, go(P::offering)},
    {in(P::negotiating), on<T::answer_applied>, when<is_unanswered>, nothing, defect},
    {in(P::negotiating), on<T::answer_applied>, when<has_connected>, run<count_frames>, go(P::awaiting_frame)},
    {in(P::negotiating), on<T::answer_applied>, always, run<count_frames>, go(P::connecting)},
    {in(P::negotiating), on<T::answer_taken>, when<has_connected>, run<count_frames>, go(P::awaiting_frame)},
    {in(P::negotiating), on<T::answer_taken>, always, run<await_connection, count_frames>, go(P::connecting)},
    {in(P::negotiating), on<T::answer_refused>, always, run<fail_answer_refused>, go(P::closed)},
    {in(P::negotiating), candidates | collected | on<T::frame_shown>, ignored},
    {in(P::negotiating), setting_up | gathering_timers | on<T::frames_sampled> | frame_timers, defect},

    {in(P::connecting), on<T::connected>, always, run<note_connected>, go(P::awaiting_frame)},
    {frameless, on<T::frame_shown>, always, run<note_first_frame>, go(P::flowing)},
    {frameless, on<T::frames_sampled>, when<has_first_frame>, run<note_sample, note_first_sample>, go(P::flowing)},
    {in(P::awaiting_frame), on<T::first_frame_late>, when<comes_undecoded>, run<fail_undecodable>, go(P::closed)},
    {in(P::awaiting_frame), on<T::first_frame_late>, always, run<fail_first_frame_late>, go(P::closed)},
    {in(P::flowing), on<T::frames_sampled>, when<have_stalled>, run<note_sample>, go(P::stalled)},
    {in(P::stalled), on<T::frames_sampled>, when<have_moved>, run<note_sample, tell_resumed>, go(P::flowing)},
    {in(P::stalled), on<T::frames_sampled>, when<are_lost, near_limit>, run<end_by_limit>, go(P::closed)},
    {in(P::stalled), on<T::frames_sampled>, when<are_lost>, run<fail_frames_lost>, go(P::closed)},
    {receiving, on<T::frames_sampled>, always, run<note_sample>, stay},
    {receiving, on<T::sample_due>, always, run<count_frames>, stay},
    {framing, on<T::frame_shown>, ignored},
    {in(P::connecting, P::flowing, P::stalled), on<T::first_frame_late>, defect},

    {in(P::negotiating, P::connecting), on<T::connect_late>, always, run<fail_connect_late>, go(P::closed)},
    {in(P::negotiating, P::awaiting_frame) | framing, on<T::connected>, always, run<note_connected>, stay},
    {described, on<T::disconnected>, always, run<note_disconnected>, stay},
    {framing, on<T::connection_lost, T::disconnected_late>, when<near_limit>, run<end_by_limit>, go(P::closed)},
    {described, on<T::disconnected_late>, always, run<fail_connection>, go(P::closed)},
    {describing | described, on<T::connection_lost>, always, run<fail_lost>, go(P::closed)},
    {describing | described, on<T::release>, always, nothing, go(P::closed)},
    {receiving, candidates | collected, ignored},
    {in(P::awaiting_frame, P::flowing, P::stalled), on<T::connect_late>, defect},
    {receiving, setting_up | gathering_timers | answers | applied, defect},

    // What was under way when it was closed may still report.
    {in(P::closed), setting_up | candidates | collected | applied | connections | frames | on<T::release>, ignored},
    {in(P::closed), answers | gathering_timers | frame_timers | on<T::connect_late, T::disconnected_late>, defect},
    {described | in(P::closed), held, defect},
};
// clang-format on

static_assert(check_table<P, T>(rows, media_phase_count, media_trigger_count) ==
              TableProblem::sound);

}  // namespace

std::span<const MediaRow> media_rows() { return rows; }

void drive_media(AttemptDraft& draft, MediaTrigger trigger, const void* input) {
  const Then then = take_row(rows, rules, draft.attempt.media, draft, trigger, input);
  if (then == Then::defect) say(draft, Defect{name(trigger)});
}

}  // namespace ring
