// What a failed reply says of itself. Any bytes are acceptable input; nothing here throws.
// The .cpp is the only file that includes nlohmann/json.
#pragma once

#include <string>
#include <string_view>

namespace ring {

/// Empty fields mean the body did not say. Texts are `printable` and short (title and code 120,
/// detail 400 bytes).
struct ErrorBody {
  std::string title;
  std::string detail;
  std::string code;

  bool operator==(const ErrorBody&) const = default;
};

/// Understands JSON:API `{"errors":[{"status","title","detail","code"}]}` (first entry that says
/// something), RFC 9457 problem details (`title`, `detail`, `type`), plain
/// `{"error":…,"message":…}` objects, also with an object as `error`, and OAuth's
/// `error_description` (its `error` is a code, elsewhere `error` is the title). A problem's `type`
/// is its code, unless `about:blank`. HTML, plain text, invalid UTF-8, deep (over 32 levels) or
/// huge JSON (over 64 KiB is not read) give an empty ErrorBody. Wrong types are skipped (a whole
/// number is accepted where a text is expected for `code`).
ErrorBody read_error_body(std::string_view body);

}  // namespace ring
