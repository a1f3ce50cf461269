// The same for Node: see scripts/agree.mjs.
#include <emscripten/bind.h>

#include "agree.hpp"

EMSCRIPTEN_BINDINGS(agree) {
  emscripten::function("run_scripts(first, count)", &ring::model::run_scripts);
  emscripten::function("tell_script(number)", &ring::model::tell_script);
}
