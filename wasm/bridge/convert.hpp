// News as JavaScript objects, and the page's options as Config. Their TypeScript is in types.cpp.
#pragma once

#include <emscripten/val.h>

#include <vector>

#include "core/config.hpp"
#include "core/machine/command.hpp"

namespace ring::bridge {

EMSCRIPTEN_DECLARE_VAL_TYPE(NoticeList)
EMSCRIPTEN_DECLARE_VAL_TYPE(ConfigObject)
EMSCRIPTEN_DECLARE_VAL_TYPE(PortsObject)
EMSCRIPTEN_DECLARE_VAL_TYPE(StatsPromise)

NoticeList to_js(const std::vector<Notice>& notices);
Config to_config(const ConfigObject& object);
/// Zero for what is no length of time, or longer than a day.
Millis to_millis(double ms);

/// Makes the types above known to Embind: see types.cpp.
void register_types();

}  // namespace ring::bridge
