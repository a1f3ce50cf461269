// The only door to JavaScript. Whatever lies behind it may throw at any time (a bad ICE server
// address, a patched browser), and an exception that passed through C++ would leave it half done:
// no destructor runs without C++ exceptions. So every call goes through here and comes back as a
// value.
#pragma once

#include <emscripten/val.h>

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace ring::bridge {

using emscripten::val;

/// A value, or what was thrown instead, as text.
struct Outcome {
  bool ok = false;
  val value = val::undefined();
  std::string thrown;  ///< `Name: message` of the exception.
};

Outcome call(const val& target, const char* method, std::initializer_list<val> arguments = {});
Outcome construct(const val& constructor, std::initializer_list<val> arguments = {});
Outcome get(const val& target, const char* property);
/// A property of the global object; undefined when there is none.
val global(const char* name);

val text(std::string_view text);
/// Sets a property of a plain object of ours, which cannot throw. (One function, because every pair
/// of key length and value type would else get a copy of its own from Embind.)
void put(val& object, const char* key, const val& value);

/// For values that may be anything: what is not of the wanted type is nothing.
std::optional<std::string> text_of(const val& value);
std::optional<double> number_of(const val& value);
/// Shorthands for a property that may be missing, of any type, or throw.
std::string text_at(const val& target, const char* property);
double number_at(const val& target, const char* property);
/// `Name: message` of anything that was thrown or rejected with.
std::string reason_of(const val& thrown);

/// Calls promise.then(fulfilled, rejected). Anything that is not a promise counts as rejected.
void settle(const val& promise, const val& fulfilled, const val& rejected);

/// Reads a Response's body as text, at most `most` UTF-16 units: a flood is cut, not stored.
/// Returns a promise.
val read_text(const val& response, int most);

}  // namespace ring::bridge
