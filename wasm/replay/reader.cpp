#include "replay/reader.hpp"

// Set by the build; repeated here so that this file cannot be built with exceptions or streams.
#ifndef JSON_NOEXCEPTION
#define JSON_NOEXCEPTION
#endif
#ifndef JSON_NO_IO
#define JSON_NO_IO
#endif
#include <algorithm>
#include <cstdint>
#include <iterator>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "core/forms.hpp"
#include "core/wire/text.hpp"

namespace ring::replay {
namespace {

using nlohmann::json;

// Some thirty years: sums of times stay far from overflow.
constexpr std::int64_t longest_ms = 1'000'000'000'000;
/// What the bridge accepts as a length.
constexpr std::int64_t longest_length = 86'400'000;
/// The core forgets the attempts that are over.
constexpr std::int64_t longest_list = 16;

std::optional<std::int64_t> whole(const json* value) {
  if (value == nullptr || !value->is_number_integer()) return std::nullopt;
  if (value->is_number_unsigned() &&
      value->get<std::uint64_t>() > std::uint64_t{std::numeric_limits<std::int64_t>::max()}) {
    return std::nullopt;
  }
  return value->get<std::int64_t>();
}

const std::string* text_in(const json* value) {
  return value == nullptr ? nullptr : value->get_ptr<const std::string*>();
}

/// Reads the fields of a form, whatever they come from; what is missing or of another kind is
/// noted, and nothing is read behind it.
template <class Source>
class FieldReader {
 public:
  FieldReader(Source source, const json& texts) : source_(std::move(source)), texts_(texts) {}

  void begin(std::string_view) {}
  void begin(std::string_view, AttemptNumber& attempt) { number("attempt", attempt); }
  template <class Number>
  void number(std::string_view name, Number& value) {
    const auto read = whole(source_.take(name));
    if (!read || !std::in_range<Number>(*read)) return fail(name);
    value = static_cast<Number>(*read);
  }
  void length(std::string_view name, Millis& value) {
    number(name, value.count);
    if (value < Millis{} || value > Millis{longest_length}) fail(name);
  }
  void flag(std::string_view name, bool& value) {
    const json* read = source_.take(name);
    if (read == nullptr || !read->is_boolean()) return fail(name);
    value = read->template get<bool>();
  }
  template <class Enum, std::size_t n>
  void word(std::string_view name, Enum& value, const std::string_view (&words)[n]) {
    const std::string* read = text_in(source_.take(name));
    for (std::size_t i = 0; i < n; ++i) {
      if (read == nullptr || *read != words[i]) continue;
      value = static_cast<Enum>(i);
      return;
    }
    fail(name);
  }
  void text(std::string_view name, std::string& value) {
    const std::string* read = text_in(source_.take(name));
    if (read == nullptr) return fail(name);
    value = *read;
  }
  void optional(std::string_view name, std::optional<Millis>& value) {
    const json* read = source_.take(name);
    value.reset();
    if (read != nullptr && read->is_null()) return;
    const auto count = whole(read);
    if (!count || *count < 0 || *count > longest_length) return fail(name);
    value = Millis{*count};
  }
  void time(std::string_view name, Instant& value) {
    number(name, value.ms);
    if (value.ms > 0 || value.ms < -longest_ms) fail(name);
  }
  void optional_time(std::string_view name, std::optional<Instant>& value) {
    if (!source_.has(name)) return value.reset();
    time(name, value.emplace());
  }
  template <auto last>
  void choice(std::string_view name, decltype(last)& value) {
    std::int64_t place = 0;
    number(name, place);
    if (place < 0 || place > static_cast<std::int64_t>(last)) return fail(name);
    value = static_cast<decltype(last)>(place);
  }
  void instant(std::string_view name, Instant& at) {
    number(name, at.ms);
    if (at.ms < -longest_ms || at.ms > longest_ms) fail(name);
  }
  void instant(std::string_view name, std::optional<Instant>& at) {
    const json* read = source_.peek();
    if (read == nullptr || !read->is_null()) return instant(name, at.emplace());
    source_.take(name);
    at.reset();
  }
  template <class Entry, class Each>
  void list(std::string_view name, std::vector<Entry>& entries, Each each) {
    std::int64_t size = 0;
    number(name, size);
    if (size < 0 || size > longest_list) return fail(name);
    entries.resize(static_cast<std::size_t>(size));
    for (Entry& entry : entries) each(entry);
  }
  void session(std::string_view name, std::string& url) { text(name, url); }
  /// A record has the description itself, a trace its place.
  void sdp(std::string_view name, std::string& value) {
    const json* found = source_.take(name);
    if (const std::string* inside = text_in(found)) {
      value = *inside;
      return;
    }
    const auto place = whole(found);
    if (!place || *place < 0 || std::cmp_greater_equal(*place, texts_.size())) return fail(name);
    const std::string* read = text_in(&texts_[static_cast<std::size_t>(*place)]);
    if (read == nullptr) return fail(name);
    value = *read;
  }
  void reason(std::string&) {}
  void reply(HttpReply& reply) { reply_form(*this, reply); }

