// What may leave as an offer: one video section, recvonly, nothing else (promise 4). Codecs are
// never narrowed or reordered: cameras answer by what is offered (profile 64001f, 42001f, or a
// 500).
#pragma once

#include <string>
#include <string_view>

#include "core/result.hpp"

namespace ring {

enum class OfferProblem {
  unreadable,  ///< No `v=` line first, an `m=` line that cannot be read, a NUL or a lone CR.
  no_video,    ///< No video section, or all of them rejected (port 0).
};

struct PreparedOffer {
  std::string sdp;
  bool has_h264 = false;

  bool operator==(const PreparedOffer&) const = default;
};

/// Leaves one recvonly video section (the first whose port is not 0, or that is bundle-only) and
/// drops all others. `a=group:` lines keep only mids that are left (the line goes when none is),
/// and session-level direction attributes go. What the section needs in order to stand alone is
/// kept: `a=bundle-only` is removed and a port 0 that it excused becomes 9; the bundle's ICE and
/// DTLS lines (ice-ufrag, ice-pwd, ice-options, fingerprint, setup) are copied from the dropped
/// first section of its bundle when the section itself and the session lack them, and so are that
/// section's candidates when it has none and the ICE user fragment is the same (with max-bundle,
/// browsers write candidates only there). `a=msid`/`a=ssrc`/`a=ssrc-group` and simulcast send lines
/// are removed together with a sending direction; a section that did not send keeps them.
/// Everything else stays byte for byte. Applying it twice changes nothing.
Result<PreparedOffer, OfferProblem> prepare_offer(std::string_view sdp);

}  // namespace ring
