// When the service itself says to come back.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/time.hpp"

namespace ring {

/// Reads `Retry-After` (RFC 9110 10.2.3): seconds, or an HTTP date in any of the three forms of
/// RFC 9110 5.6.7 against `wall_ms` (milliseconds since 1970 UTC by the page's clock).
/// A date in the past is zero; more than a day, or anything unreadable, is nothing: a day is
/// beyond what a viewer waits for, and a wrong clock must not switch a player off for weeks.
std::optional<Millis> parse_retry_after(std::string_view value, std::int64_t wall_ms);

}  // namespace ring
