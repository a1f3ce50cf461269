// Transition tables as data: first row whose guard passes wins. A consteval check walks phases
// times triggers, so an undecided pair, or a row that can never be reached, does not compile.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace ring {

/// A small set of enumerators, so that one row can speak for several phases or triggers.
template <class Enum>
class SetOf {
 public:
  constexpr SetOf() = default;
  template <class... Rest>
  constexpr explicit SetOf(Enum first, Rest... rest) : bits_(bit(first)) {
    ((bits_ |= bit(rest)), ...);
  }
  [[nodiscard]] constexpr bool has(Enum value) const { return (bits_ & bit(value)) != 0; }
  [[nodiscard]] constexpr SetOf operator|(SetOf other) const {
    SetOf both;
    both.bits_ = bits_ | other.bits_;
    return both;
  }

 private:
  static constexpr std::uint64_t bit(Enum value) {
    return std::uint64_t{1} << static_cast<unsigned>(value);
  }

  std::uint64_t bits_ = 0;
};

/// How a row begins: `in` these phases...
template <class Phase, class... Phases>
constexpr SetOf<Phase> in(Phase first, Phases... rest) {
  return SetOf<Phase>(first, rest...);
}

/// ...`on` these triggers.
template <class Trigger, class... Triggers>
constexpr SetOf<Trigger> on(Trigger first, Triggers... rest) {
  return SetOf<Trigger>(first, rest...);
}

/// What a guard or an effect is called in the drawing. Release builds carry no such text.
class Label {
 public:
#ifdef NDEBUG
  constexpr Label(const char*) {}  // NOLINT: a plain text in the table
  [[nodiscard]] constexpr std::string_view text() const { return {}; }
#else
  constexpr Label(const char* text) : text_(text) {}  // NOLINT
  [[nodiscard]] constexpr std::string_view text() const { return text_; }

 private:
  std::string_view text_;
#endif
};

/// What a row does with the phase. `ignored`: a normal race, nothing happens. `defect`: a fact that
/// cannot be; nothing happens either, but it is published. Both must be written out.
enum class Then : std::uint8_t { move, stay, ignored, defect };

template <class Phase, class Trigger, class Draft, class Event>
struct Row {
  struct Guard {
    Label name = "";
    bool (*passes)(const Draft&, const Event&) = nullptr;
  };
  struct Effect {
    Label name = "";
    void (*run)(Draft&, const Event&) = nullptr;
  };

  SetOf<Phase> from;
  SetOf<Trigger> on;
  Guard guard;
  Effect effect;
  Then then = Then::stay;
  Phase next{};

  [[nodiscard]] constexpr bool speaks_of(Phase phase, Trigger trigger) const {
    return from.has(phase) && on.has(trigger);
  }
};

/// The one answer that compiles is `sound`.
enum class TableProblem : std::uint8_t { sound, undecided_pair, unreachable_row };

template <class Phase, class Trigger, class TableRow, std::size_t n>
consteval TableProblem check_table(const TableRow (&rows)[n], std::size_t phases,
                                   std::size_t triggers) {
  for (std::size_t p = 0; p < phases; ++p) {
    for (std::size_t t = 0; t < triggers; ++t) {
      bool decided = false;
      for (const TableRow& row : rows) {
        if (!row.speaks_of(static_cast<Phase>(p), static_cast<Trigger>(t))) continue;
        if (decided) return TableProblem::unreachable_row;
        decided = row.guard.passes == nullptr;
      }
      if (!decided) return TableProblem::undecided_pair;
    }
  }
  return TableProblem::sound;
}

template <class Phase, class Trigger, class TableRow, std::size_t n, class Draft, class Event>
const TableRow& find_row(const TableRow (&rows)[n], Phase phase, Trigger trigger,
                         const Draft& draft, const Event& event) {
  for (const TableRow& row : rows) {
    if (!row.speaks_of(phase, trigger)) continue;
    if (row.guard.passes == nullptr || row.guard.passes(draft, event)) return row;
  }
  __builtin_unreachable();  // check_table: every pair ends in an unguarded row.
}

}  // namespace ring
