#include "configs.hpp"

#include <string>

#include "canned.hpp"

namespace ring::model {
namespace {

Times coarse_times() {
  Times times;
  const Millis unit = seconds(5);
  for (const std::string_view name :
       {"gathering_quiet", "gathering_cap", "token",           "post_slow",
        "patch",           "connect",       "first_frame",     "sample",
        "sample_closely",  "disconnected",  "limit_margin",    "close",
        "removal",         "unseen",        "hidden_lateness", "swap",
        "linger",          "turn",          "prepared",        "tether"}) {
    *find_time(times, name) = unit;
  }
  times.gathering_none = seconds(10);
  times.post = seconds(10);
  times.patience = seconds(20);
  times.least_session = seconds(15);  // Longer than the margins of its limit.
  times.limit_warning = seconds(10);
  times.rollover_least = seconds(10);  // The same as the most: what was learned does not matter.
  times.rollover_most = seconds(10);
  // At most one second is watched between two samples, and a frame may be that old.
  times.stalled = seconds(2);  // One sample without a frame,
  times.lost = seconds(3);     // two of them.
  times.backoff = milliseconds(1);
  times.backoff_most = milliseconds(1);
  times.online_spread = Millis{};
  times.steady = seconds(10);
  return times;
}

Config basic() {
  Config config;
  config.src = endpoint;
  config.endpoint = {std::string(endpoint), std::string(endpoint_origin)};
  config.times = coarse_times();
  return config;
}

Config lasting(Millis extend) {
  Config config = basic();
  config.extend = extend;
  return config;
}

}  // namespace

std::vector<Named> all_configs() {
  Config provider = basic();
  provider.bearer = Bearer::provider;
  Config lasting_provider = lasting(seconds(60));
  lasting_provider.bearer = Bearer::provider;
  Config hidden = lasting(seconds(60));
  hidden.keep_when_hidden = true;
  Config no_overlap = lasting(seconds(90));
  no_overlap.experience.alone_at = Instant{};
  return {
      {"one-session", basic(), 2, false, false, false},
      {"tether", basic(), 0, false, true, true},
      {"provider", provider, 0, false, false, false},
      {"extend", lasting(seconds(90)), 0, true, false, false},
      {"extend-swift", lasting(seconds(90)), 0, true, true, false},
      {"extend-whims", lasting(seconds(60)), 1, true, true, false},
      {"extend-provider", lasting_provider, 0, true, true, false},
      {"keep-hidden", hidden, 1, true, true, false},
      {"no-overlap", no_overlap, 1, true, true, false},
  };
}

}  // namespace ring::model
