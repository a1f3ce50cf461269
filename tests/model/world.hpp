// The smallest outside world that can still do everything to a player: per attempt, what the
// browser, the token provider and the service may yet say; and what person, page and network may
// still do. It decides nothing: it lists what could happen next.
#pragma once

#include <cstdint>
#include <vector>

#include "promises.hpp"

namespace ring::model {

/// What is outstanding for one attempt.
struct Peer {
  enum class Link : std::uint8_t { none, connected, disconnected, gone };

  AttemptNumber number = 0;
  bool over = false;  ///< Ended; only the reply to its POST may still come.
  bool offer_asked = false;
  bool gathering = false;
  bool collect_asked = false;
  bool token_asked = false;
  bool post_sent = false;
  bool aborted = false;        ///< That POST.
  bool counter_asked = false;  ///< An answer to the server's offer.
  bool countered = false;      ///< What it collects is that answer.
  bool patch_sent = false;
  bool answer_asked = false;
  bool sample_asked = false;
  bool end_sent = false;
  bool shown = false;     ///< The first frame was told.
  bool held = false;      ///< Its tether.
  bool faltered = false;  ///< It was disconnected once; that is enough.
  std::uint8_t candidates = 0;
  Link link = Link::none;
};

struct World {
  std::vector<Peer> peers;
  std::uint8_t whims = 0;  ///< What person, page and network may still do unasked.
  Presence presence;
  bool away = false;
  bool online = true;
  bool removed = false;
  /// Only what matters to a rollover: setting up goes well, and of facts that mean the same to the
  /// core one is told. So deep situations come within reach.
  bool plain = false;
  /// Setting up also takes no time and nothing happens meanwhile.
  bool swift = false;
  /// Sessions may name a tether.
  bool tethers = false;
};

struct Choice {
  Event event;
  Truth truth;
  Instant at;
};

/// Everything that may happen next, always in the same order.
std::vector<Choice> choices(const Config& config, const State& state, const World& world);

/// Whether a healthy outside says this: whatever was asked for is given, and every spell ends.
bool goes_well(const State& state, const Event& event);

/// The event happened, and these commands came out of it.
void follow(World& world, const Event& event, const Step& after);

}  // namespace ring::model
