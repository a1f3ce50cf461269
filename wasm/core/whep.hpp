// The service's WHEP rules: where the offer goes, what a reply opened, where the bearer may go.
#pragma once

#include <string>

#include "core/config.hpp"
#include "core/error.hpp"
#include "core/http.hpp"
#include "core/result.hpp"
#include "core/url.hpp"

namespace ring::whep {

/// The address of the POST: `src` as it is, or the documented
/// `{base}/v1/devices/{device_id}/media/streaming/whep/sessions[?component_id=…]`, ids encoded.
/// Fails with a sentence for the developer: nothing to open, not an http(s) URL, or a token that
/// would travel unencrypted (RFC 9725 4.1 wants HTTPS; loopback is exempt).
Result<Url, std::string> endpoint(const Config& config);

bool is_cross_origin(const Config& config, const Url& endpoint);

/// Whether the reply says that a session exists: 201, a counter-offer, and to be safe any other
/// success with a Location (a session that no rule of ours expects drains a battery all the same).
bool opened_session(const HttpReply& reply);

/// 406 with an SDP body: the server wants to make the offer (WHEP draft 04, section 4.3). Without
/// one it is a plain error.
bool is_counter_offer(const HttpReply& reply);

/// Our answer to that was taken (204 is the expected one).
bool took_answer(int status);

/// The session's own URL for the DELETE, resolved against where the reply came from and otherwise
/// byte-exact. Fails with no_location (missing or unusable) or foreign_location (promise 3: with a
/// bearer set the session must live on the endpoint's origin).
Result<std::string, FailureKind> session_url(const Config& config, const Url& endpoint,
                                             const HttpReply& reply);

/// A DELETE whose reply means that the session is gone: success, 404 and 410 (promise 1).
bool is_gone(int status);

/// Among those, that it had ended before the DELETE came: 404 and 410.
bool had_ended(int status);

/// The bearer was refused, so a fresh one may be worth a second try.
bool refused_bearer(int status);

/// A refusal that may be about codecs when the offer had no H.264 (observed: 500).
bool may_mean_codec(int status);

}  // namespace ring::whep
