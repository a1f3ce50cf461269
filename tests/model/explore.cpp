// Walks all interleavings of what the outside world may do to a player, breadth first, and checks
// the promises on every step. A violation is reported with the shortest list of events that leads
// to it, replayed from the beginning.
//
//   explore [--config=name|all] [--states=N] [--seconds=S] [--whims=N]
//
// All lengths of time are multiples of five seconds, so that many ways lead to the same situation.
#include <chrono>
#include <cinttypes>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "canned.hpp"
#include "core/machine/names.hpp"
#include "core/wire/offer.hpp"
#include "pack.hpp"

namespace ring::model {
namespace {

// ---- configurations ----

struct Named {
  std::string_view name;
  Config config;
  int whims = 0;  ///< See World.
  bool plain = false;
  bool swift = false;
};

Times coarse_times() {
  Times times;
  const Millis unit = seconds(5);
  for (const std::string_view name :
       {"gathering_quiet", "gathering_cap", "token", "post_slow", "patch", "connect", "first_frame",
        "sample", "disconnected", "limit_margin", "close", "removal", "unseen", "hidden_lateness",
        "swap", "linger", "turn", "prepared"}) {
    *find_time(times, name) = unit;
  }
  times.gathering_none = seconds(10);
  times.post = seconds(10);
  times.patience = seconds(20);
  times.least_session = seconds(15);  // Longer than the margins of its limit.
  times.limit_warning = seconds(10);
  times.rollover_least = seconds(10);  // The same as the most: what was learned does not matter.
  times.rollover_most = seconds(10);
  // At most one second is watched between two samples, and a frame may be that old.
  times.stalled = seconds(2);  // One sample without a frame,
  times.lost = seconds(3);     // two of them.
  times.backoff = milliseconds(1);
  times.backoff_most = milliseconds(1);
  times.online_spread = Millis{};
  times.steady = seconds(10);
  return times;
}

Config basic() {
  Config config;
  config.src = endpoint;
  config.endpoint = {std::string(endpoint), std::string(endpoint_origin)};
  config.times = coarse_times();
  return config;
}

Config lasting(Millis extend) {
  Config config = basic();
  config.extend = extend;
  return config;
}

/// Every fact in short viewings; long viewings with the facts that matter to rollovers.
std::vector<Named> all_configs() {
  Config provider = basic();
  provider.bearer = Bearer::provider;
  Config lasting_provider = lasting(seconds(60));
  lasting_provider.bearer = Bearer::provider;
  Config hidden = lasting(seconds(60));
  hidden.keep_when_hidden = true;
  Config no_overlap = lasting(seconds(90));
  no_overlap.experience.alone_at = Instant{};
  return {
      {"one-session", basic(), 2, false, false},
      {"provider", provider, 0, false, false},
      {"extend", lasting(seconds(90)), 0, true, false},
      {"extend-swift", lasting(seconds(90)), 0, true, true},
      {"extend-whims", lasting(seconds(60)), 1, true, true},
      {"extend-provider", lasting_provider, 0, true, true},
      {"keep-hidden", hidden, 1, true, true},
      {"no-overlap", no_overlap, 1, true, true},
  };
}

// ---- which situations were seen ----

struct Hash {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
};

std::uint64_t mixed(std::uint64_t a, std::uint64_t b) {
  a = (a ^ b) * 0x9FB21C651E98DF25ULL;
  return a ^ (a >> 29);
}

Hash hash_of(std::string_view bytes) {
  Hash hash{0x243F6A8885A308D3ULL ^ bytes.size(), 0x13198A2E03707344ULL};
  for (std::size_t at = 0; at < bytes.size(); at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data() + at, std::min<std::size_t>(8, bytes.size() - at));
    hash.low = mixed(hash.low, word);
    hash.high = mixed(hash.high + 0xD6E8FEB86659FD93ULL, word * 0xA0761D6478BD642FULL);
  }
  hash.low = mixed(hash.low, hash.high);
  hash.high = mixed(hash.high, hash.low);
  if (hash.low == 0) hash.low = 1;  // Zero marks a free place.
  return hash;
}

/// Open addressing; only hashes are kept: two of ten million collide once in 10^24 runs.
class SeenSet {
 public:
  /// False when it was there.
  bool insert(Hash hash) {
    if (size_ * 10 >= places_.size() * 7) grow();
    if (!place(hash)) return false;
    ++size_;
    return true;
  }

 private:
  bool place(Hash hash) {
    const std::size_t mask = places_.size() - 1;
    for (std::size_t at = hash.low & mask;; at = (at + 1) & mask) {
      if (places_[at].low == 0) {
        places_[at] = hash;
        return true;
      }
      if (places_[at].low == hash.low && places_[at].high == hash.high) return false;
    }
  }
  void grow() {
    std::vector<Hash> old(std::max<std::size_t>(1024, places_.size() * 2));
    std::swap(old, places_);
    for (const Hash hash : old) {
      if (hash.low != 0) place(hash);
    }
  }

