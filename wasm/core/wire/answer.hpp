// Whether an answer fits the offer that was sent and can carry video to us; and, where the server
// makes the offer (WHEP's counter-offer), the same for that offer and for our answer.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/wire/result.hpp"

namespace ring {

struct AnswerProblem {
  enum class Kind {
    unreadable,              ///< Not SDP, or without media sections.
    sections_differ,         ///< Number, kind or mid of the sections is not the offer's.
    rejected,                ///< The video section was rejected (port 0).
    incompatible_direction,  ///< `inactive`: nothing can be sent to us. Of our own answer: not
                             ///< exactly one section is recvonly and all others are silent.
  };
  Kind kind = Kind::unreadable;
  std::string detail;  ///< Plain words for a developer; never SDP text.

  bool operator==(const AnswerProblem&) const = default;
};

struct CheckedAnswer {
  std::string sdp;
  bool repaired = false;  ///< The direction was rewritten to `sendonly`.

  bool operator==(const CheckedAnswer&) const = default;
};

/// Matches the answer's sections with the offer's (RFC 3264 6: same number, same order, same kind;
/// mids equal where both have one) and repairs a direction that browsers refuse: the family of
/// services we talk to answers `recvonly` or `sendrecv` to a recvonly offer and sends all the same;
/// such an answer becomes `sendonly`, and directions on its `a=extmap:n/dir` lines go (Firefox
/// refuses them). A direction inherited from the session level is repaired in the section. An
/// unrepaired answer comes back byte for byte.
Result<CheckedAnswer, AnswerProblem> check_answer(std::string_view offer, std::string_view answer);

/// A server's counter-offer, ready to be set as the remote description: its first video section is
/// the one we want, repaired like an answer's; every other section becomes `inactive`, so that the
/// browser's answer can be video only (promise 4). No section may be left out of an answer.
Result<CheckedAnswer, AnswerProblem> check_counter_offer(std::string_view offer);

/// Whether our answer to that (as `check_counter_offer` returned it) receives the video and nothing
/// else, and sends nothing. What is wrong with it, or nothing.
std::optional<AnswerProblem> problem_of_own_answer(std::string_view offer, std::string_view answer);

/// What to send of the browser's local description, once that is such an answer: all of it, but for
/// an `a=end-of-candidates` that no server could make use of.
std::string answer_to_send(std::string_view local_description);

}  // namespace ring
