#include "core/wire/text.hpp"

namespace ring {
namespace {

/// What one step through UTF-8 found: a character of `length` bytes, or a byte that is none.
struct Character {
  char32_t code = 0;
  std::size_t length = 0;  ///< 0: not UTF-8; skip one byte.
};

/// The form 10xxxxxx, which no character begins with.
bool is_continuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

/// How many bytes a character takes that begins with `lead`; 0 for a byte that begins none.
/// 0xC0, 0xC1 and 0xF5 upwards can only begin overlong forms or codes beyond Unicode (RFC 3629 3).
std::size_t length_from(unsigned char lead) {
  if (lead < 0x80U) return 1;
  if (lead >= 0xC2U && lead < 0xE0U) return 2;
  if (lead >= 0xE0U && lead < 0xF0U) return 3;
  if (lead >= 0xF0U && lead < 0xF5U) return 4;
  return 0;
}

/// Overlong forms would let a control character in through the back door; surrogates are no text.
bool is_canonical(char32_t code, std::size_t length) {
  if (length == 3) return code >= 0x800U && (code < 0xD800U || code > 0xDFFFU);
  if (length == 4) return code >= 0x10000U && code <= 0x10FFFFU;
  return true;
}

/// Reads one character and trusts nothing: every byte of it is looked at before it counts.
Character read_character(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t length = length_from(lead);
  if (length == 0 || length > text.size()) return {};
  if (length == 1) return {lead, 1};
  // The lead byte of an n-byte character carries 7 - n bits, each further byte 6.
  char32_t code = lead & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if (!is_continuation(text[i])) return {};
    code = (code << 6U) | (static_cast<unsigned char>(text[i]) & 0x3FU);
  }
  if (!is_canonical(code, length)) return {};
  return {code, length};
}

/// C0, DEL, C1 and the two line separators: they would break a log line or drive a terminal.
bool becomes_space(char32_t code) {
  return code <= 0x20U || (code >= 0x7FU && code <= 0x9FU) || code == 0x2028U || code == 0x2029U;
}

/// Marks that turn the direction of writing: with them a stranger could reorder the words of ours
/// that stand around his.
bool turns_direction(char32_t code) {
  return code == 0x061CU || code == 0x200EU || code == 0x200FU ||
         (code >= 0x202AU && code <= 0x202EU) || (code >= 0x2066U && code <= 0x2069U);
}

/// Not std::tolower: that one asks the locale, and a Turkish one answers differently for `I`.
char lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + ('a' - 'A')) : letter;
}

bool is_blank(char letter) { return letter == ' ' || letter == '\t'; }

}  // namespace

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (lower(a[i]) != lower(b[i])) return false;
  }
  return true;
}

std::string to_lower(std::string_view text) {
  std::string result(text);
  for (char& letter : result) letter = lower(letter);
  return result;
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t end = text.find(separator);
    // substr takes npos as "to the end".
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::optional<long long> parse_number(std::string_view digits) {
  // 18 digits always fit into 63 bits, so that no step below can overflow.
  if (digits.empty() || digits.size() > 18) return std::nullopt;
  long long number = 0;
  for (const char digit : digits) {
    if (digit < '0' || digit > '9') return std::nullopt;
    number = number * 10 + (digit - '0');
  }
  return number;
}

std::string printable(std::string_view text, std::size_t most) {
  std::string result;
  bool space_pending = false;  // Written only before a character: none at either end.
  while (!text.empty()) {
    const Character character = read_character(text);
    // One bad byte is skipped alone: the next may begin a good character.
    const std::string_view bytes = text.substr(0, character.length);
    text.remove_prefix(character.length == 0 ? 1 : character.length);
    if (character.length == 0 || turns_direction(character.code)) continue;
    if (becomes_space(character.code)) {
      space_pending = !result.empty();
      continue;
    }
    // Cutting here, between characters, keeps the result valid UTF-8.
    if (result.size() + (space_pending ? 1 : 0) + bytes.size() > most) break;
    if (space_pending) result += ' ';
    space_pending = false;
    result += bytes;
  }
  return result;
}

}  // namespace ring
