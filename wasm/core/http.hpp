// A reply as plain data. What the bridge could not read is absent, not empty.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace ring {

struct HttpReply {
  int status = 0;           ///< 0 for a redirect that was refused before it was followed.
  bool redirected = false;  ///< Refused, or followed.
  std::string url;          ///< Where the reply came from; empty when the browser does not say.
  std::optional<std::string> location;
  std::optional<std::string> retry_after;
  std::string request_id;
  /// Usable ICE servers in its `Link` headers (core/link.hpp). Only their number: they come with
  /// credentials, which stay in the bridge, as the token does.
  int ice_servers = 0;
  std::string body;
  std::int64_t wall_ms = 0;  ///< Page's wall clock when it arrived; for dates in Retry-After only.

  bool operator==(const HttpReply&) const = default;
};

}  // namespace ring
