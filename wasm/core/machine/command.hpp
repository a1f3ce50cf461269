// Everything the core may ask for, and the news it publishes. Commands are data; none carries a
// token: they say "with bearer", and the bridge attaches the one it holds for that attempt.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/config.hpp"
#include "core/machine/phases.hpp"
#include "core/time.hpp"
#include "core/wire/failure.hpp"

namespace ring {

// News.
struct PhaseChanged {
  ViewingPhase phase = ViewingPhase::idle;
  EndReason reason = EndReason::none;
  WaitReason wait = WaitReason::none;
  bool operator==(const PhaseChanged&) const = default;
};
/// Whose picture is shown, or held until it comes. Another attempt's plays unseen beside it.
struct PictureChosen {
  AttemptNumber attempt = 0;
  bool operator==(const PictureChosen&) const = default;
};
struct AttemptChanged {
  AttemptNumber attempt = 0;
  AttemptPhase phase = AttemptPhase::offering;
  bool operator==(const AttemptChanged&) const = default;
};
/// The limit of the session that was just asked for; told again when it is near, and when somebody
/// wants to watch for longer.
struct LimitSet {
  AttemptNumber attempt = 0;
  Instant ends_at;  ///< When the core closes it: the limit less its margin.
  bool near = false;
  Millis rest{};    ///< Camera time that is left for sessions after it; zero: none will follow.
  Millis length{};  ///< From asking for it to `ends_at`; not said again when it is near.
  bool operator==(const LimitSet&) const = default;
};
/// The answer's direction was rewritten to `sendonly`.
struct AnswerRepaired {
  AttemptNumber attempt = 0;
  bool operator==(const AnswerRepaired&) const = default;
};
/// Lengths of the steps to the first frame.
struct Timings {
  Millis gathering;  ///< Open to enough candidates.
  Millis token;      ///< Then waiting for the token (asked for at once, so usually nothing).
  Millis post;       ///< Offer sent to answer received.
  Millis connect;    ///< To `connected`.
  Millis frame;      ///< To the first frame.
  Millis total;
  bool operator==(const Timings&) const = default;
};
struct FirstFrameShown {
  AttemptNumber attempt = 0;
  int width = 0;
  int height = 0;
  Timings timings;
  bool operator==(const FirstFrameShown&) const = default;
};
struct StallChanged {
  AttemptNumber attempt = 0;
  bool stalled = false;
  bool operator==(const StallChanged&) const = default;
};
/// The reply to the POST takes long; it is still waited for.
struct PostSlow {
  AttemptNumber attempt = 0;
  bool operator==(const PostSlow&) const = default;
};
/// It is over.
struct Failed {
  Failure failure;
  bool operator==(const Failed&) const = default;
};
/// It is tried again.
struct Recovering {
  Failure failure;
  std::optional<Instant> at;  ///< Nothing: as soon as there is a network.
  bool operator==(const Recovering&) const = default;
};
struct Learned {
  Experience experience;
  bool operator==(const Learned&) const = default;
};
/// A DELETE got no reply that says the session is gone; the service's limit will end it.
struct ReleaseFailed {
  AttemptNumber attempt = 0;
  int status = 0;
  bool operator==(const ReleaseFailed&) const = default;
};
/// The bridge told a fact that cannot be: a bug of ours, never of a stranger's.
struct Defect {
  std::string_view fact;
  bool operator==(const Defect&) const = default;
};
using Notice = std::variant<PhaseChanged, PictureChosen, AttemptChanged, LimitSet, AnswerRepaired,
                            FirstFrameShown, StallChanged, PostSlow, Failed, Recovering, Learned,
                            ReleaseFailed, Defect>;

// Commands.
/// Create the peer, attach every listener, add one recvonly video transceiver, create the offer.
struct OpenPeer {
  AttemptNumber attempt = 0;
  bool named_servers = false;  ///< With the ICE servers that the service named last.
  bool operator==(const OpenPeer&) const = default;
};
/// Ask the page for a token; `fresh`: the one in hand was refused.
struct AskToken {
  AttemptNumber attempt = 0;
  bool fresh = false;
  bool operator==(const AskToken&) const = default;
};
struct ApplyOffer {
  AttemptNumber attempt = 0;
  std::string sdp;
  bool operator==(const ApplyOffer&) const = default;
};
/// Read the local description, an offer or an answer; answered by OfferCollected.
struct CollectOffer {
  AttemptNumber attempt = 0;
  bool operator==(const CollectOffer&) const = default;
};
/// POST it to the endpoint, by the address that the page named last: see `is_same_endpoint`.
struct SendOffer {
  AttemptNumber attempt = 0;
  std::string sdp;
  bool bearer = false;
  bool follow_redirects = false;
  bool operator==(const SendOffer&) const = default;
};
/// Stop waiting for the reply to the POST. Whether it has opened a session, nobody will know.
struct AbortPost {
  AttemptNumber attempt = 0;
  bool operator==(const AbortPost&) const = default;
};
struct ApplyAnswer {
  AttemptNumber attempt = 0;
  std::string sdp;
  bool operator==(const ApplyAnswer&) const = default;
};
/// A new peer in the place of the one whose offer the server did not want: attach every listener,
/// apply the server's offer, create the answer.
struct ApplyCounterOffer {
  AttemptNumber attempt = 0;
  std::string sdp;
  bool named_servers = false;
  bool operator==(const ApplyCounterOffer&) const = default;
};
/// As the local description; it gathers from then on.
struct ApplyOwnAnswer {
  AttemptNumber attempt = 0;
  std::string sdp;
  bool operator==(const ApplyOwnAnswer&) const = default;
};
/// PATCH it to the session.
struct SendAnswer {
  AttemptNumber attempt = 0;
  std::string url;
  std::string sdp;
  bool bearer = false;
  bool operator==(const SendAnswer&) const = default;
};
/// Count decoded frames; answered by FramesSampled, or by nothing.
struct SampleFrames {
  AttemptNumber attempt = 0;
  bool operator==(const SampleFrames&) const = default;
};
/// Let frames wait this long for packets that come late, or again: the receiver's
/// `jitterBufferTarget`.
struct SetJitterBuffer {
  AttemptNumber attempt = 0;
  Millis target;
  bool operator==(const SetJitterBuffer&) const = default;
};
/// GET the tether and keep what comes open, unread; answered by TetherBroke.
struct HoldTether {
  AttemptNumber attempt = 0;
  std::string url;
  bool bearer = false;
  bool operator==(const HoldTether&) const = default;
};
struct DropTether {
  AttemptNumber attempt = 0;
  bool operator==(const DropTether&) const = default;
};
/// DELETE the session, with keepalive: the page may be going away.
struct EndSession {
  AttemptNumber attempt = 0;
  std::string url;
  bool bearer = false;
  bool operator==(const EndSession&) const = default;
};
struct ClosePeer {
  AttemptNumber attempt = 0;
  bool operator==(const ClosePeer&) const = default;
};
struct Publish {
  Notice notice;
  bool operator==(const Publish&) const = default;
};

using Command =
    std::variant<OpenPeer, AskToken, ApplyOffer, CollectOffer, SendOffer, AbortPost, ApplyAnswer,
                 ApplyCounterOffer, ApplyOwnAnswer, SendAnswer, SampleFrames, SetJitterBuffer,
                 HoldTether, DropTether, EndSession, ClosePeer, Publish>;
using Commands = std::vector<Command>;

}  // namespace ring
