// Walks all interleavings of what the outside world may do to a player, breadth first, and checks
// the promises on every step. A violation is reported with the shortest list of events that leads
// to it, replayed from the beginning.
//
//   explore [--config=name|all] [--states=N] [--seconds=S] [--whims=N]
//
// From some of the situations it also follows what must come: see liveness.hpp. And the situations
// of goals.cpp must all have been met; a walk of fewer configurations or states than usual only
// says which were not.
#include <chrono>
#include <cinttypes>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "advance.hpp"
#include "canned.hpp"
#include "configs.hpp"
#include "core/machine/names.hpp"
#include "goals.hpp"
#include "liveness.hpp"
#include "seen.hpp"

namespace ring::model {
namespace {

// ---- one step of the composed machine ----

/// Every so many steps are done twice and compared.
constexpr std::uint64_t repeat_every = 16;
/// At every so many situations stale facts are told,
constexpr std::uint32_t stale_every = 8;
/// and from so many it is followed what must come.
constexpr std::uint32_t follow_every = 64;

Situation beginning(const Named& named) {
  Situation start;
  start.world.whims = static_cast<std::uint8_t>(named.whims);
  start.world.plain = named.plain;
  start.world.swift = named.swift;
  start.world.tethers = named.tethers;
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

constexpr std::uint64_t usual_states = 120'000;

struct Options {
  std::string config = "all";
  std::uint64_t states = usual_states;
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
  Walk(const Named& named, const Options& options, Goals& goals)
      : rules_(named.config), named_(named), options_(options), goals_(goals) {
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
      if (here % follow_every == 0 && broken_.empty()) follow_from(at);
      if (!broken_.empty()) return note(here, no_choice);
      walk_from(at, here);
      if (!broken_.empty()) return;
    }
  }

  void follow_from(const Situation& at) {
    rest_ = come_to_life(rules_, at);
    if (rest_.broken.empty()) rest_ = come_to_rest(rules_, at, CloseRequested{});
    if (rest_.broken.empty()) rest_ = come_to_rest(rules_, at, PageLeft{});
    broken_ = rest_.broken;
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
      goals_.look(at.state, all[i].event, outcome);
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
    const auto take = [&](const Choice& choice) {
      Outcome outcome = advance(rules_, at, choice);
      print_step(choice, outcome);
      broken = outcome.broken;
      at = std::move(outcome.after);
    };
    for (const std::uint16_t index : way()) {
      const auto all = choices(rules_.config, at.state, at.world);
      if (index >= all.size()) break;
      take(all[index]);
    }
    if (!rest_.broken.empty()) {
      std::printf("  from there on\n");
      for (const Choice& choice : rest_.taken) take(choice);
    } else if (end_.choice == no_choice) {
      std::printf("  then a stale fact\n");
    } else if (broken != broken_) {
      std::printf("  (not broken when replayed without packing)\n");
    }
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
  Goals& goals_;
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
  Ending rest_;
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

/// False when the whole walk has missed one.
bool all_met(const Goals& goals, const Options& options) {
  const auto missed = goals.missed();
  std::printf("goals: %zu of %zu met\n", goals.all() - missed.size(), goals.all());
  for (const std::string_view name : missed) {
    std::printf("  never: %s\n", std::string(name).c_str());
  }
  return missed.empty() || options.config != "all" || options.states < usual_states;
}

int run(const Options& options) {
  int walked = 0;
  int broken = 0;
  Goals goals;
  for (const Named& named : all_configs()) {
    if (options.config != "all" && options.config != named.name) continue;
    ++walked;
    if (!Walk(named, options, goals).run()) ++broken;
  }
  if (walked == 0) std::fprintf(stderr, "no such configuration: %s\n", options.config.c_str());
  if (walked == 0) return 2;
  return all_met(goals, options) && broken == 0 ? 0 : 1;
}

}  // namespace
}  // namespace ring::model

int main(int count, char** arguments) {
  ring::model::Options options;
  if (!ring::model::read_options(count, arguments, options)) return 2;
  return ring::model::run(options);
}
