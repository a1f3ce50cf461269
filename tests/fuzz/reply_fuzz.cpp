// Invariant: whatever a reply says, its reading is one of four, complete for its kind: what can be
// used has an address and a description; nothing takes the bearer to another origin; every failure
// is told in short, printable words.
//
// The first five bytes are the status (two), flags, and the addresses; the rest is the body.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "core/wire/endpoint.hpp"
#include "core/wire/reply.hpp"
#include "core/wire/text.hpp"

namespace {

using ring::Address;
using ring::Config;
using ring::Failure;
using ring::HttpReply;
using ring::Reading;

constexpr std::string_view offer =
    "v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96 114\r\na=mid:0\r\na=recvonly\r\n";

void require(bool holds) {
  if (!holds) std::abort();
}

void check_text(const std::string& text, std::size_t most) {
  require(ring::printable(text, most) == text);
}

void check_failure(const Failure& failure, const HttpReply& reply, const Config& config) {
  require(failure.attempt == 0 && failure.status == reply.status);
  require(failure.cross_origin == ring::is_cross_origin(config));
  check_text(failure.title, 120);
  check_text(failure.detail, 400);
  check_text(failure.request_id, 128);
}

void check(const Reading& reading, const HttpReply& reply, const Config& config) {
  const bool usable =
      reading.kind == Reading::Kind::opened || reading.kind == Reading::Kind::server_offer;
  require(reading.opened_session == (reading.kind != Reading::Kind::refused));
  require(reply.status != 201 || reading.opened_session);
  require(reading.session_url.empty() || reading.session_url == reply.session.url);
  require(reading.session_url.empty() || !config.has_bearer() ||
          reply.session.origin == config.endpoint.origin);
  require(usable != reading.sdp.empty());
  if (!usable) return check_failure(reading.failure, reply, config);
  require(!reading.session_url.empty() && reading.failure == Failure{});
  require(reading.sdp == reply.body || reading.repaired ||
          reading.kind == Reading::Kind::server_offer);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 5) return 0;
  const Address addresses[] = {{},
                               {"https://a.example/s", "https://a.example"},
                               {"https://b.example/s", "https://b.example"}};
  Config config;
  config.src = "https://a.example/";
  config.endpoint = {"https://a.example/", "https://a.example"};
  config.bearer = (data[2] & 1U) != 0 ? ring::Bearer::provider : ring::Bearer::none;
  if ((data[2] & 2U) != 0) config.page_origin = "https://page.example";
  HttpReply reply;
  reply.status = data[0] << 8U | data[1];
  reply.redirected = (data[2] & 4U) != 0;
  if ((data[2] & 8U) != 0) reply.retry_after = ring::seconds(7);
  reply.session = addresses[data[3] % 3];
  reply.body.assign(data + 5, data + size);
  reply.request_id = reply.body;
  const bool h264 = (data[4] & 1U) != 0;
  check(ring::read_reply(config, offer, h264, reply, {}), reply, config);
  if (const auto failure = ring::read_answer_reply(config, reply, {})) {
    check_failure(*failure, reply, config);
  }
  return 0;
}
