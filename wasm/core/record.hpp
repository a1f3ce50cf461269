// What a player was told, kept so that it can be told again: its config, the newest facts with
// their times, and the state that the first of them met. `replay/` makes a trace of it, which may
// be shown to others; a record may not: nothing in it is redacted. No token is in it, because none
// is ever in the core.
//
// JSON. One fact is one row, `[time, name, field…]`; times are milliseconds since the first fact.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/config.hpp"
#include "core/forms.hpp"
#include "core/machine/fact.hpp"
#include "core/machine/state.hpp"
#include "core/time.hpp"

namespace ring {

void append_number(std::string& json, std::int64_t number);
/// Any bytes: those that are not ASCII stand for characters of the same numbers, so that different
/// texts stay different.
void append_quoted(std::string& json, std::string_view text);

/// Writes the values of a form. Each stands after a comma: none of them comes first.
class RowWriter {
 public:
  RowWriter(std::string& json, Instant origin) : json_(json), origin_(origin) {}

  void begin(std::string_view name) { quoted(name); }
  void begin(std::string_view name, AttemptNumber attempt) {
    quoted(name);
    number({}, attempt);
  }
  void number(std::string_view, std::int64_t value) {
    json_ += ',';
    append_number(json_, value);
  }
  void length(std::string_view, Millis value) { number({}, value.count); }
  void flag(std::string_view, bool value) { json_ += value ? ",true" : ",false"; }
  template <class Enum, std::size_t n>
  void word(std::string_view, Enum value, const std::string_view (&words)[n]) {
    quoted(words[static_cast<std::size_t>(value)]);
  }
  template <auto last>
  void choice(std::string_view, decltype(last) value) {
    number({}, static_cast<std::int64_t>(value));
  }
  void text(std::string_view, std::string_view value) { quoted(value); }
  void optional(std::string_view, const std::optional<Millis>& value) {
    if (value) return number({}, value->count);
    json_ += ",null";
  }
  void instant(std::string_view, Instant at) { number({}, (at - origin_).count); }
  void instant(std::string_view, const std::optional<Instant>& at) {
    optional({}, at ? std::optional(*at - origin_) : std::nullopt);
  }
  template <class Entry, class Each>
  void list(std::string_view, std::vector<Entry>& entries, Each each) {
    number({}, static_cast<std::int64_t>(entries.size()));
    for (Entry& entry : entries) each(entry);
  }
  void sdp(std::string_view, std::string_view value) { quoted(value); }
  void session(std::string_view, std::string_view url) { quoted(url); }
  void reason(std::string_view) {}
  void reply(HttpReply& reply) { reply_form(*this, reply); }

 protected:
  void quoted(std::string_view text) {
    json_ += ',';
    append_quoted(json_, text);
  }

 private:
  std::string& json_;
  Instant origin_;
};

/// The beginning of a file, up to its first row. @param state As `RowWriter` wrote it.
std::string start_of(std::string_view kind, Config config, std::string_view state);

class Recorder {
 public:
  /// @param part_bytes At least as many of facts are kept, once there were so many; at most twice
  /// as many, and a fact.
  explicit Recorder(Config config, std::size_t part_bytes = 128 * 1024)
      : config_(std::move(config)), part_bytes_(part_bytes) {}

  /// To be told of every fact, with the state that it meets and the time as the core is given it.
  void record(const State& before, const Event& event, Instant now);
  [[nodiscard]] std::string print() const;

 private:
  /// Whole parts are dropped: what remains has to begin with a state.
  struct Part {
    State start;
    std::string rows;
  };

  Config config_;
  std::size_t part_bytes_;
  std::vector<Part> parts_;  ///< One or two, the older one first.
  Instant now_;
  Instant origin_;
  bool truncated_ = false;
};

}  // namespace ring
