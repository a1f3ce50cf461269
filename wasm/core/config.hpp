// What the page asked for. Constant for the life of a player; holds no token.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>

#include "core/limits.hpp"
#include "core/wire/address.hpp"

namespace ring {

/// Whether requests carry a bearer, and whether a fresh one can be asked for.
enum class Bearer { none, fixed, provider };

/// Whose ICE servers are asked which addresses the browser has outside its own network.
enum class IceServers : std::uint8_t {
  service,  ///< Those that it names, and until then the one that it documents: the page names none.
  own,      ///< The page's: the service's are not wanted.
  none,     ///< Nobody's: the page wants none to be asked.
};

/// What may have been the overlap of two sessions, or anything else.
enum class Doubt : std::uint8_t {
  none,
  stopped,  ///< The old session stopped once the next had been asked for.
  refused,  ///< The next one was refused, as anybody may be.
};

inline constexpr std::string_view doubt_names[] = {"none", "stopped", "refused"};
static_assert(std::size(doubt_names) == static_cast<std::size_t>(Doubt::refused) + 1);

/// What earlier viewings of the same camera have taught: handed back with the next one. All fades
/// (`Times::memory`).
struct Experience {
  Millis slowest_first_frame;  ///< From wanting a session to its first frame; nothing yet: zero.
  Instant slowest_at;          ///< When that was.
  std::optional<Instant> alone_at;  ///< When the device last showed that it bears one session only.
  Doubt doubt = Doubt::none;        ///< It may, if the same happens again.

  bool operator==(const Experience&) const = default;
};

struct Config {
  std::string src;           ///< A WHEP endpoint, absolute. Or, when empty:
  std::string api_base;      ///< the service's base, absolute, and
  std::string device_id;     ///< an opaque device id, which build the documented URL.
  std::string component_id;  ///< One camera of a device that has several; may be empty.
  Address endpoint;          ///< What the browser's URL makes of these: see `endpoint_text`.
  std::string problem;       ///< Why the page's options cannot work; empty when they may.
  std::string page_origin;   ///< To tell whether CORS is in play; may be empty (not a page).
  Bearer bearer = Bearer::none;
  Power power = Power::battery;
  Millis extend;  ///< Camera seconds over all sessions of one viewing; zero: one session's.
  bool keep_when_hidden = false;  ///< Somebody wants frames although nobody sees them.
  IceServers ice_servers = IceServers::service;
  std::uint32_t seed = 1;  ///< Of the jitter; zero counts as one.
  Experience experience;   ///< Its times count from the first opening: they are not above zero.
  Times times;

  /// Whether requests carry an `Authorization` header at all.
  [[nodiscard]] bool has_bearer() const { return bearer != Bearer::none; }

  bool operator==(const Config&) const = default;
};

}  // namespace ring
