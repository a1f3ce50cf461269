// Promise 7: viewing on is one continuous picture.
#include "scenarios/player.hpp"

namespace ring::test {
namespace {

constexpr Millis limit = seconds(60);
constexpr Millis margin = milliseconds(500);

/// A slow camera is already known, so that there is time for more than one try: the lead is 10 s.
Config viewing_on_slowly(Millis budget) {
  Config config = viewing_on(budget);
  config.experience.slowest_first_frame = seconds(6);
  return config;
}

bool learned_no_overlap(const Player& player) {
  const auto learned = player.news<Learned>();
  return !learned.empty() && learned.back().experience.alone_at.has_value();
}

bool nothing_failed(const Player& player) {
  return player.news<Failed>().empty() && player.news<Recovering>().empty();
}

struct Lead {
  const char* story;
  Millis first_frame, lead;
};

class LeadRule : public testing::TestWithParam<Lead> {};

TEST_P(LeadRule, next_session_is_asked_for_early_enough) {
  Player player(viewing_on(seconds(120)));
  player.reach_posting();
  const Instant posted = player.now;
  player.answer();
  player.tell(AnswerApplied{1});
  player.connect();
  player.wait(GetParam().first_frame);
  player.show_frame();
  player.roll();
  EXPECT_EQ(player.log<OpenPeer>()[1].at, posted + limit - GetParam().lead);
}

INSTANTIATE_TEST_SUITE_P(Cameras, LeadRule,
                         testing::Values(Lead{"quick", seconds(1), seconds(4)},
                                         Lead{"usual", seconds(3), milliseconds(5150)},
                                         Lead{"slow", milliseconds(5100), milliseconds(8300)},
                                         Lead{"slowest", seconds(11), seconds(10)}),
                         [](const auto& lead) { return std::string(lead.param.story); });

TEST(Rollover, a_page_that_sets_the_least_lead_above_the_most_gets_the_most) {
  Times times;
  times.rollover_least = seconds(9);
  times.rollover_most = seconds(2);
  EXPECT_EQ(rollover_lead(times, seconds(3)), seconds(2));
}

TEST(Rollover, next_one_plays_unseen_until_its_frames_are_steady_then_the_old_one_is_deleted) {
  Player player(viewing_on(seconds(120)));
  player.reach_rolling();
  player.post();
  player.watch(seconds(1));
  player.play();
  EXPECT_EQ(player.in_progress(), 2U);
  player.watch(milliseconds(149));
  EXPECT_EQ(player.state.current, 1U) << "sooner, the picture jumps back";
  EXPECT_EQ(name(player.state.phase), "rolling");
  player.watch(milliseconds(1));
  EXPECT_EQ(name(player.state.phase), "live");
  EXPECT_EQ(player.news<PictureChosen>(), (std::vector<PictureChosen>{{1}, {2}}));
  player.wait(milliseconds(99));
  EXPECT_EQ(player.deletes_of(1), 0U) << "until the new picture is painted";
  player.wait(milliseconds(1));
  EXPECT_EQ(player.deletes_of(1), 1U);
  EXPECT_TRUE(nothing_failed(player));
  player.ends_replied();
  player.watch(seconds(20));
  expect_closes_clean(player, 2);
}

TEST(Rollover, a_wish_of_180_seconds_is_exactly_three_sessions) {
  Player player(viewing_on(seconds(180)));
  player.reach_flowing();
  for (int next = 2; next <= 3; ++next) {
    player.roll();
    player.post();
    player.play();
    player.watch_until(ViewingPhase::live);
    player.wait(milliseconds(100));
    player.ends_replied();
  }
  player.watch_until(ViewingPhase::closing);
  player.ends_replied();
  EXPECT_EQ(player.state.reason, EndReason::limit);
  EXPECT_EQ(player.all<SendOffer>().size(), 3U);
  EXPECT_TRUE(nothing_failed(player));
  expect_all_released(player, 3);
}

TEST(Rollover, ten_minutes_with_a_service_that_never_answers_a_delete_are_never_three_at_once) {
  Player player(viewing_on(seconds(600)));
  player.reach_flowing();
  for (int next = 2; next <= 10; ++next) {
    player.roll();
    player.post();
    player.play();
    player.watch_until(ViewingPhase::live);  // Player::tell counts the sessions in progress.
  }
  player.watch_until(ViewingPhase::closing);
  player.wait(seconds(5));
  EXPECT_EQ(name(player.state.phase), "closed");
  expect_all_released(player, 10);
}

TEST(Rollover, a_third_waits_until_the_first_is_released) {
  Config config = viewing_on(seconds(60));
  config.times.line_limit = seconds(4);
  Player player(config);
  player.reach_rolling();
  player.post();
  player.play();
  player.watch_until(ViewingPhase::live);
  // The first one's DELETE is not answered, and the second is past its own half.
  player.watch(seconds(2));
  EXPECT_EQ(name(player.state.phase), "live");
  player.ends_replied();
  EXPECT_EQ(name(player.state.phase), "rolling");
}

TEST(Rollover, slowest_first_frame_is_learned_once) {
  Config config = viewing_on(seconds(120));
  config.experience.slowest_first_frame = seconds(2);
  Player player(config);
  player.reach_posting();
  player.wait(seconds(1));
  player.play();
  EXPECT_TRUE(player.news<Learned>().empty()) << "not slower than known";
  player.roll();
  player.post();
  player.watch(seconds(3));
  player.play();
  player.watch_until(ViewingPhase::live);
  ASSERT_EQ(player.news<Learned>().size(), 1U);
  EXPECT_EQ(player.news<Learned>()[0].experience.slowest_first_frame, seconds(3));
}

TEST(Rollover, what_an_earlier_viewing_learned_counts_from_the_first_session) {
  Config config = viewing_on(seconds(120));
  config.experience.slowest_first_frame = seconds(4);
  Player player(config);
  player.reach_rolling();
  EXPECT_EQ(player.log<OpenPeer>()[1].at, Instant{1000} + limit - milliseconds(6650));
}

TEST(Rollover, with_very_short_limits_not_in_the_first_half_of_a_session) {
  Config config = viewing_on(seconds(30));
  config.times.line_limit = seconds(6);
  Player player(config);
  player.reach_rolling();
  EXPECT_EQ(player.log<OpenPeer>()[1].at, Instant{1000} + seconds(3));
}

// ---- the service refuses the overlap ----

struct OverlapRefusal {
  const char* story;
  HttpReply reply;
};

class OverlapRefused : public testing::TestWithParam<OverlapRefusal> {};

TEST_P(OverlapRefused, once_teaches_nothing_twice_in_a_row_does) {
  Player player(viewing_on_slowly(seconds(180)));
  player.reach_rolling();
  player.post();
  player.reply(GetParam().reply);
  EXPECT_EQ(name(player.state.phase), "live") << "the current one goes on";
  EXPECT_FALSE(learned_no_overlap(player)) << "it may have been noise";
  player.watch_until(ViewingPhase::rolling);
  player.post();
  player.reply(GetParam().reply);
  EXPECT_EQ(name(player.state.phase), "live");
  EXPECT_TRUE(learned_no_overlap(player));
  player.watch_until(ViewingPhase::waiting);
  EXPECT_EQ(player.all<OpenPeer>().size(), 3U);
  expect_closes_clean(player, 1);
}

TEST_P(OverlapRefused, is_forgotten_when_the_next_rollover_works) {
  Player player(viewing_on_slowly(seconds(180)));
  player.reach_rolling();
  for (int rollover = 0; rollover < 2; ++rollover) {
    player.post();
    player.reply(GetParam().reply);
    player.watch_until(ViewingPhase::rolling);
    player.post();
    player.play();
    player.watch_until(ViewingPhase::live);
    player.watch(milliseconds(200));
    player.ends_replied();
    if (rollover == 0) player.roll();
  }
  EXPECT_FALSE(learned_no_overlap(player));
  expect_closes_clean(player, 3);
}

TEST(Rollover, conflict_is_learned_and_from_then_on_one_session_ends_before_the_next) {
  Player player(viewing_on(seconds(180)));
  player.reach_rolling();
  player.post();
  player.reply(refused(409));
  EXPECT_EQ(name(player.state.phase), "live") << "the current one goes on";
  EXPECT_TRUE(learned_no_overlap(player));
  player.watch_until(ViewingPhase::waiting);
  EXPECT_GE(player.now, Instant{1000} + limit - margin) << "to its limit";
  EXPECT_EQ(player.state.wait, WaitReason::release);
  EXPECT_EQ(player.deletes_of(1), 1U);
  EXPECT_EQ(player.all<OpenPeer>().size(), 2U) << "release before retry, and no second overlap";
  EXPECT_EQ(player.news<PictureChosen>().size(), 1U) << "the last frame is held";
  player.ends_replied();
  EXPECT_EQ(name(player.state.phase), "starting");
  player.post();
  player.play();
  player.watch_until(ViewingPhase::waiting);
  EXPECT_EQ(player.all<OpenPeer>().size(), 3U) << "refused once is enough";
  EXPECT_TRUE(nothing_failed(player));
  expect_closes_clean(player, 2);
}

INSTANTIATE_TEST_SUITE_P(Services, OverlapRefused,
                         testing::Values(OverlapRefusal{"rate_limited_429", refused(429)},
                                         OverlapRefusal{"busy_503", refused(503)},
                                         OverlapRefusal{"device_unavailable_503", device_offline()},
                                         OverlapRefusal{"server_500", refused(500)}),
                         [](const auto& refusal) { return std::string(refusal.param.story); });

TEST(Rollover, refused_overlap_with_retry_after_beyond_the_limit_waits_for_it) {
  Player player(viewing_on(seconds(180)));
  player.reach_rolling();
  player.post();
  player.reply(refused_for_now(429, seconds(20)));
  const Instant back_at = player.now + seconds(20);
  player.watch_until(ViewingPhase::waiting);
  EXPECT_EQ(player.state.wait, WaitReason::retry);
  player.ends_replied();
  player.wait(back_at - player.now - milliseconds(1));
  EXPECT_EQ(name(player.state.phase), "waiting");
  player.wait(milliseconds(1));
  EXPECT_EQ(name(player.state.phase), "starting");
}

TEST(Rollover, what_was_learned_fades_after_an_hour) {
  for (const Millis age : {seconds(3500), seconds(3600)}) {
    Config config = viewing_on(seconds(180));
    config.experience.alone_at = Instant{} - age;
    Player player(config);
    player.reach_flowing();
    const bool forgotten = age == seconds(3600);
    player.watch_until(forgotten ? ViewingPhase::rolling : ViewingPhase::waiting);
    expect_closes_clean(player, 1);
  }
}

TEST(Rollover, a_slow_first_frame_fades_after_an_hour) {
  Config config = viewing_on(seconds(180));
  config.experience.slowest_first_frame = seconds(6);
  config.experience.slowest_at = Instant{} - seconds(3600);
  Player player(config);
  player.reach_rolling();
  EXPECT_EQ(player.log<OpenPeer>()[1].at, Instant{1000} + limit - seconds(4));
  expect_closes_clean(player, 1);
}

TEST(Rollover, a_device_known_not_to_overlap_is_never_asked_to) {
  Config config = viewing_on(seconds(120));
  config.experience.alone_at = Instant{};
  Player player(config);
  player.reach_flowing();
  player.watch_until(ViewingPhase::waiting);
  EXPECT_EQ(player.all<OpenPeer>().size(), 1U);
  player.ends_replied();
  player.post();
  player.play();
  EXPECT_EQ(name(player.state.phase), "live");
  expect_closes_clean(player, 2);
}

// ---- the new session ends the old one ----

TEST(Rollover, old_one_silenced_by_the_new_ones_201_is_replaced_as_soon_as_it_stalls) {
  Player player(viewing_on(seconds(180)));
  player.reach_rolling();
  player.post();
  player.answer();
  player.tell(AnswerApplied{2});
  player.watch(milliseconds(1500), 1);
  player.connect();
  player.show_frame();
  player.watch(milliseconds(900), 1);
  EXPECT_EQ(name(player.state.phase), "live") << "before its second of steady frames";
  EXPECT_EQ(player.state.current, 2U);
  EXPECT_EQ(player.deletes_of(1), 1U);
  EXPECT_FALSE(learned_no_overlap(player)) << "a stall alone teaches nothing";
  EXPECT_TRUE(nothing_failed(player));
  player.tell(EndReplied{1, 404});
  EXPECT_TRUE(learned_no_overlap(player)) << "it was gone";
  player.watch_until(ViewingPhase::waiting);
  EXPECT_EQ(player.all<OpenPeer>().size(), 2U) << "break before make from now on";
  expect_closes_clean(player, 2);
}

TEST(Rollover, old_one_that_was_gone_when_it_was_deleted_is_learned_from) {
  // A fast camera is swapped in before the silence of the old one is noticed.
  Player player(viewing_on(seconds(180)));
  player.reach_rolling();
  player.post();
  player.play();
  player.watch_until(ViewingPhase::live);
  player.watch(milliseconds(500));
  player.tell(EndReplied{1, 404});
  EXPECT_TRUE(learned_no_overlap(player));
  expect_closes_clean(player, 2);
}

TEST(Rollover, old_one_silenced_long_before_the_new_ones_first_frame) {
  Player player(viewing_on(seconds(180)));
  player.reach_rolling();
  player.post();
  player.answer();
  player.tell(AnswerApplied{2});
  player.connect();
  player.watch(milliseconds(2500), 1);
  EXPECT_EQ(name(player.state.phase), "starting") << "never a frozen picture called live";
  EXPECT_EQ(player.state.current, 2U);
  player.watch(seconds(1));
  player.show_frame();
  EXPECT_EQ(name(player.state.phase), "live") << "at once: nothing is left to wait for";
  EXPECT_FALSE(learned_no_overlap(player)) << "a stall alone teaches nothing";
  expect_closes_clean(player, 2);
}

TEST(Rollover, old_one_hung_up_by_the_new_ones_201) {
  Player player(viewing_on_slowly(seconds(180)));
  player.reach_rolling();
  player.post();
  player.answer();
  player.tell(ConnectionChanged{1, Connection::closed});
  EXPECT_EQ(name(player.state.phase), "starting");
  EXPECT_FALSE(learned_no_overlap(player));
  player.tell(EndReplied{1, 410});
  EXPECT_TRUE(learned_no_overlap(player));
  EXPECT_TRUE(nothing_failed(player));
}

TEST(Rollover, old_one_that_stops_twice_in_a_row_for_the_next_is_learned_from) {
  Player player(viewing_on_slowly(seconds(300)));
  player.reach_rolling();
  player.post();
  player.tell(ConnectionChanged{1, Connection::failed});
  player.tell(EndReplied{1, 200});
  EXPECT_FALSE(learned_no_overlap(player));
  player.play();
  player.roll();
  player.post();
  player.tell(ConnectionChanged{2, Connection::failed});
  EXPECT_TRUE(learned_no_overlap(player));
  player.tell(EndReplied{2, 200});
  player.play();
  expect_closes_clean(player, 3);
}

TEST(Rollover, old_one_hung_up_by_a_service_that_answers_the_new_one_later) {
  Player player(viewing_on_slowly(seconds(180)));
  player.reach_rolling();
  player.post();
  player.tell(ConnectionChanged{1, Connection::closed});
  player.tell(EndReplied{1, 404});
  EXPECT_TRUE(learned_no_overlap(player));
  player.play();
  EXPECT_EQ(name(player.state.phase), "live");
  EXPECT_TRUE(nothing_failed(player));
  expect_closes_clean(player, 2);
}

TEST(Rollover, old_one_that_ends_before_the_next_one_is_asked_for_is_not_its_fault) {
  for (const Connection how : {Connection::closed, Connection::failed}) {
    Player player(viewing_on_slowly(seconds(180)));
    player.reach_rolling();
    player.make_offer();
    player.tell(ConnectionChanged{1, how});
    EXPECT_EQ(name(player.state.phase), "starting");
    EXPECT_FALSE(learned_no_overlap(player));
    player.gather();
    player.play();
    EXPECT_EQ(name(player.state.phase), "live");
    EXPECT_TRUE(nothing_failed(player)) << "the next one was on its way already";
    expect_closes_clean(player, 2);
  }
}

// ---- the old one's limit comes first ----

TEST(Rollover, old_one_reaches_its_limit_before_the_next_one_flows) {
  Player player(viewing_on(seconds(180)));
  player.reach_rolling();
  player.post();
  player.answer();
  player.tell(AnswerApplied{2});
  player.watch(milliseconds(3500));
  EXPECT_EQ(name(player.state.phase), "starting") << "the last frame is held";
  EXPECT_EQ(player.deletes_of(1), 1U);
  EXPECT_FALSE(learned_no_overlap(player)) << "a limit is nobody's fault";
  player.ends_replied();
  player.connect();
  player.show_frame();
  EXPECT_EQ(name(player.state.phase), "live");
  player.roll();
  expect_closes_clean(player, 2);
}

TEST(Rollover, at_the_old_ones_limit_the_next_one_is_shown_however_short_it_has_played) {
  Player player(viewing_on(seconds(180)));
  player.reach_rolling();
  player.post();
  player.watch(milliseconds(3300));
  player.play();
  EXPECT_EQ(name(player.state.phase), "rolling");
  player.watch(milliseconds(200));
  EXPECT_EQ(name(player.state.phase), "live");
  EXPECT_EQ(player.state.current, 2U);
  EXPECT_EQ(player.deletes_of(1), 1U);
  expect_closes_clean(player, 2);
}

// ---- the next one is not well ----

/// For what happens before it.
Config swapping_late(Config config) {
  config.times.swap = seconds(1);
  return config;
}

TEST(Rollover, next_one_that_stalls_before_the_swap_has_to_be_steady_again) {
  Player player(swapping_late(viewing_on_slowly(seconds(180))));
  player.reach_rolling();
  player.post();
  player.play();
  player.watch(seconds(3), 2);
  EXPECT_EQ(player.state.current, 1U) << "a frozen picture is not swapped in";
  EXPECT_EQ(name(player.find(2).media), "stalled");
  player.watch(milliseconds(900));
  EXPECT_EQ(player.state.current, 1U);
  player.watch(milliseconds(600));
  EXPECT_EQ(player.state.current, 2U);
  EXPECT_FALSE(learned_no_overlap(player));
}

TEST(Rollover, next_one_that_pauses_when_the_swap_is_due_is_swapped_in_with_its_next_frame) {
  Player player(swapping_late(viewing_on_slowly(seconds(180))));
  player.reach_rolling();
  player.post();
  player.play();
  player.watch(milliseconds(500));
  player.watch(seconds(1), 2);
  EXPECT_EQ(player.state.current, 1U);
  player.watch(milliseconds(1));
  EXPECT_EQ(player.state.current, 2U);
}

TEST(Rollover, next_one_that_stalls_until_the_limit_is_shown_as_stalled) {
  Player player(viewing_on(seconds(180)));
  player.reach_rolling();
  player.post();
  player.play();
  player.watch(seconds(4), 2);
  EXPECT_EQ(player.state.current, 2U);
  EXPECT_EQ(name(player.state.phase), "starting");
  player.watch(milliseconds(100));
  EXPECT_EQ(name(player.state.phase), "live");
}

TEST(Rollover, next_one_refused_for_good_ends_the_viewing_at_the_limit_not_before) {
  Player player(viewing_on(seconds(180)));
  player.reach_rolling();
  player.post();
  player.reply(refused(403));
  EXPECT_TRUE(player.news<Failed>().empty()) << "until the limit there is a picture";
  EXPECT_EQ(name(player.state.phase), "live");
  player.watch(seconds(3));
  EXPECT_EQ(name(player.state.phase), "live");
  player.watch_until(ViewingPhase::closing);
  player.ends_replied();
  EXPECT_EQ(player.failure().kind, FailureKind::forbidden);
  EXPECT_EQ(player.failure().attempt, 2U);
  EXPECT_EQ(player.state.reason, EndReason::failed);
  EXPECT_EQ(player.all<OpenPeer>().size(), 2U);
  expect_all_released(player, 1);
}

TEST(Rollover, next_one_that_gets_no_network_is_tried_again_while_there_is_time) {
  Player player(viewing_on_slowly(seconds(180)));
  player.reach_rolling();
  player.post();
  player.tell(RequestFailed{2});
  EXPECT_EQ(name(player.state.phase), "live");
  player.watch(seconds(1));
  EXPECT_EQ(name(player.state.phase), "rolling");
  EXPECT_EQ(player.attempt(), 3U);
  player.post();
  player.play();
  player.watch(seconds(1));
  EXPECT_EQ(player.state.current, 3U);
  EXPECT_FALSE(learned_no_overlap(player));
  expect_closes_clean(player, 2);
}

TEST(Rollover, next_one_that_fails_by_itself_costs_no_picture_and_is_not_blamed_on_the_overlap) {
  using Fails = void (*)(Player&);
  const Fails all[] = {
      [](Player& p) { p.make_offer(), p.tell(GatheringCompleted{2}); },
      [](Player& p) {
        p.tell(ConnectionChanged{2, Connection::failed});
      },
      [](Player& p) {
        p.post(), p.answer(), p.tell(ConnectionChanged{2, Connection::failed});
      },
      [](Player& p) {
        p.post(), p.play(), p.tell(ConnectionChanged{2, Connection::closed});
      },
  };
  for (const Fails fails : all) {
    Player player(viewing_on_slowly(seconds(180)));
    player.reach_rolling();
    fails(player);
    EXPECT_EQ(name(player.state.phase), "live");
    EXPECT_EQ(player.state.current, 1U);
    EXPECT_FALSE(learned_no_overlap(player));
    EXPECT_TRUE(player.news<Failed>().empty());
    player.ends_replied();
    player.watch(seconds(1));
    EXPECT_EQ(player.attempt(), 3U) << "tried again, with time left";
  }
}

TEST(Rollover, next_one_that_fails_just_before_the_limit_is_tried_again_after_its_wait) {
  Player player(viewing_on(seconds(180)));
  player.reach_rolling();
  player.post();
  player.watch(milliseconds(3490));
  player.tell(RequestFailed{2});
  const auto retry_at = player.state.timers.armed(ViewingTimer::retry);
  ASSERT_TRUE(retry_at && *retry_at > player.now + milliseconds(10)) << "by this seed";
  player.watch(milliseconds(10));
  EXPECT_EQ(name(player.state.phase), "waiting");
  EXPECT_EQ(player.state.wait, WaitReason::retry);
  player.ends_replied();
  EXPECT_EQ(player.all<OpenPeer>().size(), 2U);
  player.wait(*retry_at - player.now);
  EXPECT_EQ(player.all<OpenPeer>().size(), 3U);
}

TEST(Rollover, next_ones_post_that_is_never_answered) {
  Config config = viewing_on_slowly(seconds(180));
  config.times.post = seconds(3);
  Player player(config);
  player.reach_rolling();
  player.post();
  player.watch(seconds(3));
  EXPECT_EQ(name(player.state.phase), "live") << "a lost POST costs no picture";
  player.tell(ReplyArrived{2, created(player.location())});
  EXPECT_EQ(player.deletes_of(2), 1U) << "late, and nobody's";
  EXPECT_EQ(player.state.current, 1U);
  expect_closes_clean(player, 2);
}

TEST(Rollover, next_one_that_failed_for_now_is_told_with_the_time_of_its_retry) {
  Player player(viewing_on(seconds(180)));
  player.reach_rolling();
  player.post();
  player.tell(RequestFailed{2});
  ASSERT_EQ(player.news<Recovering>().size(), 1U);
  EXPECT_EQ(player.failure().kind, FailureKind::network);
  EXPECT_EQ(player.news<Recovering>()[0].at, player.state.timers.armed(ViewingTimer::retry));
}

TEST(Rollover, next_one_refused_for_good_has_the_limit_told_late_rather_than_never) {
  Player player(viewing_on(seconds(180)));
  player.reach_rolling();
  player.post();
  player.reply(refused(403));
  player.wait({});
  EXPECT_EQ(player.news<LimitSet>().back(),
            (LimitSet{1, Instant{1000} + milliseconds(59'500), true}));
}

TEST(Rollover, next_one_refused_for_good_is_the_reason_told_however_the_old_one_ends) {
  Player player(viewing_on(seconds(180)));
  player.reach_rolling();
  player.post();
  player.reply(refused(403));
  player.tell(ConnectionChanged{1, Connection::failed});
  EXPECT_EQ(player.failure().kind, FailureKind::forbidden);
  EXPECT_EQ(player.news<Failed>().size(), 1U);
}

TEST(Rollover, next_one_refused_for_good_is_tried_again_when_a_person_wants_more) {
  Player player(viewing_on_slowly(seconds(180)));
  player.reach_rolling();
  player.post();
  player.reply(refused(403));
  player.tell(ExtendRequested{});
  EXPECT_EQ(name(player.state.phase), "rolling");
}

TEST(Rollover, retry_after_of_a_refused_overlap_outlives_the_old_ones_failure) {
  Player player(viewing_on(seconds(180)));
  player.reach_rolling();
  player.post();
  player.reply(refused_for_now(429, seconds(60)));
  const Instant back_at = player.now + seconds(60);
  player.tell(ConnectionChanged{1, Connection::failed});  // Four seconds before its limit.
  player.ends_replied();
  EXPECT_EQ(player.last_wait(), back_at - player.now);
  player.wait(back_at - player.now - milliseconds(1));
  EXPECT_EQ(player.all<OpenPeer>().size(), 2U);
}

TEST(Rollover, nothing_is_rolled_over_while_the_network_is_gone) {
  Player player(viewing_on(seconds(180)));
  player.reach_flowing();
  player.tell(NetworkChanged{false});
  player.watch(seconds(58));
  EXPECT_EQ(player.all<OpenPeer>().size(), 1U);
  player.tell(NetworkChanged{true});
  EXPECT_EQ(name(player.state.phase), "rolling");
}

// ---- leaving in the middle of it ----

TEST(Rollover, new_one_that_ends_the_viewing_right_after_the_swap_takes_the_old_one_along) {
  Player player(viewing_on_slowly(seconds(72)));
  player.reach_rolling();
  player.post();
  player.watch(seconds(4));
  player.play();
  player.watch_until(ViewingPhase::live);
  player.tell(ConnectionChanged{2, Connection::failed});  // Seven seconds left, slower than that.
  EXPECT_EQ(name(player.state.phase), "closing");
  player.ends_replied();
  EXPECT_EQ(name(player.state.phase), "closed");
  expect_all_released(player, 2);
}

TEST(Rollover, close_while_both_play_deletes_each_once) {
  Player player(viewing_on(seconds(180)));
  player.reach_rolling();
  player.post();
  player.play();
  player.tell(CloseRequested{});
  EXPECT_EQ(player.deletes_of(1), 1U);
  EXPECT_EQ(player.deletes_of(2), 1U);
  player.tell(EndReplied{1, 200});
  EXPECT_EQ(name(player.state.phase), "closing");
  player.tell(EndReplied{2, 200});
  EXPECT_EQ(name(player.state.phase), "closed");
  expect_all_released(player, 2);
}

TEST(Rollover, late_201_of_the_next_one_after_close) {
  Player player(viewing_on(seconds(180)));
  player.reach_rolling();
  player.post();
  player.tell(CloseRequested{});
  player.tell(EndReplied{1, 200});
  EXPECT_EQ(name(player.state.phase), "closing") << "the next one's POST is under way";
  player.wait(seconds(2));
  player.answer();
  EXPECT_EQ(player.deletes_of(2), 1U);
  player.ends_replied();
  expect_all_released(player, 2);
  EXPECT_EQ(name(player.state.phase), "closed");
}

TEST(Rollover, close_between_swap_and_release_deletes_the_old_one_once) {
  Player player(viewing_on(seconds(180)));
  player.reach_rolling();
  player.post();
  player.play();
  player.watch_until(ViewingPhase::live);
  EXPECT_EQ(player.deletes_of(1), 0U);
  expect_closes_clean(player, 2);
}

TEST(Rollover, facts_of_the_old_one_after_the_swap_change_nothing_for_the_viewer) {
  Player player(viewing_on(seconds(180)));
  player.reach_rolling();
  player.post();
  player.play();
  player.watch_until(ViewingPhase::live);
  player.tell(ConnectionChanged{1, Connection::failed});
  EXPECT_EQ(name(player.state.phase), "live");
  EXPECT_TRUE(nothing_failed(player));
  player.wait(milliseconds(100));
  expect_closes_clean(player, 2);
}

}  // namespace
}  // namespace ring::test
