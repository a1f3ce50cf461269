// The core's rule for walls as a WebAssembly module of its own: pages without a wall pay nothing
// for it. It imports nothing; numbers go in and come out, and each instance is one wall. Its
// TypeScript is web/src/wall/rule.ts.
#include <cstdint>
#include <vector>

#include "core/machine/wall.hpp"

// The linker's name for it: what an Emscripten header would say, without the rest of that.
#define EXPORT(name) extern "C" __attribute__((export_name(#name), used))

namespace {

struct Desk {
  ring::Wall wall;
  ring::WallRules rules;
};

/// The one that is spoken of.
Desk* desk = nullptr;
ring::CameraHours hours;
std::vector<ring::WallTile> tiles;

/// A day is longer than anything waits here, and keeps the sums far from overflow.
constexpr double longest_ms = 86'400'000;

void set(ring::Millis& time, double ms) {
  if (ms >= 1 && ms <= longest_ms) time = {static_cast<std::int64_t>(ms)};
}

ring::Instant to_instant(double ms) { return {static_cast<std::int64_t>(ms)}; }

/// Zero is never.
std::optional<ring::Instant> to_maybe(double ms) {
  return ms > 0 ? std::optional(to_instant(ms)) : std::nullopt;
}

}  // namespace

/// A wall: to be chosen before anything is said of it, and closed when it has gone. What its
/// cameras have used stays.
EXPORT(open) Desk* open() { return new Desk; }
EXPORT(choose) void choose(Desk* chosen) { desk = chosen; }
EXPORT(close) void close(Desk* gone) { delete gone; }

// Times by their names, in milliseconds; what is no length is left as it is.
EXPORT(keep) void keep(double ms) { set(desk->rules.times.keep, ms); }
EXPORT(patrol) void patrol(double ms) {
  desk->rules.times.patrol = {};
  set(desk->rules.times.patrol, ms);
}
EXPORT(attention) void attention(double ms) { set(desk->rules.times.attention, ms); }
EXPORT(handover) void handover(double ms) { set(desk->rules.times.handover, ms); }
EXPORT(look) void look(double ms) { set(desk->rules.times.look, ms); }
EXPORT(calm) void calm(double ms) { set(desk->rules.times.calm, ms); }
EXPORT(patience) void patience(double ms) { set(desk->rules.times.patience, ms); }
EXPORT(hour) void hour(double ms) { set(desk->rules.times.hour, ms); }
EXPORT(budget) void budget(double ms) { set(desk->rules.times.budget, ms); }

/// One of the tiles that the next question is about, in the order of the page.
EXPORT(add_tile)
void add_tile(int id, int camera, int seen, int priority, double attended, double asked,
              int battery) {
  tiles.push_back({id, static_cast<ring::CameraState>(camera), seen != 0, priority,
                   to_maybe(attended), to_maybe(asked), battery != 0});
}

/// @return When it wants to be asked again, on the clock of `now`.
EXPORT(arrange) double arrange(double now, int most, int decoded, int dropped) {
  auto& [wall, rules] = *desk;
  rules.most = most;
  rules.decoded = decoded;
  rules.dropped = dropped;
  const ring::Instant next = ring::arrange(wall, hours, rules, tiles, to_instant(now));
  tiles.clear();
  return static_cast<double>(next.ms);
}

// Answers, of tiles that were asked about.
EXPORT(place) int place(int id) {
  return static_cast<int>(ring::find_place(desk->wall, id)->place);
}
EXPORT(urgent) int urgent(int id) { return ring::find_place(desk->wall, id)->urgent ? 1 : 0; }
/// Milliseconds of a battery's budget.
EXPORT(left) double left(int id) {
  return static_cast<double>(ring::find_place(desk->wall, id)->left.count);
}
/// How many places there are.
EXPORT(most) int most() { return desk->wall.most; }
/// Whether the frames are to be counted now, and told with the next question.
EXPORT(count) int count() { return desk->wall.count ? 1 : 0; }
