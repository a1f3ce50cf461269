// How long the core takes for what it is asked, and how that grows: with the length of an offer, of
// a viewing, and with the number of players. `npm run bench -- --only=core` builds and runs it
// beside its WebAssembly; see there for the marks.
#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>
#include <fstream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "core/machine/step.hpp"
#include "core/wire/answer.hpp"
#include "core/wire/offer.hpp"
#include "session.hpp"

namespace ring::bench {
namespace {

std::string sdp(const std::string& name) {
  std::ifstream file(std::string(FIXTURES_DIR) + "/sdp/" + name + ".sdp", std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

const std::string& chromium_offer() {
  static const std::string text = sdp("chromium_recvonly_offer");
  return text;
}

const std::string& chromium_answer() {
  static const std::string text = sdp("chromium_sendonly_answer");
  return text;
}

void prepare(benchmark::State& run, const std::string& offer) {
  for (auto _ : run) {
    auto prepared = prepare_offer(offer);
    if (!prepared) run.SkipWithError("not an offer");
    benchmark::DoNotOptimize(prepared);
  }
}

void prepare_offer_of(benchmark::State& run, const char* name) { prepare(run, sdp(name)); }
BENCHMARK_CAPTURE(prepare_offer_of, Chromium, "chromium_recvonly_offer");
BENCHMARK_CAPTURE(prepare_offer_of, Firefox, "firefox_recvonly_offer");

/// Bytes of the offer: Chromium's, with more and more of the lines a browser could add.
void prepare_offer_by_bytes(benchmark::State& run) {
  std::string offer = chromium_offer();
  while (offer.size() < static_cast<std::size_t>(run.range(0))) {
    offer += "a=rtcp-fb:96 goog-remb\r\n";
  }
  prepare(run, offer);
  run.SetComplexityN(run.range(0));
}
BENCHMARK(prepare_offer_by_bytes)->RangeMultiplier(2)->Range(8 << 10, 64 << 10)->Complexity();

void check_answer_of_Chromium(benchmark::State& run) {
  for (auto _ : run) {
    auto checked = check_answer(chromium_offer(), chromium_answer());
    if (!checked) run.SkipWithError("not its answer");
    benchmark::DoNotOptimize(checked);
  }
}
BENCHMARK(check_answer_of_Chromium);

std::vector<Told> facts_of(const Config& config) {
  return viewing(config, chromium_offer(), chromium_answer());
}

/// Seconds of viewing, in sessions of 60 s; the counter is the time of one fact.
void step_by_seconds(benchmark::State& run) {
  const Config config = config_of(seconds(run.range(0)));
  const std::vector<Told> facts = facts_of(config);
  for (auto _ : run) {
    State state;
    for (const auto& [fact, at] : facts) state = step(config, std::move(state), fact, at).state;
    benchmark::DoNotOptimize(state);
  }
  const auto told = static_cast<std::int64_t>(facts.size());
  run.SetComplexityN(told);
  run.counters["facts"] = static_cast<double>(told);
  run.counters["per_fact"] =
      benchmark::Counter(static_cast<double>(told), benchmark::Counter::kIsIterationInvariantRate |
                                                        benchmark::Counter::kInvert);
}
BENCHMARK(step_by_seconds)->Arg(60)->Arg(120)->Arg(300)->Arg(600)->Complexity();

/// Players of a page that take turns, a minute each; the counter is the time of one fact.
void step_by_players(benchmark::State& run) {
  const Config config = config_of(seconds(60));
  const std::vector<Told> facts = facts_of(config);
  const auto players = static_cast<std::size_t>(run.range(0));
  for (auto _ : run) {
    std::vector<State> states(players);
    for (const auto& [fact, at] : facts) {
      for (State& state : states) state = step(config, std::move(state), fact, at).state;
    }
    benchmark::DoNotOptimize(states);
  }
  run.SetComplexityN(run.range(0));
  run.counters["per_fact"] = benchmark::Counter(
      static_cast<double>(facts.size() * players),
      benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}
BENCHMARK(step_by_players)->RangeMultiplier(10)->Range(1, 100)->Complexity();

}  // namespace
}  // namespace ring::bench
