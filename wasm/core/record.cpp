#include "core/record.hpp"

#include <algorithm>
#include <charconv>
#include <utility>
#include <variant>

namespace ring {
namespace {

/// Of a config. Each value stands behind its name.
class ConfigWriter {
 public:
  explicit ConfigWriter(std::string& json) : json_(json) {}

  void number(std::string_view name, std::int64_t value) {
    key(name);
    append_number(json_, value);
  }
  void length(std::string_view name, Millis value) { number(name, value.count); }
  void time(std::string_view name, Instant value) { number(name, value.ms); }
  void optional_time(std::string_view name, std::optional<Instant> value) {
    if (value) time(name, *value);
  }
  void flag(std::string_view name, bool value) {
    key(name);
    json_ += value ? "true" : "false";
  }
  template <class Enum, std::size_t n>
  void word(std::string_view name, Enum value, const std::string_view (&words)[n]) {
    text(name, words[static_cast<std::size_t>(value)]);
  }
  void text(std::string_view name, std::string_view value) {
    key(name);
    append_quoted(json_, value);
  }

 private:
  void key(std::string_view name) {
    if (json_.back() != '{') json_ += ',';
    append_quoted(json_, name);
    json_ += ':';
  }

  std::string& json_;
};

}  // namespace

void append_number(std::string& json, std::int64_t number) {
  char digits[24];
  json.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

void append_quoted(std::string& json, std::string_view text) {
  constexpr char digits[] = "0123456789abcdef";
  json += '"';
  for (const char letter : text) {
    if (letter == '\n') {
      json += "\\n";
    } else if (letter == '\r') {
      json += "\\r";
    } else if (letter < ' ' || letter > '~') {
      const auto byte = static_cast<unsigned char>(letter);
      json.append("\\u00").append({digits[byte / 16], digits[byte % 16]});
    } else {
      if (letter == '"' || letter == '\\') json += '\\';
      json += letter;
    }
  }
  json += '"';
}

std::string start_of(std::string_view kind, Config config, std::string_view state) {
  std::string json = "{";
  append_quoted(json, kind);
  json += ':';
  append_number(json, trace_version);
  json += ",\"config\":{";
  ConfigWriter writer(json);
  config_form(writer, config);
  // Of a row without a name.
  json.append("},\"state\":[0").append(state) += "],\"events\":[";
  return json;
}

void Recorder::record(const State& before, const Event& event, Instant now) {
  now_ = std::max(now_, now);  // As the core does.
  if (parts_.empty()) origin_ = now_;
  if (parts_.empty() || parts_.back().rows.size() >= part_bytes_) {
    if (parts_.size() == 2) {
      parts_.erase(parts_.begin());
      truncated_ = true;
    }
    parts_.push_back({before, {}});
  }
  std::string& rows = parts_.back().rows;
  rows += "\n[";
  append_number(rows, (now_ - origin_).count);
  RowWriter writer(rows, origin_);
  Event copy = event;  // Forms serve readers too.
  std::visit([&writer](auto& e) { fact_form(writer, e); }, copy);
  rows += "],";
}

std::string Recorder::print() const {
  State start = parts_.empty() ? State{} : parts_.front().start;
  std::string state;
  RowWriter writer(state, origin_);
  state_form(writer, start);
  std::string json = start_of("ring-live-record", config_, state);
  for (const Part& part : parts_) json += part.rows;
  if (json.back() == ',') json.pop_back();
  json += truncated_ ? "\n],\"truncated\":true}\n" : "\n],\"truncated\":false}\n";
  return json;
}

}  // namespace ring
