// What the page asked for. Constant for the life of a player; holds no token.
#pragma once

#include <cstdint>
#include <string>

#include "core/limits.hpp"

namespace ring {

/// Whether requests carry a bearer, and whether a fresh one can be asked for.
enum class Bearer { none, fixed, provider };

/// What earlier viewings of the same camera have taught: handed back with the next one.
struct Experience {
  Millis slowest_first_frame;  ///< From asking to the first frame; nothing yet: zero.
  bool overlaps = true;        ///< Until the service has once refused a second session.

  bool operator==(const Experience&) const = default;
};

struct Config {
  std::string src;           ///< A WHEP endpoint, absolute. Or, when empty:
  std::string api_base;      ///< the service's base, absolute, and
  std::string device_id;     ///< an opaque device id, which build the documented URL.
  std::string component_id;  ///< One camera of a device that has several; may be empty.
  std::string page_origin;   ///< To tell whether CORS is in play; may be empty (not a page).
  Bearer bearer = Bearer::none;
  Power power = Power::battery;
  Millis extend;  ///< Camera seconds over all sessions of one viewing; zero: one session's.
  bool keep_when_hidden = false;  ///< Somebody wants frames although nobody sees them.
  bool own_ice_servers = false;   ///< The page named them: the service's are not wanted.
  std::uint32_t seed = 1;         ///< Of the jitter; zero counts as one.
  Experience experience;
  Times times;

  /// Whether requests carry an `Authorization` header at all.
  [[nodiscard]] bool has_bearer() const { return bearer != Bearer::none; }

  bool operator==(const Config&) const = default;
};

}  // namespace ring
