// The whole state as regular values: copyable, comparable, without pointers, handles or tokens.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/config.hpp"
#include "core/machine/phases.hpp"
#include "core/machine/presence.hpp"
#include "core/machine/timers.hpp"
#include "core/time.hpp"
#include "core/wire/failure.hpp"

namespace ring {

/// When each step of an attempt was reached; unset while it was not.
struct Milestones {
  std::optional<Instant> wanted;  ///< Before that it is only prepared: it asks nobody for anything.
  std::optional<Instant> gathered, posted, answered, connected, flowing;

  bool operator==(const Milestones&) const = default;
};

/// Progress of decoded frames, judged on samples only: missing statistics are no news.
struct FrameWatch {
  std::int64_t decoded = 0;
  std::optional<Instant> sampled_at;
  Millis span;             ///< As of the last sample.
  Millis flat_for;         ///< Time watched without a new frame.
  bool moving = false;     ///< The last sample had new frames.
  bool undecoded = false;  ///< As of the last sample.
  std::string decoder;
  std::int64_t freezes = 0;          ///< As of the last sample.
  std::optional<Instant> frozen_at;  ///< When the last one was seen.
  bool buffered = false;             ///< A longer jitter buffer was asked for.

  bool operator==(const FrameWatch&) const = default;
};

/// Where the attempt's own token is. The token itself never enters the core.
enum class TokenState : std::uint8_t {
  none,  ///< None is needed, or none was asked for yet.
  asked,
  ready,
  renewing,  ///< The service refused it: a fresh one was asked for,
  renewed,   ///< and has come; when that is refused as well, it is final.
};

/// What is held while a session is open, where the service asked for it.
struct Tether {
  std::string url;          ///< Empty: nothing is held.
  std::uint8_t breaks = 0;  ///< As far as they matter to when it is held again.

  bool operator==(const Tether&) const = default;
};

/// One try within a viewing: a session with its media.
struct Attempt {
  AttemptNumber number = 0;
  SessionPhase session = SessionPhase::none;
  MediaPhase media = MediaPhase::offering;

  TokenState token = TokenState::none;
  std::string session_url;  ///< Its own address at the service, for PATCH and DELETE.
  Tether tether;
  std::string offer;  ///< As applied, then as sent; the server's once it made one.
  bool offers_h264 = false;

  Millis allowance;  ///< How much of the budget it may use: its session lasts so long, or as long
                     ///< as the service's limit.
  std::optional<Instant> limit;  ///< When that, or the service's own limit, is used up.

  FrameWatch frames;
  Milestones reached;
  TimerTable<SessionTimer> session_timers;
  TimerTable<MediaTimer> media_timers;

  EndReason reason = EndReason::none;
  std::optional<Failure> failure;

  bool operator==(const Attempt&) const = default;
};

/// Somebody still waits for it, or watches it.
inline bool is_active(const Attempt& attempt) { return attempt.media != MediaPhase::closed; }

/// Made ahead of a person's wish, and held until it comes.
inline bool is_held(const Attempt& attempt) {
  return !attempt.reached.wanted && is_active(attempt);
}

/// The browser holds nothing for it any more, and the service neither.
inline bool is_over(const Attempt& attempt) {
  return !is_active(attempt) && attempt.session == SessionPhase::gone;
}

/// Its POST has been under way for so long that even a closing viewing does not wait any more.
inline bool is_slow(const Attempt& attempt) {
  return attempt.session == SessionPhase::asking &&
         !attempt.session_timers.armed(SessionTimer::post_slow);
}

AttemptPhase phase_of(const Attempt& attempt);

/// Of sessions with an answer that could be used.
struct CameraUse {
  int sessions = 0;
  Millis time;  ///< For which they were open, together.

  bool operator==(const CameraUse&) const = default;
};

/// What spans the sessions of one viewing.
struct Viewing {
  Millis budget;     ///< Camera time left for sessions that have not been asked for.
  CameraUse used;    ///< By the sessions that are gone.
  int failures = 0;  ///< That woke the camera, since it was last live for `Times::steady`.
  int tries = 0;     ///< That failed since then, of any kind: the backoff doubles with each.
  std::optional<Instant> trying_since;  ///< When the first of those came, while somebody looked.
  std::optional<Instant> not_before;    ///< The service's own time for the next try.
  bool insisted = false;                ///< A person asked for what it waits for, and no machine.
  bool online = true;                   ///< What the page last said of the network.
  bool away = false;                    ///< The page was left; it may come back.
  bool removed = false;                 ///< The player is out of the document; it may come back.
  Presence presence;
  Experience experience;
  bool named_servers = false;            ///< The service named ICE servers with a session.
  bool freezes = false;                  ///< The network makes the picture freeze again and again.
  std::optional<Failure> final_failure;  ///< Why no further session can follow the current one.

  bool operator==(const Viewing&) const = default;
};

struct State {
  ViewingPhase phase = ViewingPhase::idle;
  WaitReason wait = WaitReason::none;
  EndReason reason = EndReason::none;
  Instant now;
  AttemptNumber last_attempt = 0;
  AttemptNumber current = 0;  ///< Whose picture is shown or awaited; 0: nobody's.
  AttemptNumber next = 0;     ///< Who takes over, while rolling; else 0.
  AttemptNumber previous =
      0;  ///< Whose picture was taken over; it lingers until it is painted over.
  std::vector<Attempt> attempts;  ///< Few: those that are not over, and the last ones that are.
  Viewing viewing;
  std::uint32_t random = 0;  ///< Of the jitter; zero: not seeded yet.
  TimerTable<ViewingTimer> timers;

  bool operator==(const State&) const = default;
};

/// Null for one that is forgotten; 0 is nobody's number.
const Attempt* find_attempt(const State& state, AttemptNumber number);
Attempt* find_attempt(State& state, AttemptNumber number);

}  // namespace ring
