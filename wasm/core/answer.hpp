// Whether an answer fits the offer that was sent and can carry video to us.
#pragma once

#include <string>
#include <string_view>

#include "core/result.hpp"

namespace ring {

struct AnswerProblem {
  enum class Kind {
    unreadable,              ///< Not SDP, or without media sections.
    sections_differ,         ///< Number, kind or mid of the sections is not the offer's.
    rejected,                ///< The video section was rejected (port 0).
    incompatible_direction,  ///< `inactive`: nothing can be sent to us.
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

}  // namespace ring
