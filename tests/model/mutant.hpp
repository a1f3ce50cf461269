// One mistake in the core, put there when a program starts: RING_MUTANT says which one, e.g.
// `session 12 drop` or `times post halve`. Only the build for `npm run mutate` has this in it; the
// mistakes are listed by scripts/mutate.mjs.
#pragma once

#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <string_view>
#include <vector>

#include "core/machine/phases.hpp"

namespace ring::mutant {

struct Mistake {
  std::string_view table;
  std::string_view place;  ///< Of the row in its table, or a time's name.
  std::string_view kind;
};

[[noreturn]] inline void refuse() {
  std::fputs("RING_MUTANT names no mistake that can be made\n", stderr);
  std::abort();
}

inline Mistake read_mistake() {
  const char* const text = std::getenv("RING_MUTANT");
  if (text == nullptr) return {};
  const std::string_view all(text);
  const std::size_t first = all.find(' ');
  const std::size_t last = all.rfind(' ');
  if (first == last) refuse();
  return {all.substr(0, first), all.substr(first + 1, last - first - 1), all.substr(last + 1)};
}

inline const Mistake& mistake() {
  static const Mistake one = read_mistake();
  return one;
}

// ---- rows ----

template <class Phase>
inline constexpr std::string_view table_of{};
template <>
inline constexpr std::string_view table_of<SessionPhase> = "session";
template <>
inline constexpr std::string_view table_of<MediaPhase> = "media";
template <>
inline constexpr std::string_view table_of<ViewingPhase> = "viewing";

template <class Draft>
auto negated(bool (*guard)(const Draft&, const void*)) {
  static bool (*original)(const Draft&, const void*);
  original = guard;
  return +[](const Draft& draft, const void* input) { return !original(draft, input); };
}

/// What it spoke of falls to the rows behind it. Where there is none, nothing happens; but what was
/// ignored becomes a defect.
template <class TableRow>
void drop(TableRow& row) {
  using Then = decltype(row.then);
  if (row.guard != nullptr) {
    row.guard = [](const auto&, const void*) { return false; };
    return;
  }
  row.effect = nullptr;
  row.then = row.then == Then::ignored ? Then::defect : Then::ignored;
}

template <class TableRow>
void make(std::string_view kind, TableRow& row, std::size_t phases) {
  using Phase = decltype(row.next);
  if (kind == "drop") {
    drop(row);
  } else if (kind == "redirect" && row.then == decltype(row.then)::move) {
    row.next = static_cast<Phase>((static_cast<std::size_t>(row.next) + 1) % phases);
  } else if (kind == "negate" && row.guard != nullptr) {
    row.guard = negated(row.guard);
  } else if (kind == "effect" && row.effect != nullptr) {
    row.effect = nullptr;
  } else {
    refuse();
  }
}

// What happens on entering or leaving a phase is no row's.
inline bool is_of_phase() { return mistake().kind == "enter" || mistake().kind == "leave"; }

template <class TableRow>
std::vector<TableRow> change(std::span<const TableRow> written, std::size_t phases) {
  std::vector<TableRow> rows(written.begin(), written.end());
  if (mistake().table != table_of<decltype(TableRow::next)> || is_of_phase()) return rows;
  const auto place = std::strtoul(mistake().place.data(), nullptr, 10);
  if (place >= rows.size()) refuse();
  make(mistake().kind, rows[place], phases);
  return rows;
}

/// The table as it is written but for the mistake.
template <class TableRow, std::size_t n>
const std::vector<TableRow>& rows_of(const TableRow (&written)[n], std::size_t phases) {
  static const auto rows = change(std::span<const TableRow>(written), phases);
  return rows;
}

/// What happens on entering and leaving, but for the mistake.
template <class Rule, std::size_t n>
const std::vector<Rule>& rules_of(const Rule (&written)[n]) {
  static const auto rules = [&written] {
    std::vector<Rule> changed(written, written + n);
    if (mistake().table != table_of<decltype(Rule::phase)> || !is_of_phase()) return changed;
    Rule& rule = changed.at(std::strtoul(mistake().place.data(), nullptr, 10));
    auto& what = mistake().kind == "enter" ? rule.enter : rule.leave;
    if (what == nullptr) refuse();
    what = nullptr;
    return changed;
  }();
  return rules;
}

// ---- times ----

template <class Times, class Field, std::size_t n>
void change_default(Times& times, const Field (&fields)[n]) {
  if (mistake().table != "times") return;
  for (const Field& time : fields) {
    if (time.name != mistake().place) continue;
    auto& count = (times.*time.field).count;
    count = mistake().kind == "double" ? count * 2 : count / 2;
    return;
  }
  refuse();
}

}  // namespace ring::mutant
