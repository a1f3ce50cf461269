#include "replay/trace.hpp"

#include <utility>
#include <variant>

#include "core/forms.hpp"
#include "core/machine/step.hpp"
#include "core/record.hpp"
#include "replay/reader.hpp"
#include "replay/redactor.hpp"
#include "replay/texts.hpp"
#include "replay/words.hpp"

namespace ring::replay {
namespace {

/// The same few descriptions come with every session: they stand once, apart.
class TraceWriter : public RowWriter {
 public:
  TraceWriter(std::string& json, Texts& texts) : RowWriter(json, {}), texts_(texts) {}

  void sdp(std::string_view, std::string_view value) { number({}, texts_.place_of(value)); }
  void reply(HttpReply& reply) { reply_form(*this, reply); }

 private:
  Texts& texts_;
};

void append_decisions(std::string& json, const std::vector<std::string>& decisions) {
  char separator = '[';
  if (!decisions.empty()) json += ',';
  for (const std::string& decision : decisions) {
    json += separator;
    append_quoted(json, decision);
    separator = ',';
  }
  if (!decisions.empty()) json += ']';
}

std::string print(Trace trace) {
  Texts texts;
  std::string state;
  TraceWriter start(state, texts);
  state_form(start, trace.start);
  std::string json = start_of("ring-live-trace", trace.config, state);
  for (Recorded& recorded : trace.events) {
    if (json.back() != '[') json += ',';
    json += "\n[";
    append_number(json, recorded.at.ms);
    TraceWriter row(json, texts);
    std::visit([&row](auto& e) { fact_form(row, e); }, recorded.event);
    append_decisions(json, recorded.decisions);
    json += ']';
  }
  json += "\n],\"texts\":[";
  for (const std::string& text : texts.all()) {
    if (json.back() != '[') json += ',';
    append_quoted(json, text);
  }
  json += trace.truncated ? "],\"truncated\":true}\n" : "],\"truncated\":false}\n";
  return json;
}

}  // namespace

std::string trace_of(std::string_view record) {
  const auto read = read_record(record);
  if (!read) return {};
  const Trace& original = read.value();
  Redactor redactor(original.config);
  Trace trace{redactor.config(), redactor.state(original.start), {}, original.truncated};
  State state = original.start;
  for (const Recorded& recorded : original.events) {
    // As it was: from the facts before they are redacted.
    Step next = step(original.config, std::move(state), recorded.event, recorded.at);
    state = std::move(next.state);
    trace.events.push_back({recorded.at, redactor.event(recorded.event), describe(next.commands)});
  }
  return print(std::move(trace));
}

}  // namespace ring::replay
