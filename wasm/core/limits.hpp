// The service's session limits and every other time the core waits for, with its reason.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/time.hpp"

namespace ring {

/// How the camera is powered. No field of the service says it: the page must, and unknown means
/// battery.
enum class Power { battery, line };

/// Defaults of the design's table. Each can be set by the page; zero and negative lengths are
/// refused.
struct Times {
  Millis gathering_quiet =
      milliseconds(20);  ///< After a server-reflexive candidate, or a host's where no server is
                         ///< asked: nothing more comes. Within 1 ms, measured; 19 on a busy page.
  Millis gathering_cap =
      milliseconds(500);  ///< Send what there is: waiting for `complete` can cost 40 s.
  Millis gathering_none = seconds(4);  ///< Not one candidate: there is no network.
  Millis token = seconds(10);          ///< The page's provider may hang.
  Millis post_slow = seconds(10);      ///< Said, and waited on: a late answer is used.
  Millis post = seconds(30);           ///< Then it is aborted; it may have opened a session.
  Millis patch = seconds(10);          ///< For the reply to our answer.
  Millis connect = seconds(10);        ///< Answer to connected.
  Millis first_frame = seconds(12);    ///< Connected to picture: real cameras need 2.4-5.1 s.
  Millis sample = seconds(1);          ///< How often decoded frames are counted,
  Millis sample_closely = milliseconds(250);  ///< and while something looks wrong.
  Millis stalled = seconds(2);                ///< Without a frame: no longer called live.
  Millis lost = seconds(5);                   ///< Without a frame: given up.
  Millis disconnected = seconds(4);           ///< Often heals by itself within seconds.
  Millis limit_warning = seconds(20);         ///< Before it closes: what WCAG 2.2.1 gives people.
  Millis limit_margin = milliseconds(500);    ///< Closed this long before the limit (promise 6).
  Millis close = seconds(5);  ///< For the reply to a DELETE; then the session is left to its limit.
  Millis tether = milliseconds(250);  ///< A tether that breaks is held anew after 0, 1, 2, 4 of it.
  Millis removal = seconds(1);        ///< A DOM move takes the element out and puts it back.
  Millis unseen = seconds(5);         ///< Hidden or scrolled away: then the camera rests.
  Millis hidden_lateness = seconds(1);  ///< Timers of a hidden page come up to this much late.
  Millis near_limit = seconds(3);  ///< What ends this close to the limit has ended by the limit.
  Millis rollover_least = seconds(4);  ///< The next session starts at least this long,
  Millis rollover_most = seconds(10);  ///< and at most this long, before the limit.
  Millis swap = milliseconds(150);     ///< Of steady frames; at once, the picture may jump back.
  Millis linger = milliseconds(100);   ///< The old picture stays until the new one is painted.
  Millis least_session = seconds(5);   ///< What is left of the budget is worth a session.
  Millis backoff = seconds(1);         ///< Doubled with each failure,
  Millis backoff_most = seconds(30);   ///< up to this.
  Millis patience = seconds(600);      ///< What costs the camera nothing is tried for so long.
  Millis steady = seconds(10);         ///< Live for so long: earlier failures are forgotten.
  Millis memory = seconds(3600);       ///< What a camera has taught is believed for so long.
  Millis online_spread = seconds(1);   ///< Back on the network, players return spread over this.
  Millis turn = milliseconds(150);     ///< For each viewing of the page that is ahead of this one.
  Millis prepared = seconds(60);       ///< What was gathered ahead is too old after this.
  Millis battery_limit = seconds(30);  ///< The service's own; a simulator's may be shorter.
  Millis line_limit = seconds(60);

#ifdef RING_MUTATE
  Times();
#endif
  bool operator==(const Times&) const = default;
};

struct TimeField {
  std::string_view name;
  Millis Times::*field;
};
/// Each by its wire name, as pages set it and traces keep it.
inline constexpr TimeField time_fields[] = {
    {"gathering_quiet", &Times::gathering_quiet},
    {"gathering_cap", &Times::gathering_cap},
    {"gathering_none", &Times::gathering_none},
    {"token", &Times::token},
    {"post_slow", &Times::post_slow},
    {"post", &Times::post},
    {"patch", &Times::patch},
    {"connect", &Times::connect},
    {"first_frame", &Times::first_frame},
    {"sample", &Times::sample},
    {"sample_closely", &Times::sample_closely},
    {"stalled", &Times::stalled},
    {"lost", &Times::lost},
    {"disconnected", &Times::disconnected},
    {"limit_warning", &Times::limit_warning},
    {"limit_margin", &Times::limit_margin},
    {"close", &Times::close},
    {"tether", &Times::tether},
    {"removal", &Times::removal},
    {"unseen", &Times::unseen},
    {"hidden_lateness", &Times::hidden_lateness},
    {"near_limit", &Times::near_limit},
    {"rollover_least", &Times::rollover_least},
    {"rollover_most", &Times::rollover_most},
    {"swap", &Times::swap},
    {"linger", &Times::linger},
    {"least_session", &Times::least_session},
    {"backoff", &Times::backoff},
    {"backoff_most", &Times::backoff_most},
    {"patience", &Times::patience},
    {"steady", &Times::steady},
    {"memory", &Times::memory},
    {"online_spread", &Times::online_spread},
    {"turn", &Times::turn},
    {"prepared", &Times::prepared},
    {"battery_limit", &Times::battery_limit},
    {"line_limit", &Times::line_limit},
};
static_assert(sizeof(Times) == sizeof(time_fields) / sizeof(TimeField) * sizeof(Millis));

/// So many failures that woke the camera without `Times::steady` of live video in between, and the
/// player gives up.
inline constexpr int most_failures = 5;

/// The service's limit, counted from the moment the offer was sent.
Millis session_limit(const Times& times, Power power);

/// From asking for a session to steady frames, when the slowest first frame so far took `slowest`:
/// one and a half times that, what a swap takes, and 0.5 s.
Millis time_to_settle(const Times& times, Millis slowest);

/// How long before its limit the next session has to be asked for: that, within the two bounds, of
/// which the most counts where they contradict each other.
Millis rollover_lead(const Times& times, Millis slowest);

/// Evenly anywhere between half of the doubled wait and all of it, so that a wall of players does
/// not retry in step. `tries` counts from 1, `draw` is any random number.
Millis backoff_wait(const Times& times, int tries, std::uint32_t draw);

/// Before a tether is held anew that broke as often before. It stays below the time that the other
/// end waits for it, 2 s.
Millis tether_wait(const Times& times, int breaks);

/// `battery` or `line`; anything else is treated as battery, the shorter limit (promise 6).
Power parse_power(std::string_view text);

/// A time by its wire name (`gathering_cap`, …) for setting it from outside; null when unknown.
Millis* find_time(Times& times, std::string_view name);

}  // namespace ring
