// Either a value or the reason why there is none. C++20 has no std::expected.
#pragma once

#include <utility>
#include <variant>

namespace ring {

/// Wraps an error on its way into a Result, so that value and error may be of one type.
template <class E>
struct Fail {
  E error;
};
template <class E>
Fail(E) -> Fail<E>;

template <class T, class E>
class [[nodiscard]] Result {
 public:
  Result(T value)
      : held_(std::in_place_index<0>, std::move(value)) {}  // NOLINT: implicit by design
  Result(Fail<E> fail) : held_(std::in_place_index<1>, std::move(fail.error)) {}  // NOLINT

  explicit operator bool() const { return held_.index() == 0; }

  /// Only after a check: asking the wrong half is a bug and stops the program.
  const T& value() const { return *std::get_if<0>(&held_); }
  T& value() { return *std::get_if<0>(&held_); }
  const E& error() const { return *std::get_if<1>(&held_); }

 private:
  std::variant<T, E> held_;
};

}  // namespace ring
