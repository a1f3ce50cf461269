// Nothing secret gets into a trace (promise 3). What is left of a text is as much as the core's
// decisions depend on, so that the redacted run decides as the original did;
// tests/unit/trace_test.cpp and tests/fuzz/script_fuzz.cpp hold both.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/config.hpp"
#include "core/machine/fact.hpp"
#include "core/machine/state.hpp"
#include "core/wire/address.hpp"
#include "core/wire/sdp.hpp"
#include "replay/texts.hpp"

namespace ring::replay {

/// Takes out what is nobody's business and keeps what decides. What stands for a text is the same
/// each time, and redacting twice changes nothing.
class Redactor {
 public:
  explicit Redactor(const Config& config);

  /// Origins become `o1.invalid`, `o2.invalid`…, on the scheme they have; loopback stays loopback.
  [[nodiscard]] const Config& config() const { return config_; }
  [[nodiscard]] State state(State state);
  [[nodiscard]] Event event(Event event);
  /// What is left of a session description: its sections, mids, groups and directions, and which
  /// formats are H.264 in which profile. No address, credential, fingerprint or name.
  [[nodiscard]] std::string description(std::string_view text);
  void reply(HttpReply& reply);
  /// Of a session, as a browser writes it, with its origin.
  Address session(const std::string& url);

 private:
  static std::int64_t number_of(Texts& seen, std::string_view text);
  std::string origin_for(const std::string& origin);
  std::string word_for(std::string_view word);
  void add_line(const sdp::Line& line, const std::vector<std::string_view>& formats,
                std::string& result);

  Config config_;
  // As hashes: no secret rests here.
  Texts origins_;
  Texts sessions_;
  Texts words_;
};

}  // namespace ring::replay
