#include "canned.hpp"

#include <utility>
#include <variant>

namespace ring::model {
namespace {

std::string describe(const Presence& presence) {
  return std::string(presence.page_visible ? "visible" : "hidden") +
         (presence.on_screen ? ", on screen" : ", off screen") +
         (presence.in_picture ? ", in picture-in-picture" : "");
}

std::string_view describe(Connection state) {
  switch (state) {
    case Connection::connected: return "connected";
    case Connection::disconnected: return "disconnected";
    case Connection::failed: return "failed";
    case Connection::closed: break;
  }
  return "closed";
}

std::string describe(const HttpReply& reply) {
  std::string text = "reply " + std::to_string(reply.status);
  if (reply.redirected) text += ", a redirect";
  if (!reply.session.url.empty()) text += ", Location " + reply.session.url;
  if (reply.retry_after) {
    text += ", Retry-After " + std::to_string(reply.retry_after->count) + " ms";
  }
  if (!reply.tether.url.empty()) text += ", a tether";
  if (reply.status == 201 && reply.body != answer_sdp) text += ", another answer";
  if (reply.body == offline_body) text += ", device offline";
  return text;
}

std::string describe(const FramesSampled& sample) {
  return "sample: " + std::to_string(sample.decoded) + " frames decoded";
}

std::string describe_fact(const Event& event) {
  return std::visit(
      Overloaded{
          [](const OpenRequested&) -> std::string { return "open"; },
          [](const PrepareRequested&) -> std::string { return "prepare"; },
          [](const CloseRequested&) -> std::string { return "close"; },
          [](const ExtendRequested&) -> std::string { return "extend"; },
          [](const ViewerRemoved&) -> std::string { return "viewer removed"; },
          [](const ViewerReturned&) -> std::string { return "viewer returned"; },
          [](const PresenceChanged& e) { return describe(e.presence); },
          [](const PageLeft&) -> std::string { return "page left"; },
          [](const PageReturned&) -> std::string { return "page returned"; },
          [](const NetworkChanged& e) -> std::string { return e.online ? "online" : "offline"; },
          [](const Tick&) -> std::string { return "tick"; },
          [](const PeerMissing&) -> std::string { return "no WebRTC"; },
          [](const PeerRefused&) -> std::string { return "peer refused"; },
          [](const OfferReady&) -> std::string { return "offer ready"; },
          [](const OfferFailed&) -> std::string { return "offer failed"; },
          [](const CandidateGathered& e) -> std::string {
            return e.reflexive ? "reflexive candidate" : "candidate";
          },
          [](const GatheringCompleted&) -> std::string { return "gathering complete"; },
          [](const OfferCollected& e) -> std::string {
            return e.sdp == offer_sdp ? "offer collected" : "offer collected, changed";
          },
          [](const AnswerReady& e) -> std::string {
            return e.sdp == own_answer_sdp ? "own answer ready" : "own answer ready, unusable";
          },
          [](const AnswerApplied&) -> std::string { return "answer applied"; },
          [](const AnswerRefused&) -> std::string { return "answer refused"; },
          [](const ConnectionChanged& e) { return std::string(describe(e.state)); },
          [](const TransportLost&) -> std::string { return "transport lost"; },
          [](const FrameShown&) -> std::string { return "frame shown"; },
          [](const FramesSampled& e) { return describe(e); },
          [](const TokenReady&) -> std::string { return "token ready"; },
          [](const TokenRefused&) -> std::string { return "token refused"; },
          [](const ReplyArrived& e) { return describe(e.reply); },
          [](const AnswerReplied& e) { return describe(e.reply) + " to the PATCH"; },
          [](const RequestFailed&) -> std::string { return "POST or PATCH failed"; },
          [](const EndReplied& e) {
            return "reply " + std::to_string(e.status) + " to the DELETE";
          },
          [](const EndFailed&) -> std::string { return "DELETE failed"; },
          [](const TetherBroke& e) { return "tether broke, " + std::to_string(e.status); },
      },
      event);
}

}  // namespace

std::string session_at(std::string_view its_origin, AttemptNumber attempt) {
  return std::string(its_origin) + "/s/" + std::to_string(attempt);
}

HttpReply created(std::string location, std::string_view answer) {
  HttpReply reply;
  reply.status = 201;
  const std::string origin = location.substr(0, location.find('/', endpoint_origin.find("//") + 2));
  reply.session = {std::move(location), origin};
  reply.body = answer;
  return reply;
}

HttpReply tethered(HttpReply created) {
  created.tether = {std::string(tether_url), std::string(endpoint_origin)};
  return created;
}

HttpReply countered(std::string location, std::string_view offer) {
  HttpReply reply = created(std::move(location), offer);
  reply.status = 406;
  return reply;
}

HttpReply refused(int status, std::optional<Millis> retry_after, std::string_view body) {
  HttpReply reply;
  reply.status = status;
  reply.redirected = status == 0;
  reply.retry_after = retry_after;
  reply.body = body;
  return reply;
}

AttemptNumber attempt_of(const Event& event) {
  return std::visit(
      [](const auto& fact) -> AttemptNumber {
        if constexpr (requires { fact.attempt; }) {
          return fact.attempt;
        } else {
          return 0;
        }
      },
      event);
}

std::string describe(const Event& event) {
  const AttemptNumber attempt = attempt_of(event);
  const std::string suffix = attempt == 0 ? "" : " (attempt " + std::to_string(attempt) + ")";
  return describe_fact(event) + suffix;
}

}  // namespace ring::model
