// agree FIRST COUNT prints a digest of each of these scripts; agree NUMBER tells one of them.
#include <cstdio>
#include <cstdlib>

#include "agree.hpp"

int main(int count, char** arguments) {
  if (count != 2 && count != 3) {
    std::fputs("usage: agree FIRST COUNT | agree NUMBER\n", stderr);
    return 2;
  }
  const auto number = [&](int at) {
    return static_cast<std::uint32_t>(std::strtoul(arguments[at], nullptr, 10));
  };
  const std::string lines = count == 3 ? ring::model::run_scripts(number(1), number(2))
                                       : ring::model::tell_script(number(1));
  std::fputs(lines.c_str(), stdout);
  return 0;
}
