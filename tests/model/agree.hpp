// Scripts that are to give the same natively and in the browser's build (promise 10).
#pragma once

#include <cstdint>
#include <string>

namespace ring::model {

/// One line for each of the scripts from `first` on: a digest of all that came out of it.
std::string run_scripts(std::uint32_t first, std::uint32_t count);

/// One script, a line for each fact: the fact, and a digest of all that came out so far.
std::string tell_script(std::uint32_t number);

}  // namespace ring::model
