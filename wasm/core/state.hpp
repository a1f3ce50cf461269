// The whole state as regular values: copyable, comparable, without pointers, handles or tokens.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/config.hpp"
#include "core/error.hpp"
#include "core/phases.hpp"
#include "core/presence.hpp"
#include "core/time.hpp"
#include "core/timers.hpp"

namespace ring {

/// When each step of an attempt was reached; unset while it was not.
struct Marks {
  std::optional<Instant> opened, gathered, posted, answered, connected, flowing;

  bool operator==(const Marks&) const = default;
};

/// Progress of decoded frames, judged on samples only: missing statistics are no news.
struct FrameWatch {
  std::int64_t decoded = 0;
  std::optional<Instant> sampled_at;
  Millis flat_for;       ///< Time watched without a new frame.
  bool moving = false;   ///< The last sample had new frames.
  bool stalled = false;  ///< Frames flowed, then stopped for longer than `Times::stalled`.

  bool operator==(const FrameWatch&) const = default;
};

/// Where the attempt's own token is. The token itself never enters the core.
enum class TokenState : std::uint8_t { not_needed, asked, ready };

struct Attempt {
  AttemptNumber number = 0;
  AttemptPhase phase = AttemptPhase::offering;
  AttemptPhase told = AttemptPhase::offering;  ///< The phase the session machine knows of.

  std::string endpoint;  ///< Where the offer goes.
  std::string offer;     ///< As applied, then as sent; the server's once it made one.
  bool offers_h264 = false;
  bool countered = false;  ///< `offer` is the server's, and ours the answer.
  bool has_candidate = false;
  bool held = false;  ///< Prepared only: asks for no token and sends nothing until it is wanted.

  Millis allowance;  ///< How much of the budget it may use: its session lasts so long, or as long
                     ///< as the service's limit. Nothing while it is held.
  std::optional<Instant> limit;  ///< When that, or the service's own limit, is used up.
  bool was_gone = false;         ///< Before its limit, its DELETE found no session any more.
  bool superseded = false;       ///< Its picture was swapped for the next one's.

  TokenState token = TokenState::not_needed;
  bool post_refreshed = false;  ///< One fresh token for a refused POST,
  bool end_refreshed = false;   ///< and one for a refused DELETE.

  bool post_in_flight = false;  ///< Its reply may still open a session.
  bool end_in_flight = false;   ///< A DELETE (or the fresh token for it) is awaited.
  std::string session_url;      ///< Open at the service; empty when there is none.

  FrameWatch frames;
  Marks marks;
  TimerTable timers;

  EndReason reason = EndReason::none;
  std::optional<Failure> failure;

  bool operator==(const Attempt&) const = default;
};

/// What spans the sessions of one viewing.
struct Viewing {
  Millis budget;     ///< Camera time left for sessions that have not been asked for.
  int failures = 0;  ///< Since it was last live for `Times::steady`.
  std::optional<Instant> not_before;  ///< The service's own time for the next try.
  bool online = true;                 ///< Until the page has said otherwise.
  bool away = false;                  ///< The page was left; it may come back.
  Presence presence;
  Experience experience;
  bool linked_servers = false;     ///< The service named ICE servers with a session.
  std::optional<Failure> verdict;  ///< Why no further session can follow the current one.

  bool operator==(const Viewing&) const = default;
};

struct State {
  SessionPhase phase = SessionPhase::idle;
  WaitReason wait = WaitReason::none;
  EndReason reason = EndReason::none;
  Instant now;
  AttemptNumber last_attempt = 0;
  AttemptNumber current = 0;      ///< Whose picture is shown or awaited; 0: nobody's.
  AttemptNumber next = 0;         ///< Who takes over, while rolling; else 0.
  std::vector<Attempt> attempts;  ///< At most two that have not ended.
  Viewing viewing;
  std::uint32_t random = 0;  ///< Of the jitter; zero: not seeded yet.
  TimerTable timers;

  bool operator==(const State&) const = default;
};

}  // namespace ring
