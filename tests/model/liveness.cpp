#include "liveness.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <variant>

#include "canned.hpp"

namespace ring::model {
namespace {

/// More facts than any way to a picture has.
constexpr std::size_t too_many = 500;

class Course {
 public:
  Course(const Rules& rules, const Situation& from) : rules_(rules), at_(from) {}

  [[nodiscard]] const State& state() const { return at_.state; }
  [[nodiscard]] const Situation& situation() const { return at_; }
  [[nodiscard]] bool broken() const { return !ending_.broken.empty(); }
  Ending end() { return std::move(ending_); }

  void require(bool holds, std::string_view promise) {
    if (!holds && !broken()) ending_.broken = promise;
  }

  void take(const Choice& choice) {
    Outcome outcome = advance(rules_, at_, choice);
    ending_.taken.push_back(choice);
    require(outcome.broken.empty(), outcome.broken);
    require(ending_.taken.size() < too_many, "things go on and on");
    at_ = std::move(outcome.after);
  }
  void tell(const Event& event) { take({event, {}, at_.state.now}); }

  /// False when nothing will ever happen again.
  bool take_well() {
    const auto all = choices(rules_.config, at_.state, at_.world);
    const auto good = std::find_if(all.begin(), all.end(), [&](const Choice& choice) {
      return goes_well(at_.state, choice.event);
    });
    if (good == all.end()) return pass_time();
    take(*good);
    return true;
  }
  bool pass_time() {
    const auto due = next_deadline(at_.state);
    if (due) take({Tick{}, {}, std::max(due->at, at_.state.now)});
    return due.has_value();
  }

 private:
  const Rules& rules_;
  Situation at_;
  Ending ending_;
};

// ---- bounds ----

/// What a POST that nobody answers may have opened.
Millis unknown_session(const Config& config) {
  const Millis limit = session_limit(config.times, config.power);
  return std::min(config.times.post, limit) + limit;
}

/// Until it may ask for a session again.
Millis longest_wait(const Config& config, const Situation& at) {
  const auto& tracks = at.witness.tracks;
  const bool unknown = std::any_of(tracks.begin(), tracks.end(), [](const Track& track) {
    return track.awaited || track.session == Track::Session::unknown;
  });
  Millis wait = std::max(config.times.backoff_most, config.times.online_spread);
  if (unknown) wait = std::max(wait, unknown_session(config));
  const auto& told = at.witness.not_before;
  return told ? std::max(wait, *told - at.state.now) : wait;
}

/// Where every answer comes at once, only the core itself takes time.
Millis way_to_a_picture(const Times& times) {
  return times.turn + times.gathering_cap + times.sample + times.sample;
}

// ---- courses ----

void live_in_time(Course& course, const Config& config, std::string_view promise) {
  const Instant until = course.state().now + longest_wait(config, course.situation()) +
                        way_to_a_picture(config.times);
  while (!course.broken() && !is_live(course.state().phase) && !is_at_rest(course.state().phase)) {
    course.require(course.take_well(), "waits for nothing");
    course.require(course.state().now <= until, promise);
  }
}

}  // namespace

Ending come_to_life(const Rules& rules, const Situation& from) {
  Course course(rules, from);
  live_in_time(course, rules.config, "not live in time, though all is well");
  if (course.broken() || is_live(course.state().phase)) return course.end();
  course.tell(OpenRequested{0, course.situation().world.online});
  live_in_time(course, rules.config, "not live in time, though all is well and somebody wants it");
  course.require(is_live(course.state().phase), "a wish that leads to no picture");
  return course.end();
}

Ending come_to_rest(const Rules& rules, const Situation& from, const Event& farewell) {
  Course course(rules, from);
  const Times& times = rules.config.times;
  const Instant start = from.state.now;
  const Instant closed = start + std::max(times.close, times.post_slow);
  const Instant gone = start + std::max(times.close, unknown_session(rules.config));
  const bool closes = std::holds_alternative<CloseRequested>(farewell);
  course.tell(farewell);
  while (!course.broken()) {
    const auto due = next_deadline(course.state());
    const bool late = !due || due->at > closed;
    course.require(!closes || !late || is_at_rest(course.state().phase), "not closed in time");
    if (!due || course.broken()) break;
    course.require(due->at <= gone, "something goes on though the viewer has gone");
    if (!course.broken()) course.pass_time();
  }
  const auto& attempts = course.state().attempts;
  course.require(std::all_of(attempts.begin(), attempts.end(), is_over),
                 "a session is left though the viewer has gone");
  return course.end();
}

}  // namespace ring::model
