#include "bridge/reply.hpp"

extern "C" {
emscripten::EM_VAL ring_address(emscripten::EM_VAL text);
emscripten::EM_VAL ring_reply(emscripten::EM_VAL response, emscripten::EM_VAL endpoint,
                              double wall);
}

namespace ring::bridge {
namespace {

/// An array of ours with plain elements: reading it cannot throw.
Address address_at(const val& list, int place) {
  return {list[place].as<std::string>(), list[place + 1].as<std::string>()};
}

}  // namespace

Address read_address(const std::string& url) {
  return address_at(val::take_ownership(ring_address(text(url).as_handle())), 0);
}

ReplyHead read_head(const val& response, const std::string& endpoint, double wall) {
  const val list =
      val::take_ownership(ring_reply(response.as_handle(), text(endpoint).as_handle(), wall));
  ReplyHead head;
  head.reply.status = list[0].as<int>();
  head.reply.redirected = list[1].as<bool>();
  head.reply.session = address_at(list, 2);
  const auto wait = static_cast<std::int64_t>(list[4].as<double>());
  if (wait >= 0) head.reply.retry_after = Millis{wait};
  head.reply.request_id = list[5].as<std::string>();
  head.reply.ice_servers = list[6].as<int>();
  head.ice_servers = list[7];
  head.reply.tether = address_at(list, 8);
  return head;
}

}  // namespace ring::bridge
