// What the core does with SDP, for JavaScript: text in, text out, as another library would be used.
#include <emscripten/bind.h>

#include <string>

#include "core/wire/answer.hpp"
#include "core/wire/offer.hpp"

namespace {

std::string prepare(const std::string& offer) {
  const auto prepared = ring::prepare_offer(offer);
  return prepared ? prepared.value().sdp : std::string();
}

std::string check(const std::string& offer, const std::string& answer) {
  const auto checked = ring::check_answer(offer, answer);
  return checked ? checked.value().sdp : std::string();
}

}  // namespace

EMSCRIPTEN_BINDINGS(core_bench) {
  emscripten::function("prepare_offer(offer)", &prepare);
  emscripten::function("check_answer(offer, answer)", &check);
}
