// An address as the browser's own `URL` gives it. Nothing here takes one apart: what the browser
// would connect to, only the browser knows.
#pragma once

#include <string>

namespace ring {

struct Address {
  std::string url;     ///< `URL.href`. Empty, as the origin is: no http(s) address.
  std::string origin;  ///< `URL.origin`.

  bool operator==(const Address&) const = default;
};

}  // namespace ring
