// Runs a trace through the core that is built in here, and compares.
#pragma once

#include <string>
#include <string_view>

namespace ring::replay {

struct Report {
  /// As the program's exit code.
  enum class Verdict { same = 0, different = 1, unreadable = 2 };
  Verdict verdict = Verdict::same;
  std::string text;  ///< The timeline, up to the first difference, then the verdict in a sentence.
};

/// Counts of frames that changed nothing are told in one line, unless `all`.
Report replay(std::string_view trace, bool all);

}  // namespace ring::replay
