// The TypeScript of what crosses between the page and the module, for --emit-tsd. It is built from
// the core's own names, in a build of its own (RING_TYPES): the module that pages load has none of
// it.
#include <emscripten/bind.h>

#include "bridge/convert.hpp"

#ifdef RING_TYPES
#include <string>
#include <string_view>

#include "core/forms.hpp"
#include "core/machine/names.hpp"
#endif

namespace ring::bridge {

#ifndef RING_TYPES

void register_types() {
  emscripten::register_type<NoticeList>("");
  emscripten::register_type<ConfigObject>("");
  emscripten::register_type<PortsObject>("");
  emscripten::register_type<StatsPromise>("");
}

#else

namespace {

void add_word(std::string& all, std::string_view word) {
  if (!all.empty()) all += " | ";
  all.append("'").append(word).append("'");
}

/// `'idle' | 'starting' | …`
template <class Enum>
std::string words_to(Enum last) {
  std::string all;
  for (int i = 0; i <= static_cast<int>(last); ++i) add_word(all, name(static_cast<Enum>(i)));
  return all;
}

template <std::size_t n>
std::string words_in(const std::string_view (&words)[n]) {
  std::string all;
  for (const std::string_view word : words) add_word(all, word);
  return all;
}

std::string failure_type() {
  return "{\n kind: " + words_to(FailureKind::no_network) + "; stage: " + words_in(stage_names) +
         "; fault: " + words_in(fault_names) +
         "; attempt: number; status: number; title: string; detail: string; request_id: string; "
         "retryable: boolean; retry_at: number; cross_origin: boolean }";
}

std::string notices_type() {
  return "(\n| { type: 'phase'; phase: " + words_to(ViewingPhase::closed) +
         "; reason: " + words_to(EndReason::failed) + "; wait: " + words_to(WaitReason::turn) +
         " } | { type: 'picture'; attempt: number }"
         " | { type: 'attempt'; attempt: number; phase: " +
         words_to(AttemptPhase::ended) +
         " } | { type: 'limit'; attempt: number; ends_at: number; near: boolean; rest: number; "
         "length: number }"
         " | { type: 'answer-repaired'; attempt: number }"
         " | { type: 'first-frame'; attempt: number; width: number; height: number; timings: { "
         "gathering: number; token: number; post: number; connect: number; frame: number; "
         "total: number } }"
         " | { type: 'stall'; attempt: number; stalled: boolean }"
         " | { type: 'post-slow'; attempt: number }"
         " | ({ type: 'failed' } | { type: 'recovering'; at: number }) & { failure: " +
         failure_type() +
         " } | { type: 'learned'; slowest_first_frame: number; slowest_at: number; alone_at: "
         "number; "
         "doubt: " +
         words_to(Doubt::refused) +
         " }"
         " | { type: 'release-failed'; attempt: number; status: number }"
         " | { type: 'defect'; fact: string })[]";
}

std::string config_type() {
  return "{ src: string; api_base: string; device_id: string; component_id: string; "
         "page_origin: string; bearer: " +
         words_in(bearer_words) +
         "; power: string; extend: number; keep_when_hidden: boolean; ice_servers: " +
         words_in(ice_server_words) +
         "; seed: number; slowest_first_frame: number; slowest_age: number; alone_age: number; "
         "doubt: string; "
         "times: { [name: string]: number } }";
}

constexpr const char* ports_type =
    "{ RTCPeerConnection: unknown; ice_servers: unknown; "
    "fetch(url: string, init: RequestInit): Promise<Response>; now(): number; wall(): number; "
    "set_timeout(callback: () => void, ms: number): unknown; clear_timeout(handle: unknown): void; "
    "ask_token(fresh: boolean): Promise<string | readonly string[]>; notices_wait(): void; "
    "stream_arrived(attempt: number, stream: MediaStream): void }";

}  // namespace

void register_types() {
  emscripten::register_type<NoticeList>(notices_type().c_str());
  emscripten::register_type<ConfigObject>(config_type().c_str());
  emscripten::register_type<PortsObject>(ports_type);
  emscripten::register_type<StatsPromise>("Promise<RTCStatsReport> | undefined");
}

#endif

}  // namespace ring::bridge
