// A Result that nobody looks at is an error that nobody hears of.
// expect: ignoring return
#include "core/wire/result.hpp"

ring::Result<int, char> read();

void use() {
#ifdef MUST_NOT_COMPILE
  read();
#else
  if (read()) return;
#endif
}
