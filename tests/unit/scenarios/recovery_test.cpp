// What may pass is tried again: not before the last session is released, and never as a storm
// (promises 1 and 8).
#include <set>

#include "scenarios/player.hpp"

namespace ring::test {
namespace {

/// One refused try; the player is left waiting.
void be_refused(Player& player, HttpReply reply) {
  player.post();
  player.reply(std::move(reply));
}

/// It wakes the camera, and comes to nothing.
void fail_to_connect(Player& player) {
  player.post();
  player.answer();
  player.tell(AnswerApplied{player.attempt()});
  player.tell(ConnectionChanged{player.attempt(), Connection::failed});
  player.ends_replied();
}

/// The waits before the tries after each of `failures` refusals.
std::vector<Millis> waits_of(std::uint32_t seed, int failures) {
  Config config = through_relay();
  config.seed = seed;
  Player player(config);
  player.open();
  std::vector<Millis> waits;
  for (int failure = 1; failure <= failures; ++failure) {
    be_refused(player, refused(502));
    waits.push_back(player.last_wait());
    player.wait(waits.back());
    EXPECT_EQ(name(player.state.phase), "starting");
  }
  return waits;
}

TEST(Recovery, a_busy_service_is_tried_again_when_told) {
  Player player(through_relay());
  player.open();
  be_refused(player, refused(502));
  ASSERT_EQ(player.news<Recovering>().size(), 1U);
  EXPECT_EQ(player.news<Recovering>()[0].failure.kind, FailureKind::server);
  EXPECT_TRUE(player.news<Failed>().empty());
  const Millis wait = player.last_wait();
  ASSERT_GT(wait, Millis{1});
  player.wait(wait - milliseconds(1));
  EXPECT_EQ(name(player.state.phase), "waiting");
  player.wait(milliseconds(1));
  EXPECT_EQ(name(player.state.phase), "starting");
  EXPECT_EQ(player.attempt(), 2U) << "a number is never reused";
  player.post();
  player.play();
  EXPECT_EQ(name(player.state.phase), "live");
  expect_closes_clean(player, 1);
}

TEST(Recovery, every_failure_that_may_pass_is_tried_again) {
  using Fails = void (*)(Player&);
  const std::pair<FailureKind, Fails> all[] = {
      {FailureKind::rate_limited, [](Player& p) { p.reach_posting(), p.reply(refused(429)); }},
      {FailureKind::conflict, [](Player& p) { p.reach_posting(), p.reply(refused(409)); }},
      {FailureKind::server, [](Player& p) { p.reach_posting(), p.reply(refused(500)); }},
      {FailureKind::network, [](Player& p) { p.reach_posting(), p.tell(RequestFailed{1}); }},
      {FailureKind::timeout, [](Player& p) { p.reach_connecting(), p.wait(seconds(10)); }},
      {FailureKind::ice_failed,
       [](Player& p) {
         p.reach_flowing();
         p.tell(ConnectionChanged{1, Connection::failed});
       }},
      {FailureKind::stalled, [](Player& p) { p.reach_flowing(), p.stare(milliseconds(5501)); }},
      {FailureKind::ended_early,
       [](Player& p) {
         p.reach_flowing();
         p.tell(ConnectionChanged{1, Connection::closed});
       }},
      {FailureKind::no_network, [](Player& p) { p.open(), p.make_offer(), p.wait(seconds(4)); }},
  };
  for (const auto& [kind, fails] : all) {
    Player player(through_relay());
    fails(player);
    EXPECT_EQ(player.failure().kind, kind);
    EXPECT_EQ(player.news<Recovering>().size(), 1U);
    EXPECT_EQ(name(player.state.phase), "waiting");
    player.ends_replied();
    player.wait(seconds(1));
    EXPECT_EQ(name(player.state.phase), "starting") << static_cast<int>(kind);
    player.post();
    player.play();
    EXPECT_EQ(name(player.state.phase), "live");
  }
}

// ---- the wait ----

TEST(Recovery, waits_double_up_to_thirty_seconds_with_jitter_in_their_upper_half) {
  Times times;
  const Millis longest[] = {seconds(1),  seconds(2),  seconds(4), seconds(8),
                            seconds(16), seconds(30), seconds(30)};
  for (int failures = 1; failures <= 7; ++failures) {
    Millis least = seconds(99);
    Millis most{};
    std::uint32_t draw = 1;
    for (int i = 0; i < 2000; ++i) {
      draw = draw * 1664525U + 1013904223U;
      const Millis wait = backoff_wait(times, failures, draw);
      least = std::min(least, wait);
      most = std::max(most, wait);
    }
    const Millis bound = longest[failures - 1];
    EXPECT_LE(most, bound);
    EXPECT_GE(most.count, bound.count * 98 / 100) << "anywhere up to the bound";
    EXPECT_GE(least.count, bound.count / 2) << "never at once";
    EXPECT_LE(least.count, bound.count * 52 / 100) << "anywhere from the half";
  }
  EXPECT_LE(backoff_wait(times, 1'000'000, 0xffffffff), seconds(30)) << "no overflow";
}

TEST(Recovery, same_seed_same_waits) { EXPECT_EQ(waits_of(7, 4), waits_of(7, 4)); }

TEST(Recovery, a_wall_of_players_does_not_retry_in_step) {
  std::set<std::int64_t> first;
  std::set<std::int64_t> fourth;
  for (std::uint32_t seed = 1; seed <= 64; ++seed) {
    const auto waits = waits_of(seed * 0x9e3779b9U, 4);
    for (std::size_t i = 0; i < waits.size(); ++i) EXPECT_LE(waits[i].count, 1000 << i);
    first.insert(waits[0].count / 100);
    fourth.insert(waits[3].count / 800);
  }
  EXPECT_GE(first.size(), 5U) << "all tenths of the half second";
  EXPECT_GE(fourth.size(), 5U);
}

TEST(Recovery, a_seed_of_zero_is_a_seed) {
  EXPECT_EQ(waits_of(0, 3), waits_of(1, 3));
  EXPECT_GT(waits_of(0, 3)[2], Millis{});
}

TEST(Recovery, five_failures_in_a_row_that_woke_the_camera_give_up) {
  Player player(viewing_on(seconds(300)));
  player.open();
  for (int failure = 1; failure <= 4; ++failure) {
    fail_to_connect(player);
    player.wait(player.last_wait());
  }
  fail_to_connect(player);
  EXPECT_EQ(name(player.state.phase), "closed");
  EXPECT_EQ(player.state.reason, EndReason::failed);
  EXPECT_EQ(player.news<Recovering>().size(), 4U);
  ASSERT_EQ(player.news<Failed>().size(), 1U);
  EXPECT_EQ(player.news<Failed>()[0].failure.attempt, 5U);
  expect_all_released(player, 5);
}

TEST(Recovery, what_costs_the_camera_nothing_is_tried_for_ten_minutes) {
  Player player(through_relay());
  player.open();
  const Instant first = player.now;
  int tries = 0;
  while (player.state.phase != ViewingPhase::closed) {
    player.post();
    player.tell(RequestFailed{player.attempt()});
    ++tries;
    if (player.state.phase == ViewingPhase::waiting) player.wait(player.last_wait());
  }
  EXPECT_GE(player.now - first, seconds(600));
  EXPECT_LE(player.now - first, seconds(630));
  EXPECT_GE(tries, 20);
  EXPECT_LE(tries, 50);
  EXPECT_EQ(player.news<Failed>().size(), 1U);
  expect_all_released(player, 0);
}

TEST(Recovery, a_server_that_is_away_for_twenty_seconds_does_not_end_the_view) {
  Player player(viewing_on(seconds(300)));
  player.reach_flowing();
  player.tell(TransportLost{1, true});
  player.tell(EndFailed{1});
  const Instant back_at = player.now + seconds(20);
  while (player.now < back_at) {
    player.wait(player.last_wait());
    player.post();
    player.tell(RequestFailed{player.attempt()});
  }
  EXPECT_EQ(name(player.state.phase), "waiting");
  player.wait(player.last_wait());
  player.post();
  player.play();
  EXPECT_EQ(name(player.state.phase), "live");
  expect_closes_clean(player, 2);
}

TEST(Recovery, nobody_is_tried_for_while_nobody_looks) {
  Player player(through_relay());
  player.open();
  be_refused(player, refused(502));
  player.hide();
  player.wait(seconds(900));
  player.show();
  EXPECT_EQ(name(player.state.phase), "starting");
  be_refused(player, refused(502));
  EXPECT_EQ(name(player.state.phase), "waiting") << "its ten minutes begin when it is seen again";
  expect_closes_clean(player, 0);
}

/// Four failures, then live for `length`, then a fifth.
Player fifth_failure_after(Millis length) {
  Player player(viewing_on(seconds(300)));
  player.open();
  for (int failure = 1; failure <= 4; ++failure) {
    fail_to_connect(player);
    player.wait(player.last_wait());
  }
  player.post();
  player.play();
  player.watch(length);
  player.tell(ConnectionChanged{5, Connection::failed});
  return player;
}

TEST(Recovery, ten_seconds_live_forget_the_failures_before) {
  Player player = fifth_failure_after(seconds(10));
  EXPECT_TRUE(player.news<Failed>().empty());
  EXPECT_LE(player.last_wait(), seconds(1)) << "the wait begins anew";
  expect_closes_clean(player, 5);
}

TEST(Recovery, less_than_ten_seconds_live_do_not) {
  Player player = fifth_failure_after(milliseconds(9999));
  EXPECT_EQ(player.news<Failed>().size(), 1U);
}

TEST(Recovery, a_stall_starts_the_ten_seconds_anew) {
  Player player(viewing_on(seconds(300)));
  player.open();
  fail_to_connect(player);
  player.wait(player.last_wait());
  player.post();
  player.play();
  player.watch(seconds(8));
  player.stare(seconds(3));
  player.watch(seconds(8));
  EXPECT_EQ(player.state.viewing.failures, 1);
  player.watch(seconds(3));
  EXPECT_EQ(player.state.viewing.failures, 0);
}

TEST(Recovery, a_rollover_does_not_interrupt_the_ten_seconds) {
  Config config = viewing_on(seconds(60));
  config.times.line_limit = seconds(12);
  config.times.swap = seconds(1);
  Player player(config);
  player.open();
  fail_to_connect(player);
  player.wait(player.last_wait());
  player.post();
  player.play();
  player.roll();
  player.post();
  player.play();
  player.watch_until(ViewingPhase::live);
  EXPECT_EQ(player.state.viewing.failures, 1) << "nine seconds";
  player.watch(seconds(1));
  EXPECT_EQ(player.state.viewing.failures, 0);
}

TEST(Recovery, after_giving_up_a_person_begins_anew) {
  Player player = fifth_failure_after(seconds(1));
  player.ends_replied();
  EXPECT_EQ(name(player.state.phase), "closed");
  player.open();
  be_refused(player, refused(502));
  EXPECT_LE(player.last_wait(), seconds(1));
  EXPECT_EQ(name(player.state.phase), "waiting");
}

// ---- Retry-After ----

TEST(Recovery, retry_after_wins_over_the_jitter) {
  Player player(through_relay());
  player.open();
  be_refused(player, refused_for_now(429, seconds(60)));
  EXPECT_EQ(player.last_wait(), seconds(60));
  player.wait(milliseconds(59'999));
  EXPECT_EQ(name(player.state.phase), "waiting");
  player.wait(milliseconds(1));
  EXPECT_EQ(name(player.state.phase), "starting");
}

TEST(Recovery, a_sleeping_device_is_asked_again_only_when_the_service_names_a_time) {
  Player player(through_relay());
  player.open();
  HttpReply reply = device_offline();
  reply.retry_after = seconds(45);
  be_refused(player, reply);
  EXPECT_EQ(name(player.state.phase), "waiting");
  EXPECT_EQ(player.last_wait(), seconds(45));
  player.wait(seconds(45));
  be_refused(player, device_offline());
  EXPECT_EQ(name(player.state.phase), "closed");
  EXPECT_EQ(player.news<Failed>().size(), 1U);
}

TEST(Recovery, retry_after_does_not_outlive_the_next_answer) {
  Player player(through_relay());
  player.open();
  be_refused(player, refused_for_now(429, seconds(3)));
  player.wait(seconds(3));
  be_refused(player, refused(502));
  EXPECT_LE(player.last_wait(), seconds(2));
}

// ---- release before retry ----

TEST(Recovery, retry_waits_for_the_delete_of_the_last_session) {
  Player player(through_relay());
  player.reach_flowing();
  player.tell(ConnectionChanged{1, Connection::failed});
  player.wait(seconds(4));
  EXPECT_EQ(name(player.state.phase), "waiting");
  EXPECT_EQ(player.all<OpenPeer>().size(), 1U);
  player.ends_replied();
  EXPECT_EQ(name(player.state.phase), "starting");
}

TEST(Recovery, retry_waits_for_that_delete_but_not_for_ever) {
  Player player(through_relay());
  player.reach_flowing();
  player.tell(ConnectionChanged{1, Connection::failed});
  player.wait(milliseconds(4999));
  EXPECT_EQ(name(player.state.phase), "waiting");
  player.wait(milliseconds(1));
  EXPECT_EQ(name(player.state.phase), "starting");
  EXPECT_EQ(player.news<ReleaseFailed>().size(), 1U);
}

TEST(Recovery, late_201_of_a_lost_post_is_deleted_while_its_retry_is_under_way) {
  Player player(viewing_on(seconds(180)));
  player.reach_posting();
  player.wait(seconds(30));
  player.open();
  player.post();
  player.tell(ReplyArrived{1, created("https://page.example/cameras/front/whep/lease1")});
  EXPECT_EQ(player.deletes_of(1), 1U);
  player.play();
  EXPECT_EQ(name(player.state.phase), "live");
  expect_closes_clean(player, 2);
}

TEST(Recovery, what_a_lost_post_opened_is_waited_for_and_told_as_a_time) {
  Player player(viewing_on(seconds(180)));
  player.reach_posting();
  player.wait(seconds(30));
  const Instant given_up = player.state.now;
  ASSERT_EQ(player.news<Recovering>().size(), 1U);
  EXPECT_EQ(player.news<Recovering>()[0].at, given_up + seconds(60)) << "its limit on line power";
  player.wait(seconds(59));
  EXPECT_EQ(player.state.wait, WaitReason::retry);
  EXPECT_EQ(player.all<OpenPeer>().size(), 1U);
  player.wait(seconds(1));
  EXPECT_EQ(name(player.state.phase), "starting");
}

TEST(Recovery, what_a_lost_post_opened_is_waited_for_no_longer_once_it_is_deleted) {
  Player player(viewing_on(seconds(180)));
  player.reach_posting();
  player.wait(seconds(31));
  player.reply(created(player.location()));
  player.end_replied();
  EXPECT_EQ(name(player.state.phase), "starting");
}

// ---- the network ----

TEST(Recovery, offline_waits_for_the_network_and_not_for_a_time) {
  Player player(through_relay());
  player.reach_flowing();
  player.tell(NetworkChanged{false});
  EXPECT_EQ(name(player.state.phase), "live") << "frames are what counts";
  player.tell(ConnectionChanged{1, Connection::failed});
  player.tell(EndFailed{1});
  EXPECT_EQ(player.state.wait, WaitReason::offline);
  ASSERT_EQ(player.news<Recovering>().size(), 1U);
  EXPECT_EQ(player.news<Recovering>()[0].at, std::nullopt);
  player.wait(seconds(3600));
  EXPECT_EQ(player.all<OpenPeer>().size(), 1U);
  player.tell(NetworkChanged{true});
  EXPECT_EQ(player.state.wait, WaitReason::retry);
  player.wait(seconds(1));
  EXPECT_EQ(name(player.state.phase), "starting");
}

TEST(Recovery, network_lost_during_a_wait) {
  Player player(through_relay());
  player.open();
  be_refused(player, refused(502));
  player.tell(NetworkChanged{false});
  EXPECT_EQ(player.state.wait, WaitReason::offline);
  player.wait(seconds(60));
  EXPECT_EQ(player.all<OpenPeer>().size(), 1U);
  player.tell(NetworkChanged{true});
  player.wait(seconds(1));
  EXPECT_EQ(player.all<OpenPeer>().size(), 2U);
}

TEST(Recovery, back_on_the_network_a_long_wait_is_cut_short) {
  Config config = through_relay();
  config.times.backoff = config.times.backoff_most = seconds(3600);
  Player player(config);
  player.open();
  be_refused(player, refused(502));
  ASSERT_GT(player.last_wait(), seconds(2)) << "but for one seed in two thousand";
  player.tell(NetworkChanged{false});
  player.tell(NetworkChanged{true});
  player.wait(seconds(1));
  EXPECT_EQ(name(player.state.phase), "starting");
}

TEST(Recovery, back_on_the_network_a_wall_of_players_spreads) {
  std::set<std::int64_t> starts;
  for (std::uint32_t seed = 1; seed <= 64; ++seed) {
    Config config = through_relay();
    config.seed = seed * 0x9e3779b9U;
    Player player(config);
    player.open();
    be_refused(player, refused(502));
    player.tell(NetworkChanged{false});
    player.wait(seconds(10));
    const Instant back = player.now;
    player.tell(NetworkChanged{true});
    player.wait(seconds(1));
    EXPECT_EQ(player.all<OpenPeer>().size(), 2U);
    starts.insert((player.log<OpenPeer>().back().at - back).count / 100);
  }
  EXPECT_GE(starts.size(), 9U) << "over the whole second";
}

TEST(Recovery, back_on_the_network_but_not_before_the_services_own_time) {
  Player player(through_relay());
  player.open();
  be_refused(player, refused_for_now(429, seconds(60)));
  player.tell(NetworkChanged{false});
  player.wait(seconds(10));
  player.tell(NetworkChanged{true});
  player.wait(milliseconds(49'999));
  EXPECT_EQ(name(player.state.phase), "waiting");
  player.wait(milliseconds(1));
  EXPECT_EQ(name(player.state.phase), "starting");
}

TEST(Recovery, play_while_offline_waits_without_attempts) {
  Player player(through_relay());
  player.tell(OpenRequested{0, false});
  EXPECT_EQ(name(player.state.phase), "waiting");
  EXPECT_EQ(player.state.wait, WaitReason::offline);
  player.wait(seconds(45));
  EXPECT_TRUE(player.all<OpenPeer>().empty());
  player.tell(NetworkChanged{true});
  player.wait(seconds(1));
  EXPECT_EQ(name(player.state.phase), "starting");
  player.post();
  player.play();
  EXPECT_EQ(name(player.state.phase), "live");
  expect_closes_clean(player, 1);
}

TEST(Recovery, a_person_who_insists_brings_no_network) {
  Player player(through_relay());
  player.reach_flowing();
  player.tell(NetworkChanged{false});
  player.tell(ConnectionChanged{1, Connection::failed});
  player.ends_replied();
  player.tell(OpenRequested{0, false});
  EXPECT_EQ(player.state.wait, WaitReason::offline);
  EXPECT_EQ(player.all<OpenPeer>().size(), 1U);
  player.tell(OpenRequested{0, true});
  EXPECT_EQ(name(player.state.phase), "starting") << "the browser says otherwise now";
  expect_closes_clean(player, 1);
}

TEST(Recovery, network_that_comes_back_while_hidden_spares_the_backoff) {
  Player player(viewing_on(seconds(300)));
  player.open();
  for (int i = 0; i < 6; ++i) {
    be_refused(player, refused(502));
    if (i < 5) player.wait(player.last_wait());
  }
  EXPECT_GE(player.last_wait(), seconds(15));
  player.hide();
  player.tell(NetworkChanged{false});
  player.tell(NetworkChanged{true});
  player.wait(seconds(1));
  player.show();
  EXPECT_EQ(name(player.state.phase), "starting");
  expect_closes_clean(player, 0);
}

TEST(Recovery, online_that_was_never_gone_changes_nothing) {
  Player player(through_relay());
  player.open();
  be_refused(player, refused_for_now(502, seconds(20)));
  const State before = player.state;
  player.tell(NetworkChanged{true});
  EXPECT_EQ(player.state, before);
}

// ---- a person ----

TEST(Recovery, a_person_who_insists_does_not_wait) {
  Player player(through_relay());
  player.open();
  be_refused(player, refused_for_now(429, seconds(60)));
  player.open();
  EXPECT_EQ(name(player.state.phase), "starting");
  be_refused(player, refused(502));
  EXPECT_LE(player.last_wait(), seconds(1)) << "and the count begins anew";
}

TEST(Recovery, a_person_who_insists_has_the_failures_before_forgotten) {
  Player player(through_relay());
  player.open();
  for (int failure = 1; failure <= 4; ++failure) {
    be_refused(player, refused(502));
    if (failure < 4) player.wait(player.last_wait());
  }
  player.open();
  be_refused(player, refused(502));
  EXPECT_TRUE(player.news<Failed>().empty()) << "it would have been the fifth";
  EXPECT_EQ(name(player.state.phase), "waiting");
}

TEST(Recovery, opened_while_the_browser_thinks_it_is_offline_gets_a_try) {
  Player player(through_relay());
  player.tell(NetworkChanged{false});
  player.open();
  EXPECT_EQ(name(player.state.phase), "starting");
  be_refused(player, refused(502));
  EXPECT_EQ(player.state.wait, WaitReason::retry) << "it got a reply, so there is a network";
}

TEST(Recovery, a_person_who_insists_offline_gets_a_try) {
  Player player(through_relay());
  player.open();
  be_refused(player, refused(502));
  player.tell(NetworkChanged{false});
  player.open();
  EXPECT_EQ(name(player.state.phase), "starting") << "browsers are wrong about being offline";
}

TEST(Recovery, a_person_who_insists_still_waits_for_the_delete) {
  Player player(through_relay());
  player.reach_flowing();
  player.tell(ConnectionChanged{1, Connection::failed});
  player.open();
  EXPECT_EQ(player.all<OpenPeer>().size(), 1U);
  player.ends_replied();
  EXPECT_EQ(player.all<OpenPeer>().size(), 2U);
}

TEST(Recovery, close_during_a_wait_ends_it) {
  Player player(through_relay());
  player.open();
  be_refused(player, refused_for_now(429, seconds(60)));
  expect_closes_clean(player, 0);
  EXPECT_EQ(player.state.reason, EndReason::requested);
}

// ---- near the limit nothing is a failure ----

TEST(Recovery, what_ends_near_the_limit_is_the_limit) {
  for (const Connection how : {Connection::failed, Connection::closed}) {
    Player player(through_relay());
    player.reach_flowing();
    player.watch(seconds(27));
    player.tell(ConnectionChanged{1, how});
    player.ends_replied();
    EXPECT_EQ(player.state.reason, EndReason::limit);
    EXPECT_TRUE(player.news<Failed>().empty() && player.news<Recovering>().empty());
    expect_all_released(player, 1);
  }
}

TEST(Recovery, frames_that_stop_near_the_limit_are_the_limit) {
  Player player(through_relay());
  player.reach_flowing();
  player.watch(seconds(23));
  player.stare(seconds(6));
  player.ends_replied();
  EXPECT_EQ(player.state.reason, EndReason::limit);
  EXPECT_TRUE(player.news<Failed>().empty() && player.news<Recovering>().empty());
}

TEST(Recovery, a_disconnect_that_does_not_heal_near_the_limit_is_the_limit) {
  Player player(through_relay());
  player.reach_flowing();
  player.watch(seconds(24));
  player.tell(ConnectionChanged{1, Connection::disconnected});
  player.watch(seconds(4));
  EXPECT_EQ(name(player.state.phase), "closing");
  EXPECT_EQ(player.state.reason, EndReason::limit);
}

TEST(Recovery, what_ends_before_that_is_a_failure) {
  Player player(through_relay());
  player.reach_flowing();
  player.watch(milliseconds(26'999));
  player.tell(ConnectionChanged{1, Connection::closed});
  EXPECT_EQ(player.failure().kind, FailureKind::ended_early);
}

TEST(Recovery, near_a_short_limit_is_shorter) {
  Config config = through_relay();
  config.times.battery_limit = seconds(10);
  Player player(config);
  player.reach_flowing();
  player.watch(seconds(8));
  player.tell(ConnectionChanged{1, Connection::closed});
  EXPECT_EQ(player.failure().kind, FailureKind::ended_early) << "a tenth is near";
}

TEST(Recovery, with_more_to_watch_an_early_end_near_the_limit_goes_on_at_once) {
  Config config = viewing_on(seconds(180));
  config.experience.alone_at = Instant{};
  Player player(config);
  player.reach_flowing();
  player.watch(seconds(58));
  player.tell(ConnectionChanged{1, Connection::closed});
  EXPECT_EQ(player.state.wait, WaitReason::release);
  player.ends_replied();
  EXPECT_EQ(name(player.state.phase), "starting");
}

// ---- tokens ----

/// Views on with a token provider, and already knows that the camera is slow: 10 s for a rollover.
Config with_provider_and_more() {
  Config config = with_provider();
  config.power = Power::line;
  config.extend = seconds(180);
  config.experience.slowest_first_frame = seconds(6);
  return config;
}

TEST(Tokens, each_session_asks_anew) {
  Player player(with_provider_and_more());
  player.reach_rolling();
  ASSERT_EQ(player.all<AskToken>().size(), 2U);
  EXPECT_EQ(player.all<AskToken>()[1], (AskToken{2, false}));
}

TEST(Tokens, token_that_expired_in_mid_view_is_refreshed_once_for_the_next_session) {
  Player player(with_provider_and_more());
  player.reach_rolling();
  player.post();
  player.reply(refused(401));
  EXPECT_EQ(name(player.state.phase), "rolling") << "the picture goes on meanwhile";
  EXPECT_EQ(player.all<AskToken>().back(), (AskToken{2, true}));
  player.tell(TokenReady{2});
  player.play();
  player.watch(seconds(1));
  EXPECT_EQ(player.state.current, 2U);
  EXPECT_TRUE(player.news<Failed>().empty());
  expect_closes_clean(player, 2);
}

TEST(Tokens, fresh_token_that_is_refused_too_ends_it_at_the_limit) {
  Player player(with_provider_and_more());
  player.reach_rolling();
  player.post();
  player.reply(refused(401));
  player.tell(TokenReady{2});
  player.reply(refused(401));
  EXPECT_EQ(player.all<AskToken>().size(), 3U) << "once";
  EXPECT_EQ(name(player.state.phase), "live");
  player.watch_until(ViewingPhase::closing);
  player.ends_replied();
  EXPECT_EQ(player.failure().kind, FailureKind::unauthorized);
  expect_all_released(player, 1);
}

TEST(Tokens, token_that_expired_before_the_delete_is_refreshed_and_the_session_deleted) {
  Player player(with_provider_and_more());
  player.reach_rolling();
  player.post();
  player.play();
  player.watch_until(ViewingPhase::live);
  player.wait(milliseconds(100));
  player.tell(EndReplied{1, 401});
  EXPECT_EQ(player.all<AskToken>().back(), (AskToken{1, true}));
  player.tell(TokenReady{1});
  EXPECT_EQ(player.deletes_of(1), 2U);
  player.tell(EndReplied{1, 204});
  EXPECT_EQ(player.in_progress(), 1U);
  EXPECT_EQ(name(player.state.phase), "live");
}

TEST(Tokens, provider_that_hangs_in_a_rollover_costs_no_picture) {
  Player player(with_provider_and_more());
  player.reach_rolling();
  player.make_offer();
  player.gather();
  player.watch_until(ViewingPhase::starting);
  EXPECT_GE(player.now, *player.find(1).limit - player.config.times.limit_margin) << "its limit";
  player.ends_replied();
  player.wait(seconds(1));
  EXPECT_EQ(player.failure().kind, FailureKind::timeout);
  EXPECT_EQ(player.failure().stage, Stage::token);
  EXPECT_EQ(name(player.state.phase), "waiting");
  expect_closes_clean(player, 1);
}

TEST(Tokens, provider_that_rejects_or_returns_nothing_in_a_rollover_ends_it_at_the_limit) {
  Player player(with_provider_and_more());
  player.reach_rolling();
  player.tell(TokenRefused{2});  // The bridge tells both alike.
  EXPECT_EQ(name(player.state.phase), "live");
  EXPECT_TRUE(player.all<SendOffer>().size() == 1U);
  player.watch_until(ViewingPhase::closing);
  player.ends_replied();
  EXPECT_EQ(player.failure().kind, FailureKind::unauthorized);
  EXPECT_EQ(player.failure().stage, Stage::token);
  expect_all_released(player, 1);
}

TEST(Tokens, provider_that_hangs_at_the_start_is_asked_again) {
  Player player(with_provider());
  player.open();
  player.wait(seconds(10));
  EXPECT_EQ(player.news<Recovering>().size(), 1U);
  player.wait(player.last_wait());
  EXPECT_EQ(player.all<AskToken>().size(), 2U);
  player.post();
  player.play();
  expect_closes_clean(player, 1);
}

TEST(Tokens, fixed_token_that_expired_is_not_asked_for_again) {
  Config config = with_provider_and_more();
  config.bearer = Bearer::fixed;
  Player player(config);
  player.reach_rolling();
  player.post();
  player.reply(refused(401));
  player.watch_until(ViewingPhase::closing);
  EXPECT_EQ(player.failure().kind, FailureKind::unauthorized);
}

TEST(Recovery, picture_that_froze_is_asked_for_again_at_once_but_only_the_first_time) {
  Player player(viewing_on(seconds(180)));
  player.reach_flowing();
  player.watch(seconds(3));
  player.stare(seconds(6));
  player.ends_replied();
  EXPECT_EQ(player.all<OpenPeer>().size(), 2U);
  player.tell(OfferReady{2, offer_sdp});
  player.gather();
  player.answer();
  player.tell(AnswerApplied{2});
  player.connect();
  player.show_frame();
  player.watch(seconds(3));
  player.stare(seconds(6));
  const std::vector<Millis> waits = player.waits();
  ASSERT_EQ(waits.size(), 2U);
  EXPECT_EQ(waits[0], Millis{});
  EXPECT_GT(waits[1], Millis{}) << "by this seed";
  expect_closes_clean(player, 2);
}

}  // namespace
}  // namespace ring::test