  std::vector<Hash> places_;
  std::size_t size_ = 0;
};

// ---- one step of the composed machine ----

/// Every so many steps are done twice and compared.
constexpr std::uint64_t repeat_every = 16;
/// At every so many situations stale facts are told.
constexpr std::uint32_t stale_every = 8;

struct Outcome {
  Situation after;
  Commands commands;
  std::string_view broken;
};

Outcome advance(const Rules& rules, const Situation& from, const Choice& choice, bool repeat) {
  Outcome outcome;
  Step after = step(rules.config, from.state, choice.event, choice.at);
  outcome.after.world = from.world;
  outcome.after.witness = from.witness;
  outcome.broken =
      observe(rules, outcome.after.witness, from.state, choice.event, choice.truth, after);
  if (repeat && !is_repeatable(rules.config, from.state, choice.event, choice.at, after)) {
    outcome.broken = "equal arguments, unequal results";
  }
  follow(outcome.after.world, choice.event, after);
  outcome.after.state = std::move(after.state);
  outcome.commands = std::move(after.commands);
  narrow(outcome.after);
  return outcome;
}

Situation beginning(const Named& named) {
  Situation start;
  start.world.whims = static_cast<std::uint8_t>(named.whims);
  start.world.plain = named.plain;
  start.world.swift = named.swift;
  start.state.now = pack_time;
  return start;
}

/// Facts of an attempt that was never there, or is forgotten: they must change nothing.
std::string_view tell_unknown(const Rules& rules, const Situation& at) {
  const AttemptNumber unknown = pack_attempt + 100;  // Far from the next one's.
  const Event facts[] = {OfferReady{unknown, std::string(offer_sdp)}, TokenReady{unknown},
                         FramesSampled{unknown, 9, 640, 360}, EndReplied{unknown, 401},
                         RequestFailed{unknown}};
  for (const Event& fact : facts) {
    Witness witness = at.witness;
    const Step after = step(rules.config, at.state, fact, at.state.now);
    const auto broken = observe(rules, witness, at.state, fact, {}, after);
    if (!broken.empty()) return broken;
  }
  return {};
}

/// What a browser may still report of a peer that is closed: a race that must change nothing.
std::string_view tell_released(const Rules& rules, const Situation& at) {
  const auto due = next_deadline(at.state);
  if (due && due->at <= at.state.now) return {};  // Any step would change something.
  for (const Attempt& attempt : at.state.attempts) {
    if (is_active(attempt)) continue;
    const AttemptNumber number = attempt.number;
    const Event facts[] = {OfferReady{number, std::string(offer_sdp)},
                           CandidateGathered{number, true},
                           AnswerApplied{number},
                           ConnectionChanged{number, Connection::closed},
                           FrameShown{number, 640, 360},
                           FramesSampled{number, 9, 640, 360}};
    for (const Event& fact : facts) {
      const Step after = step(rules.config, at.state, fact, at.state.now);
      if (!after.commands.empty() || after.state != at.state) return "a released peer is heard";
    }
  }
  return {};
}

std::string_view tell_stale(const Rules& rules, const Situation& at) {
  const auto broken = tell_unknown(rules, at);
  return broken.empty() ? tell_released(rules, at) : broken;
}

// ---- the walk ----

struct Options {
  std::string config = "all";
  std::uint64_t states = 120'000;
  double seconds = 60;
  int whims = -1;
};

/// How a situation was reached: enough to find the way back.
struct Link {
  std::uint32_t parent = 0;
  std::uint16_t choice = 0;
};

/// Situations of one depth, packed one after the other.
struct Level {
  std::string bytes;
  std::vector<std::size_t> ends;

  void close() { ends.push_back(bytes.size()); }
  [[nodiscard]] std::string_view at(std::size_t index) const {
    const std::size_t start = index == 0 ? 0 : ends[index - 1];
    return std::string_view(bytes).substr(start, ends[index] - start);
  }
};

class Walk {
 public:
  Walk(const Named& named, const Options& options)
      : rules_(named.config), named_(named), options_(options) {
    if (options.whims >= 0) named_.whims = options.whims;
  }

  /// False for a violation.
  bool run() {
    Situation start = beginning(named_);
    add(start, {});
    while (!next_.ends.empty() && broken_.empty() && !out_of_bounds()) {
      std::swap(level_, next_);
      next_ = {};
      first_ = links_.size() - level_.ends.size();
      ++depth_;
      walk_level();
    }
    report();
    return broken_.empty();
  }

 private:
  void walk_level() {
    for (std::size_t i = 0; i < level_.ends.size(); ++i) {
      if ((i & 255U) == 0 && out_of_bounds()) return;
      const Situation at = unpack(level_.at(i));
      const auto here = static_cast<std::uint32_t>(first_ + i);
      if (here % stale_every == 0) broken_ = tell_stale(rules_, at);
      if (!broken_.empty()) return note(here, no_choice);
      walk_from(at, here);
      if (!broken_.empty()) return;
    }
  }

