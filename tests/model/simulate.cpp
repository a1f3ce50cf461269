// Many viewings in virtual time, each from its own seed, with every promise checked on every step.
//
//   simulate [--sessions=N] [--seed=N] [--only=N]
//
// --only prints the events of one viewing: the number that a violation was reported with.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <numeric>
#include <string>
#include <string_view>
#include <vector>

#include "core/machine/names.hpp"
#include "outside.hpp"

namespace ring::model {
namespace {

// What no run may exceed. A minute of one player: the failures of one opening, and a person who
// tries again and again.
constexpr std::size_t most_posts_a_minute = 20;
/// Camera time for each second of live picture, over all viewings.
constexpr double most_camera_per_live = 1.5;
constexpr std::size_t wall = 16;

struct Totals {
  std::uint64_t viewings = 0;
  Tally sum;
  std::size_t most_posts = 0;  ///< Of one player in a minute.
};

void add(std::vector<Millis>& to, const std::vector<Millis>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

std::size_t most_in_a_minute(const std::vector<Instant>& posts) {
  std::size_t most = 0;
  for (std::size_t first = 0, last = 0; last < posts.size(); ++last) {
    while (posts[last] - posts[first] >= seconds(60)) ++first;
    most = std::max(most, last - first + 1);
  }
  return most;
}

void add(Totals& totals, const Tally& one) {
  ++totals.viewings;
  Tally& sum = totals.sum;
  sum.opened += one.opened;
  sum.left += one.left;
  sum.retries += one.retries;
  sum.swaps += one.swaps;
  sum.replaced += one.replaced;
  sum.breaks += one.breaks;
  sum.gave_up += one.gave_up;
  for (std::size_t i = 0; i < sum.failures.size(); ++i) sum.failures[i] += one.failures[i];
  sum.camera = sum.camera + one.camera;
  sum.live = sum.live + one.live;
  add(sum.first_frames, one.first_frames);
  add(sum.gaps, one.gaps);
  totals.most_posts = std::max(totals.most_posts, most_in_a_minute(one.posts));
}

// ---- printing ----

double in_seconds(Millis length) { return static_cast<double>(length.count) / 1000; }

double ratio(double part, double whole) { return whole > 0 ? part / whole : 0; }

void print_spread(std::string_view what, std::vector<Millis> lengths) {
  if (lengths.empty()) return;
  std::sort(lengths.begin(), lengths.end());
  const auto at = [&](double share) {
    return in_seconds(
        lengths[static_cast<std::size_t>(share * static_cast<double>(lengths.size() - 1))]);
  };
  std::printf("%-28s p50 %.1f s, p95 %.1f s, p99 %.1f s, longest %.1f s\n",
              std::string(what).c_str(), at(0.5), at(0.95), at(0.99), at(1));
}

void print_failures(const Tally& sum) {
  std::printf("failures                    ");
  for (std::size_t i = 0; i <= static_cast<std::size_t>(FailureKind::no_network); ++i) {
    if (sum.failures[i] == 0) continue;
    std::printf(" %s %d", std::string(name(static_cast<FailureKind>(i))).c_str(), sum.failures[i]);
  }
  std::printf("\n");
}

void print(const Totals& totals) {
  const Tally& sum = totals.sum;
  std::printf("viewings                     %llu\n",
              static_cast<unsigned long long>(totals.viewings));
  std::printf("sessions                     %d, %.2f for each viewing; %d left to their limit\n",
              sum.opened, ratio(sum.opened, static_cast<double>(totals.viewings)), sum.left);
  std::printf("retries, give-ups            %d, %d\n", sum.retries, sum.gave_up);
  std::printf(
      "rollovers                    %d by overlap, %d before there was a picture, "
      "%d break before make\n",
      sum.swaps, sum.replaced, sum.breaks);
  print_failures(sum);
  print_spread("time to first frame", sum.first_frames);
  print_spread("gap between two sessions", sum.gaps);
  std::printf("camera for a live second     %.2f s\n",
              ratio(in_seconds(sum.camera), in_seconds(sum.live)));
  std::printf("POSTs of one player, 1 min   at most %zu\n", totals.most_posts);
}

// ---- the runs ----

struct Options {
  std::uint64_t sessions = 20'000;
  std::uint64_t seed = 1;
  std::int64_t only = -1;
};

/// Neighbouring numbers give unrelated viewings.
Dice dice_for(const Options& options, std::uint64_t number) {
  return Dice(Dice(options.seed * 1'000'003 + number).roll());
}

Tally run_one(const Options& options, std::uint64_t number, bool print_events) {
  Dice dice = dice_for(options, number);
  const Script script = draw_script(dice);
  return run_viewing(script, dice, print_events);
}

bool is_kept(bool good, std::string_view promise) {
  if (!good) std::printf("broken: %s\n", std::string(promise).c_str());
  return good;
}

bool run_all(const Options& options) {
  Totals totals;
  for (std::uint64_t i = 0; i < options.sessions; ++i) {
    const Tally tally = run_one(options, i, false);
    if (!tally.broken.empty()) {
      std::printf("viewing %llu is broken: %s\n", static_cast<unsigned long long>(i),
                  std::string(tally.broken).c_str());
      run_one(options, i, true);
      return false;
    }
    add(totals, tally);
  }
  print(totals);
  const double camera = ratio(in_seconds(totals.sum.camera), in_seconds(totals.sum.live));
  const bool calm = is_kept(totals.most_posts <= most_posts_a_minute, "a storm of POSTs");
  return is_kept(camera <= most_camera_per_live, "the camera works for nobody") && calm;
}

/// Nothing goes wrong: the picture must be there nearly all the time, without a gap.
bool run_undisturbed() {
  Script script;
  script.config.src = "https://a.example/w";
  script.config.endpoint = {script.config.src, "https://a.example"};
  script.config.extend = seconds(300);
  script.faults = false;
  script.first_frame = seconds(4);
  script.patience = seconds(120);
  const Tally tally = run_viewing(script, Dice(7), false);
  std::printf("undisturbed for 120 s        live %.1f s, %d rollovers, %zu gaps\n",
              in_seconds(tally.live), tally.swaps, tally.gaps.size());
  return is_kept(tally.broken.empty(), tally.broken) &&
         is_kept(tally.live >= seconds(110) && tally.gaps.empty() && tally.swaps >= 3,
                 "viewing on is not one continuous picture");
}

/// All players of a wall lose their pictures at once: they must not come back in step.
bool run_wall() {
  std::vector<Instant> retries;
  for (std::uint32_t i = 0; i < wall; ++i) {
    Script script;
    script.config.src = "https://a.example/w";
    script.config.endpoint = {script.config.src, "https://a.example"};
    script.config.seed = i + 1;
    script.config.extend = seconds(300);
    script.faults = false;
    script.first_frame = seconds(3);
    script.patience = seconds(120);
    script.outage_from = Instant{1'015'000};
    script.outage_until = Instant{1'025'000};
    const Tally tally = run_viewing(script, Dice(5), false);
    const auto first = std::find_if(tally.posts.begin(), tally.posts.end(),
                                    [&](Instant at) { return at > script.outage_from; });
    if (first != tally.posts.end()) retries.push_back(*first);
  }
  if (!is_kept(retries.size() == wall, "a wall of players did not come back")) return false;
  const auto [first, last] = std::minmax_element(retries.begin(), retries.end());
  std::printf("a wall of %zu comes back      within %.2f s\n", wall, in_seconds(*last - *first));
  return is_kept(*last - *first >= milliseconds(250), "a wall of players retries in step");
}

// ---- command line ----

bool read_options(int count, char** arguments, Options& options) {
  for (int i = 1; i < count; ++i) {
    const std::string argument = arguments[i];
    const std::size_t equals = argument.find('=');
    const std::string name = argument.substr(0, equals);
    const char* value = equals == std::string::npos ? "" : arguments[i] + equals + 1;
    if (name == "--sessions") {
      options.sessions = std::strtoull(value, nullptr, 10);
    } else if (name == "--seed") {
      options.seed = std::strtoull(value, nullptr, 10);
    } else if (name == "--only") {
      options.only = std::strtoll(value, nullptr, 10);
    } else {
      std::fprintf(stderr, "unknown option: %s\n", argument.c_str());
      return false;
    }
  }
  return true;
}

int run(const Options& options) {
  if (options.only >= 0) {
    const Tally tally = run_one(options, static_cast<std::uint64_t>(options.only), true);
    return is_kept(tally.broken.empty(), tally.broken) ? 0 : 1;
  }
  const bool kept = run_all(options);
  return run_undisturbed() && run_wall() && kept ? 0 : 1;
}

}  // namespace
}  // namespace ring::model

int main(int count, char** arguments) {
  ring::model::Options options;
  if (!ring::model::read_options(count, arguments, options)) return 2;
  return ring::model::run(options);
}
