// The requests of an attempt: POST of the offer, PATCH of an answer, DELETE of the session. Holds
// what signs them in, which the core never sees, and removes it from whatever the service echoes
// back (promise 3).
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "bridge/ports.hpp"
#include "core/machine/command.hpp"
#include "core/machine/fact.hpp"

namespace ring::bridge {

class Requests {
 public:
  /// @param newest The header fields that sign in, of all attempts of the session: a DELETE carries
  /// them, because those that opened the session may have expired since.
  /// @param named_servers Where the ICE servers go that a reply names, with their credentials.
  Requests(int session, AttemptNumber attempt, const std::string& endpoint, val& newest,
           val& named_servers)
      : session_(session),
        attempt_(attempt),
        endpoint_(endpoint),
        newest_(newest),
        named_servers_(named_servers) {}

  /// Asks the page; answered by Callback::token or Callback::token_refused.
  void ask_token(const Ports& ports, bool fresh);
  /// Keeps the token if it is one (RFC 6750 2.1: visible ASCII), or the header fields.
  Event take_token(const val& token);

  /// When it is known whether there is a place for a tether (Callback::place_known).
  void post_offer(const Ports& ports, const SendOffer& command);
  /// No effect when none waits.
  void post_waiting(const Ports& ports);
  /// False when none waits.
  bool forget_waiting() { return std::exchange(waiting_post_, {}).has_value(); }
  /// Answered by Callback::answer_response or Callback::request_failed.
  void patch_answer(const Ports& ports, const SendAnswer& command);
  /// Looks for a place among the tethers that this browser may hold at once; the POST says whether
  /// there is one (see tether.js).
  void look_for_place();
  void leave_place();
  /// Answered by Callback::tether_broke. Nothing waits for it.
  void hold_tether(const Ports& ports, const HoldTether& command);
  void drop_tether();
  void end_session(const Ports& ports, const EndSession& command);
  /// First asks the page what signs it in now (Callback::signed_in); `send_waiting` then sends it.
  void patch_when_signed_in(const Ports& ports, const SendAnswer& command);
  void end_when_signed_in(const Ports& ports, const EndSession& command);
  void take_sign_in(const Ports& ports, const val& given);
  /// With what the page gave last. No effect when nothing waits.
  void send_waiting(const Ports& ports);

  /// The reply's head is there: reads its body.
  /// @param to What was asked: Callback::response (of a POST) or Callback::answer_response (of a
  /// PATCH).
  void take_response(const Ports& ports, const val& response, Callback to);
  /// The whole reply, with no token in anything that may become an error text. Without a body it
  /// may still name a session to delete.
  Event take_body(const val& body);
  [[nodiscard]] bool is_reading() const { return reading_; }
  /// Nothing more of the body is wanted: the reply as far as it has come, now and not when the
  /// browser has seen to it, because the page may be going. Nothing while no body is read: a POST
  /// without a head yet goes on, because aborted it would leave a session that nobody knows of.
  std::optional<Event> stop_reading();
  /// Of the POST or PATCH under way, whether its reply has begun to come in or not.
  void abort();

  /// A text for people, should it repeat the token: a service's, or a browser's that quotes it.
  [[nodiscard]] std::string without_token(const std::string& said) const;

  /// Of a DELETE nobody reads it, but a browser calls a request aborted whose body nobody has read.
  void drop_body(const val& response);

  /// One request less is awaited.
  void finish() { --in_flight_; }
  /// Nothing in flight could still open or close a session. A token provider may hang for ever and
  /// does not count.
  [[nodiscard]] bool idle() const { return in_flight_ == 0; }

 private:
  [[nodiscard]] val on(Callback what) const { return hook(session_, attempt_, what); }
  void send_sdp(const Ports& ports, val options, val headers, const char* method,
                const std::string& url, const std::string& sdp, Callback replied);
  void send(const Ports& ports, const std::string& url, val options, val headers, Callback replied,
            Callback failed);
  bool keep(const val& given);
  void begin() { ++in_flight_; }

  int session_;
  AttemptNumber attempt_;
  const std::string& endpoint_;  ///< As the page named it last.
  val& newest_;
  val& named_servers_;
  std::string asked_;  ///< Where the last description went.
  val sign_in_ = val::undefined();
  std::optional<SendOffer> waiting_post_;
  std::optional<SendAnswer> waiting_patch_;
  std::optional<EndSession> waiting_end_;
  val abort_ = val::undefined();
  val place_ = val::undefined();
  val tether_ = val::undefined();  ///< What aborts it.
  HttpReply reply_;
  bool reply_to_answer_ = false;
  bool reading_ = false;
  int in_flight_ = 0;
};

}  // namespace ring::bridge
