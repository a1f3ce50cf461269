// Transition tables as data: the first row whose guard passes wins.
//
//   {in(P::asking), on<T::reply_opened>, when<is_wanted>, run<take_session>, go(P::open)},
//
// Two things do not compile: a phase that leaves a trigger without an answer, or a row that can
// never be reached (`check_table`); and a guard or an effect that wants another fact than its
// trigger brings (`Row`'s constructor).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

#ifdef RING_MUTATE
#include "model/mutant.hpp"
#endif

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
  constexpr SetOf operator|(SetOf other) const {
    other.bits_ |= bits_;
    return other;
  }

 private:
  static constexpr std::uint64_t bit(Enum value) {
    return std::uint64_t{1} << static_cast<unsigned>(value);
  }

  std::uint64_t bits_ = 0;
};

/// What a trigger brings along; specialised for those that bring something.
struct Nothing {};
template <class Fact>
struct Bringing {
  using Type = Fact;
};
template <auto trigger>
struct Brings : Bringing<Nothing> {};

// How a row is written.
template <auto... triggers>
struct On {};
template <auto... guards>
struct When {};
template <auto... effects>
struct Run {};

template <class Phase, class... Phases>
constexpr SetOf<Phase> in(Phase first, Phases... rest) {
  return SetOf<Phase>(first, rest...);
}
template <auto... triggers>
inline constexpr On<triggers...> on{};
/// All of them must pass.
template <auto... guards>
inline constexpr When<guards...> when{};
/// In this order.
template <auto... effects>
inline constexpr Run<effects...> run{};
inline constexpr When<> always{};
inline constexpr Run<> nothing{};

template <auto... a, auto... b>
constexpr On<a..., b...> operator|(On<a...>, On<b...>) {
  return {};
}

/// What a row does with the phase. `ignored`: a normal race, nothing happens. `defect`: a fact that
/// cannot be; nothing happens either, but it is published. Both must be written out.
enum class Then : std::uint8_t { move, stay, ignored, defect };

template <class Phase>
struct Next {
  constexpr Next(Then what, Phase where = {}) : then(what), phase(where) {}  // NOLINT: `stay`

  Then then;
  Phase phase;
};
template <class Phase>
constexpr Next<Phase> go(Phase phase) {
  return {Then::move, phase};
}

/// The function's own name, for the drawing. Release builds carry no such text.
template <auto function>
constexpr std::string_view name_of() {
#ifdef NDEBUG
  return {};
#else
  // "… [with auto function = ring::{anonymous}::is_wanted; …", "… [function = &ring::(anonymous
  // namespace)::is_wanted]" or "… = is_wanted; …".
  constexpr std::string_view before = "function = ";
  std::string_view text = __PRETTY_FUNCTION__;
  text.remove_prefix(text.find(before) + before.size());
  text = text.substr(0, text.find_first_of(";]"));
  return text.substr(text.find_last_of(":&") + 1);
#endif
}

/// A guard or an effect, with what the trigger brought only where it asks for it.
template <auto function, class Draft, class Input>
constexpr decltype(auto) invoke(Draft& draft, [[maybe_unused]] const void* input) {
  if constexpr (std::is_invocable_v<decltype(function), Draft&>) {
    return function(draft);
  } else {
    return function(draft, *static_cast<const Input*>(input));
  }
}

template <class Phase, class Trigger, class Draft>
struct Row {
  SetOf<Phase> from;
  SetOf<Trigger> on;
  bool (*guard)(const Draft&, const void*) = nullptr;
  void (*effect)(Draft&, const void*) = nullptr;
  Then then = Then::stay;
  Phase next{};
  std::string_view guard_name;

  template <auto first, auto... more, auto... guards, auto... effects>
  constexpr Row(SetOf<Phase> phases, On<first, more...>, When<guards...>, Run<effects...>,
                Next<Phase> after)
      : from(phases), on(first, more...), then(after.then), next(after.phase) {
    using Input = typename Brings<first>::Type;
    constexpr bool same = (std::is_same_v<Input, typename Brings<more>::Type> && ...);
    static_assert(same || ((std::is_invocable_v<decltype(guards), const Draft&> && ...) &&
                           (std::is_invocable_v<decltype(effects), Draft&> && ...)),
                  "what reads its fact stands in a row of one fact");
    if constexpr (sizeof...(guards) > 0) {
      guard = [](const Draft& draft, const void* input) {
        return (invoke<guards, const Draft, Input>(draft, input) && ...);
      };
      ((guard_name = name_of<guards>()), ...);
    }
    if constexpr (sizeof...(effects) > 0) {
      effect = [](Draft& draft, const void* input) {
        (invoke<effects, Draft, Input>(draft, input), ...);
      };
    }
  }

  /// For `ignored` and `defect`: nothing happens.
  template <auto... triggers>
  constexpr Row(SetOf<Phase> phases, On<triggers...>, Then what)
      : from(phases), on(triggers...), then(what) {}

  [[nodiscard]] constexpr bool speaks_of(Phase phase, Trigger trigger) const {
    return from.has(phase) && on.has(trigger);
  }
};

/// What happens whenever a phase is entered or left, whichever row does it.
template <class Phase, class Draft>
struct PhaseRule {
  Phase phase{};
  void (*enter)(Draft&) = nullptr;
  void (*leave)(Draft&) = nullptr;
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
        decided = row.guard == nullptr;
      }
      if (!decided) return TableProblem::undecided_pair;
    }
  }
  return TableProblem::sound;
}

template <class Phase, class Draft, std::size_t n>
consteval bool in_order(const PhaseRule<Phase, Draft> (&rules)[n], Phase last) {
  for (std::size_t i = 0; i < n; ++i) {
    if (static_cast<std::size_t>(rules[i].phase) != i) return false;
  }
  return n == static_cast<std::size_t>(last) + 1;
}

/// Takes the row that speaks of it and runs its effects, then those of the phases it leaves and
/// enters. An effect may give an order to another machine; that is carried out before it returns.
template <class Phase, class Trigger, class Draft, std::size_t n, std::size_t m>
Then take_row(const Row<Phase, Trigger, Draft> (&written)[n],
              const PhaseRule<Phase, Draft> (&phase_rules)[m], Phase& phase, Draft& draft,
              Trigger trigger, const void* input) {
#ifdef RING_MUTATE  // The tests are tested: `npm run mutate`.
  const auto& rows = mutant::rows_of(written, m);
  const auto& rules = mutant::rules_of(phase_rules);
#else
  const auto& rows = written;
  const auto& rules = phase_rules;
#endif
  for (const auto& row : rows) {
    if (!row.speaks_of(phase, trigger)) continue;
    if (row.guard != nullptr && !row.guard(draft, input)) continue;
    if (row.effect != nullptr) row.effect(draft, input);
    if (row.then != Then::move) return row.then;
    const auto leave = rules[static_cast<std::size_t>(phase)].leave;
    if (leave != nullptr) leave(draft);
    phase = row.next;
    const auto enter = rules[static_cast<std::size_t>(phase)].enter;
    if (enter != nullptr) enter(draft);
    return Then::move;
  }
  __builtin_unreachable();  // check_table: every pair ends in an unguarded row.
}

}  // namespace ring
