#include "bridge/ports.hpp"

#include <utility>

namespace ring::bridge {
namespace {

std::int64_t whole(const Outcome& outcome) {
  return static_cast<std::int64_t>(number_of(outcome.value).value_or(0));
}

}  // namespace

val hook(int session, std::uint32_t attempt, Callback what) {
  static const val tell = val::module_property("tell");
  return call(tell, "bind", {val::null(), val(session), val(attempt), val(static_cast<int>(what))})
      .value;
}

Instant Ports::now() const { return {whole(call(functions_, "now"))}; }

std::int64_t Ports::wall_ms() const { return whole(call(functions_, "wall")); }

val Ports::set_timeout(const val& callback, Millis after) const {
  return call(functions_, "set_timeout", {callback, val(static_cast<double>(after.count))}).value;
}

void Ports::clear_timeout(const val& handle) const { call(functions_, "clear_timeout", {handle}); }

val Ports::peer_constructor() const { return get(functions_, "RTCPeerConnection").value; }

val Ports::ice_servers() const { return get(functions_, "ice_servers").value; }

Outcome Ports::fetch(const std::string& url, const val& options) const {
  return call(functions_, "fetch", {text(url), options});
}

Outcome Ports::ask_token(bool fresh) const { return call(functions_, "ask_token", {val(fresh)}); }

void Ports::notices_wait() const { call(functions_, "notices_wait"); }

void Ports::stream_arrived(std::uint32_t attempt, const val& stream) const {
  call(functions_, "stream_arrived", {val(attempt), stream});
}

}  // namespace ring::bridge
