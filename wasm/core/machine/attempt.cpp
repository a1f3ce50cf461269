#include "core/machine/attempt.hpp"

#include <utility>

#include "core/machine/media.hpp"
#include "core/machine/session.hpp"
#include "core/wire/endpoint.hpp"
#include "core/wire/text.hpp"

namespace ring {
namespace {

constexpr std::size_t longest_reason = 200;

}  // namespace

bool had_frames(const AttemptDraft& draft) { return draft.attempt.reached.flowing.has_value(); }

void say(AttemptDraft& draft, Notice notice) {
  draft.commands.push_back(Publish{std::move(notice)});
}

void tell_news(AttemptDraft& draft, AttemptNews::Kind kind) {
  draft.news.push_back({draft.attempt.number, kind});
}

void tell_phase(AttemptDraft& draft) {
  const AttemptPhase phase = phase_of(draft.attempt);
  if (phase == draft.told) return;
  draft.told = phase;
  say(draft, AttemptChanged{draft.attempt.number, phase});
}

void note_failure(AttemptDraft& draft, Failure failure) {
  if (!is_active(draft.attempt)) return;
  failure.attempt = draft.attempt.number;
  failure.cross_origin = is_cross_origin(draft.config);
  draft.attempt.failure = std::move(failure);
  draft.attempt.reason = EndReason::failed;
}

void note_failure(AttemptDraft& draft, FailureKind kind, Stage stage, std::string_view detail) {
  Failure failure;
  failure.kind = kind;
  failure.stage = stage;
  failure.detail = printable(detail, longest_reason);
  note_failure(draft, std::move(failure));
}

Attempt prepare_attempt(const Config& config, AttemptNumber number, bool named_servers, Instant now,
                        Commands& commands) {
  Attempt attempt;
  attempt.number = number;
  attempt.media_timers.arm(MediaTimer::prepared, now + config.times.prepared);
  commands.push_back(Publish{AttemptChanged{number, phase_of(attempt)}});
  commands.push_back(OpenPeer{number, named_servers});
  return attempt;
}

void ask_for_session(AttemptDraft& draft) {
  draft.attempt.reached.wanted = draft.now;
  drive<SessionTrigger::wanted>(draft);
  drive<MediaTrigger::wanted>(draft);
}

void release(AttemptDraft& draft) { drive<MediaTrigger::release>(draft); }

}  // namespace ring
