// Invariant: parse then print gives the same bytes; a prepared offer has exactly one section, which
// is video and recvonly and not rejected, and preparing it again changes nothing; what is sent of
// it is it, but for the end of its candidates.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "core/wire/offer.hpp"
#include "core/wire/sdp.hpp"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

/// The lines of `text` that begin with `start`, found without the parser under test.
int count_lines(const std::string& text, const char* start) {
  const std::string sought = std::string("\n") + start;
  const std::string all = "\n" + text + "\n";  // The last line may have no ending.
  int found = 0;
  for (std::size_t at = all.find(sought); at != std::string::npos; at = all.find(sought, at + 1)) {
    ++found;
  }
  return found;
}

void check_prepared(const ring::PreparedOffer& offer) {
  require(count_lines(offer.sdp, "m=") == 1);
  require(count_lines(offer.sdp, "m=video ") == 1);
  require(count_lines(offer.sdp, "m=video 0 ") == 0);
  require(count_lines(offer.sdp, "a=recvonly\n") + count_lines(offer.sdp, "a=recvonly\r\n") == 1);
  for (const char* other : {"a=sendrecv\r", "a=sendrecv\n", "a=sendonly\r", "a=sendonly\n",
                            "a=inactive\r", "a=inactive\n"}) {
    require(count_lines(offer.sdp, other) == 0);
  }
  const std::string section = offer.sdp.substr(("\n" + offer.sdp).find("\nm="));
  require(count_lines(section, "a=bundle-only\r") + count_lines(section, "a=bundle-only\n") == 0);
  const auto again = ring::prepare_offer(offer.sdp);
  require(again && again.value() == offer);
  const auto sent = ring::offer_to_send(offer.sdp);
  require(sent && sent->size() <= offer.sdp.size() && ring::offer_to_send(*sent) == sent);
  if (count_lines(offer.sdp, "a=end-of-candidates") == 0) require(*sent == offer.sdp);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(data, data + size);
  require(ring::sdp::print(ring::sdp::parse(text)) == text);
  const auto prepared = ring::prepare_offer(text);
  if (prepared) check_prepared(prepared.value());
  return 0;
}
