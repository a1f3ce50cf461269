#include "core/machine/frames.hpp"

#include <algorithm>
#include <utility>

namespace ring {
namespace {

// A frozen tab or a sleeping machine must not count as a stall: of the time between two samples at
// most this much was watched.
constexpr Millis longest_watch = seconds(1);

// One freeze may be the camera's. When they come this close, packets are late or lost, and browsers
// do not wait long enough for them to come again: with 3 % lost and 80 ms there and back,
// Chromium's own buffer of 60 ms froze 20 times in 45 s, one of 100 ms 12 times, one of 200 ms
// hardly once.
constexpr Millis freezes_within = seconds(10);
constexpr Millis longer_buffer = milliseconds(200);

Millis sample_closely(const Times& times) { return std::min(times.sample, times.sample_closely); }

/// Each look costs the page's main thread more than anything else while a picture simply plays.
Instant next_look(const AttemptDraft& draft) {
  const Times& times = draft.config.times;
  const FrameWatch& frames = draft.attempt.frames;
  const Millis closely = sample_closely(times);
  const bool calm = frames.moving && frames.span.count > 0 && frames.flat_for < closely;
  return draft.now + (calm ? times.sample : closely);
}

/// How long before this sample the last frame came, with new ones since the sample before. Where
/// the browser does not say it is taken to have come right after that one, so that a stall is never
/// noticed later than promised; but where samples came far apart, what moved in between was not
/// flat.
Millis since_last_frame(const AttemptDraft& draft, const FramesSampled& sample, Millis passed) {
  const FrameWatch& before = draft.attempt.frames;
  if (before.span.count == 0 || sample.span < before.span) {
    return std::min({passed, sample_closely(draft.config.times), longest_watch});
  }
  const Millis since = before.flat_for + passed - (sample.span - before.span);
  return std::clamp(since, Millis{}, std::min(passed, longest_watch));
}

FrameWatch watched(const AttemptDraft& draft, const FramesSampled& sample) {
  const FrameWatch& before = draft.attempt.frames;
  FrameWatch after = before;
  // A counter that went back is a new track: frames all the same.
  after.moving = sample.decoded != before.decoded;
  after.decoded = sample.decoded;
  after.span = sample.span;
  after.undecoded = sample.undecoded;
  after.decoder = sample.decoder;
  after.sampled_at = draft.now;
  after.freezes = sample.freezes;
  if (after.moving) after.flat_for = {};
  // A hidden page may not decode at all.
  if (!before.sampled_at || !draft.page_visible) return after;
  if (sample.freezes > before.freezes) after.frozen_at = draft.now;
  const Millis passed = draft.now - *before.sampled_at;
  after.flat_for = after.moving ? since_last_frame(draft, sample, passed)
                                : before.flat_for + std::min(passed, longest_watch);
  return after;
}

/// With the second freeze of a short while.
bool freezes_again(const FrameWatch& before, const FrameWatch& after) {
  if (after.frozen_at == before.frozen_at) return false;
  return after.freezes > before.freezes + 1 ||
         (before.frozen_at && *after.frozen_at - *before.frozen_at <= freezes_within);
}

/// Once is enough for an attempt; the next ones of a viewing have it from their first sample on.
void buffer_longer(AttemptDraft& draft) {
  draft.attempt.frames.buffered = true;
  draft.commands.push_back(SetJitterBuffer{draft.attempt.number, longer_buffer});
  if (!draft.freezes) tell_news(draft, AttemptNews::Kind::freezing);
}

Timings timings_of(const Milestones& reached, Instant now) {
  const Instant wanted = reached.wanted.value_or(now);
  const Instant gathered = reached.gathered.value_or(wanted);
  const Instant posted = reached.posted.value_or(gathered);
  const Instant answered = reached.answered.value_or(posted);
  const Instant connected = reached.connected.value_or(answered);
  return {.gathering = gathered - wanted,
          .token = posted - gathered,
          .post = answered - posted,
          .connect = connected - answered,
          .frame = now - connected,
          .total = now - wanted};
}

void show_first_frame(AttemptDraft& draft, int width, int height) {
  Attempt& attempt = draft.attempt;
  attempt.media_timers.cancel(MediaTimer::connect);
  attempt.reached.flowing = draft.now;
  attempt.frames.flat_for = {};
  attempt.frames.moving = true;
  say(draft,
      FirstFrameShown{attempt.number, width, height, timings_of(attempt.reached, draft.now)});
}

}  // namespace

void count_frames(AttemptDraft& draft) {
  draft.commands.push_back(SampleFrames{draft.attempt.number});
  draft.attempt.media_timers.arm(MediaTimer::sample, next_look(draft));
}

void note_sample(AttemptDraft& draft, const FramesSampled& sample) {
  FrameWatch& frames = draft.attempt.frames;
  const FrameWatch before = std::exchange(frames, watched(draft, sample));
  if (!frames.buffered && (draft.freezes || freezes_again(before, frames))) buffer_longer(draft);
  TimerTable<MediaTimer>& timers = draft.attempt.media_timers;
  // While all is calm the timer stays as it was set when this look was asked for: setting it costs,
  // too.
  const Instant next = next_look(draft);
  timers.arm(MediaTimer::sample, std::min(timers.armed(MediaTimer::sample).value_or(next), next));
}

bool have_stalled(const AttemptDraft& draft, const FramesSampled& sample) {
  const FrameWatch after = watched(draft, sample);
  return !after.moving && after.flat_for >= draft.config.times.stalled;
}

bool have_moved(const AttemptDraft& draft, const FramesSampled& sample) {
  return watched(draft, sample).moving;
}

bool are_lost(const AttemptDraft& draft, const FramesSampled& sample) {
  return watched(draft, sample).flat_for >= draft.config.times.lost;
}

void tell_stall(AttemptDraft& draft) {
  say(draft, StallChanged{draft.attempt.number, true});
  tell_news(draft, AttemptNews::Kind::stalled);
}

void tell_resumed(AttemptDraft& draft) { say(draft, StallChanged{draft.attempt.number, false}); }

void fail_frames_lost(AttemptDraft& draft) {
  note_failure(draft, FailureKind::stalled, Stage::live);
}

void note_first_frame(AttemptDraft& draft, const FrameShown& frame) {
  show_first_frame(draft, frame.width, frame.height);
}

bool has_first_frame(const AttemptDraft&, const FramesSampled& sample) {
  return sample.decoded > 0 && sample.width > 0 && sample.height > 0;
}

void note_first_sample(AttemptDraft& draft, const FramesSampled& sample) {
  show_first_frame(draft, sample.width, sample.height);
}

}  // namespace ring
