// Invariant: any text and any clock give nothing, or a wait from zero to a day. Input: the clock in
// milliseconds, a line feed, the header's value.
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "core/retry.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(data, data + size);
  const std::size_t feed = text.find('\n');
  if (feed == std::string::npos) return 0;
  std::int64_t wall_ms = 0;
  std::from_chars(text.data(), text.data() + feed, wall_ms);
  const auto wait = ring::parse_retry_after(std::string_view(text).substr(feed + 1), wall_ms);
  if (wait && (wait->count < 0 || wait->count > 86400000)) std::abort();
  return 0;
}
