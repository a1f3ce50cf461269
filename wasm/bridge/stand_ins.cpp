// Smaller stand-ins for three corners of libc, in the browser build only. They are right only while
// nothing here formats text through printf or needs exact decimal parsing; tests/bridge holds that.
#include <cstddef>

extern "C" {

// Embind without RTTI prints a type's address for an error text that nobody sees.
int siprintf(char* out, const char*, ...) {
  out[0] = '?';
  out[1] = 0;
  return 1;
}

// nlohmann's lexer words an error that is thrown away.
int snprintf(char* out, std::size_t size, const char*, ...) {
  if (size > 0) out[0] = 0;
  return 0;
}

// nlohmann's lexer reads fractions, which no error body is asked for. musl's parser costs 6 KB. All
// three share an object file in libc, so all three must be here.
double strtod(const char* text, char** end) {
  const char* at = text;
  if (*at == '-') ++at;
  double value = 0;
  while (*at >= '0' && *at <= '9') value = value * 10 + (*at++ - '0');
  while ((*at >= '0' && *at <= '9') || *at == '.' || *at == 'e' || *at == 'E' || *at == '+' ||
         *at == '-') {
    ++at;
  }
  if (end != nullptr) *end = const_cast<char*>(at);
  return *text == '-' ? -value : value;
}
float strtof(const char* text, char** end) { return static_cast<float>(strtod(text, end)); }
long double strtold(const char* text, char** end) { return strtod(text, end); }
}
