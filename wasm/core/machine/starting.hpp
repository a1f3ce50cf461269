// Guards and effects with which a viewing begins: what may start, prepared or not, and when it is
// its turn.
#pragma once

#include "core/machine/viewing.hpp"

namespace ring {

// ---- effects and guards of rows (viewing.cpp) ----

bool can_begin_now(const ViewingDraft& draft, const OpenRequested& fact);
bool can_begin_later(const ViewingDraft& draft, const OpenRequested& fact);

/// A new viewing. What it has learned of the camera and of its page stays.
void begin(ViewingDraft& draft, const OpenRequested& fact);

/// The player has left the document: it has the time `removal` to come back.
void arm_removal(ViewingDraft& draft);

/// Somebody wants it now: that counts more than any wait but the one for others of the page, and
/// for a network.
void insist(ViewingDraft& draft, const OpenRequested& fact);

/// With what was prepared, if it is still there.
void start(ViewingDraft& draft);

/// A failure of what is prepared is nobody's news: `start` then simply begins anew.
bool can_prepare(const ViewingDraft& draft);
void prepare(ViewingDraft& draft);

// ---- what other effects use ----

Attempt& add_attempt(ViewingDraft& draft);

/// From here on it is about a session, and camera time.
void start_session(ViewingDraft& draft, Attempt& attempt);

/// Whose picture is shown from now on.
void choose(ViewingDraft& draft, AttemptNumber number);

/// The players of a page do not ask all at once: each lets those go first that were there first.
/// Whoever has a place keeps it.
void take_turn(ViewingDraft& draft, int ahead);

}  // namespace ring
