#include "core/machine/wall.hpp"

#include <algorithm>
#include <utility>

namespace ring {
namespace {

/// Less is not worth waking a camera for.
constexpr Millis least_view = seconds(5);
/// Fewer frames than these say nothing of the machine.
constexpr int telling_frames = 30;
constexpr int most_failed = 6;

struct Seat {
  const WallTile* tile;
  TilePlace* place;
};

struct Draft {
  Wall& wall;
  CameraHours& hours;
  const WallRules& rules;
  Instant now;
  std::vector<Seat> seats;  ///< In the order of the page.
  Instant next;
};

void note_next(Draft& draft, Instant at) {
  if (at > draft.now) draft.next = std::min(draft.next, at);
}

// ---- camera time ----

Millis spent(const CameraHour& hour) {
  Millis all;
  for (const Millis twelfth : hour.spent) all = all + twelfth;
  return all;
}

/// Forgets what is an hour old.
void turn_to(CameraHour& hour, std::int64_t twelfth) {
  const auto count = static_cast<std::int64_t>(hour.spent.size());
  for (int i = 0; i < count && hour.twelfth < twelfth; ++i) {
    hour.spent[static_cast<std::size_t>(++hour.twelfth % count)] = {};
  }
  hour.twelfth = twelfth;
}

void spend(CameraHour& hour, Millis time) {
  Millis& now = hour.spent[static_cast<std::size_t>(hour.twelfth) % hour.spent.size()];
  now = now + time;
}

bool is_on(CameraState camera) { return camera >= CameraState::starting; }
bool is_live(CameraState camera) { return camera >= CameraState::live; }

/// Null where nothing was used.
CameraHour* find_hour(const Draft& draft, int id) {
  for (CameraHour& hour : draft.hours) {
    if (hour.id == id) return &hour;
  }
  return nullptr;
}

void count_use(Draft& draft) {
  const Millis length = {std::max<std::int64_t>(draft.rules.times.hour.count / 12, 1)};
  const std::int64_t twelfth = draft.now.ms / length.count;
  for (CameraHour& hour : draft.hours) turn_to(hour, twelfth);
  for (const TilePlace& tile : draft.wall.tiles) {
    if (!tile.on) continue;
    CameraHour* hour = find_hour(draft, tile.id);
    if (hour == nullptr) hour = &draft.hours.emplace_back(CameraHour{tile.id, {}, twelfth});
    spend(*hour, draft.now - draft.wall.now);
  }
  std::erase_if(draft.hours, [](const CameraHour& hour) { return spent(hour) == Millis{}; });
  draft.wall.now = draft.now;
}

Millis left_of(const Draft& draft, int id) {
  const CameraHour* hour = find_hour(draft, id);
  const Millis used = hour == nullptr ? Millis{} : spent(*hour);
  return std::max(draft.rules.times.budget - used, Millis{});
}

void take_seats(Draft& draft, const std::vector<WallTile>& tiles) {
  std::vector<TilePlace>& places = draft.wall.tiles;
  std::erase_if(places, [&](const TilePlace& place) {
    return std::none_of(tiles.begin(), tiles.end(),
                        [&](const WallTile& tile) { return tile.id == place.id; });
  });
  for (const WallTile& tile : tiles) {
    if (find_place(draft.wall, tile.id) == nullptr) places.emplace_back().id = tile.id;
  }
  for (const WallTile& tile : tiles) {
    const auto place = std::find_if(places.begin(), places.end(),
                                    [&](const TilePlace& p) { return p.id == tile.id; });
    place->on = is_on(tile.camera);
    place->left = left_of(draft, tile.id);
    draft.seats.push_back({&tile, &*place});
    if (place->on && tile.battery) note_next(draft, draft.now + place->left);
  }
}

// ---- who comes first ----

bool is_fresh(const Draft& draft, const std::optional<Instant>& at) {
  return at && draft.now < *at + draft.rules.times.attention;
}

/// When a person or an event last asked for it, if that still counts.
std::optional<Instant> urgency(const Draft& draft, const WallTile& tile) {
  std::optional<Instant> newest;
  for (const auto& at : {tile.attended, tile.asked}) {
    if (is_fresh(draft, at)) newest = std::max(newest, at);
  }
  return newest;
}

enum class Rank { behind, level, ahead, ahead_by_priority };

Rank rank(const Draft& draft, const Seat& one, const Seat& other) {
  const auto mine = urgency(draft, *one.tile);
  const auto its = urgency(draft, *other.tile);
  if (mine != its) return mine > its ? Rank::ahead : Rank::behind;
  if (one.tile->seen != other.tile->seen) return one.tile->seen ? Rank::ahead : Rank::behind;
  const int by = one.tile->priority - other.tile->priority;
  return by > 0 ? Rank::ahead_by_priority : by < 0 ? Rank::behind : Rank::level;
}

bool in_patrol(const Draft& draft) { return draft.rules.times.patrol > Millis{}; }

/// Of two that are level: in a patrol who has been where it is for longer, else the first of the
/// page.
bool is_before(const Draft& draft, const Seat& one, const Seat& other) {
  if (in_patrol(draft) && one.place->since != other.place->since) {
    return one.place->since < other.place->since;
  }
  return one.tile < other.tile;
}

bool has_time(const Draft& draft, const Seat& seat, Millis wanted) {
  return !seat.tile->battery || seat.place->left >= wanted || is_fresh(draft, seat.tile->asked);
}

bool has_been(const Draft& draft, const Seat& seat, Millis time) {
  return draft.now >= seat.place->since + time;
}

bool may_stay(const Draft& draft, const Seat& seat) {
  if (seat.tile->camera <= CameraState::failed || !has_time(draft, seat, milliseconds(1))) {
    return false;
  }
  return seat.tile->seen || urgency(draft, *seat.tile) ||
         !has_been(draft, seat, draft.rules.times.keep);
}

bool may_start(const Draft& draft, const Seat& seat) {
  const WallTimes& times = draft.rules.times;
  if (seat.place->place == Place::held || seat.tile->camera == CameraState::unwanted) return false;
  if (!has_time(draft, seat, std::min(least_view, times.budget))) return false;
  if (urgency(draft, *seat.tile)) return true;
  const bool failed = seat.tile->camera == CameraState::failed;
  return seat.tile->seen && has_been(draft, seat, failed ? times.patience : times.keep);
}

// ---- places ----

void give(const Draft& draft, const Seat& seat, Place place) {
  seat.place->place = place;
  seat.place->since = draft.now;
}

int count_held(const Draft& draft) {
  return static_cast<int>(
      std::count_if(draft.seats.begin(), draft.seats.end(),
                    [](const Seat& seat) { return seat.place->place == Place::held; }));
}

const Seat* best_waiting(const Draft& draft) {
  const Seat* best = nullptr;
  for (const Seat& seat : draft.seats) {
    if (!may_start(draft, seat)) continue;
    const Rank by = best == nullptr ? Rank::ahead : rank(draft, seat, *best);
    if (by >= Rank::ahead || (by == Rank::level && is_before(draft, seat, *best))) best = &seat;
  }
  return best;
}

/// Of those that are level, in a patrol the one that has had its place longest, else the last.
const Seat* worst_held(const Draft& draft) {
  const Seat* worst = nullptr;
  for (const Seat& seat : draft.seats) {
    if (seat.place->place != Place::held) continue;
    const Rank by = worst == nullptr ? Rank::behind : rank(draft, seat, *worst);
    const bool first = by == Rank::level && is_before(draft, seat, *worst) == in_patrol(draft);
    if (by == Rank::behind || first) worst = &seat;
  }
  return worst;
}

/// The patrol moves on place by place, evenly, not with all at once.
Millis pace(const Draft& draft) {
  return {draft.rules.times.patrol.count / std::max(draft.wall.most, 1)};
}

bool takes_over(const Draft& draft, const Seat& waiting, const Seat& held) {
  const WallTimes& times = draft.rules.times;
  switch (rank(draft, waiting, held)) {
    case Rank::behind: return false;
    case Rank::ahead: return true;
    case Rank::ahead_by_priority: return has_been(draft, held, times.keep);
    case Rank::level: break;
  }
  if (!in_patrol(draft)) {
    return is_before(draft, waiting, held) && has_been(draft, held, times.keep);
  }
  return has_been(draft, held, std::max(times.patrol, times.keep)) &&
         draft.now >= draft.wall.turned + pace(draft);
}

void drop_those_who_may_not_stay(const Draft& draft) {
  for (const Seat& seat : draft.seats) {
    if (seat.place->place != Place::none && !may_stay(draft, seat)) give(draft, seat, Place::none);
  }
  while (count_held(draft) > draft.wall.most) give(draft, *worst_held(draft), Place::none);
}

void seat_those_who_wait(const Draft& draft) {
  while (const Seat* waiting = best_waiting(draft)) {
    if (count_held(draft) >= draft.wall.most) {
      const Seat* held = worst_held(draft);
      if (held == nullptr || !takes_over(draft, *waiting, *held)) return;
      if (rank(draft, *waiting, *held) == Rank::level) draft.wall.turned = draft.now;
      give(draft, *held, Place::yielding);
    }
    give(draft, *waiting, Place::held);
  }
}

/// No more pictures than places: one stays for each successor that has none yet. Not one with two
/// sessions.
void end_handovers(Draft& draft) {
  auto awaited = std::count_if(draft.seats.begin(), draft.seats.end(), [&](const Seat& seat) {
    return seat.place->place == Place::held && !is_live(seat.tile->camera) &&
           !has_been(draft, seat, draft.rules.times.handover);
  });
  for (const Seat& seat : draft.seats) {
    if (seat.place->place != Place::yielding) continue;
    const bool stays = seat.tile->camera == CameraState::live && seat.tile->seen && awaited > 0 &&
                       !has_been(draft, seat, draft.rules.times.handover);
    if (stays) {
      --awaited;
    } else {
      give(draft, seat, Place::none);
    }
  }
}

// ---- what the machine bears ----

/// Twice in a row: once is a moment's hitch, or the last of a place that has just been given up.
bool struggles(Wall& wall, const WallRules& rules) {
  const int all = rules.decoded + rules.dropped;
  if (all < telling_frames) return false;
  const bool again = std::exchange(wall.late, rules.dropped > all / 10);
  return again && std::exchange(wall.late, false);
}

void bind(Draft& draft) {
  Wall& wall = draft.wall;
  wall.bound = draft.rules.most;
  wall.most = wall.bound > 0 ? wall.bound : usual_places;
  wall.tried = false;
  wall.failed = 0;
  wall.changed = draft.now;
}

/// A moment's burden costs places for minutes, not for an hour: only a try that failed makes the
/// next one wait twice as long.
void adapt(Draft& draft) {
  Wall& wall = draft.wall;
  const WallRules& rules = draft.rules;
  if (wall.bound != rules.most) bind(draft);
  const int held = count_held(draft);
  const Millis wait{rules.times.calm.count << wall.failed};
  if (struggles(wall, rules)) {
    if (wall.tried) wall.failed = std::min(wall.failed + 1, most_failed);
    wall.most = std::clamp(held - 1, 1, wall.most);
    wall.tried = false;
    wall.changed = draft.now;
  } else if (held >= wall.most && wall.most < (rules.most > 0 ? rules.most : most_places) &&
             draft.now >= wall.changed + wait && best_waiting(draft) != nullptr) {
    if (wall.tried) wall.failed = 0;
    ++wall.most;
    wall.tried = true;
    wall.changed = draft.now;
  }
}

/// Not with every question: of few frames a handful that is late says nothing of the machine.
void ask_for_frames(Draft& draft) {
  Wall& wall = draft.wall;
  wall.count = draft.now >= wall.counted + draft.rules.times.look;
  if (wall.count) wall.counted = draft.now;
  note_next(draft, wall.counted + draft.rules.times.look);
}

void note_deadlines(Draft& draft) {
  const WallTimes& times = draft.rules.times;
  for (const Seat& seat : draft.seats) {
    seat.place->urgent = urgency(draft, *seat.tile).has_value();
    for (const auto& at : {seat.tile->attended, seat.tile->asked}) {
      if (at) note_next(draft, *at + times.attention);
    }
    for (const Millis time : {times.keep, times.handover, std::max(times.patrol, times.keep)}) {
      note_next(draft, seat.place->since + time);
    }
  }
  if (in_patrol(draft)) note_next(draft, draft.wall.turned + pace(draft));
}

}  // namespace

const TilePlace* find_place(const Wall& wall, int id) {
  const auto found = std::find_if(wall.tiles.begin(), wall.tiles.end(),
                                  [id](const TilePlace& tile) { return tile.id == id; });
  return found == wall.tiles.end() ? nullptr : &*found;
}

Instant arrange(Wall& wall, CameraHours& hours, const WallRules& rules,
                const std::vector<WallTile>& tiles, Instant now) {
  now = std::max(now, wall.now);
  Draft draft{wall, hours, rules, now, {}, now + rules.times.look};
  count_use(draft);
  take_seats(draft, tiles);
  adapt(draft);
  drop_those_who_may_not_stay(draft);
  seat_those_who_wait(draft);
  end_handovers(draft);
  ask_for_frames(draft);
  note_deadlines(draft);
  return draft.next;
}

}  // namespace ring
