// Guards and effects of a viewing that is live: when the next session is asked for, how it takes
// over, and what it means when it does not come (promise 7).
#pragma once

#include "core/machine/viewing.hpp"

namespace ring {

void watch_live(ViewingDraft& draft);
void stop_counting(ViewingDraft& draft);
void forget(ViewingDraft& draft);
void roll(ViewingDraft& draft);
void arm_swap(ViewingDraft& draft);
void cancel_swap(ViewingDraft& draft);
/// The old one goes on for a moment, until the new picture has been painted over it. It has had its
/// time: none of it goes back to the budget.
void swap(ViewingDraft& draft);
/// The current session stopped before its time while the next one was on its way. Once that had
/// been asked for, it may have been the reason: some devices serve one viewer at a time, and let go
/// of the old one before they answer the new one. A lost network is reason enough.
void replace(ViewingDraft& draft);
bool next_flows(const ViewingDraft& draft);
bool refuses_overlap(const ViewingDraft& draft);
/// What a second session on a busy device may get, as may anybody.
bool may_refuse_overlap(const ViewingDraft& draft);
bool next_is_final(const ViewingDraft& draft);
/// No failure: the next session only has to wait for the end of this one.
void note_no_overlap(ViewingDraft& draft);
void note_next_failed(ViewingDraft& draft);
void note_next_refused(ViewingDraft& draft);
/// Told when the picture ends: until then there is one. But now its limit ends the viewing, and
/// that is warned of (promise 6), perhaps late.
void note_final_failure(ViewingDraft& draft);

}  // namespace ring