  /// The first field that could not be read; empty when all could.
  [[nodiscard]] const std::string& problem() const { return problem_; }

 private:
  void fail(std::string_view name) {
    if (problem_.empty()) problem_ = "its '" + std::string(name) + "' cannot be read";
  }

  Source source_;
  const json& texts_;
  std::string problem_;
};

/// Values in order.
struct Row {
  const json& row;
  std::size_t next;  ///< Behind the time and the name of a fact.

  [[nodiscard]] bool has(std::string_view) const { return next < row.size(); }
  [[nodiscard]] const json* peek() const { return next < row.size() ? &row[next] : nullptr; }
  const json* take(std::string_view) { return next < row.size() ? &row[next++] : nullptr; }
};

/// Values by name.
struct Object {
  const json& object;

  [[nodiscard]] bool has(std::string_view name) const { return object.contains(std::string(name)); }
  const json* take(std::string_view name) const {
    const auto found = object.find(std::string(name));
    return found == object.end() ? nullptr : &*found;
  }
};

/// Learns an event's name from its form.
struct Naming {
  std::string_view name;

  void begin(std::string_view text, AttemptNumber = 0) { name = text; }
  void number(std::string_view, std::int64_t) {}
  void length(std::string_view, Millis) {}
  void flag(std::string_view, bool) {}
  template <class Enum, class Words>
  void word(std::string_view, Enum, const Words&) {}
  void sdp(std::string_view, const std::string&) {}
  void reason(const std::string&) {}
  void reply(const HttpReply&) {}
};

template <std::size_t i = 0>
std::optional<Event> event_called(std::string_view name) {
  if constexpr (i == std::variant_size_v<Event>) {
    return std::nullopt;
  } else {
    std::variant_alternative_t<i, Event> candidate;
    Naming naming;
    fact_form(naming, candidate);
    if (naming.name == name) return candidate;
    return event_called<i + 1>(name);
  }
}

/// An empty list when the row has none.
std::optional<std::vector<std::string>> decisions_in(const json& row) {
  std::vector<std::string> decisions;
  if (!row.back().is_array()) return decisions;
  for (const json& decision : row.back()) {
    const std::string* text = text_in(&decision);
    if (text == nullptr) return std::nullopt;
    decisions.push_back(*text);
  }
  return decisions;
}

Result<Recorded, std::string> read_row(const json& row, const json& texts) {
  if (!row.is_array() || row.size() < 2) return Fail{std::string("it is no list")};
  const auto at = whole(&row[0]);
  if (!at || *at < 0 || *at > longest_ms) return Fail{std::string("its time cannot be read")};
  const std::string* name = text_in(&row[1]);
  auto event = name == nullptr ? std::nullopt : event_called(*name);
  if (!event) return Fail{std::string("no event is called like that")};
  FieldReader reader(Row{row, 2}, texts);
  std::visit([&reader](auto& e) { fact_form(reader, e); }, *event);
  if (!reader.problem().empty()) return Fail{reader.problem()};
  auto decisions = decisions_in(row);
  if (!decisions) return Fail{std::string("its decisions cannot be read")};
  return Recorded{{*at}, std::move(*event), std::move(*decisions)};
}

/// An empty list where there is none.
const json& list_at(const json& file, const char* name) {
  static const json none = json::array();
  const auto found = file.find(name);
  return found != file.end() && found->is_array() ? *found : none;
}

Fail<std::string> unreadable(std::string why) { return Fail{std::move(why)}; }

/// The file is a stranger's: nothing in it may drive a terminal.
constexpr std::size_t longest_shown = 200;

/// Shows the fields of an event.
struct Showing {
  std::string text;

