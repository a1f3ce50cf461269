// The promises of the design that speak of the core, checked on every step of a run by an observer
// that has its own memory: what it counts, it counts from events and commands, not from the state.
//
// The memory is a plain value, so that the explorer can branch it together with the state.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/machine/step.hpp"

namespace ring::model {

/// What the outside world knows of an event and the core is not told.
struct Truth {
  /// Where the session lives that this reply opened; empty when it opened none, or one that nobody
  /// could delete.
  std::string opened;
  /// How late the page woke the core.
  Millis late;
};

/// One attempt, as the outside sees it. Forgotten when it is over and its POST is answered.
struct Track {
  enum class Session : std::uint8_t {
    none,
    open,
    ending,   ///< A DELETE is on its way.
    refused,  ///< The DELETE was, with 401: one more is allowed.
    unknown,  ///< Its POST was given up: it may be open, and nobody can delete it.
    over,
  };

  AttemptNumber number = 0;
  bool rolled = false;     ///< Began beside another one, as a rollover.
  bool insisted = false;   ///< A person wanted it.
  bool passed_by = false;  ///< It was unanswered when a person insisted on another one.
  bool over = false;       ///< It has ended; only its POST may still be answered.
  bool awaited = false;    ///< A POST without a reply.
  bool answered = false;   ///< Its session was taken into use: the camera is on.
  bool held = false;       ///< Its tether.
  int deletes = 0;
  Session session = Session::none;
  std::string url;  ///< Of the session.
  std::optional<Instant> posted;
  Millis allowance;
  // What the samples have said.
  std::int64_t decoded = 0;
  std::optional<Instant> sampled_at;
  Millis span;
  Millis flat_for;
};

struct Witness {
  std::vector<Track> tracks;
  // Of this viewing, since it was opened.
  Millis granted;         ///< Camera time that the page asked for.
  Millis spent;           ///< Camera time of attempts that are over.
  int failed_posts = 0;   ///< In a row, without `Times::steady` of live video.
  int failures_told = 0;  ///< `Failed` published.
  std::optional<Instant> live_since;
  std::optional<Instant> not_before;  ///< What Retry-After said.
  bool insisted = false;              ///< A person wants a session that was not begun yet.
  bool alone = false;                 ///< The camera has refused a second session.
  // Who watches.
  Presence presence;
  bool away = false;
  bool removed = false;
  std::optional<Instant> unseen_since;
};

/// What a run may rely on, worked out once.
struct Rules {
  explicit Rules(const Config& with);

  Config config;
  std::string origin;
};

/// Looks at one step and remembers what matters later. The first promise that it breaks, or "".
std::string_view observe(const Rules& rules, Witness& witness, const State& before,
                         const Event& event, const Truth& truth, const Step& after);

/// Whether equal arguments gave an equal result (promise 10).
bool is_repeatable(const Config& config, const State& before, const Event& event, Instant now,
                   const Step& after);

}  // namespace ring::model
