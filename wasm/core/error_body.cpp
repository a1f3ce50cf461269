#include "core/error_body.hpp"

// Set by the build; repeated here so that this file cannot be built with exceptions or streams.
#ifndef JSON_NOEXCEPTION
#define JSON_NOEXCEPTION
#endif
#ifndef JSON_NO_IO
#define JSON_NO_IO
#endif
#include <charconv>
#include <cstdint>
#include <nlohmann/json.hpp>

#include "core/text.hpp"

namespace ring {
namespace {

using nlohmann::json;

constexpr std::size_t most_bytes = 64 * 1024;
/// No service nests its errors deeper, and a wasm stack is small. The parser of today does not
/// recurse and its values are freed without recursion; nothing promises that of tomorrow's.
constexpr int most_levels = 32;
constexpr std::size_t most_title = 120;
constexpr std::size_t most_detail = 400;

/// Counts brackets outside of strings. The text need not be JSON: this is only a bound.
bool is_shallow(std::string_view text) {
  int levels = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char letter = text[i];
    if (in_string && letter == '\\') {
      ++i;  // Whatever is escaped, it does not end the string.
    } else if (letter == '"') {
      in_string = !in_string;
    } else if (!in_string && (letter == '{' || letter == '[')) {
      if (++levels > most_levels) return false;
    } else if (!in_string && (letter == '}' || letter == ']')) {
      --levels;
    }
  }
  return true;
}

/// The member, or null. (A json value to point at instead would cost a static with a destructor.)
const json* member(const json& object, const char* name) {
  const auto found = object.find(name);
  return found == object.end() ? nullptr : &*found;
}

/// The member as printable text; "" when it is missing or not a text.
std::string text_of(const json& object, const char* name, std::size_t most) {
  const json* value = member(object, name);
  const auto* text = value ? value->get_ptr<const json::string_t*>() : nullptr;
  return text ? printable(*text, most) : "";
}

/// Codes are numbers in some services. Beyond 63 bits or with a fraction they are no codes.
std::string code_of(const json& object) {
  const json* value = member(object, "code");
  if (!value || !value->is_number_integer()) return text_of(object, "code", most_title);
  if (value->is_number_unsigned() && (value->get<std::uint64_t>() >> 63U) != 0) return "";
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, value->get<std::int64_t>());
  return std::string(digits, end.ptr);
}

bool says_nothing(const ErrorBody& body) {
  return body.title.empty() && body.detail.empty() && body.code.empty();
}

/// One JSON:API entry, a problem document, or a plain object: their names do not collide, so that
/// nobody needs to say which of them it is.
ErrorBody read_object(const json& object) {
  ErrorBody body;
  body.title = text_of(object, "title", most_title);
  body.detail = text_of(object, "detail", most_detail);
  body.code = code_of(object);
  const std::string error = text_of(object, "error", most_title);
  const std::string description = text_of(object, "error_description", most_detail);
  if (body.detail.empty()) body.detail = text_of(object, "message", most_detail);
  if (body.detail.empty()) body.detail = description;
  // In OAuth's form (RFC 6749 5.2) `error` is a code for machines; elsewhere it is a headline.
  if (!description.empty() && body.code.empty()) {
    body.code = error;
  } else if (body.title.empty()) {
    body.title = error;
  }
  // RFC 9457 3.1.1: `about:blank` says that the type adds nothing to the status.
  const std::string type = text_of(object, "type", most_title);
  if (body.code.empty() && type != "about:blank") body.code = type;
  return body;
}

/// The first entry of JSON:API's `errors` that says something.
ErrorBody read_entries(const json& root) {
  const json* entries = member(root, "errors");
  if (!entries || !entries->is_array()) return {};
  for (const json& entry : *entries) {
    if (!entry.is_object()) continue;
    ErrorBody body = read_object(entry);
    if (!says_nothing(body)) return body;
  }
  return {};
}

ErrorBody read_root(const json& root) {
  ErrorBody body = read_entries(root);
  if (!says_nothing(body)) return body;
  // Some gateways wrap: `{"error":{"code":…,"message":…}}`.
  const json* error = member(root, "error");
  if (error && error->is_object()) body = read_object(*error);
  return says_nothing(body) ? read_object(root) : body;
}

}  // namespace

ErrorBody read_error_body(std::string_view text) {
  if (text.size() > most_bytes || !is_shallow(text)) return {};
  // The third argument turns exceptions off: bad JSON gives a value that is "discarded".
  const json root = json::parse(text.begin(), text.end(), nullptr, false);
  return root.is_object() ? read_root(root) : ErrorBody{};
}

}  // namespace ring
