// What an HTTP reply means, read once. The bridge hands it in as plain data; addresses, dates and
// header lists have been read by the browser, who has a right parser for each.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/config.hpp"
#include "core/time.hpp"
#include "core/wire/address.hpp"
#include "core/wire/failure.hpp"

namespace ring {

struct HttpReply {
  int status = 0;           ///< 0 for a redirect that was refused before it was followed.
  bool redirected = false;  ///< Refused, or followed.
  /// `Location`, resolved against where the reply came from (RFC 9110 10.2.2). Empty: missing, or
  /// nothing that a browser could send a DELETE to.
  Address session;
  /// Of a `Link` with `rel="tether"`, resolved likewise: what to hold while the session lives.
  Address tether;
  /// `Retry-After` from now on, seconds or a date (RFC 9110 10.2.3). Nothing for nonsense.
  std::optional<Millis> retry_after;
  /// Usable ICE servers in its `Link` headers (RFC 9725 4.6). Only their number: they come with
  /// credentials, which stay in the bridge, as the token does.
  int ice_servers = 0;
  std::string request_id;
  std::string body;

  bool operator==(const HttpReply&) const = default;
};

/// What the reply to the POST of an offer means.
struct Reading {
  enum class Kind : std::uint8_t {
    opened,        ///< 201, a usable session and an answer that fits.
    server_offer,  ///< 406 with SDP: the server makes the offer (WHEP draft 04, section 4.3).
    refused,       ///< No session was opened.
    unusable,      ///< A session was opened that cannot be used.
  };
  Kind kind = Kind::refused;
  /// Where the session's DELETE goes. Empty when refused, and when unusable for want of such a
  /// place.
  std::string session_url;
  /// What to hold while the session lives, so that its end is noticed whatever becomes of us.
  /// Empty: there is nothing to hold.
  std::string tether_url;
  std::string sdp;        ///< The answer, or the server's offer, ready to be applied.
  bool repaired = false;  ///< Its direction was rewritten to `sendonly`.
  /// The service holds a session now, whether it can be used or not. With an empty `session_url`
  /// nobody can delete it: it lasts to its limit.
  bool opened_session = false;
  Failure failure;  ///< Of what was refused or is unusable; the attempt's number is not filled in.

  bool operator==(const Reading&) const = default;
};

/// @param offer_sent As it left: the answer is held against it.
/// @param offers_h264 A refusal of an offer without it may be about codecs.
Reading read_reply(const Config& config, std::string_view offer_sent, bool offers_h264,
                   const HttpReply& reply, Instant now);

/// The outcome of the PATCH that carries our answer to the server's offer: nothing when it was
/// taken (204 is the expected one).
std::optional<Failure> read_answer_reply(const Config& config, const HttpReply& reply, Instant now);

/// A request that got no reply at all.
Failure read_no_reply(const Config& config, Stage stage);

/// What a DELETE's status means (promise 1).
enum class Release : std::uint8_t {
  ended,
  was_gone,  ///< 404 and 410: it had ended before.
  bearer_refused,
  failed,
};
Release read_release(int status);

/// A tether was refused: what it is asked for again will not change that.
bool tether_refused(int status);

/// The bearer was refused and nothing was opened: a fresh one may be worth a second try.
bool bearer_refused(int status);

}  // namespace ring
