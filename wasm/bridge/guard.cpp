#include "bridge/guard.hpp"

#include <emscripten/em_js.h>

#include <vector>

namespace ring::bridge {
namespace {

enum How { method, constructor, property };

}  // namespace

EM_JS_DEPS(ring_guard, "$Emval,$UTF8ToString");

// What follows is JavaScript.
// clang-format off

// A value; or no handle at all, which is 0, and a text at `thrown`. One crossing each time: some of
// these are made every second, by every player. Describing what was thrown may throw as well.
EM_JS(emscripten::EM_VAL, ring_guarded, (int how, emscripten::EM_VAL target, const char* name,
                                         const emscripten::EM_VAL* list, int count,
                                         emscripten::EM_VAL* thrown), {
  try {
    const on = Emval.toValue(target);
    const key = UTF8ToString(name);
    const given = Array.from(HEAPU32.subarray(list >> 2, (list >> 2) + count), Emval.toValue);
    return Emval.toHandle(how === 0 ? on[key](...given) : how === 1 ? new on(...given) : on[key]);
  } catch (reason) {
    let text = 'Error';
    try {
      text = reason.name + ': ' + reason.message;
    } catch {}
    HEAPU32[thrown >> 2] = Emval.toHandle(text);
    return 0;
  }
});

EM_JS(emscripten::EM_VAL, ring_read_text, (emscripten::EM_VAL response, int most), {
  const read = async (from) => {
    // Read piece by piece, Chromium now and then calls a request aborted that has come whole.
    const length = from.headers.get("content-length");
    if (length && length <= 16384) return from.text();
    const reader = from.body?.getReader();
    if (!reader) return "";
    const decoder = new TextDecoder();
    let text = "";
    while (text.length < most) {
      const {done, value} = await reader.read();
      if (done) return text + decoder.decode();
      text += decoder.decode(value, {stream: true});
    }
    reader.cancel().catch(() => {});
    return text.slice(0, most);
  };
  return Emval.toHandle(read(Emval.toValue(response)));
});

// clang-format on

namespace {

Outcome guarded(How how, const val& target, const char* name,
                std::initializer_list<val> arguments) {
  std::vector<emscripten::EM_VAL> list;
  for (const val& argument : arguments) list.push_back(argument.as_handle());
  emscripten::EM_VAL thrown = nullptr;
  const emscripten::EM_VAL value = ring_guarded(how, target.as_handle(), name, list.data(),
                                                static_cast<int>(list.size()), &thrown);
  if (value != nullptr) return {true, val::take_ownership(value), {}};
  return {false, val::undefined(), val::take_ownership(thrown).as<std::string>()};
}

}  // namespace

Outcome call(const val& target, const char* name, std::initializer_list<val> arguments) {
  return guarded(method, target, name, arguments);
}

Outcome construct(const val& target, std::initializer_list<val> arguments) {
  return guarded(constructor, target, "", arguments);
}

Outcome get(const val& target, const char* name) { return guarded(property, target, name, {}); }

val global(const char* name) { return get(val::global(), name).value; }

val text(std::string_view text) { return val(std::string(text)); }

void put(val& object, const char* key, const val& value) { object.set(val(key), value); }

std::optional<std::string> text_of(const val& value) {
  if (!value.isString()) return std::nullopt;
  return value.as<std::string>();
}

std::optional<double> number_of(const val& value) {
  if (!value.isNumber()) return std::nullopt;
  return value.as<double>();
}

std::string text_at(const val& target, const char* name) {
  return text_of(get(target, name).value).value_or("");
}

double number_at(const val& target, const char* name) {
  return number_of(get(target, name).value).value_or(0);
}

std::string reason_of(const val& thrown) {
  return text_at(thrown, "name") + ": " + text_at(thrown, "message");
}

void settle(const val& promise, const val& fulfilled, const val& rejected) {
  const Outcome outcome = call(promise, "then", {fulfilled, rejected});
  if (!outcome.ok) call(rejected, "call", {val::undefined(), val::undefined()});
}

val read_text(const val& response, int most) {
  return val::take_ownership(ring_read_text(response.as_handle(), most));
}

}  // namespace ring::bridge
