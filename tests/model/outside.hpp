// One viewing in virtual time: a person, a page, a browser, a service and a device around the core.
// Everything that happens follows from one seed.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "dice.hpp"
#include "promises.hpp"

namespace ring::model {

/// What a device does with a second session.
enum class Overlap : std::uint8_t { allowed, refused, replaces };

/// What is decided before the viewing begins.
struct Script {
  Config config;
  Overlap overlap = Overlap::allowed;
  bool faults = true;  ///< Else nothing goes wrong, and nobody goes away.
  bool device_offline = false;
  bool makes_offers = false;  ///< The service answers a POST with an offer of its own.
  Millis first_frame;         ///< From the service's answer to the first frame.
  Millis patience;            ///< How long the person watches.
  /// Of a wall of players: all POSTs of this spell get a 500, all connections are lost at its
  /// start.
  Instant outage_from{-1};
  Instant outage_until{-1};
};

Script draw_script(Dice& dice);

/// What became of it.
struct Tally {
  std::string_view broken;  ///< A promise, or "".
  int opened = 0;           ///< Sessions at the service.
  int left = 0;             ///< Of these, ended by their limit: nobody could delete them.
  int retries = 0;
  int swaps = 0;     ///< Rollovers by overlap,
  int replaced = 0;  ///< that ended before the new picture was steady,
  int breaks = 0;    ///< and by break before make.
  int gave_up = 0;
  std::array<int, 32> failures{};  ///< By FailureKind, whether retried or not.
  Millis camera;                   ///< Of all sessions, as the service counts.
  Millis live;
  std::vector<Millis> first_frames;
  std::vector<Millis> gaps;  ///< Without a live picture between two sessions.
  std::vector<Instant> posts;
};

/// Runs it to its end. With `print`, every event is written out.
Tally run_viewing(const Script& script, Dice dice, bool print);

}  // namespace ring::model
