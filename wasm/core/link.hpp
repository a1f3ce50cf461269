// ICE servers that a service names in `Link` headers (RFC 9725 4.6):
// `<turn:turn.example:3478?transport=udp>; rel="ice-server"; username="u"; credential="c"`.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ring {

struct IceServer {
  std::string url;
  std::string username;    ///< Of a TURN server; empty for STUN.
  std::string credential;  ///< A secret.

  bool operator==(const IceServer&) const = default;
};

/// The servers in the value of one or more `Link` headers, joined by commas as browsers give them.
/// Other relations are ignored, and so is everything that an RTCPeerConnection would refuse,
/// because one bad server makes its constructor throw: other schemes than stun(s) and turn(s),
/// hosts and ports that cannot be (RFC 7064, 7065), TURN without a user or with another kind of
/// credential than a password. At most eight; text that cannot be read ends the list.
std::vector<IceServer> ice_servers_of(std::string_view link);

}  // namespace ring
