// Promise 8: no viewer, no session. And promise 1 when a page goes away.
#include "scenarios/player.hpp"

namespace ring::test {
namespace {

constexpr Millis unseen = seconds(5);

TEST(Presence, hidden_tab_lets_the_camera_rest_after_five_seconds) {
  Player player(through_relay());
  player.reach_flowing();
  player.hide();
  player.watch(unseen - milliseconds(1));
  EXPECT_EQ(name(player.state.phase), "live");
  player.watch(milliseconds(1));
  EXPECT_EQ(name(player.state.phase), "waiting");
  EXPECT_EQ(player.state.wait, WaitReason::unseen);
  EXPECT_EQ(player.deletes_of(1), 1U);
  EXPECT_EQ(player.news<PictureChosen>().size(), 1U) << "the last frame is held";
  player.ends_replied();
  player.wait(seconds(3600));
  EXPECT_EQ(player.all<OpenPeer>().size(), 1U);
  expect_closes_clean(player, 1);
}

TEST(Presence, seen_again_plays_again_with_the_rest_of_the_budget) {
  Player player(viewing_on(seconds(60)));
  player.reach_flowing();
  player.watch(seconds(15));
  player.hide();
  player.watch(unseen);
  player.ends_replied();
  player.wait(seconds(600));
  EXPECT_EQ(player.state.viewing.budget, seconds(40));
  player.show();
  EXPECT_EQ(name(player.state.phase), "starting");
  player.post();
  EXPECT_EQ(player.news<LimitSet>().back().ends_at, player.now + milliseconds(39'500));
  player.play();
  EXPECT_TRUE(player.news<Recovering>().empty()) << "resting is no failure";
  expect_closes_clean(player, 2);
}

TEST(Presence, seen_again_with_nothing_left_is_the_limit) {
  Player player(through_relay());
  player.reach_flowing();
  player.watch(seconds(21));
  player.hide();
  player.watch(unseen);
  player.ends_replied();
  EXPECT_EQ(name(player.state.phase), "waiting");
  player.show();
  EXPECT_EQ(name(player.state.phase), "closed");
  EXPECT_EQ(player.state.reason, EndReason::limit);
  expect_all_released(player, 1);
}

TEST(Presence, seen_again_within_five_seconds_costs_nothing) {
  Player player(through_relay());
  player.reach_flowing();
  for (int glance = 0; glance < 3; ++glance) {
    player.hide();
    player.watch(milliseconds(4900));
    player.show();
    player.watch(seconds(2));
  }
  EXPECT_EQ(name(player.state.phase), "live");
  EXPECT_EQ(player.all<OpenPeer>().size(), 1U);
}

TEST(Presence, seen_again_while_the_delete_is_under_way_waits_for_it) {
  Player player(through_relay());
  player.reach_flowing();
  player.hide();
  player.watch(unseen);
  player.show();
  EXPECT_EQ(player.all<OpenPeer>().size(), 1U);
  player.ends_replied();
  EXPECT_EQ(name(player.state.phase), "starting");
}

TEST(Presence, scrolled_away_is_not_seen_either) {
  Player player(through_relay());
  player.reach_flowing();
  player.scroll_away();
  player.watch(unseen);
  EXPECT_EQ(player.state.wait, WaitReason::unseen);
  player.ends_replied();
  player.show();
  EXPECT_EQ(name(player.state.phase), "starting");
}

TEST(Presence, five_seconds_count_over_both_ways_of_not_being_seen) {
  Player player(through_relay());
  player.reach_flowing();
  player.scroll_away();
  player.watch(seconds(3));
  player.see({.page_visible = false, .on_screen = false});
  player.watch(seconds(2));
  EXPECT_EQ(name(player.state.phase), "waiting");
}

TEST(Presence, picture_in_picture_is_seen_whatever_the_others_say) {
  Player player(through_relay());
  player.reach_flowing();
  player.see({.page_visible = false, .on_screen = false, .in_picture = true});
  player.watch(seconds(10));
  EXPECT_EQ(name(player.state.phase), "live");
  player.see({.page_visible = false, .on_screen = false});
  player.watch(unseen);
  EXPECT_EQ(name(player.state.phase), "waiting") << "its window was closed";
}

TEST(Presence, keep_when_hidden_keeps_it) {
  Config config = viewing_on(seconds(120));
  config.keep_when_hidden = true;
  Player player(config);
  player.hide();
  player.reach_rolling();
  EXPECT_EQ(name(player.state.phase), "rolling") << "somebody takes frames off it";
  expect_closes_clean(player, 1);
}

TEST(Presence, hidden_page_is_not_stalled) {
  Config config = through_relay();
  config.keep_when_hidden = true;
  Player player(config);
  player.reach_flowing();
  player.hide();
  player.stare(seconds(15));
  EXPECT_EQ(name(player.state.phase), "live") << "it may not decode at all";
  player.show();
  player.stare(seconds(3));
  EXPECT_EQ(name(player.state.phase), "starting") << "a page in front must";
}

TEST(Presence, limit_of_a_hidden_page_is_closed_a_second_earlier) {
  Config config = through_relay();
  config.keep_when_hidden = true;
  Player player(config);
  player.reach_flowing();
  player.watch(seconds(10));
  player.hide();
  player.watch_until(ViewingPhase::closing);
  EXPECT_EQ(player.now, Instant{1000} + milliseconds(28'500)) << "its timers come late";
}

TEST(Presence, limit_of_a_page_in_front_again_is_its_own) {
  Player player(through_relay());
  player.reach_flowing();
  player.watch(seconds(20));
  player.hide();
  player.watch(seconds(2));
  player.show();
  player.watch_until(ViewingPhase::closing);
  EXPECT_EQ(player.now, Instant{1000} + milliseconds(29'500));
}

TEST(Presence, limit_of_a_session_asked_for_by_a_hidden_page) {
  Config config = through_relay();
  config.keep_when_hidden = true;
  Player player(config);
  player.hide();
  player.reach_flowing();
  player.watch_until(ViewingPhase::closing);
  EXPECT_EQ(player.now, Instant{1000} + milliseconds(28'500));
}

TEST(Presence, page_hidden_in_the_last_second_closes_now) {
  Player player(through_relay());
  player.reach_flowing();
  player.watch(seconds(29));
  player.hide();
  player.wait({});
  EXPECT_EQ(name(player.state.phase), "closing");
}

TEST(Presence, opened_in_a_hidden_tab_waits_to_be_seen) {
  Player player(through_relay());
  player.hide();
  player.open();
  EXPECT_EQ(name(player.state.phase), "waiting");
  EXPECT_EQ(player.state.wait, WaitReason::unseen);
  player.wait(seconds(60));
  EXPECT_TRUE(player.commands.empty());
  player.show();
  EXPECT_EQ(name(player.state.phase), "starting");
  player.post();
  player.play();
  expect_closes_clean(player, 1);
}

TEST(Presence, opened_in_a_hidden_tab_and_closed_unseen) {
  Player player(through_relay());
  player.hide();
  player.open();
  player.tell(CloseRequested{});
  EXPECT_EQ(name(player.state.phase), "closed");
  EXPECT_TRUE(player.commands.empty());
}

TEST(Presence, bad_options_are_told_in_a_hidden_tab_too) {
  Player player(Config{});
  player.hide();
  player.open();
  EXPECT_EQ(player.failure().kind, FailureKind::bad_request);
}

TEST(Presence, hidden_before_the_first_frame_gives_up_the_attempt) {
  Player player(through_relay());
  player.reach_posting();
  player.hide();
  player.wait(unseen);
  EXPECT_EQ(name(player.state.phase), "waiting");
  player.answer();
  EXPECT_EQ(player.deletes_of(1), 1U) << "late, and nobody's";
  player.ends_replied();
  player.show();
  EXPECT_EQ(player.attempt(), 2U);
  expect_closes_clean(player, 1);
}

TEST(Presence, hidden_while_rolling_releases_both) {
  Config config = viewing_on(seconds(180));
  config.experience.slowest_first_frame = seconds(6);
  Player player(config);
  player.reach_rolling();
  player.hide();
  player.post();
  player.answer();
  player.tell(AnswerApplied{2});
  player.watch(unseen);
  EXPECT_EQ(name(player.state.phase), "waiting");
  EXPECT_EQ(player.deletes_of(1), 1U);
  EXPECT_EQ(player.deletes_of(2), 1U);
  expect_closes_clean(player, 2);
}

TEST(Presence, nothing_is_rolled_over_for_nobody) {
  Player player(viewing_on(seconds(180)));
  player.reach_flowing();
  player.watch(seconds(54));
  player.hide();
  player.watch(seconds(4));
  EXPECT_EQ(player.all<OpenPeer>().size(), 1U);
  player.show();
  EXPECT_EQ(name(player.state.phase), "rolling") << "seen again: late, but now";
}

TEST(Presence, limit_while_hidden_waits_to_be_seen) {
  Player player(viewing_on(seconds(180)));
  player.reach_flowing();
  player.watch(seconds(55));
  player.hide();
  player.watch_until(ViewingPhase::waiting);
  player.ends_replied();
  player.wait(seconds(60));
  EXPECT_EQ(player.all<OpenPeer>().size(), 1U);
  player.show();
  EXPECT_EQ(name(player.state.phase), "starting");
}

TEST(Presence, hidden_during_a_wait_is_not_tried_again_until_seen) {
  Player player(through_relay());
  player.reach_posting();
  player.reply(refused(502));
  player.hide();
  player.wait(seconds(60));
  EXPECT_EQ(player.all<OpenPeer>().size(), 1U);
  player.show();
  EXPECT_EQ(player.all<OpenPeer>().size(), 2U);
}

TEST(Presence, hidden_during_a_wait_waits_to_be_seen_and_says_so) {
  Player player(through_relay());
  player.reach_posting();
  player.reply(refused(502));
  player.hide();
  EXPECT_EQ(player.state.wait, WaitReason::unseen);
  player.show();
  EXPECT_EQ(player.state.wait, WaitReason::retry);
}

TEST(Presence, woken_with_the_network_still_gone_waits_for_it_and_returns_spread) {
  Player player(through_relay());
  player.reach_flowing();
  player.hide();
  player.watch(unseen);
  player.ends_replied();
  player.tell(NetworkChanged{false});
  player.show();
  EXPECT_EQ(player.state.wait, WaitReason::offline);
  player.tell(NetworkChanged{true});
  EXPECT_EQ(player.all<OpenPeer>().size(), 1U) << "a wall of players must not start in step";
  player.wait(seconds(1));
  EXPECT_EQ(player.all<OpenPeer>().size(), 2U);
}

TEST(Presence, a_verdict_does_not_outlast_an_absence) {
  Player player(viewing_on(seconds(180)));
  player.reach_rolling();
  player.post();
  player.reply(refused(403));
  player.tell(PageLeft{});
  player.ends_replied();
  player.tell(PageReturned{});
  EXPECT_EQ(name(player.state.phase), "starting") << "by now it may be allowed";
}

// ---- the page goes away ----

/// Each phase of an attempt, by name; each ends with that attempt under way.
struct Reached {
  const char* story;
  void (*reach)(Player&);
  std::size_t sessions;  ///< That are open then.
};

const Reached every_phase[] = {
    {"offering", [](Player& p) { p.open(); }, 0},
    {"gathering", [](Player& p) { p.open(), p.make_offer(); }, 0},
    {"posting", [](Player& p) { p.reach_posting(); }, 0},
    {"answering", [](Player& p) { p.reach_answering(); }, 1},
    {"connecting", [](Player& p) { p.reach_connecting(); }, 1},
    {"flowing", [](Player& p) { p.reach_flowing(); }, 1},
    {"stalled", [](Player& p) { p.reach_flowing(), p.watch(seconds(1)), p.stare(seconds(3)); }, 1},
    {"rolling_offering", [](Player& p) { p.reach_rolling(); }, 1},
    {"rolling_posting", [](Player& p) { p.reach_rolling(), p.post(); }, 1},
    {"rolling_flowing", [](Player& p) { p.reach_rolling(), p.post(), p.play(); }, 2},
    {"swapped",
     [](Player& p) {
       p.reach_rolling(), p.post(), p.play();
       p.watch_until(ViewingPhase::live);
     },
     2},
    {"waiting", [](Player& p) { p.reach_posting(), p.reply(refused_for_now(502, seconds(9))); }, 0},
    {"waiting_for_release",
     [](Player& p) {
       p.reach_flowing();
       p.tell(ConnectionChanged{1, Connection::failed});
     },
     1},
};

class EachPhase : public testing::TestWithParam<Reached> {
 protected:
  static Config config() {
    Config with = with_provider();
    with.power = Power::line;
    with.extend = seconds(180);
    return with;
  }
};

TEST_P(EachPhase, page_left_releases_in_that_very_step_and_never_comes_back) {
  Player player(config());
  GetParam().reach(player);
  const std::size_t asked = player.all<AskToken>().size();
  player.tell(PageLeft{});  // Nothing may run after this.
  EXPECT_EQ(player.all<EndSession>().size(), GetParam().sessions);
  EXPECT_EQ(player.all<ClosePeer>().size(), player.all<OpenPeer>().size());
  for (const EndSession& end : player.all<EndSession>()) EXPECT_TRUE(end.bearer);
  EXPECT_EQ(player.all<AskToken>().size(), asked) << "the bearer in hand must do";
  EXPECT_EQ(name(player.state.phase), "waiting");
}

TEST_P(EachPhase, page_left_and_returned_plays_again) {
  Player player(config());
  GetParam().reach(player);
  player.tell(PageLeft{});
  player.sleep(seconds(900));
  EXPECT_EQ(player.in_progress(), 0U);
  player.tell(PageReturned{});
  EXPECT_EQ(name(player.state.phase), "starting");
  player.post();
  player.play();
  EXPECT_EQ(name(player.state.phase), "live");
  expect_closes_clean(player, GetParam().sessions + 1);
}

TEST_P(EachPhase, element_removed_for_good_leaves_nothing_open) {
  Player player(config());
  GetParam().reach(player);
  player.tell(ViewerRemoved{});
  player.wait(milliseconds(999));
  EXPECT_NE(name(player.state.phase), "closing");
  player.wait(milliseconds(1));
  player.ends_replied();
  player.wait(seconds(10));  // For a POST that is never answered.
  EXPECT_EQ(name(player.state.phase), "closed");
  EXPECT_EQ(player.state.reason, EndReason::removed);
  player.wait(seconds(120));  // For what it may have opened.
  expect_all_released(player, GetParam().sessions);
}

TEST_P(EachPhase, element_moved_is_as_if_nothing_had_happened) {
  Player moved(config());
  GetParam().reach(moved);
  Player left(config());
  GetParam().reach(left);
  moved.tell(ViewerRemoved{});
  moved.tell(ViewerReturned{});
  left.tell(Tick{});
  EXPECT_EQ(moved.state, left.state);
}

TEST_P(EachPhase, close_leaves_nothing_open) {
  Player player(config());
  GetParam().reach(player);
  player.tell(CloseRequested{});
  player.ends_replied();
  player.wait(seconds(10));
  EXPECT_EQ(name(player.state.phase), "closed");
  EXPECT_EQ(player.state.reason, EndReason::requested);
  player.wait(seconds(120));  // For what a POST may have opened that is never answered.
  expect_all_released(player, GetParam().sessions);
}

TEST_P(EachPhase, machine_that_slept_for_an_hour_holds_nothing_past_its_limit) {
  Player player(config());
  GetParam().reach(player);
  const AttemptNumber slept = player.attempt();
  player.sleep(seconds(3600));
  for (const Attempt& one : player.state.attempts) {
    EXPECT_TRUE(one.number > slept || !is_active(one)) << one.number << " is " << name(one.media);
  }
  EXPECT_EQ(player.news<Failed>().size(), 0U) << "it goes on: the wish was for three minutes";
  player.ends_replied();
  player.wait(seconds(1));
  player.ends_replied();
  EXPECT_EQ(name(player.state.phase), "starting");
  player.post();
  player.play();
  player.tell(CloseRequested{});
  player.ends_replied();
  EXPECT_EQ(name(player.state.phase), "closed");
  expect_all_released(player, GetParam().sessions + 1);
}

INSTANTIATE_TEST_SUITE_P(All, EachPhase, testing::ValuesIn(every_phase),
                         [](const auto& reached) { return std::string(reached.param.story); });

class EachPhaseOfOneSession : public testing::TestWithParam<Reached> {};

TEST_P(EachPhaseOfOneSession, machine_that_slept_for_an_hour_leaves_nothing_open) {
  Player player(through_relay());
  GetParam().reach(player);
  const bool had_frames = player.state.attempts.back().reached.flowing.has_value();
  player.sleep(seconds(3600));
  EXPECT_EQ(player.all<EndSession>().size(), GetParam().sessions);
  if (had_frames && GetParam().sessions == 1 && name(player.state.phase) == "closing") {
    EXPECT_EQ(player.state.reason, EndReason::limit);
  }
  expect_closes_clean(player, GetParam().sessions);
}

INSTANTIATE_TEST_SUITE_P(All, EachPhaseOfOneSession,
                         testing::ValuesIn(every_phase, every_phase + 7),
                         [](const auto& reached) { return std::string(reached.param.story); });

TEST(Presence, page_left_then_its_late_201_is_deleted_when_the_page_thaws) {
  for (const bool rolling : {false, true}) {
    Player player(viewing_on(seconds(180)));
    rolling ? player.reach_rolling() : player.open();
    player.post();
    player.tell(PageLeft{});
    player.sleep(seconds(900));
    player.answer();
    EXPECT_EQ(player.deletes_of(player.attempt()), 1U);
    EXPECT_EQ(player.deletes_of(1), 1U);
  }
}

TEST(Presence, page_left_before_anything_was_opened) {
  Player player(through_relay());
  player.tell(PageLeft{});
  player.tell(PageReturned{});
  EXPECT_EQ(player.state.phase, ViewingPhase::idle);
  player.reach_flowing();
  expect_closes_clean(player, 1);
}

TEST(Presence, page_left_after_the_end_opens_nothing_on_return) {
  Player player(through_relay());
  player.reach_flowing();
  expect_closes_clean(player, 1);
  player.tell(PageLeft{});
  player.tell(PageReturned{});
  EXPECT_EQ(player.all<OpenPeer>().size(), 1U) << "it was not playing";
}

TEST(Presence, page_left_while_closing_deletes_no_second_time) {
  Player player(through_relay());
  player.reach_flowing();
  player.tell(CloseRequested{});
  player.tell(PageLeft{});
  player.tell(PageReturned{});
  player.ends_replied();
  EXPECT_EQ(name(player.state.phase), "closed");
  expect_all_released(player, 1);
}

TEST(Presence, page_returned_in_a_hidden_tab_waits_to_be_seen) {
  Player player(through_relay());
  player.reach_flowing();
  player.tell(PageLeft{});
  player.ends_replied();
  player.hide();
  player.tell(PageReturned{});
  EXPECT_EQ(name(player.state.phase), "waiting");
  player.show();
  EXPECT_EQ(name(player.state.phase), "starting");
}

TEST(Presence, a_page_in_the_cache_is_kept_by_nothing) {
  Config config = through_relay();
  config.keep_when_hidden = true;
  Player player(config);
  player.reach_flowing();
  player.tell(PageLeft{});
  EXPECT_EQ(player.deletes_of(1), 1U) << "not even by keep_when_hidden";
  player.ends_replied();
  player.wait(seconds(60));
  EXPECT_EQ(player.all<OpenPeer>().size(), 1U);
}

TEST(Presence, opened_while_removed_asks_for_nothing_until_it_is_back) {
  Player player(through_relay());
  player.tell(ViewerRemoved{});
  player.tell(OpenRequested{});
  EXPECT_EQ(name(player.state.wait), "unseen");
  player.wait(milliseconds(999));
  EXPECT_TRUE(player.all<OpenPeer>().empty());
  player.tell(ViewerReturned{});
  EXPECT_EQ(name(player.state.phase), "starting");
  player.post();
  player.play();
  expect_closes_clean(player, 1);
}

TEST(Presence, opened_while_removed_is_over_when_it_does_not_come_back) {
  Player player(through_relay());
  player.tell(ViewerRemoved{});
  player.tell(OpenRequested{});
  player.wait(seconds(1));
  EXPECT_EQ(name(player.state.phase), "closed");
  EXPECT_EQ(player.state.reason, EndReason::removed);
  EXPECT_TRUE(player.all<OpenPeer>().empty());
}

TEST(Presence, an_unseen_player_that_is_moved_still_rests_and_a_seen_one_does_not) {
  Player player(through_relay());
  player.reach_flowing();
  player.hide();
  player.tell(ViewerRemoved{});
  player.show();
  player.tell(ViewerReturned{});
  player.watch(unseen);
  EXPECT_EQ(name(player.state.phase), "live");
  player.hide();
  player.tell(ViewerRemoved{});
  player.tell(ViewerReturned{});
  player.watch(unseen);
  EXPECT_EQ(name(player.state.phase), "waiting");
  player.tell(CloseRequested{});
  player.ends_replied();
  expect_all_released(player, 1);
}

TEST(Presence, element_removed_while_unseen_does_not_come_back) {
  Player player(through_relay());
  player.reach_flowing();
  player.hide();
  player.watch(unseen);
  player.ends_replied();
  player.tell(ViewerRemoved{});
  player.wait(seconds(1));
  EXPECT_EQ(name(player.state.phase), "closed");
  player.show();
  EXPECT_EQ(player.all<OpenPeer>().size(), 1U);
  expect_all_released(player, 1);
}

// ---- the machine sleeps ----

TEST(Sleep, an_hour_in_mid_view_is_the_limit) {
  Player player(through_relay());
  player.reach_flowing();
  player.watch(seconds(5));
  player.sleep(seconds(3600));
  player.ends_replied();
  EXPECT_EQ(player.state.reason, EndReason::limit);
  EXPECT_TRUE(player.news<Failed>().empty());
  expect_all_released(player, 1);
}

TEST(Sleep, an_hour_in_mid_view_with_more_to_watch_goes_on) {
  Player player(viewing_on(seconds(180)));
  player.reach_flowing();
  player.watch(seconds(5));
  player.sleep(seconds(3600));
  EXPECT_EQ(name(player.state.phase), "starting");
  EXPECT_EQ(player.deletes_of(1), 1U);
  EXPECT_EQ(player.attempt(), 2U);
  player.post();
  player.play();
  EXPECT_EQ(name(player.state.phase), "live");
  expect_closes_clean(player, 2);
}

TEST(Sleep, an_hour_with_a_post_under_way_fails_as_late_and_is_tried_again) {
  Player player(through_relay());
  player.reach_posting();
  player.sleep(seconds(3600));
  EXPECT_EQ(player.failure().kind, FailureKind::timeout);
  EXPECT_EQ(player.state.viewing.budget, seconds(30)) << "nothing was watched";
  player.wait(player.last_wait());
  EXPECT_EQ(name(player.state.phase), "starting");
  player.tell(ReplyArrived{1, created(player.location())});
  EXPECT_EQ(player.deletes_of(1), 1U);
}

TEST(Sleep, an_hour_during_a_wait_makes_one_try_of_it) {
  Player player(through_relay());
  player.reach_posting();
  player.reply(refused(502));
  player.sleep(seconds(3600));
  EXPECT_EQ(player.all<OpenPeer>().size(), 2U);
}

TEST(Sleep, a_clock_that_goes_back_in_a_rollover_changes_nothing) {
  Player player(viewing_on(seconds(180)));
  player.reach_rolling();
  player.post();
  player.play();
  const State before = player.state;
  player.now = player.now - seconds(3600);
  player.tell(Tick{});
  EXPECT_EQ(player.state, before);
}

TEST(Sleep, ten_seconds_asleep_and_hidden_let_the_camera_rest) {
  Player player(through_relay());
  player.reach_flowing();
  player.hide();
  player.sleep(seconds(10));
  EXPECT_EQ(player.state.wait, WaitReason::unseen);
  expect_closes_clean(player, 1);
}

}  // namespace
}  // namespace ring::test
