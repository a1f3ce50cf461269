// Invariant: any bytes give short, printable, valid texts, and nothing else happens.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "core/wire/error_body.hpp"
#include "core/wire/text.hpp"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

/// Text that is printable already stays as it is, so this also says: no control characters left.
void check(const std::string& text, std::size_t most) {
  require(text.size() <= most && ring::printable(text, most) == text);
  for (const char letter : text) require(static_cast<unsigned char>(letter) >= ' ');
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(data, data + size);
  const ring::ErrorBody body = ring::read_error_body(text);
  check(body.title, 120);
  check(body.detail, 400);
  check(body.code, 120);
  check(ring::printable(text, 50), 50);
  return 0;
}
