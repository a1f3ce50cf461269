// The phases of the two machines.
#pragma once

#include <cstdint>

namespace ring {

/// What a viewer is told about the whole viewing.
enum class SessionPhase : std::uint8_t {
  idle,
  starting,  ///< An attempt is on its way to frames, or its frames have stopped for the moment.
  live,      ///< Frames are being decoded now (promise 2).
  rolling,   ///< Live, and the next session is on its way.
  waiting,   ///< No session: until a time, a network or a viewer comes. See WaitReason.
  closing,   ///< Being released: the DELETE is under way.
  closed,
};

/// One connection attempt, at most one session of the service.
enum class AttemptPhase : std::uint8_t {
  offering,    ///< Creating the peer and the offer.
  gathering,   ///< Collecting candidates; the service takes complete offers only.
  posting,     ///< Waiting for the token, then for the reply to the POST.
  countering,  ///< The server made an offer of its own: creating our answer. Then `gathering`
               ///< again.
  answering,   ///< The answer is being applied: the server's by the browser, or ours by the server.
  connecting,  ///< ICE and DTLS, then waiting for frames.
  flowing,     ///< Frames are decoded.
  ending,      ///< Released: waiting for what may still open or close a session.
  ended,
};

/// What a waiting viewing waits for.
enum class WaitReason : std::uint8_t {
  none,
  release,  ///< The session before is still being released; the next follows at once.
  retry,    ///< The time to try again.
  offline,  ///< The network.
  unseen,   ///< Somebody who can see it.
  turn,     ///< Other viewings of the page, which asked first.
};

/// Why a session closed.
enum class EndReason : std::uint8_t { none, requested, limit, removed, failed };

}  // namespace ring
