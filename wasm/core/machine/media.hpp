// The machine of what the browser holds for an attempt: one RTCPeerConnection and its frames. All
// its transitions stand in media.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "core/machine/attempt.hpp"
#include "core/machine/fact.hpp"
#include "core/machine/session.hpp"
#include "core/wire/answer.hpp"
#include "core/wire/offer.hpp"

namespace ring {

enum class MediaTrigger : std::uint8_t {
  // Orders.
  wanted,        ///< It was held, and goes on.
  answer,        ///< The service has answered our offer,
  server_offer,  ///< or made one of its own,
  answer_taken,  ///< and taken our answer to it.
  release,       ///< Close it, whatever it is doing.
  // Facts.
  peer_missing,
  peer_refused,
  offer_usable,
  offer_unusable,
  offer_failed,
  own_answer_usable,
  own_answer_unusable,
  candidate_gathered,
  gathering_completed,
  described,      ///< The local description with its candidates, as it was applied.
  described_not,  ///< It is not what was applied.
  answer_applied,
  answer_refused,
  connected,
  disconnected,
  connection_lost,
  frame_shown,
  frames_sampled,
  // Timers, in the order of MediaTimer.
  gathering_quiet,
  gathering_cap,
  gathering_none,
  connect_late,
  first_frame_late,
  disconnected_late,
  sample_due,
  prepared_late,
};
inline constexpr std::size_t media_trigger_count =
    static_cast<std::size_t>(MediaTrigger::prepared_late) + 1;
inline constexpr std::size_t media_phase_count = static_cast<std::size_t>(MediaPhase::closed) + 1;

/// Why the connection is lost.
struct Loss {
  bool goodbye = false;  ///< The other side closed it (DTLS close_notify).
};

template <>
struct Brings<MediaTrigger::answer> : Bringing<Reading> {};
template <>
struct Brings<MediaTrigger::server_offer> : Bringing<Reading> {};
template <>
struct Brings<MediaTrigger::peer_refused> : Bringing<PeerRefused> {};
template <>
struct Brings<MediaTrigger::offer_usable> : Bringing<PreparedOffer> {};
template <>
struct Brings<MediaTrigger::offer_failed> : Bringing<OfferFailed> {};
template <>
struct Brings<MediaTrigger::own_answer_usable> : Bringing<AnswerReady> {};
template <>
struct Brings<MediaTrigger::own_answer_unusable> : Bringing<AnswerProblem> {};
template <>
struct Brings<MediaTrigger::candidate_gathered> : Bringing<CandidateGathered> {};
template <>
struct Brings<MediaTrigger::described> : Bringing<Described> {};
template <>
struct Brings<MediaTrigger::answer_refused> : Bringing<AnswerRefused> {};
template <>
struct Brings<MediaTrigger::connection_lost> : Bringing<Loss> {};
template <>
struct Brings<MediaTrigger::frame_shown> : Bringing<FrameShown> {};
template <>
struct Brings<MediaTrigger::frames_sampled> : Bringing<FramesSampled> {};

using MediaRow = Row<MediaPhase, MediaTrigger, AttemptDraft>;

/// The table, for the drawing in the README and for tests.
std::span<const MediaRow> media_rows();

/// Runs one trigger through the table; `input` is what it brings.
void drive_media(AttemptDraft& draft, MediaTrigger trigger, const void* input);

template <MediaTrigger trigger>
void drive(AttemptDraft& draft, const typename Brings<trigger>::Type& input = {}) {
  drive_media(draft, trigger, &input);
}

}  // namespace ring
