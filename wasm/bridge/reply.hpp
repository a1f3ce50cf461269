// What the browser reads of addresses and replies (reply.js).
#pragma once

#include <string>

#include "bridge/guard.hpp"
#include "core/wire/reply.hpp"

namespace ring::bridge {

/// The browser's own reading of an absolute address.
Address read_address(const std::string& text);

struct ReplyHead {
  HttpReply reply;                     ///< All but its body.
  val ice_servers = val::undefined();  ///< As RTCPeerConnection takes them, with their credentials.
};
/// @param endpoint What a Location is relative to where the response does not say where it is from.
ReplyHead read_head(const val& response, const std::string& endpoint, double wall);

}  // namespace ring::bridge
