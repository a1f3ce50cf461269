// Where the offer goes, and whether it may.
#pragma once

#include <string>
#include <string_view>

#include "core/config.hpp"

namespace ring {

/// The address of the POST as text: `src` as it is, or the documented
/// `{base}/v1/devices/{device_id}/media/streaming/whep/sessions[?component_id=…]`, ids encoded;
/// empty when neither is set. The browser's `URL` makes `Config::endpoint` of it.
std::string endpoint_text(const Config& config);

/// A sentence for the developer, or "" when the endpoint can be used: nothing to open, not an
/// http(s) address, or a token that would travel unencrypted (RFC 9725 4.1 wants HTTPS; loopback is
/// exempt). Judged on `Config::endpoint`.
std::string_view why_endpoint_unusable(const Config& config);

/// Whether a newer address of the page's, such as one with a new signature, may serve in its place.
/// Only on the same origin: all that is decided here depends on that, and nothing on the rest.
bool is_same_endpoint(const Config& config, const Address& newer);

/// localhost, *.localhost, 127.0.0.0/8, [::1]: where plain http is as private as https.
/// @param origin As the browser gives it, which has brought every other spelling into this form.
bool is_loopback(std::string_view origin);

/// Whether the endpoint is on another origin than the page, so that CORS is in play.
bool is_cross_origin(const Config& config);

}  // namespace ring
