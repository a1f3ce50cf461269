// Who of a wall has a place, in virtual time. The tiles' cameras do as they are told: one second
// after it got a place, each has a picture.
#include "core/machine/wall.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>

namespace ring::test {
namespace {

class Desk {
 public:
  explicit Desk(int count, int most = 2) {
    rules.most = most;
    for (int i = 0; i < count; ++i) add();
  }

  WallTile& add() {
    WallTile tile;
    tile.id = ++last_id_;
    tiles.push_back(tile);
    return tiles.back();
  }
  WallTile& tile(int id) {
    return *std::find_if(tiles.begin(), tiles.end(), [id](auto& tile) { return tile.id == id; });
  }

  /// Asks at each moment that the wall has asked for, until then.
  void wait(Millis time) {
    const Instant end = now + time;
    look();
    while (std::min(next, picture_at()) <= end) {
      now = std::min(next, picture_at());
      look();
    }
    now = end;
    look();
  }
  void look() {
    obey();
    ask();
    obey();
    ask();  // A page asks again when a camera does something else.
    const auto flowing = std::count_if(tiles.begin(), tiles.end(), [](const WallTile& tile) {
      return tile.camera >= CameraState::live;
    });
    most_pictures = std::max(most_pictures, static_cast<int>(flowing));
    most_on = std::max(
        most_on, static_cast<int>(places(Place::held).size() + places(Place::yielding).size()));
  }

  void ask() {
    next = arrange(wall, hours, rules, tiles, now);
    rules.decoded = rules.dropped = 0;
    EXPECT_GT(next, now);
  }
  void count_frames(int decoded, int dropped) {
    rules.decoded = decoded;
    rules.dropped = dropped;
    look();
  }
  void struggle() {
    count_frames(80, 20);
    count_frames(80, 20);
  }

  /// Ids in the order of the page.
  std::string held() const { return words(places(Place::held)); }
  std::string yielding() const { return words(places(Place::yielding)); }
  Millis left(int id) const { return find_place(wall, id)->left; }

