// Every fact the core can be told. Facts of a connection carry the number of their attempt.
#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "core/machine/presence.hpp"
#include "core/time.hpp"
#include "core/wire/failure.hpp"
#include "core/wire/reply.hpp"

namespace ring {

// What the page wants. What may start a session by itself also says how many other viewings of the
// page are `ahead`: about to ask for a session, or waiting for their turn to.
struct OpenRequested {
  int ahead = 0;
  bool online = true;  ///< `navigator.onLine`: no event says it again.
  bool operator==(const OpenRequested&) const = default;
};
/// Somebody may want to watch soon.
struct PrepareRequested {
  bool operator==(const PrepareRequested&) const = default;
};
struct CloseRequested {
  bool operator==(const CloseRequested&) const = default;
};
/// The element left the document; it may only be on its way to another place in it.
struct ViewerRemoved {
  bool operator==(const ViewerRemoved&) const = default;
};
struct ViewerReturned {
  bool operator==(const ViewerReturned&) const = default;
};
/// More camera time is wanted.
struct ExtendRequested {
  Millis by;  ///< Zero: as much as one session of this camera.
  bool operator==(const ExtendRequested&) const = default;
};
/// Whether anybody can see the picture.
struct PresenceChanged {
  Presence presence;
  int ahead = 0;
  bool operator==(const PresenceChanged&) const = default;
};
/// `pagehide` or `freeze`: nothing may run from now on, perhaps for ever.
struct PageLeft {
  bool operator==(const PageLeft&) const = default;
};
/// Back from the cache or from being frozen.
struct PageReturned {
  int ahead = 0;
  bool operator==(const PageReturned&) const = default;
};
struct NetworkChanged {
  bool online = true;
  bool operator==(const NetworkChanged&) const = default;
};
/// Time passed; nothing else happened.
struct Tick {
  bool operator==(const Tick&) const = default;
};

// What the browser's RTCPeerConnection did.
/// There is no RTCPeerConnection here.
struct PeerMissing {
  AttemptNumber attempt = 0;
  bool operator==(const PeerMissing&) const = default;
};
/// The constructor or addTransceiver threw, e.g. for an ICE server URL it cannot read.
struct PeerRefused {
  AttemptNumber attempt = 0;
  std::string reason;
  bool operator==(const PeerRefused&) const = default;
};
struct OfferReady {
  AttemptNumber attempt = 0;
  std::string sdp;
  bool operator==(const OfferReady&) const = default;
};
/// createOffer or setLocalDescription was rejected.
struct OfferFailed {
  AttemptNumber attempt = 0;
  std::string reason;
  bool operator==(const OfferFailed&) const = default;
};
struct CandidateGathered {
  AttemptNumber attempt = 0;
  bool reflexive = false;  ///< Of type `srflx`: a STUN server told us our public address.
  bool operator==(const CandidateGathered&) const = default;
};
struct GatheringCompleted {
  AttemptNumber attempt = 0;
  bool operator==(const GatheringCompleted&) const = default;
};
/// The local description as it stands (our offer, or our answer to the server's), with the
/// candidates gathered so far.
struct OfferCollected {
  AttemptNumber attempt = 0;
  std::string sdp;
  bool operator==(const OfferCollected&) const = default;
};
/// The browser's answer to the server's counter-offer.
struct AnswerReady {
  AttemptNumber attempt = 0;
  std::string sdp;
  bool operator==(const AnswerReady&) const = default;
};
struct AnswerApplied {
  AttemptNumber attempt = 0;
  bool operator==(const AnswerApplied&) const = default;
};
/// An answer, theirs or ours, or their offer could not be applied, or answered.
struct AnswerRefused {
  AttemptNumber attempt = 0;
  std::string reason;
  bool operator==(const AnswerRefused&) const = default;
};
/// The values of RTCPeerConnectionState that the core cares for.
enum class Connection { connected, disconnected, failed, closed };
struct ConnectionChanged {
  AttemptNumber attempt = 0;
  Connection state = Connection::connected;
  bool operator==(const ConnectionChanged&) const = default;
};
/// The state of the video receiver's RTCDtlsTransport: it hears a hang-up seconds before the
/// connection does.
struct TransportLost {
  AttemptNumber attempt = 0;
  bool closed = false;  ///< Else it has failed.
  bool operator==(const TransportLost&) const = default;
};
/// A frame is on the page, with real dimensions.
struct FrameShown {
  AttemptNumber attempt = 0;
  int width = 0;
  int height = 0;
  bool operator==(const FrameShown&) const = default;
};
/// `inbound-rtp` statistics of the video.
struct FramesSampled {
  AttemptNumber attempt = 0;
  std::int64_t decoded = 0;
  int width = 0;
  int height = 0;
  Millis span = {};  ///< From the first decoded frame to the last; 0: the browser does not say.
  bool undecoded = false;    ///< Packets have come, and not one frame was decoded.
  std::string decoder = {};  ///< Then, for a person: codec and decoder as the browser names them.
  std::int64_t freezes = 0;  ///< `freezeCount`: pauses of the picture that a person sees.
  bool operator==(const FramesSampled&) const = default;
};

// What the token provider and the service said.
struct TokenReady {
  AttemptNumber attempt = 0;
  bool operator==(const TokenReady&) const = default;
};
/// The provider rejected, or gave nothing usable. Its words are not passed on: they may hold a
/// secret.
struct TokenRefused {
  AttemptNumber attempt = 0;
  bool operator==(const TokenRefused&) const = default;
};
struct ReplyArrived {
  AttemptNumber attempt = 0;
  HttpReply reply;
  bool operator==(const ReplyArrived&) const = default;
};
/// What the server said to our answer.
struct AnswerReplied {
  AttemptNumber attempt = 0;
  HttpReply reply;
  bool operator==(const AnswerReplied&) const = default;
};
/// No reply came to a POST or a PATCH.
struct RequestFailed {
  AttemptNumber attempt = 0;
  bool operator==(const RequestFailed&) const = default;
};
struct EndReplied {
  AttemptNumber attempt = 0;
  int status = 0;
  bool operator==(const EndReplied&) const = default;
};
struct EndFailed {
  AttemptNumber attempt = 0;
  bool operator==(const EndFailed&) const = default;
};

/// The tether was let go of, or could not be taken up.
struct TetherBroke {
  AttemptNumber attempt = 0;
  int status = 0;  ///< Of its reply; 0: none came, or it broke off.
  bool operator==(const TetherBroke&) const = default;
};

using Event = std::variant<OpenRequested, PrepareRequested, CloseRequested, ExtendRequested,
                           ViewerRemoved, ViewerReturned, PresenceChanged, PageLeft, PageReturned,
                           NetworkChanged, Tick, PeerMissing, PeerRefused, OfferReady, OfferFailed,
                           CandidateGathered, GatheringCompleted, OfferCollected, AnswerReady,
                           AnswerApplied, AnswerRefused, ConnectionChanged, TransportLost,
                           FrameShown, FramesSampled, TokenReady, TokenRefused, ReplyArrived,
                           AnswerReplied, RequestFailed, EndReplied, EndFailed, TetherBroke>;

}  // namespace ring
