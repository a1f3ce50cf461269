// Invariant: whatever stands in a Link header, each server taken from it can be written into a
// header again and read back as the same server, is a stun or turn address without white space,
// user info or control characters, and there are at most eight.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "core/link.hpp"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char letter : text) {
    if (letter == '"' || letter == '\\') result += '\\';
    result += letter;
  }
  return result + '"';
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto servers = ring::ice_servers_of(std::string(data, data + size));
  require(servers.size() <= 8);
  std::string header;
  for (const ring::IceServer& server : servers) {
    require(server.url.starts_with("stun") || server.url.starts_with("turn") ||
            server.url.find_first_of("STUNRstunr") == 0);
    for (const char letter : server.url) require(letter > ' ' && letter < 0x7F);
    require(server.url.find_first_of("@<>\"\\/") == std::string::npos);
    header += "<" + server.url + ">; rel=\"ice-server\"; username=" + quoted(server.username) +
              "; credential=" + quoted(server.credential) + ", ";
  }
  require(ring::ice_servers_of(header) == servers);
  return 0;
}
