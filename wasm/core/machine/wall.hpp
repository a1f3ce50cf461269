// Which cameras of a wall are on: most of its tiles show their last picture, a few have a place.
// Knows no player: a tile is a handful of facts, and what is remembered of it.
#pragma once

#include <array>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string_view>
#include <vector>

#include "core/time.hpp"

namespace ring {

/// What a tile's camera does.
enum class CameraState : std::uint8_t {
  unwanted,  ///< Nobody wants it: not chosen, stopped by a person, or it failed for good.
  failed,    ///< It failed as may pass.
  off,
  starting,  ///< On its way to a picture.
  live,
  rolling,  ///< Live, and two sessions are open.
};

inline constexpr std::string_view camera_state_names[] = {"unwanted", "failed", "off",
                                                          "starting", "live",   "rolling"};
static_assert(std::size(camera_state_names) == static_cast<std::size_t>(CameraState::rolling) + 1);

struct WallTimes {
  /// Whoever gets a place keeps it for so long, and whoever loses it waits as long: no battery is
  /// woken every few seconds.
  Millis keep = seconds(15);
  Millis patrol;  ///< A place goes to the next after this; zero: only when it falls free.
  Millis attention =
      seconds(60);  ///< What somebody asked for, or something happened at, comes first for so long.
  Millis handover =
      seconds(10);  ///< The picture that yields stays until the next is there, but not longer.
  Millis look = seconds(5);        ///< How often frames and budgets are looked at,
  Millis calm = seconds(60);       ///< and how long all must go well before there is another place.
  Millis patience = seconds(600);  ///< What has failed is tried again after this.
  Millis hour = seconds(3600);     ///< Of the budgets:
  Millis budget = seconds(600);    ///< camera time that a battery may use in any hour.
};

/// One by its wire name, for setting it from outside.
struct WallTimeField {
  const char* name;
  Millis WallTimes::*field;
};
inline constexpr WallTimeField wall_time_fields[] = {
    {"keep", &WallTimes::keep},           {"patrol", &WallTimes::patrol},
    {"attention", &WallTimes::attention}, {"handover", &WallTimes::handover},
    {"look", &WallTimes::look},           {"calm", &WallTimes::calm},
    {"patience", &WallTimes::patience},   {"hour", &WallTimes::hour},
    {"budget", &WallTimes::budget},
};
static_assert(sizeof(WallTimes) == std::size(wall_time_fields) * sizeof(Millis));

inline constexpr int usual_places = 6;
inline constexpr int most_places = 16;  ///< However well the machine decodes.

struct WallRules {
  WallTimes times;
  int most = 0;  ///< Places; zero: as many as the machine decodes.
  /// Frames of all tiles since they were last counted, in the one question after that: those that
  /// were shown, and those that came too late for it.
  int decoded = 0;
  int dropped = 0;
};

struct WallTile {
  int id = 0;
  CameraState camera = CameraState::off;
  bool seen = true;
  int priority = 0;                 ///< The highest comes first.
  std::optional<Instant> attended;  ///< Something happened there.
  std::optional<Instant> asked;     ///< A person wants to see it.
  bool battery = false;             ///< Has a budget.
};

enum class Place : std::uint8_t {
  none,
  yielding,  ///< Its picture stays until that of its successor is there.
  held,
};

/// Camera time of the last hour, in twelfths: with the one that has begun, it is never less than an
/// hour's.
struct CameraHour {
  int id = 0;
  std::array<Millis, 13> spent;
  std::int64_t twelfth = 0;
};

/// Of all walls of a page: a camera has one hour, on however many walls it hangs, and whichever of
/// them have gone. `hour` is the same for all of them.
using CameraHours = std::vector<CameraHour>;

/// What a wall remembers of a tile.
struct TilePlace {
  int id = 0;
  Place place = Place::none;
  Instant since{-86'400'000};  ///< When that changed; before all others, when it never has.
  bool on = false;             ///< Its camera was, when it was last asked about.
  bool urgent = false;         ///< It comes first, because of a person or an event.
  Millis left;                 ///< Of its budget, if it has one.
};

struct Wall {
  std::vector<TilePlace> tiles;  ///< Those of the last question.
  int bound = -1;                ///< As of the last question.
  int most = 0;                  ///< What the machine bears of it.
  bool tried = false;            ///< The last change was one more,
  int failed = 0;                ///< and so many of these in a row had to be taken back.
  Instant changed;               ///< When that was, or when it bore less.
  bool count = false;            ///< The frames are to be counted now:
  Instant counted;               ///< when they last were.
  bool late = false;             ///< Of those too many came too late for their time.
  Instant turned;                ///< When the patrol last moved on.
  Instant now;
};

/// Never null for a tile of the last question.
const TilePlace* find_place(const Wall& wall, int id);

/// Gives and takes places. Those on screen come first, of these the highest priorities, of these
/// the first in order; in a patrol those that have waited longest. What a person or an event asks
/// for goes before all others, at once. Hours in which nothing was used are forgotten.
/// @return When it wants to be asked again, unless something happens before.
Instant arrange(Wall& wall, CameraHours& hours, const WallRules& rules,
                const std::vector<WallTile>& tiles, Instant now);

}  // namespace ring
