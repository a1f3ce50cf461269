// All timers of the core: one list for each owner. The page keeps a single real timer for the
// earliest of them; waking early or late is harmless.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "core/time.hpp"

namespace ring {

// Each in firing order: of several that are due at once the first here fires first. A limit comes
// before what could still prolong a session, so that it is never overrun (promise 6).

/// Of an attempt's session.
enum class SessionTimer : std::uint8_t {
  limit_reached,
  limit_near,
  token,
  post,
  post_slow,
  patch,
  close,
  unsure,
  tether,
  count
};
/// Of an attempt's media.
enum class MediaTimer : std::uint8_t {
  gathering_quiet,
  gathering_cap,
  gathering_none,
  connect,
  first_frame,
  disconnected,
  sample,
  prepared,
  count
};
/// Of the viewing. The first four only wake it: what they stand for is looked at after each step.
enum class ViewingTimer : std::uint8_t {
  rollover,
  swap,
  retry,
  turn,
  linger,
  steady,
  unseen,
  removal,
  count
};

template <class Timer>
class TimerTable {
 public:
  struct Due {
    Instant at;
    Timer timer{};

    bool operator==(const Due&) const = default;
  };

  void arm(Timer timer, Instant at) { at_[index(timer)] = at; }
  template <class... Timers>
  void cancel(Timers... timers) {
    (at_[index(timers)].reset(), ...);
  }
  void cancel_all() { at_ = {}; }
  [[nodiscard]] std::optional<Instant> armed(Timer timer) const { return at_[index(timer)]; }

  /// The earliest timer; of equal ones the first in firing order.
  [[nodiscard]] std::optional<Due> next() const {
    std::optional<Due> earliest;
    for (std::size_t i = 0; i < at_.size(); ++i) {
      if (at_[i] && (!earliest || *at_[i] < earliest->at)) {
        earliest = Due{*at_[i], static_cast<Timer>(i)};
      }
    }
    return earliest;
  }

  bool operator==(const TimerTable&) const = default;

 private:
  static constexpr std::size_t index(Timer timer) { return static_cast<std::size_t>(timer); }

  std::array<std::optional<Instant>, static_cast<std::size_t>(Timer::count)> at_{};
};

}  // namespace ring
