// The rules of what the browser holds for an attempt.
//
// 1. Everything that moves it stands in the table below.
// 2. It ends in `closed`, which closes the peer first and then releases the session (promise 1).
// 3. A description is handed over only when it is complete: the service takes no candidates later.
#include "core/machine/media.hpp"

#include <algorithm>
#include <utility>

#include "core/machine/names.hpp"

namespace ring {
namespace {

using Draft = AttemptDraft;

// A frozen tab or a sleeping machine must not count as a stall: of the time between two samples at
// most this much was watched.
constexpr Millis longest_watch = seconds(1);

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

/// After a server-reflexive candidate each further one restarts the quiet time.
void note_candidate(Draft& draft, const CandidateGathered& fact) {
  TimerTable<MediaTimer>& timers = draft.attempt.media_timers;
  timers.cancel(MediaTimer::gathering_none);
  if (fact.reflexive || timers.armed(MediaTimer::gathering_quiet)) {
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
  if (!draft.attempt.marks.posted) draft.attempt.marks.gathered = draft.now;
  if (!is_held(draft.attempt)) draft.commands.push_back(CollectOffer{draft.attempt.number});
}

void collect_when_wanted(Draft& draft) {
  draft.attempt.media_timers.cancel(MediaTimer::prepared);
  if (draft.attempt.marks.gathered) collect(draft);
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

bool is_answered(const Draft& draft) { return draft.attempt.session == SessionPhase::open; }

// ---- connecting ----

bool has_connected(const Draft& draft) { return draft.attempt.marks.connected.has_value(); }

/// The wait for frames begins with the first `connected`; later ones only end a `disconnected`.
void note_connected(Draft& draft) {
  Attempt& attempt = draft.attempt;
  attempt.media_timers.cancel(MediaTimer::connect, MediaTimer::disconnected);
  if (!attempt.marks.connected) attempt.marks.connected = draft.now;
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
  const Millis tenth = {(*attempt.limit - *attempt.marks.posted).count / 10};
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

// ---- frames ----

Millis sample_closely(const Times& times) { return std::min(times.sample, times.sample_closely); }

/// Each look costs the page's main thread more than anything else while a picture simply plays.
void arm_sample(Draft& draft) {
  const Times& times = draft.config.times;
  const FrameWatch& frames = draft.attempt.frames;
  const Millis closely = sample_closely(times);
  const bool calm = frames.moving && frames.span.count > 0 && frames.flat_for < closely;
  draft.attempt.media_timers.arm(MediaTimer::sample, draft.now + (calm ? times.sample : closely));
}

void count_frames(Draft& draft) {
  draft.commands.push_back(SampleFrames{draft.attempt.number});
  arm_sample(draft);
}

/// How long before this sample the last frame came, with new ones since the sample before. Where
/// the browser does not say it is taken to have come right after that one, so that a stall is never
/// noticed later than promised; but where samples came far apart, what moved in between was not
/// flat.
Millis since_last_frame(const Draft& draft, const FramesSampled& sample, Millis passed) {
  const FrameWatch& before = draft.attempt.frames;
  if (before.span.count == 0 || sample.span < before.span) {
    return std::min({passed, sample_closely(draft.config.times), longest_watch});
  }
  const Millis since = before.flat_for + passed - (sample.span - before.span);
  return std::clamp(since, Millis{}, std::min(passed, longest_watch));
}

FrameWatch watched(const Draft& draft, const FramesSampled& sample) {
  const FrameWatch& before = draft.attempt.frames;
  FrameWatch after = before;
  // A counter that went back is a new track: frames all the same.
  after.moving = sample.decoded != before.decoded;
  after.decoded = sample.decoded;
  after.span = sample.span;
  after.undecoded = sample.undecoded;
  after.decoder = sample.decoder;
  after.sampled_at = draft.now;
  if (after.moving) after.flat_for = {};
  // A hidden page may not decode at all.
  if (!before.sampled_at || !draft.page_visible) return after;
  const Millis passed = draft.now - *before.sampled_at;
  after.flat_for = after.moving ? since_last_frame(draft, sample, passed)
                                : before.flat_for + std::min(passed, longest_watch);
  return after;
}

void note_sample(Draft& draft, const FramesSampled& sample) {
  draft.attempt.frames = watched(draft, sample);
  arm_sample(draft);
}

bool have_stalled(const Draft& draft, const FramesSampled& sample) {
  const FrameWatch after = watched(draft, sample);
  return !after.moving && after.flat_for >= draft.config.times.stalled;
}

bool have_moved(const Draft& draft, const FramesSampled& sample) {
  return watched(draft, sample).moving;
}

bool are_lost(const Draft& draft, const FramesSampled& sample) {
  return watched(draft, sample).flat_for >= draft.config.times.lost;
}

void tell_stall(Draft& draft) {
  say(draft, StallChanged{draft.attempt.number, true});
  tell_news(draft, AttemptNews::Kind::stalled);
}

void tell_resumed(Draft& draft) { say(draft, StallChanged{draft.attempt.number, false}); }

void fail_frames_lost(Draft& draft) { note_failure(draft, FailureKind::stalled, Stage::live); }

Timings timings_of(const Marks& marks, Instant now) {
  const Instant wanted = marks.wanted.value_or(now);
  const Instant gathered = marks.gathered.value_or(wanted);
  const Instant posted = marks.posted.value_or(gathered);
  const Instant answered = marks.answered.value_or(posted);
  const Instant connected = marks.connected.value_or(answered);
  return {.gathering = gathered - wanted,
          .token = posted - gathered,
          .post = answered - posted,
          .connect = connected - answered,
          .frame = now - connected,
          .total = now - wanted};
}

void show_first_frame(Draft& draft, int width, int height) {
  Attempt& attempt = draft.attempt;
  attempt.media_timers.cancel(MediaTimer::connect);
  attempt.marks.flowing = draft.now;
  attempt.frames.flat_for = {};
  attempt.frames.moving = true;
  say(draft, FirstFrameShown{attempt.number, width, height, timings_of(attempt.marks, draft.now)});
}

void note_first_frame(Draft& draft, const FrameShown& frame) {
  show_first_frame(draft, frame.width, frame.height);
}

/// Dimensions of 0 are the "texture size [0x0]" mistake: such frames are none.
bool has_first_frame(const Draft&, const FramesSampled& sample) {
  return sample.decoded > 0 && sample.width > 0 && sample.height > 0;
}

void note_first_sample(Draft& draft, const FramesSampled& sample) {
  show_first_frame(draft, sample.width, sample.height);
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

constexpr auto setting_up = on<T::peer_missing, T::peer_refused, T::offer_usable, T::offer_unusable,
                               T::offer_failed, T::own_answer_usable, T::own_answer_unusable>;
constexpr auto candidates = on<T::candidate_gathered, T::gathering_completed>;
constexpr auto collected = on<T::described, T::described_not>;
constexpr auto answers = on<T::answer, T::server_offer, T::answer_taken>;
constexpr auto applied = on<T::answer_applied, T::answer_refused>;
constexpr auto connections = on<T::connected, T::disconnected, T::connection_lost>;
constexpr auto frames = on<T::frame_shown, T::frames_sampled>;
constexpr auto gathering_timers = on<T::gathering_quiet, T::gathering_cap, T::gathering_none>;
constexpr auto frame_timers = on<T::first_frame_late, T::sample_due>;
constexpr auto held = on<T::wanted, T::prepared_late>;

constexpr PhaseRule<P, Draft> rules[] = {
    {P::offering},
    {P::gathering, start_gathering, stop_gathering},
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
    {in(P::offering, P::gathering), on<T::offer_failed>, always, run<fail_offer_failed>, go(P::closed)},
    {in(P::offering, P::gathering), on<T::wanted>, always, run<collect_when_wanted>, stay},
    {in(P::offering, P::gathering), on<T::prepared_late>, always, nothing, go(P::closed)},
    // Of the first peer, when a second one answers the server's offer.
    {in(P::offering), candidates | collected, always, nothing, ignored},
    {in(P::offering), gathering_timers, always, nothing, defect},

    {in(P::gathering), on<T::candidate_gathered>, when<cap_passed>, run<collect>, stay},
    {in(P::gathering), on<T::candidate_gathered>, always, run<note_candidate>, stay},
    {in(P::gathering), on<T::gathering_quiet>, always, run<collect>, stay},
    {in(P::gathering), on<T::gathering_cap, T::gathering_completed>, when<has_candidate>, run<collect>, stay},
    {in(P::gathering), on<T::gathering_cap>, always, nothing, ignored},
    {in(P::gathering), on<T::gathering_completed, T::gathering_none>, always, run<fail_no_network>, go(P::closed)},
    {in(P::gathering), on<T::described>, always, run<hand_over>, go(P::negotiating)},
    {in(P::gathering), on<T::described_not>, always, run<fail_offer_unusable>, go(P::closed)},
    {in(P::gathering), on<T::peer_missing, T::peer_refused, T::offer_usable, T::offer_unusable, T::own_answer_usable, T::own_answer_unusable>, always, nothing, defect},
    {in(P::offering, P::gathering), on<T::answer_refused>, always, run<fail_answer_refused>, go(P::closed)},
    {in(P::offering, P::gathering), on<T::connected, T::disconnected>, always, nothing, ignored},
    {in(P::offering, P::gathering), answers | on<T::answer_applied, T::connect_late, T::disconnected_late> | frames | frame_timers, always, nothing, defect},

    {in(P::negotiating), on<T::answer>, always, run<tell_repair, apply_answer, await_connection>, stay},
    {in(P::negotiating), on<T::server_offer>, always, run<tell_repair, apply_counter_offer>, go(P::offering)},
    {in(P::negotiating), on<T::answer_applied>, when<is_answered, has_connected>, run<count_frames>, go(P::awaiting_frame)},
    {in(P::negotiating), on<T::answer_applied>, when<is_answered>, run<count_frames>, go(P::connecting)},
    {in(P::negotiating), on<T::answer_applied>, always, nothing, defect},
    {in(P::negotiating), on<T::answer_taken>, when<has_connected>, run<count_frames>, go(P::awaiting_frame)},
    {in(P::negotiating), on<T::answer_taken>, always, run<await_connection, count_frames>, go(P::connecting)},
    {in(P::negotiating), on<T::answer_refused>, always, run<fail_answer_refused>, go(P::closed)},
    {in(P::negotiating), candidates | collected | on<T::frame_shown>, always, nothing, ignored},
    {in(P::negotiating), setting_up | gathering_timers | on<T::frames_sampled> | frame_timers, always, nothing, defect},

    {in(P::connecting), on<T::connected>, always, run<note_connected>, go(P::awaiting_frame)},
    {in(P::connecting, P::awaiting_frame), on<T::frame_shown>, always, run<note_first_frame>, go(P::flowing)},
    {in(P::connecting, P::awaiting_frame), on<T::frames_sampled>, when<has_first_frame>, run<note_sample, note_first_sample>, go(P::flowing)},
    {in(P::awaiting_frame), on<T::first_frame_late>, when<comes_undecoded>, run<fail_undecodable>, go(P::closed)},
    {in(P::awaiting_frame), on<T::first_frame_late>, always, run<fail_first_frame_late>, go(P::closed)},
    {in(P::flowing), on<T::frames_sampled>, when<have_stalled>, run<note_sample>, go(P::stalled)},
    {in(P::stalled), on<T::frames_sampled>, when<have_moved>, run<note_sample, tell_resumed>, go(P::flowing)},
    {in(P::stalled), on<T::frames_sampled>, when<are_lost, near_limit>, run<end_by_limit>, go(P::closed)},
    {in(P::stalled), on<T::frames_sampled>, when<are_lost>, run<fail_frames_lost>, go(P::closed)},
    {in(P::connecting, P::awaiting_frame, P::flowing, P::stalled), on<T::frames_sampled>, always, run<note_sample>, stay},
    {in(P::connecting, P::awaiting_frame, P::flowing, P::stalled), on<T::sample_due>, always, run<count_frames>, stay},
    {in(P::flowing, P::stalled), on<T::frame_shown>, always, nothing, ignored},
    {in(P::connecting, P::flowing, P::stalled), on<T::first_frame_late>, always, nothing, defect},

    {in(P::negotiating, P::connecting), on<T::connect_late>, always, run<fail_connect_late>, go(P::closed)},
    {in(P::negotiating, P::awaiting_frame, P::flowing, P::stalled), on<T::connected>, always, run<note_connected>, stay},
    {in(P::negotiating, P::connecting, P::awaiting_frame, P::flowing, P::stalled), on<T::disconnected>, always, run<note_disconnected>, stay},
    {in(P::flowing, P::stalled), on<T::connection_lost, T::disconnected_late>, when<near_limit>, run<end_by_limit>, go(P::closed)},
    {in(P::negotiating, P::connecting, P::awaiting_frame, P::flowing, P::stalled), on<T::disconnected_late>, always, run<fail_connection>, go(P::closed)},
    {in(P::offering, P::gathering, P::negotiating, P::connecting, P::awaiting_frame, P::flowing, P::stalled), on<T::connection_lost>, always, run<fail_lost>, go(P::closed)},
    {in(P::offering, P::gathering, P::negotiating, P::connecting, P::awaiting_frame, P::flowing, P::stalled), on<T::release>, always, nothing, go(P::closed)},
    {in(P::connecting, P::awaiting_frame, P::flowing, P::stalled), candidates | collected, always, nothing, ignored},
    {in(P::awaiting_frame, P::flowing, P::stalled), on<T::connect_late>, always, nothing, defect},
    {in(P::connecting, P::awaiting_frame, P::flowing, P::stalled), setting_up | gathering_timers | answers | applied, always, nothing, defect},

    // What was under way when it was closed may still report.
    {in(P::closed), setting_up | candidates | collected | applied | connections | frames | on<T::release>, always, nothing, ignored},
    {in(P::closed), answers | gathering_timers | frame_timers | on<T::connect_late, T::disconnected_late>, always, nothing, defect},
    {in(P::negotiating, P::connecting, P::awaiting_frame, P::flowing, P::stalled, P::closed), held, always, nothing, defect},
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
