// What may leave as an offer: one video section, recvonly, nothing else (promise 4). Codecs are
// never narrowed or reordered: cameras answer by what is offered (profile 64001f, 42001f, or a
// 500).
//
// The bridge creates the one transceiver itself, so a browser's offer needs no mending. What a page
// or an extension made of it is brought back to one section, or refused; what else that section
// says (simulcast, ssrc, unknown attributes) does no harm in one that only receives, and stays.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/wire/result.hpp"

namespace ring {

enum class OfferProblem {
  unreadable,    ///< No `v=` line first, an `m=` line that cannot be read, a NUL or a lone CR.
  no_video,      ///< No video section, or all of them rejected (port 0).
  no_transport,  ///< Its ICE credentials stand in a section that may not leave.
};

struct PreparedOffer {
  std::string sdp;
  bool has_h264 = false;

  bool operator==(const PreparedOffer&) const = default;
};

/// Leaves one recvonly video section (the first whose port is not 0, or that is bundle-only) and
/// drops all others. `a=group:` lines keep only mids that are left (the line goes when none is),
/// and session-level direction attributes go. `a=bundle-only` is removed and a port 0 that it
/// excused becomes 9. Everything else stays byte for byte. Applying it twice changes nothing.
Result<PreparedOffer, OfferProblem> prepare_offer(std::string_view sdp);

/// What to send of the browser's local description, with its candidates. Nothing when a media
/// section is no longer as `prepare_offer` left it: what is sent must be what was applied. (The
/// session part is prepared again: Firefox always writes `a=sendrecv` there, whatever was applied.)
std::optional<std::string> offer_to_send(std::string_view local_description);

}  // namespace ring
