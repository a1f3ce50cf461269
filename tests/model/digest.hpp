// One number for everything that a step gives: two runs that differ anywhere differ in it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include "core/machine/step.hpp"
#include "mixed.hpp"

namespace ring::model {

/// How many fields a struct has. A wrong number does not compile, so no new field is left out.
template <class>
inline constexpr int fields_of = 1;
template <>
inline constexpr int fields_of<State> = 12;
template <>
inline constexpr int fields_of<Viewing> = 15;
template <>
inline constexpr int fields_of<CameraUse> = 2;
template <>
inline constexpr int fields_of<Attempt> = 16;
template <>
inline constexpr int fields_of<Tether> = 2;
template <>
inline constexpr int fields_of<Milestones> = 6;
template <>
inline constexpr int fields_of<FrameWatch> = 10;
template <>
inline constexpr int fields_of<Presence> = 3;
template <>
inline constexpr int fields_of<Experience> = 4;
template <>
inline constexpr int fields_of<Failure> = 9;
template <>
inline constexpr int fields_of<Deadline> = 2;
template <>
inline constexpr int fields_of<PhaseChanged> = 3;
template <>
inline constexpr int fields_of<AttemptChanged> = 2;
template <>
inline constexpr int fields_of<LimitSet> = 5;
template <>
inline constexpr int fields_of<Timings> = 6;
template <>
inline constexpr int fields_of<FirstFrameShown> = 4;
template <>
inline constexpr int fields_of<StallChanged> = 2;
template <>
inline constexpr int fields_of<Recovering> = 2;
template <>
inline constexpr int fields_of<ReleaseFailed> = 2;
template <>
inline constexpr int fields_of<OpenPeer> = 2;
template <>
inline constexpr int fields_of<AskToken> = 2;
template <>
inline constexpr int fields_of<ApplyOffer> = 2;
template <>
inline constexpr int fields_of<SendOffer> = 4;
template <>
inline constexpr int fields_of<ApplyAnswer> = 2;
template <>
inline constexpr int fields_of<ApplyCounterOffer> = 3;
template <>
inline constexpr int fields_of<ApplyOwnAnswer> = 2;
template <>
inline constexpr int fields_of<SendAnswer> = 4;
template <>
inline constexpr int fields_of<SetJitterBuffer> = 2;
template <>
inline constexpr int fields_of<HoldTether> = 3;
template <>
inline constexpr int fields_of<EndSession> = 3;

template <class Struct, class Visit>
void visit_fields(const Struct& all, Visit visit) {
  constexpr int count = fields_of<Struct>;
  const auto each = [&](const auto&... fields) { (visit(fields), ...); };
  if constexpr (count == 1) {
    const auto& [a] = all;
    each(a);
  } else if constexpr (count == 2) {
    const auto& [a, b] = all;
    each(a, b);
  } else if constexpr (count == 3) {
    const auto& [a, b, c] = all;
    each(a, b, c);
  } else if constexpr (count == 4) {
    const auto& [a, b, c, d] = all;
    each(a, b, c, d);
  } else if constexpr (count == 5) {
    const auto& [a, b, c, d, e] = all;
    each(a, b, c, d, e);
  } else if constexpr (count == 6) {
    const auto& [a, b, c, d, e, f] = all;
    each(a, b, c, d, e, f);
  } else if constexpr (count == 7) {
    const auto& [a, b, c, d, e, f, g] = all;
    each(a, b, c, d, e, f, g);
  } else if constexpr (count == 9) {
    const auto& [a, b, c, d, e, f, g, h, i] = all;
    each(a, b, c, d, e, f, g, h, i);
  } else if constexpr (count == 10) {
    const auto& [a, b, c, d, e, f, g, h, i, j] = all;
    each(a, b, c, d, e, f, g, h, i, j);
  } else if constexpr (count == 12) {
    const auto& [a, b, c, d, e, f, g, h, i, j, k, l] = all;
    each(a, b, c, d, e, f, g, h, i, j, k, l);
  } else if constexpr (count == 15) {
    const auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o] = all;
    each(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o);
  } else {
    const auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] = all;
    each(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p);
  }
}

class Digest {
 public:
  [[nodiscard]] std::uint64_t value() const { return value_; }

  template <class Value>
  void add(const Value& value) {
    if constexpr (std::is_enum_v<Value> || std::is_integral_v<Value>) {
      mix(static_cast<std::uint64_t>(static_cast<std::int64_t>(value)));
    } else {
      visit_fields(value, [this](const auto& field) { this->add(field); });
    }
  }
  void add(std::string_view text) {
    mix(text.size());
    for (const char letter : text) mix(static_cast<unsigned char>(letter));
  }
  void add(const std::string& text) { add(std::string_view(text)); }
  template <class Value>
  void add(const std::optional<Value>& value) {
    add(value.has_value());
    if (value) add(*value);
  }
  template <class Value>
  void add(const std::vector<Value>& values) {
    mix(values.size());
    for (const Value& value : values) add(value);
  }
  template <class... Values>
  void add(const std::variant<Values...>& value) {
    mix(value.index());
    std::visit([this](const auto& one) { this->add(one); }, value);
  }
  template <class Timer>
  void add(const TimerTable<Timer>& timers) {
    for (int i = 0; i < static_cast<int>(Timer::count); ++i) {
      add(timers.armed(static_cast<Timer>(i)));
    }
  }

 private:
  void mix(std::uint64_t word) { value_ = mixed(value_, word); }

  std::uint64_t value_ = 0x243F6A8885A308D3U;
};

}  // namespace ring::model