  std::vector<WallTile> tiles;
  WallRules rules;
  Wall wall;
  CameraHours hours;
  Instant now{1000};
  Instant next;
  std::set<int> without_picture;  ///< Cameras that take for ever.
  std::map<int, int> woken;
  Millis shortest_sleep = seconds(86'400);
  int most_pictures = 0;
  int most_on = 0;

 private:
  std::vector<int> places(Place place) const {
    std::vector<int> ids;
    for (const WallTile& tile : tiles) {
      if (find_place(wall, tile.id)->place == place) ids.push_back(tile.id);
    }
    return ids;
  }
  static std::string words(const std::vector<int>& ids) {
    std::string all;
    for (const int id : ids) all += (all.empty() ? "" : " ") + std::to_string(id);
    return all;
  }
  Instant picture_at() const {
    Instant first = now + seconds(86'400);
    for (const auto& [id, at] : woken_at_) {
      if (at + seconds(1) > now && !without_picture.contains(id)) {
        first = std::min(first, at + seconds(1));
      }
    }
    return first;
  }
  void obey() {
    for (WallTile& tile : tiles) {
      const TilePlace* place = find_place(wall, tile.id);
      if (place == nullptr || tile.camera == CameraState::unwanted) continue;
      const bool on = tile.camera >= CameraState::starting;
      if (tile.camera == CameraState::failed && place->since < now) continue;
      if (place->place != Place::none && !on) {
        ++woken[tile.id];
        if (slept_at_.contains(tile.id)) {
          shortest_sleep = std::min(shortest_sleep, now - slept_at_[tile.id]);
        }
        woken_at_[tile.id] = now;
        tile.camera = CameraState::starting;
      } else if (place->place == Place::none && on) {
        slept_at_[tile.id] = now;
        tile.camera = CameraState::off;
      } else if (tile.camera == CameraState::starting && !without_picture.contains(tile.id) &&
                 now >= woken_at_[tile.id] + seconds(1)) {
        tile.camera = CameraState::live;
      }
    }
  }

  int last_id_ = 0;
  std::map<int, Instant> woken_at_;
  std::map<int, Instant> slept_at_;
};

TEST(Wall, those_on_screen_come_first_then_priority_then_order) {
  Desk desk(5);
  desk.tile(1).seen = false;
  desk.tile(4).priority = 1;
  desk.look();
  EXPECT_EQ(desk.held(), "2 4");
}

TEST(Wall, who_is_not_seen_or_not_wanted_gets_no_place_though_there_is_one) {
  Desk desk(3, 3);
  desk.tile(1).seen = false;
  desk.tile(2).camera = CameraState::unwanted;
  desk.wait(seconds(60));
  EXPECT_EQ(desk.held(), "3");
}

TEST(Wall, stays_as_it_is_without_a_patrol) {
  Desk desk(5);
  desk.wait(seconds(3600));
  EXPECT_EQ(desk.held(), "1 2");
  EXPECT_EQ(desk.woken[1], 1);
}

TEST(Wall, scrolling_moves_the_places_at_once_and_gives_them_back_without_haste) {
  Desk desk(4);
  desk.wait(seconds(5));
  for (int id : {1, 2}) desk.tile(id).seen = false;
  desk.look();
  EXPECT_EQ(desk.held(), "3 4");
  for (int id : {1, 2}) desk.tile(id).seen = true;
  for (int id : {3, 4}) desk.tile(id).seen = false;
  desk.wait(seconds(14));
  EXPECT_EQ(desk.held(), "3 4") << "they have just yielded";
  desk.wait(seconds(1));
  EXPECT_EQ(desk.held(), "1 2");
}

TEST(Wall, who_scrolls_away_keeps_its_place_for_a_moment_while_nobody_wants_it) {
  Desk desk(1);
  desk.look();
  desk.tile(1).seen = false;
  desk.wait(seconds(14));
  EXPECT_EQ(desk.held(), "1");
  desk.wait(seconds(1));
  EXPECT_EQ(desk.held(), "");
}

TEST(Wall, a_higher_priority_takes_over_but_not_before_the_place_was_worth_it) {
  Desk desk(3);
  desk.wait(seconds(10));
  desk.tile(3).priority = 1;
  desk.wait(seconds(4));
  EXPECT_EQ(desk.held(), "1 2");
  desk.wait(seconds(1));
  EXPECT_EQ(desk.held(), "1 3");
}

TEST(Wall, a_patrol_goes_round_one_place_after_the_other) {
  Desk desk(5);
  desk.rules.times.patrol = seconds(20);
  desk.wait(seconds(19));
  EXPECT_EQ(desk.held(), "1 2");
  desk.wait(seconds(1));
  EXPECT_EQ(desk.held(), "2 3");
  desk.wait(seconds(10));
  EXPECT_EQ(desk.held(), "3 4");
  desk.wait(seconds(10));
  EXPECT_EQ(desk.held(), "4 5");
  desk.wait(seconds(10));
  EXPECT_EQ(desk.held(), "1 5");
  desk.wait(seconds(3600));
  const auto [least, most] = std::minmax_element(
      desk.woken.begin(), desk.woken.end(), [](auto& a, auto& b) { return a.second < b.second; });
  EXPECT_LE(most->second - least->second, 1) << "nobody is left out";
  EXPECT_NEAR(most->second, 3600 / 50, 2);
}

TEST(Wall, a_patrol_goes_round_below_those_of_a_higher_priority) {
  Desk desk(4);
  desk.rules.times.patrol = seconds(20);
  desk.tile(3).priority = 1;
  desk.wait(seconds(600));
  EXPECT_EQ(desk.woken[3], 1);
  EXPECT_GT(desk.woken[4], 5);
}

TEST(Wall, a_patrol_moves_on_in_time_and_not_when_it_is_next_looked_at) {
  Desk desk(5);
  desk.rules.times.patrol = seconds(14);
  desk.rules.times.keep = seconds(1);
  desk.rules.times.look = seconds(60);
  desk.wait(seconds(14));
  EXPECT_EQ(desk.held(), "2 3");
  desk.wait(seconds(8));
  EXPECT_EQ(desk.held(), "3 4");
  EXPECT_EQ(find_place(desk.wall, 4)->since, desk.now - seconds(1));
}

TEST(Wall, no_patrol_takes_a_place_that_was_just_given) {
  Desk desk(10, 1);
  desk.rules.times.patrol = seconds(1);
  desk.wait(seconds(149));
  EXPECT_EQ(desk.held(), "10");
}

TEST(Wall, no_patrol_wakes_a_camera_every_few_seconds) {
  Desk desk(3);
  desk.rules.times.patrol = seconds(1);
  desk.wait(seconds(600));
  EXPECT_GE(desk.shortest_sleep, seconds(15));
  EXPECT_GT(desk.woken[3], 5);
}

TEST(Wall, the_picture_that_yields_stays_until_the_next_is_there) {
  Desk desk(3);
  desk.rules.times.patrol = seconds(20);
  desk.wait(seconds(20));
  EXPECT_EQ(desk.held(), "2 3");
  EXPECT_EQ(desk.yielding(), "1");
  desk.wait(seconds(1));
  EXPECT_EQ(desk.yielding(), "");
  desk.wait(seconds(600));
  EXPECT_EQ(desk.most_pictures, 2) << "never more than places";
  EXPECT_EQ(desk.most_on, 3) << "for the moment of the handover";
}

TEST(Wall, but_not_for_ever) {
  Desk desk(2, 1);
  desk.rules.times.patrol = seconds(20);
  desk.without_picture = {2};
  desk.wait(seconds(29));
  EXPECT_EQ(desk.yielding(), "1");
  desk.wait(seconds(1));
  EXPECT_EQ(desk.yielding(), "");
}

TEST(Wall, nor_does_it_wait_for_a_successor_of_another) {
  Desk desk(4);
  desk.rules.times.patrol = seconds(20);
  desk.without_picture = {3, 4};
  desk.wait(seconds(29));
  EXPECT_EQ(desk.yielding(), "1");
  desk.wait(seconds(1));
  EXPECT_EQ(desk.yielding(), "2");
}

TEST(Wall, who_has_two_sessions_already_yields_at_once) {
  Desk desk(2, 1);
  desk.wait(seconds(20));
  desk.tile(1).camera = CameraState::rolling;
  desk.tile(2).attended = desk.now;
  desk.look();
  EXPECT_EQ(desk.held(), "2");
  EXPECT_EQ(desk.yielding(), "");
}

TEST(Wall, attention_gets_a_place_at_once_and_keeps_it_for_a_minute) {
  Desk desk(4);
  desk.wait(seconds(1));
  desk.tile(4).attended = desk.now;
  desk.look();
  EXPECT_EQ(desk.held(), "1 4");
  EXPECT_TRUE(find_place(desk.wall, 4)->urgent);
  desk.tile(2).priority = 9;
  desk.wait(seconds(59));
  EXPECT_EQ(desk.held(), "2 4") << "a priority takes the other place";
  desk.wait(seconds(16));
  EXPECT_FALSE(find_place(desk.wall, 4)->urgent);
  EXPECT_EQ(desk.held(), "1 2");
}

TEST(Wall, of_too_many_the_newest_attention_counts) {
  Desk desk(4);
  for (int id : {1, 2, 3}) {
    desk.wait(seconds(1));
    desk.tile(id).attended = desk.now;
  }
  desk.look();
  EXPECT_EQ(desk.held(), "2 3");
}

TEST(Wall, attention_reaches_a_tile_that_is_not_seen) {
  Desk desk(3);
  desk.tile(3).seen = false;
  desk.wait(seconds(1));
  desk.tile(3).attended = desk.now;
  desk.look();
  EXPECT_EQ(desk.held(), "1 3");
}

TEST(Wall, a_battery_has_so_much_of_any_hour) {
  Desk desk(1);
  desk.rules.times.budget = seconds(600);
  desk.tile(1).battery = true;
  desk.wait(seconds(599));
  EXPECT_EQ(desk.held(), "1");
  EXPECT_EQ(desk.left(1), seconds(1));
  desk.wait(seconds(1));
  EXPECT_EQ(desk.held(), "");
  desk.wait(seconds(2990));
  EXPECT_EQ(desk.held(), "") << "not yet an hour";
  desk.wait(seconds(700));
  EXPECT_EQ(desk.held(), "1");
}

TEST(Wall, budgets_hold_in_a_patrol_and_in_any_hour) {
  Desk desk(3);
  desk.rules.times.patrol = seconds(20);
  desk.rules.times.budget = seconds(300);
  for (WallTile& tile : desk.tiles) tile.battery = true;
  std::map<int, std::vector<Millis>> minutes;
  std::map<int, Millis> on;
  for (int second = 0; second < 4 * 3600; ++second) {
    desk.wait(seconds(1));
    for (const WallTile& tile : desk.tiles) {
      if (tile.camera >= CameraState::starting) on[tile.id] = on[tile.id] + seconds(1);
      minutes[tile.id].push_back(on[tile.id]);
    }
  }
  for (const auto& [id, all] : minutes) {
    Millis most;
    for (std::size_t i = 3600; i < all.size(); ++i) most = std::max(most, all[i] - all[i - 3600]);
    EXPECT_LE(most, seconds(302)) << "camera " << id;
    EXPECT_GE(all.back(), seconds(3 * 300)) << "camera " << id;
  }
}

TEST(Wall, attention_does_not_lengthen_the_budget_and_a_person_does) {
  Desk desk(1);
  desk.rules.times.budget = seconds(60);
  desk.tile(1).battery = true;
  desk.wait(seconds(100));
  EXPECT_EQ(desk.held(), "");
  desk.tile(1).attended = desk.now;
  desk.look();
  EXPECT_EQ(desk.held(), "");
  desk.tile(1).asked = desk.now;
  desk.look();
  EXPECT_EQ(desk.held(), "1");
}

TEST(Wall, what_was_used_is_remembered_of_a_tile_that_went_and_came_back) {
  Desk desk(1);
  desk.rules.times.budget = seconds(60);
  desk.tile(1).battery = true;
  desk.wait(seconds(40));
  const WallTile gone = desk.tiles.front();
  desk.tiles.clear();
  desk.wait(seconds(30));
  desk.tiles.push_back(gone);
  desk.look();
  EXPECT_EQ(desk.left(1), seconds(20));
  desk.tiles.clear();
  desk.wait(seconds(2 * 3600));
  EXPECT_TRUE(desk.hours.empty()) << "and not for ever";
}

TEST(Wall, what_was_used_is_remembered_when_the_wall_itself_went) {
  Desk desk(1);
  desk.rules.times.budget = seconds(60);
  desk.tile(1).battery = true;
  desk.wait(seconds(40));
  Wall other;
  arrange(other, desk.hours, desk.rules, desk.tiles, desk.now);
  EXPECT_EQ(find_place(other, 1)->left, seconds(20));
}

TEST(Wall, nothing_of_it_grows_while_cameras_come_and_go) {
  Desk desk(3);
  desk.rules.times.patrol = seconds(20);
  for (int round = 0; round < 500; ++round) {
    desk.tiles.erase(desk.tiles.begin());
    desk.add().battery = true;
    desk.wait(seconds(60));
    ASSERT_EQ(desk.wall.tiles.size(), 3U);
    ASSERT_LE(desk.hours.size(), 3U + 66U) << "those of an hour";
  }
}

TEST(Wall, what_failed_makes_room_and_is_tried_again_much_later_or_by_a_person) {
  Desk desk(3, 1);
  desk.wait(seconds(2));
  desk.tile(1).camera = CameraState::failed;
  desk.look();
  EXPECT_EQ(desk.held(), "2") << "and not the one that failed";
  for (int id : {2, 3}) desk.tile(id).seen = false;
  desk.wait(seconds(599));
  EXPECT_EQ(desk.held(), "");
  desk.wait(seconds(1));
  EXPECT_EQ(desk.held(), "1");
  desk.wait(seconds(1));
  desk.tile(1).camera = CameraState::failed;
  desk.look();
  EXPECT_EQ(desk.held(), "") << "it has failed again";
  desk.tile(1).asked = desk.now;
  desk.look();
  EXPECT_EQ(desk.held(), "1");
}

TEST(Wall, fewer_when_frames_are_dropped_and_more_when_all_goes_well) {
  Desk desk(20, 0);
  desk.look();
  EXPECT_EQ(desk.wall.most, 6);
  desk.struggle();
  EXPECT_EQ(desk.held(), "1 2 3 4 5");
  desk.wait(seconds(59));
  EXPECT_EQ(desk.wall.most, 5);
  desk.wait(seconds(1));
  EXPECT_EQ(desk.held(), "1 2 3 4 5 6");
  desk.wait(seconds(3 * 3600));
  EXPECT_EQ(desk.wall.most, 16) << "and no more than that";
  for (int i = 0; i < 3; ++i) desk.count_frames(20, 5);
  EXPECT_EQ(desk.wall.most, 16) << "a handful of frames says nothing";
}

TEST(Wall, one_more_that_had_to_be_taken_back_is_tried_later_each_time) {
  Desk desk(20, 0);
  desk.look();
  desk.struggle();
  for (const Millis wait : {seconds(60), seconds(120), seconds(240)}) {
    desk.wait(wait - milliseconds(1));
    EXPECT_EQ(desk.wall.most, 5);
    desk.wait(milliseconds(1));
    EXPECT_EQ(desk.wall.most, 6);
    desk.struggle();
  }
  desk.wait(seconds(2 * 485));
  EXPECT_EQ(desk.wall.most, 7) << "one more that went well";
  desk.struggle();
  desk.wait(seconds(120));
  EXPECT_EQ(desk.wall.most, 7) << "makes up for those that did not";
}

TEST(Wall, a_hitch_costs_nothing) {
  Desk desk(20, 6);
  desk.look();
  for (int i = 0; i < 3; ++i) {
    desk.count_frames(200, 200);
    desk.count_frames(20, 5);
    desk.count_frames(400, 0);
  }
  EXPECT_EQ(desk.held(), "1 2 3 4 5 6");
  desk.count_frames(200, 200);
  desk.count_frames(20, 5);
  desk.count_frames(200, 200);
  EXPECT_EQ(desk.held(), "1 2 3 4 5") << "but twice in a row does, whatever few frames say between";
  desk.count_frames(200, 200);
  EXPECT_EQ(desk.held(), "1 2 3 4 5") << "and what that helped is seen first";
}

TEST(Wall, a_burden_of_a_minute_costs_no_hour) {
  Desk desk(20, 6);
  desk.look();
  for (int i = 0; i < 10; ++i) {
    desk.wait(seconds(5));
    desk.count_frames(300, 100);
  }
  EXPECT_EQ(desk.held(), "1");
  desk.wait(seconds(6 * 60));
  EXPECT_EQ(desk.held(), "1 2 3 4 5 6");
}

TEST(Wall, frames_are_counted_every_few_seconds_however_often_it_is_asked) {
  Desk desk(4);
  int counted = 0;
  for (int i = 0; i < 600; ++i) {
    desk.now = desk.now + milliseconds(100);
    desk.ask();
    if (desk.wall.count) ++counted;
  }
  EXPECT_EQ(counted, 12);
  desk.wait(seconds(60));
  EXPECT_LE(desk.next, desk.wall.counted + seconds(5)) << "and asks for it in time";
}

TEST(Wall, never_more_than_the_page_allows_and_what_it_allows_at_once) {
  Desk desk(20, 3);
  desk.wait(seconds(3600));
  EXPECT_EQ(desk.wall.most, 3);
  desk.rules.most = 8;
  desk.look();
  EXPECT_EQ(desk.held(), "1 2 3 4 5 6 7 8");
}

TEST(Wall, does_not_wake_more_cameras_where_nobody_waits) {
  Desk desk(6, 0);
  desk.wait(seconds(3600));
  EXPECT_EQ(desk.wall.most, 6);
}

TEST(Wall, time_that_runs_back_is_no_time) {
  Desk desk(1);
  desk.tile(1).battery = true;
  desk.wait(seconds(100));
  desk.now = Instant{5};
  arrange(desk.wall, desk.hours, desk.rules, desk.tiles, desk.now);
  EXPECT_EQ(desk.held(), "1");
  EXPECT_EQ(desk.left(1), seconds(500));
}

}  // namespace
}  // namespace ring::test