  void begin(std::string_view name) { text = name; }
  void begin(std::string_view name, AttemptNumber attempt) {
    text = name;
    text += ' ' + std::to_string(attempt);
  }
  void number(std::string_view name, std::int64_t value) { add(name, std::to_string(value)); }
  void length(std::string_view name, Millis value) { number(name, value.count); }
  void flag(std::string_view name, bool value) {
    if (value) text.append(" ").append(name);
  }
  template <class Enum, std::size_t n>
  void word(std::string_view, Enum value, const std::string_view (&words)[n]) {
    text.append(" ").append(words[static_cast<std::size_t>(value)]);
  }
  void show_text(std::string_view name, const std::string& value) {
    if (!value.empty()) add(name, printable(value, longest_shown));
  }
  void sdp(std::string_view name, const std::string& value) {
    add(name, std::to_string(value.size()) + " bytes");
  }
  void reason(const std::string&) {}
  void reply(HttpReply& reply) {
    number("status", reply.status);
    flag("redirected", reply.redirected);
    show_text("session", reply.session.url.empty() ? "none" : reply.session.url);
    show_text("tether", reply.tether.url);
    if (reply.retry_after) length("retry_after", *reply.retry_after);
    number("ice_servers", reply.ice_servers);
    if (!reply.body.empty()) sdp("body", reply.body);
  }

 private:
  void add(std::string_view name, std::string_view value) {
    text.append(" ").append(name).append("=").append(value);
  }
};

/// The timers of the core want lengths of time.
bool has_zero_time(const Config& config) {
  return std::any_of(std::begin(time_fields), std::end(time_fields),
                     [&](const TimeField& time) { return config.times.*time.field <= Millis{}; });
}

/// Whoever the viewing names is there: a stranger's file may say anything.
bool is_whole(const State& state) {
  for (const AttemptNumber number : {state.current, state.next, state.previous}) {
    if (number != 0 && find_attempt(state, number) == nullptr) return false;
  }
  const bool rolls = state.phase == ViewingPhase::rolling;
  const bool shows =
      rolls || state.phase == ViewingPhase::starting || state.phase == ViewingPhase::live;
  if ((shows && state.current == 0) || (rolls && state.next == 0)) return false;
  return std::all_of(state.attempts.begin(), state.attempts.end(), [&](const Attempt& attempt) {
    return attempt.number > 0 && attempt.number <= state.last_attempt;
  });
}

std::string read_config(const json& file, const json& texts, Config& config) {
  const json* found = Object{file}.take("config");
  if (found == nullptr || !found->is_object()) return "it has no config";
  FieldReader reader(Object{*found}, texts);
  config_form(reader, config);
  if (!reader.problem().empty()) return "config: " + reader.problem();
  return has_zero_time(config) ? "a time in its config is 0" : "";
}

std::string read_state(const json& file, const json& texts, State& state) {
  const json* found = Object{file}.take("state");
  if (found == nullptr || !found->is_array()) return "it has no state";
  FieldReader reader(Row{*found, 1}, texts);
  state_form(reader, state);
  if (!reader.problem().empty()) return "state: " + reader.problem();
  return is_whole(state) ? "" : "state: it names an attempt that is not there";
}

std::string read_events(const json& file, const json& texts, std::vector<Recorded>& events) {
  for (const json& row : list_at(file, "events")) {
    auto read = read_row(row, texts);
    if (!read) return "event " + std::to_string(events.size() + 1) + ": " + read.error();
    events.push_back(std::move(read.value()));
  }
  return "";
}

Result<Trace, std::string> read(std::string_view text, std::string_view key) {
  const json file = json::parse(text.begin(), text.end(), nullptr, false);
  if (file.is_discarded()) return unreadable("it is not JSON, or was cut off");
  const auto version = file.is_object() ? whole(Object{file}.take(key)) : std::nullopt;
  if (!version) return unreadable("it is not a trace of ring-live");
  if (*version != trace_version) {
    return unreadable("its form is number " + std::to_string(*version) +
                      ", this program reads number " + std::to_string(trace_version));
  }
  Trace trace;
  const json& texts = list_at(file, "texts");
  std::string problem = read_config(file, texts, trace.config);
  if (problem.empty()) problem = read_state(file, texts, trace.start);
  if (problem.empty()) problem = read_events(file, texts, trace.events);
  if (!problem.empty()) return unreadable(std::move(problem));
  const json* truncated = Object{file}.take("truncated");
  trace.truncated = truncated != nullptr && truncated->is_boolean() && truncated->get<bool>();
  return trace;
}

}  // namespace

Result<Trace, std::string> read_trace(std::string_view text) {
  return read(text, "ring-live-trace");
}

Result<Trace, std::string> read_record(std::string_view text) {
  return read(text, "ring-live-record");
}

std::string show(Event event) {
  Showing showing;
  std::visit([&showing](auto& e) { fact_form(showing, e); }, event);
  return std::move(showing.text);
}

}  // namespace ring::replay
