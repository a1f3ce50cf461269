#include "scenarios/player.hpp"

namespace ring::test {
namespace {

Player gathering(const Config& config = through_relay()) {
  Player player(config);
  player.open();
  player.make_offer();
  return player;
}

TEST(Gathering, reflexive_candidate_and_a_quiet_moment_send_the_offer) {
  Player player = gathering();
  player.tell(CandidateGathered{1, false});
  player.wait(milliseconds(100));
  player.tell(CandidateGathered{1, true});
  player.wait(milliseconds(15));
  player.tell(CandidateGathered{1, false});
  player.wait(milliseconds(19));
  EXPECT_TRUE(player.all<CollectOffer>().empty())
      << "each further candidate restarts the quiet time";
  player.wait(milliseconds(1));
  EXPECT_EQ(player.all<CollectOffer>().size(), 1U);
}

TEST(Gathering, where_no_server_is_asked_own_candidates_and_a_quiet_moment_send_the_offer) {
  Config config = through_relay();
  config.ice_servers = IceServers::none;
  Player player = gathering(config);
  player.tell(CandidateGathered{1, false});
  player.wait(milliseconds(15));
  player.tell(CandidateGathered{1, false});
  player.wait(milliseconds(19));
  EXPECT_TRUE(player.all<CollectOffer>().empty());
  player.wait(milliseconds(1));
  EXPECT_EQ(player.all<CollectOffer>().size(), 1U);
}

TEST(Gathering, servers_that_the_page_names_are_waited_for_as_the_services_are) {
  Config config = through_relay();
  config.ice_servers = IceServers::own;
  Player player = gathering(config);
  player.tell(CandidateGathered{1, false});
  player.wait(milliseconds(499));
  EXPECT_TRUE(player.all<CollectOffer>().empty());
  player.tell(CandidateGathered{1, true});
  player.wait(milliseconds(20));
  EXPECT_EQ(player.all<CollectOffer>().size(), 1U);
}

TEST(Gathering, blocked_stun_costs_half_a_second_not_forty) {
  Player player = gathering();
  player.tell(CandidateGathered{1, false});
  player.wait(milliseconds(499));
  EXPECT_TRUE(player.all<CollectOffer>().empty());
  player.wait(milliseconds(1));
  EXPECT_EQ(player.all<CollectOffer>().size(), 1U);
}

TEST(Gathering, late_first_candidate_is_sent_at_once) {
  Player player = gathering();
  player.wait(seconds(2));
  EXPECT_TRUE(player.all<CollectOffer>().empty());
  player.tell(CandidateGathered{1, false});
  EXPECT_EQ(player.all<CollectOffer>().size(), 1U);
}

TEST(Gathering, complete_sends_at_once) {
  Player player = gathering();
  player.tell(CandidateGathered{1, false});
  player.tell(GatheringCompleted{1});
  EXPECT_EQ(player.all<CollectOffer>().size(), 1U);
}

TEST(Gathering, no_candidate_after_four_seconds_is_no_network) {
  Player player = gathering();
  player.wait(milliseconds(3999));
  EXPECT_EQ(player.state.phase, ViewingPhase::starting);
  player.wait(milliseconds(1));
  EXPECT_EQ(player.failure().kind, FailureKind::no_network);
  EXPECT_EQ(player.failure().stage, Stage::gathering);
  expect_closes_clean(player, 0);
}

TEST(Gathering, patient_page_with_a_candidate_has_a_network) {
  Config config = through_relay();
  config.times.gathering_cap = seconds(6);
  Player player = gathering(config);
  player.tell(CandidateGathered{1, false});
  player.wait(seconds(5));
  EXPECT_TRUE(player.news<Failed>().empty());
  player.wait(seconds(1));
  EXPECT_EQ(player.all<CollectOffer>().size(), 1U);
}

TEST(Gathering, complete_without_a_candidate_is_no_network) {
  Player player = gathering();
  player.tell(GatheringCompleted{1});
  EXPECT_EQ(player.failure().kind, FailureKind::no_network);
}

TEST(Gathering, candidates_after_the_offer_left_change_nothing) {
  Player player = gathering();
  player.gather();
  const State before = player.state;
  player.tell(CandidateGathered{1, true});
  EXPECT_EQ(player.state, before);
  EXPECT_EQ(player.all<SendOffer>().size(), 1U);
}

TEST(Gathering, offer_that_grew_a_section_on_its_way_is_not_sent) {
  Player player = gathering();
  player.tell(CandidateGathered{1, false});
  player.tell(GatheringCompleted{1});
  player.tell(OfferCollected{
      1, std::string(offer_sdp) + "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:1\r\na=recvonly\r\n"});
  EXPECT_TRUE(player.all<SendOffer>().empty());
  EXPECT_EQ(player.failure().kind, FailureKind::unsupported_browser);
}

TEST(Gathering, what_is_sent_is_what_was_collected) {
  const std::string collected =
      std::string(offer_sdp) + "a=candidate:1 1 udp 1 192.0.2.1 9 typ host\r\n";
  for (const Config& config : {through_relay(), with_provider()}) {
    Player player(config);
    player.open();
    player.make_offer();
    player.gather(collected.c_str());
    if (config.has_bearer()) player.tell(TokenReady{1});  // Late: the offer has waited for it.
    ASSERT_EQ(player.all<SendOffer>().size(), 1U);
    EXPECT_EQ(player.all<SendOffer>()[0].sdp, collected);
  }
}

TEST(Gathering, direction_that_the_browser_puts_above_the_section_does_not_leave) {
  Player player = gathering();
  // Firefox does, also where the offer that was applied had none there.
  std::string collected = offer_sdp;
  collected.insert(collected.find("m=video"), "a=sendrecv\r\n");
  player.gather(collected.c_str());
  ASSERT_EQ(player.all<SendOffer>().size(), 1U);
  EXPECT_EQ(player.all<SendOffer>()[0].sdp, offer_sdp);
}

TEST(Gathering, audio_that_the_browser_offered_never_leaves) {
  Player player(through_relay());
  player.open();
  player.make_offer(
      (std::string(offer_sdp) + "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:1\r\na=sendrecv\r\n")
          .c_str());
  ASSERT_EQ(player.all<ApplyOffer>().size(), 1U);
  EXPECT_EQ(player.all<ApplyOffer>()[0].sdp, offer_sdp);
}

}  // namespace
}  // namespace ring::test
