#include "core/link.hpp"

#include <gtest/gtest.h>

namespace ring {
namespace {

TEST(Link, names_stun_and_turn_servers) {
  const auto servers = ice_servers_of(
      R"(<stun:stun.example.net>; rel="ice-server", <turn:turn.example.net:3478?transport=udp>; )"
      R"(rel="ice-server"; username="user"; credential="my \"pass\""; credential-type="password",)"
      R"(<turns:[2001:db8::1]:443?transport=tcp>;rel=ice-server;username=u;credential=c)");
  const std::vector<IceServer> expected = {
      {"stun:stun.example.net", "", ""},
      {"turn:turn.example.net:3478?transport=udp", "user", R"(my "pass")"},
      {"turns:[2001:db8::1]:443?transport=tcp", "u", "c"},
  };
  EXPECT_EQ(servers, expected);
}

TEST(Link, other_relations_are_ignored) {
  EXPECT_TRUE(
      ice_servers_of(R"(<https://x.example/events>; rel="urn:ietf:params:whep:ext:sse")").empty());
  EXPECT_TRUE(ice_servers_of("<stun:stun.example>").empty());
  EXPECT_EQ(ice_servers_of(R"(</x>; rel=next, <stun:a.example>; rel="other ICE-Server")").size(),
            1U);
}

/// One of them would make the constructor of the connection throw, and nothing would play.
TEST(Link, what_a_browser_would_refuse_is_left_out) {
  const char* const bad[] = {
      "<https://turn.example>; rel=ice-server",
      "<stun:>; rel=ice-server",
      "<stun:stun.example:0>; rel=ice-server",
      "<stun:stun.example:70000>; rel=ice-server",
      "<stun:stun.example:x>; rel=ice-server",
      "<stun:stun.example?transport=udp>; rel=ice-server",
      "<stun://stun.example>; rel=ice-server",
      "<stun:user@stun.example>; rel=ice-server",
      "<stun:st un.example>; rel=ice-server",
      "<stun:[2001:db8::1>; rel=ice-server",
      "<turn:turn.example>; rel=ice-server",
      "<turn:turn.example>; rel=ice-server; username=u",
      "<turn:turn.example>; rel=ice-server; username=u; credential=c; credential-type=oauth",
      "<turn:turn.example?transport=sctp>; rel=ice-server; username=u; credential=c",
      "<>; rel=ice-server",
  };
  for (const char* one : bad) {
    EXPECT_TRUE(ice_servers_of(one).empty()) << one;
    const std::string with_good = std::string(one) + ", <stun:good.example>; rel=ice-server";
    EXPECT_EQ(ice_servers_of(with_good).size(), 1U) << one;
  }
}

TEST(Link, what_cannot_be_read_ends_the_list) {
  EXPECT_TRUE(ice_servers_of("").empty());
  EXPECT_TRUE(ice_servers_of("stun:a.example").empty());
  EXPECT_TRUE(ice_servers_of("<stun:a.example").empty());
  EXPECT_TRUE(ice_servers_of(R"(<stun:a.example>; rel="ice-server)").empty());
  EXPECT_EQ(ice_servers_of(",, <stun:a.example>; rel=ice-server; , junk").size(), 1U);
}

TEST(Link, at_most_eight) {
  std::string many;
  for (int i = 0; i < 100; ++i) many += "<stun:a.example>; rel=ice-server, ";
  EXPECT_EQ(ice_servers_of(many).size(), 8U);
}

}  // namespace
}  // namespace ring
