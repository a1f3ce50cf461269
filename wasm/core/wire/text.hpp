// ASCII text helpers. Nothing here knows a locale: SDP, URLs and HTTP are ASCII protocols.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ring {

/// Compares without regard to ASCII case (URL schemes, hosts, codec names).
bool equal_ignoring_case(std::string_view a, std::string_view b);
std::string to_lower(std::string_view text);
/// Removes spaces and tabs at both ends.
std::string_view trim(std::string_view text);
/// The parts between separators; empty parts are kept. Views into `text`.
std::vector<std::string_view> split(std::string_view text, char separator);
/// All digits and small enough (at most 18 digits), else nothing. No sign, no space.
std::optional<long long> parse_number(std::string_view digits);
/// Text that a stranger wrote, made fit for a message: control characters and line separators
/// become spaces, invalid UTF-8 and marks that turn the writing direction are dropped, runs of
/// spaces shrink and none stands at either end, cut (at a character) to at most `most` bytes.
std::string printable(std::string_view text, std::size_t most);

}  // namespace ring
