#include "core/wire/error_body.hpp"

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
#include <utility>

#include "core/wire/text.hpp"

namespace ring {
namespace {

constexpr std::size_t most_bytes = 64 * 1024;
/// No service nests its errors deeper, and a wasm stack is small.
constexpr int most_levels = 32;
constexpr std::size_t most_title = 120;
constexpr std::size_t most_detail = 400;

/// What one object says, under all the names in use: they do not collide, so nobody needs to say
/// which form it is.
struct Said {
  std::string title, detail, code, error, description, message, type;
};

bool says_nothing(const ErrorBody& body) {
  return body.title.empty() && body.detail.empty() && body.code.empty();
}

ErrorBody body_of(Said said) {
  ErrorBody body{std::move(said.title), std::move(said.detail), std::move(said.code)};
  if (body.detail.empty()) body.detail = std::move(said.message);
  if (body.detail.empty()) body.detail = said.description;
  // In OAuth's form (RFC 6749 5.2) `error` is a code for machines; elsewhere it is a headline.
  if (!said.description.empty() && body.code.empty()) {
    body.code = std::move(said.error);
  } else if (body.title.empty()) {
    body.title = std::move(said.error);
  }
  // RFC 9457 3.1.1: `about:blank` says that the type adds nothing to the status.
  if (body.code.empty() && said.type != "about:blank") body.code = std::move(said.type);
  return body;
}

/// Follows the parser through the document and keeps what stands in the places where errors are
/// told: the root, each entry of its `errors`, and its `error`. (nlohmann's tree would cost twice
/// the bytes.)
class Reader {
 public:
  using number_integer_t = nlohmann::json::number_integer_t;
  using number_unsigned_t = nlohmann::json::number_unsigned_t;
  using number_float_t = nlohmann::json::number_float_t;
  using string_t = nlohmann::json::string_t;
  using binary_t = nlohmann::json::binary_t;

  // NOLINTBEGIN(readability-named-parameter): the parser's interface
  bool null() { return true; }
  bool boolean(bool) { return true; }
  bool number_float(number_float_t, const string_t&) { return true; }
  bool binary(binary_t&) { return true; }
  bool number_integer(number_integer_t value) { return take_number(value); }
  bool number_unsigned(number_unsigned_t value) {
    // Beyond 63 bits it is no code.
    return (value >> 63U) != 0 || take_number(static_cast<std::int64_t>(value));
  }
  bool string(string_t& text) {
    const auto [place, most] = place_of_key();
    if (place != nullptr) *place = printable(text, most);
    return true;
  }
  bool key(string_t& text) {
    key_ = text;
    return true;
  }
  bool start_object(std::size_t) { return enter(false); }
  bool start_array(std::size_t) { return enter(true); }
  bool end_object() { return leave(); }
  bool end_array() { return leave(); }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) {
    return false;
  }
  // NOLINTEND(readability-named-parameter)

  /// The first entry that says something, else the wrapped `error`, else the root.
  ErrorBody result() {
    if (!says_nothing(entry_)) return std::move(entry_);
    if (!says_nothing(wrapped_)) return std::move(wrapped_);
    return body_of(std::move(root_));
  }

 private:
  enum class Place { root, errors, entry, wrapped, elsewhere };

  bool enter(bool array) {
    if (levels_ == most_levels) return false;
    places_[levels_] = place_of(array);
    ++levels_;
    if (here() == Place::entry || here() == Place::wrapped) said_ = {};
    key_.clear();
    return true;
  }

  bool leave() {
    if (here() == Place::entry && says_nothing(entry_)) entry_ = body_of(std::move(said_));
    if (here() == Place::wrapped) wrapped_ = body_of(std::move(said_));
    --levels_;
    key_.clear();
    return true;
  }

  [[nodiscard]] Place here() const {
    return levels_ == 0 ? Place::elsewhere : places_[levels_ - 1];
  }

  [[nodiscard]] Place place_of(bool array) const {
    if (levels_ == 0) return array ? Place::elsewhere : Place::root;
    if (here() == Place::root && array && key_ == "errors") return Place::errors;
    if (here() == Place::root && !array && key_ == "error") return Place::wrapped;
    if (here() == Place::errors && !array) return Place::entry;
    return Place::elsewhere;
  }

  /// Where the value of the current key is kept, and how long it may be.
  std::pair<std::string*, std::size_t> place_of_key() {
    const bool in_root = here() == Place::root;
    if (!in_root && here() != Place::entry && here() != Place::wrapped) return {nullptr, 0};
    Said& said = in_root ? root_ : said_;
    if (key_ == "title") return {&said.title, most_title};
    if (key_ == "code") return {&said.code, most_title};
    if (key_ == "error") return {&said.error, most_title};
    if (key_ == "type") return {&said.type, most_title};
    if (key_ == "detail") return {&said.detail, most_detail};
    if (key_ == "message") return {&said.message, most_detail};
    if (key_ == "error_description") return {&said.description, most_detail};
    return {nullptr, 0};
  }

  /// Codes are numbers in some services.
  bool take_number(std::int64_t value) {
    std::string* place = place_of_key().first;
    if (key_ != "code" || place == nullptr) return true;
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, value);
    place->assign(digits, end.ptr);
    return true;
  }

  Place places_[most_levels] = {};
  int levels_ = 0;
  std::string key_;
  Said root_;
  Said said_;
  ErrorBody entry_;
  ErrorBody wrapped_;
};

}  // namespace

ErrorBody read_error_body(std::string_view text) {
  if (text.size() > most_bytes) return {};
  Reader reader;
  if (!nlohmann::json::sax_parse(text.begin(), text.end(), &reader)) return {};
  return reader.result();
}

}  // namespace ring
