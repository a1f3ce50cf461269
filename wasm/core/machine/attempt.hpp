// What the two machines of an attempt share: the draft that their effects edit, and the orders they
// give each other. An order is carried out at once, inside the effect that gives it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/config.hpp"
#include "core/machine/command.hpp"
#include "core/machine/state.hpp"
#include "core/machine/table.hpp"

namespace ring {

/// What has become of an attempt, for the viewing.
struct AttemptNews {
  enum class Kind : std::uint8_t {
    flowing,
    stalled,
    freezing,    ///< Its picture, again and again.
    closed,      ///< Its media: by a failure, its limit, or because it was released.
    gone_early,  ///< Its session was gone before its limit, and before our DELETE.
    gone,        ///< Its session.
  };
  AttemptNumber attempt = 0;
  Kind kind = Kind::flowing;
};

/// What an effect may touch: this attempt, the commands and the news. The rest is what it has to
/// know of the viewing around it.
struct AttemptDraft {
  const Config& config;
  Attempt& attempt;
  Commands& commands;
  std::vector<AttemptNews>& news;
  Instant now;
  bool page_visible = true;    ///< Else it may not decode, and its timers come late.
  bool goes_on = false;        ///< Another session follows: nobody needs to be warned of the limit.
  Millis rest{};               ///< Camera time that is left for sessions after it.
  bool named_servers = false;  ///< `Viewing::named_servers`.
  bool freezes = false;        ///< `Viewing::freezes`.
  AttemptPhase told = phase_of(attempt);  ///< What the page knows of it.
};

/// It has shown a picture, however long ago.
bool had_frames(const AttemptDraft& draft);

void say(AttemptDraft& draft, Notice notice);
void tell_news(AttemptDraft& draft, AttemptNews::Kind kind);
/// Tells the page when the two machines have come to another phase in one word.
void tell_phase(AttemptDraft& draft);

/// Notes why it ends. Nobody's news once nobody waits for it.
void note_failure(AttemptDraft& draft, Failure failure);
void note_failure(AttemptDraft& draft, FailureKind kind, Stage stage, std::string_view detail = {});

/// A new attempt and its first commands. It gathers and is then held until it is `wanted`.
Attempt prepare_attempt(const Config& config, AttemptNumber number, bool named_servers, Instant now,
                        Commands& commands);

/// Somebody wants to watch: from here on it asks for a token and for a session.
void ask_for_session(AttemptDraft& draft);
/// Ends it, whatever it is doing: the peer first, so that media stops at once, whatever the network
/// does to the DELETE.
void release(AttemptDraft& draft);

}  // namespace ring
