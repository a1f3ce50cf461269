// ring_replay FILE [--all]: the native form of scripts/replay.mjs.
#include <cstdio>
#include <string>
#include <string_view>

#include "replay/replay.hpp"

namespace {

bool read_file(const char* name, std::string& text) {
  std::FILE* file = std::fopen(name, "rb");
  if (file == nullptr) return false;
  char part[65536];
  for (std::size_t size = 0; (size = std::fread(part, 1, sizeof part, file)) > 0;) {
    text.append(part, size);
  }
  const bool read = std::ferror(file) == 0;
  std::fclose(file);
  return read;
}

}  // namespace

int main(int count, char** arguments) {
  const bool all = count == 3 && std::string_view(arguments[2]) == "--all";
  std::string text;
  if (count != (all ? 3 : 2)) {
    std::fputs("usage: ring_replay trace.json [--all]\n", stderr);
    return 2;
  }
  if (!read_file(arguments[1], text)) {
    std::fprintf(stderr, "unreadable: there is no file %s\n", arguments[1]);
    return 2;
  }
  const auto report = ring::replay::replay(text, all);
  const bool readable = report.verdict != ring::replay::Report::Verdict::unreadable;
  std::fputs(report.text.c_str(), readable ? stdout : stderr);
  return static_cast<int>(report.verdict);
}
