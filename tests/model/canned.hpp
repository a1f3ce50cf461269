// The texts and replies that the models speak with, and events as lines that people can read.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/machine/fact.hpp"

namespace ring::model {

template <class... Cases>
struct Overloaded : Cases... {
  using Cases::operator()...;
};
template <class... Cases>
Overloaded(Cases...) -> Overloaded<Cases...>;

/// As short as the core's readers accept: they are read millions of times.
inline constexpr std::string_view offer_sdp =
    "v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\na=recvonly\r\na=rtpmap:96 H264/90000\r\n";
/// Not what was applied.
inline constexpr std::string_view changed_offer_sdp =
    "v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\na=sendrecv\r\na=rtpmap:96 H264/90000\r\n";
inline constexpr std::string_view answer_sdp =
    "v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\na=sendonly\r\n";
inline constexpr std::string_view recvonly_answer_sdp =
    "v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\na=recvonly\r\n";
/// What a server offers that makes the offer itself, and what a browser answers.
inline constexpr std::string_view counter_offer_sdp =
    "v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\na=sendonly\r\n";
inline constexpr std::string_view own_answer_sdp =
    "v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\na=recvonly\r\n";
inline constexpr std::string_view sending_answer_sdp =
    "v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\na=sendrecv\r\n";
inline constexpr std::string_view offline_body = R"({"errors":[{"title":"Device Unavailable"}]})";

inline constexpr std::string_view endpoint = "https://a.example/w";
inline constexpr std::string_view endpoint_origin = "https://a.example";
/// What every session of `tethered` has.
inline constexpr std::string_view tether_url = "https://a.example/t";
inline constexpr std::string_view foreign_origin = "https://b.example";

/// Where the session lives that the POST of this attempt opens.
std::string session_at(std::string_view its_origin, AttemptNumber attempt);

HttpReply created(std::string location, std::string_view answer = answer_sdp);
HttpReply tethered(HttpReply created);
/// 406 with an offer of the server's own.
HttpReply countered(std::string location, std::string_view offer = counter_offer_sdp);
HttpReply refused(int status, std::optional<Millis> retry_after = {}, std::string_view body = {});

/// 0 for events of no attempt.
AttemptNumber attempt_of(const Event& event);

/// E.g. `reply 429, Retry-After 15000 ms (attempt 2)`.
std::string describe(const Event& event);

}  // namespace ring::model
