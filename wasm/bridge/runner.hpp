// The stateful shell around the pure core: state, inbox, notices, and what carries commands out.
// Runs to completion: facts that arrive while a command is carried out wait in the inbox.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bridge/fetch.hpp"
#include "bridge/peer.hpp"
#include "bridge/ports.hpp"
#include "core/machine/step.hpp"
#include "core/record.hpp"

namespace ring::bridge {

class Runner {
 public:
  Runner(int id, Config config, Ports ports)
      : id_(id),
        config_(std::move(config)),
        endpoint_(config_.endpoint.url),
        ports_(std::move(ports)),
        recorder_(config_),
        alarm_hook_(hook(id, 0, Callback::alarm)) {}

  /// Tells the core a fact and carries out what it asks for.
  void post(Event event);
  /// JavaScript called a hook.
  void called_back(AttemptNumber attempt, Callback what, const val& value);

  /// The page has another address for the endpoint. POSTs go there from the next one on, unless it
  /// is another endpoint.
  void rename_endpoint(const std::string& url);

  /// Others of the page let it go first.
  [[nodiscard]] bool is_asking() const { return ring::is_asking(state_); }
  /// The notices since the last call.
  std::vector<Notice> drain();
  /// What it was told, as text, for `replay/` (core/record.hpp).
  [[nodiscard]] std::string record() const { return recorder_.print(); }
  /// What the browser says of an attempt's connection, as a promise; undefined when it has none.
  [[nodiscard]] val stats(AttemptNumber attempt);
  /// Of the viewing until now.
  [[nodiscard]] CameraUse use() const;
  /// Nobody listens any more: release everything and ring no bell.
  void abandon();
  /// Abandoned, nothing in flight that could still open or close a session, and nothing to tell.
  [[nodiscard]] bool finished() const;

 private:
  /// What an attempt holds in the browser. Outlives the attempt until its requests have settled.
  struct BrowserSide {
    AttemptNumber attempt;
    Peer peer;
    Requests requests;
    bool peer_closed = false;
  };

  void run();
  void mirror_deadline();
  BrowserSide& side_of(AttemptNumber attempt);
  BrowserSide* find_side(AttemptNumber attempt);
  [[nodiscard]] bool in_progress(AttemptNumber number) const;
  void forget_settled_sides();
  [[nodiscard]] bool may_wait() const;
  void send_what_cannot_wait();
  std::optional<Event> fact_of(BrowserSide& side, Callback what, const val& value);

  /// Those that the service named last, or undefined.
  [[nodiscard]] val servers(bool named) const;

  void carry_out(const OpenPeer& command);
  void carry_out(const AskToken& command);
  void carry_out(const ApplyOffer& command);
  void carry_out(const CollectOffer& command);
  void carry_out(const SendOffer& command);
  void carry_out(const AbortPost& command);
  void carry_out(const ApplyAnswer& command);
  void carry_out(const ApplyCounterOffer& command);
  void carry_out(const ApplyOwnAnswer& command);
  void carry_out(const SendAnswer& command);
  void carry_out(const SampleFrames& command);
  void carry_out(const SetJitterBuffer& command);
  void carry_out(const HoldTether& command);
  void carry_out(const DropTether& command);
  void carry_out(const EndSession& command);
  void carry_out(const ClosePeer& command);
  void carry_out(const Publish& command);

  int id_;
  Config config_;
  std::string endpoint_;  ///< Where the next POST goes.
  Ports ports_;
  Recorder recorder_;
  State state_;
  val newest_sign_in_ = val::undefined();
  val named_servers_ = val::undefined();
  std::vector<Event> inbox_;
  std::vector<Notice> notices_;
  std::vector<std::unique_ptr<BrowserSide>> sides_;
  bool running_ = false;
  bool abandoned_ = false;
  const val alarm_hook_;
  std::optional<Instant> alarm_at_;
  val alarm_ = val::undefined();
};

}  // namespace ring::bridge
