// All timers of the core: one enum, one table each for the session and for an attempt. The page
// keeps a single real timer for the earliest of them; waking early or late is harmless.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "core/time.hpp"

namespace ring {

/// In firing order: of several that are due at once the first here fires first. A limit comes
/// before what could still prolong a session, so that it is never overrun (promise 6).
enum class Timer : std::uint8_t {
  limit_reached,
  limit_near,
  token,
  gathering_quiet,
  gathering_cap,
  gathering_none,
  post,
  connect,
  first_frame,
  disconnected,
  sample,
  close,
  prepared,
  // The session's own. The first four only wake it: what they stand for is looked at after each
  // step.
  rollover,
  swap,
  retry,
  turn,
  linger,
  steady,
  unseen,
  removal,
};
inline constexpr std::size_t timer_count = static_cast<std::size_t>(Timer::removal) + 1;

class TimerTable {
 public:
  struct Due {
    Instant at;
    Timer timer = Timer::limit_reached;

    bool operator==(const Due&) const = default;
  };

  void arm(Timer timer, Instant at) { slot(timer) = at; }
  void cancel(Timer timer) { slot(timer).reset(); }
  void cancel_all() { at_ = {}; }
  [[nodiscard]] std::optional<Instant> armed(Timer timer) const {
    return at_[static_cast<std::size_t>(timer)];
  }

  /// The earliest timer; of equal ones the first in firing order.
  [[nodiscard]] std::optional<Due> next() const {
    std::optional<Due> earliest;
    for (std::size_t i = 0; i < timer_count; ++i) {
      if (at_[i] && (!earliest || *at_[i] < earliest->at)) {
        earliest = Due{*at_[i], static_cast<Timer>(i)};
      }
    }
    return earliest;
  }

  bool operator==(const TimerTable&) const = default;

 private:
  std::optional<Instant>& slot(Timer timer) { return at_[static_cast<std::size_t>(timer)]; }

  std::array<std::optional<Instant>, timer_count> at_{};
};

}  // namespace ring