  void walk_from(const Situation& at, std::uint32_t here) {
    const auto all = choices(rules_.config, at.state, at.world);
    for (std::size_t i = 0; i < all.size(); ++i) {
      Outcome outcome = advance(rules_, at, all[i], ++transitions_ % repeat_every == 0);
      const auto choice = static_cast<std::uint16_t>(i);
      if (!outcome.broken.empty()) {
        broken_ = outcome.broken;
        return note(here, choice);
      }
      add(outcome.after, {here, choice});
    }
  }

  void add(Situation& situation, Link link) {
    const std::size_t before = next_.bytes.size();
    pack(rules_.config, situation, next_.bytes);
    if (!seen_.insert(hash_of(std::string_view(next_.bytes).substr(before)))) {
      next_.bytes.resize(before);
      return;
    }
    next_.close();
    links_.push_back(link);
  }

  [[nodiscard]] double elapsed() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

  [[nodiscard]] bool out_of_bounds() const {
    return links_.size() >= options_.states || elapsed() >= options_.seconds;
  }

  void note(std::uint32_t parent, std::uint16_t choice) { end_ = {parent, choice}; }

  void report() const {
    const bool exhausted = broken_.empty() && !out_of_bounds();
    std::printf("%-16s %10zu states %11" PRIu64 " transitions %7.1f s  depth %3d  %s\n",
                std::string(named_.name).c_str(), links_.size(), transitions_, elapsed(), depth_,
                !broken_.empty() ? "BROKEN"
                : exhausted      ? "exhausted"
                                 : "not exhausted");
    if (!broken_.empty()) replay();
    std::fflush(stdout);
  }

  [[nodiscard]] std::vector<std::uint16_t> way() const {
    std::vector<std::uint16_t> back;
    if (end_.choice != no_choice) back.push_back(end_.choice);
    for (std::uint32_t at = end_.parent; at != 0; at = links_[at].parent) {
      back.push_back(links_[at].choice);
    }
    return {back.rbegin(), back.rend()};
  }

  /// The same way with the core's own, unpacked states.
  void replay() const {
    std::printf("  broken: %s\n", std::string(broken_).c_str());
    Situation at = beginning(named_);
    std::string_view broken;
    for (const std::uint16_t index : way()) {
      const auto all = choices(rules_.config, at.state, at.world);
      if (index >= all.size()) break;
      Outcome outcome = advance(rules_, at, all[index], false);
      print_step(all[index], outcome);
      broken = outcome.broken;
      at = std::move(outcome.after);
    }
    if (end_.choice == no_choice) {
      std::printf("  then a stale fact\n");
    } else if (broken != broken_)
      std::printf("  (not broken when replayed without packing)\n");
  }

  static void print_step(const Choice& choice, const Outcome& outcome) {
    const State& state = outcome.after.state;
    std::printf("  %6.1f s  %-48s %s:", static_cast<double>((choice.at - pack_time).count) / 1000,
                describe(choice.event).c_str(), std::string(name(state.phase)).c_str());
    for (const Attempt& attempt : state.attempts) {
      std::printf(" %u %s", attempt.number, std::string(name(phase_of(attempt))).c_str());
    }
    std::printf("\n");
  }

  static constexpr std::uint16_t no_choice = 0xFFFF;

  Rules rules_;
  Named named_;
  Options options_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  SeenSet seen_;
  std::vector<Link> links_;  ///< By the number of the situation.
  Level level_;
  Level next_;
  std::size_t first_ = 0;  ///< Number of the level's first situation.
  std::uint64_t transitions_ = 0;
  int depth_ = 0;
  std::string_view broken_;
  Link end_;
};

// ---- command line ----

bool read_option(std::string_view argument, std::string_view name, std::string& value) {
  if (!argument.starts_with(name)) return false;
  value = argument.substr(name.size());
  return true;
}

bool read_options(int count, char** arguments, Options& options) {
  for (int i = 1; i < count; ++i) {
    std::string value;
    if (read_option(arguments[i], "--config=", value)) {
      options.config = value;
    } else if (read_option(arguments[i], "--states=", value)) {
      options.states = std::strtoull(value.c_str(), nullptr, 10);
    } else if (read_option(arguments[i], "--seconds=", value)) {
      options.seconds = std::strtod(value.c_str(), nullptr);
    } else if (read_option(arguments[i], "--whims=", value)) {
      options.whims = std::atoi(value.c_str());
    } else {
      std::fprintf(stderr, "unknown option: %s\n", arguments[i]);
      return false;
    }
  }
  return true;
}

int run(const Options& options) {
  int walked = 0;
  int broken = 0;
  for (const Named& named : all_configs()) {
    if (options.config != "all" && options.config != named.name) continue;
    ++walked;
    if (!Walk(named, options).run()) ++broken;
  }
  if (walked == 0) std::fprintf(stderr, "no such configuration: %s\n", options.config.c_str());
  return walked == 0 ? 2 : broken > 0 ? 1 : 0;
}

}  // namespace
}  // namespace ring::model

int main(int count, char** arguments) {
  ring::model::Options options;
  if (!ring::model::read_options(count, arguments, options)) return 2;
  return ring::model::run(options);
}
