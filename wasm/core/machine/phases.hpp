// The phases of the three machines, and what a page is told of them.
#pragma once

#include <cstdint>

namespace ring {

/// The whole viewing, from open to close.
enum class ViewingPhase : std::uint8_t {
  idle,
  starting,  ///< An attempt is on its way to frames, or its frames have stopped for the moment.
  live,      ///< Frames are being decoded now (promise 2).
  rolling,   ///< Live, and the next session is on its way.
  waiting,   ///< No session: until a time, a network or a viewer comes. See WaitReason.
  closing,   ///< Being released: the DELETE is under way.
  closed,
};

/// Frames are being decoded.
constexpr bool is_live(ViewingPhase phase) {
  return phase == ViewingPhase::live || phase == ViewingPhase::rolling;
}

/// Nothing is open: not yet, or not any more.
constexpr bool is_at_rest(ViewingPhase phase) {
  return phase == ViewingPhase::idle || phase == ViewingPhase::closed;
}

/// The WHEP session that the service holds for an attempt (RFC 9725), or may hold.
enum class SessionPhase : std::uint8_t {
  none,       ///< Nothing was asked of the service, or it has refused the token.
  asking,     ///< A POST is under way: whatever else happens, its reply may open a session.
  open,       ///< 201: the session lives until it is deleted or its limit comes.
  releasing,  ///< A DELETE is under way, or the fresh token for it.
  unsure,     ///< The POST was given up: a session may be open that nobody can delete.
  gone,       ///< There is none any more.
};

/// What the browser holds for an attempt: one RTCPeerConnection and its frames.
enum class MediaPhase : std::uint8_t {
  offering,        ///< Creating the offer; or our answer, when the server made the offer.
  gathering,       ///< Collecting candidates; the service takes complete descriptions only.
  negotiating,     ///< Our description is complete: waiting for the token, the reply, its applying.
  connecting,      ///< ICE and DTLS.
  awaiting_frame,  ///< Connected; the camera takes its time.
  flowing,         ///< Frames are decoded.
  stalled,         ///< They were, and have stopped.
  closed,
};

/// What a page is told of one connection attempt: its session and its media in one word.
enum class AttemptPhase : std::uint8_t {
  offering,    ///< Creating the peer and the offer.
  gathering,   ///< Collecting candidates.
  posting,     ///< Waiting for the token, then for the reply to the POST.
  countering,  ///< The server made an offer of its own: creating our answer. Then `gathering`.
  answering,   ///< The answer is being applied: the server's by the browser, or ours by the server.
  connecting,  ///< ICE and DTLS.
  awaiting_frame,  ///< Connected; waiting for frames, the first or further ones.
  flowing,         ///< Frames are decoded.
  ending,          ///< Released: waiting for what may still open or close a session.
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

/// Why a viewing, or an attempt, ended.
enum class EndReason : std::uint8_t { none, requested, limit, removed, failed };

}  // namespace ring
