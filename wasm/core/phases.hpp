// The phases of the two machines.
#pragma once

#include <cstdint>

namespace ring {

/// What a viewer is told about the whole viewing.
enum class SessionPhase : std::uint8_t {
  idle,
  starting,  ///< An attempt is on its way to frames, or its frames have stopped for the moment.
  live,      ///< Frames are being decoded now (promise 2).
  closing,   ///< Being released: the DELETE is under way.
  closed,
};

/// One connection attempt, at most one session of the service.
enum class AttemptPhase : std::uint8_t {
  offering,    ///< Creating the peer and the offer.
  gathering,   ///< Collecting candidates; the service takes complete offers only.
  posting,     ///< Waiting for the token, then for the reply to the POST.
  answering,   ///< The answer is being applied.
  connecting,  ///< ICE and DTLS, then waiting for frames.
  flowing,     ///< Frames are decoded.
  ending,      ///< Released: waiting for what may still open or close a session.
  ended,
};

/// Why a session closed.
enum class EndReason : std::uint8_t { none, requested, limit, removed, failed };

}  // namespace ring
