#include "replay/replay.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <variant>
#include <vector>

#include "core/forms.hpp"
#include "core/machine/step.hpp"
#include "core/wire/text.hpp"
#include "replay/reader.hpp"
#include "replay/words.hpp"

namespace ring::replay {
namespace {

// The file is a stranger's: nothing in it may drive a terminal.
constexpr std::size_t longest_word = 200;

/// Seconds with three places, right-aligned.
std::string clock_text(Instant at) {
  std::string thousandths = std::to_string(at.ms % 1000);
  thousandths.insert(0, 3 - thousandths.size(), '0');
  std::string text = std::to_string(at.ms / 1000) + "." + thousandths;
  if (text.size() < 9) text.insert(0, 9 - text.size(), ' ');
  return text;
}

std::string listed(const std::vector<std::string>& decisions) {
  std::string text;
  for (const std::string& decision : decisions) {
    if (!text.empty()) text += ", ";
    text += printable(decision, longest_word);
  }
  return text.empty() ? "nothing" : text;
}

/// Asking for a count of frames, or one that changed nothing: most of a long trace.
bool is_routine(const Recorded& recorded) {
  if (std::holds_alternative<FramesSampled>(recorded.event)) return recorded.decisions.empty();
  return std::holds_alternative<Tick>(recorded.event) &&
         std::all_of(recorded.decisions.begin(), recorded.decisions.end(),
                     [](const std::string& d) { return d.starts_with("sample-frames "); });
}

class Timeline {
 public:
  explicit Timeline(bool all) : all_(all) {}

  void add(const Recorded& recorded) {
    if (!all_ && is_routine(recorded)) {
      ++routine_;
      return;
    }
    tell_routine();
    text_ += clock_text(recorded.at) + "  " + show(recorded.event) + '\n';
    for (const std::string& decision : recorded.decisions) {
      text_ += "             -> " + printable(decision, longest_word) + '\n';
    }
  }
  void say(std::string_view line) {
    tell_routine();
    text_.append(line) += '\n';
  }
  std::string take() { return std::move(text_); }

 private:
  void tell_routine() {
    if (routine_ > 0) text_ += "           (" + std::to_string(routine_) + " ticks and counts)\n";
    routine_ = 0;
  }

  bool all_;
  std::size_t routine_ = 0;
  std::string text_;
};

std::string heading(const Trace& trace) {
  const Config& config = trace.config;
  std::string text = config.src.empty() ? config.api_base + ", a device" : config.src;
  text = printable(text, longest_word);
  text += ", bearer " + std::string(bearer_words[static_cast<std::size_t>(config.bearer)]);
  text += ", " + std::string(power_words[static_cast<std::size_t>(config.power)]) + " power";
  if (config.extend > Millis{}) {
    text += ", " + std::to_string(config.extend.count / 1000) + " s in all";
  }
  return text;
}

}  // namespace

Report replay(std::string_view text, bool all) {
  const auto read = read_trace(text);
  if (!read) return {Report::Verdict::unreadable, "unreadable: " + read.error() + '\n'};
  const Trace& trace = read.value();

  Timeline timeline(all);
  timeline.say(heading(trace));
  if (trace.truncated) timeline.say("(more happened before; it goes on from here)");
  State state = trace.start;
  std::size_t number = 0;
  for (const Recorded& recorded : trace.events) {
    ++number;
    Step next = step(trace.config, std::move(state), recorded.event, recorded.at);
    state = std::move(next.state);
    const auto decisions = describe(next.commands);
    if (decisions == recorded.decisions) {
      timeline.add(recorded);
      continue;
    }
    timeline.say(clock_text(recorded.at) + "  " + show(recorded.event));
    timeline.say("different at event " + std::to_string(number) + ":");
    timeline.say("  recorded: " + listed(recorded.decisions));
    timeline.say("  replayed: " + listed(decisions));
    return {Report::Verdict::different, timeline.take()};
  }
  const std::string count = std::to_string(trace.events.size());
  timeline.say("same: " + count + " events decided as recorded");
  return {Report::Verdict::same, timeline.take()};
}

}  // namespace ring::replay
