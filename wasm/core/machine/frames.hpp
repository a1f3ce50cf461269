// Guards and effects of the media that watch decoded frames: how often they are counted, when they
// have stalled (promise 2), and when there is a first one.
#pragma once

#include "core/machine/attempt.hpp"
#include "core/machine/fact.hpp"

namespace ring {

void count_frames(AttemptDraft& draft);
void note_sample(AttemptDraft& draft, const FramesSampled& sample);
bool have_stalled(const AttemptDraft& draft, const FramesSampled& sample);
bool have_moved(const AttemptDraft& draft, const FramesSampled& sample);
bool are_lost(const AttemptDraft& draft, const FramesSampled& sample);
void tell_stall(AttemptDraft& draft);
void tell_resumed(AttemptDraft& draft);
void fail_frames_lost(AttemptDraft& draft);
void note_first_frame(AttemptDraft& draft, const FrameShown& frame);
/// Dimensions of 0 are the "texture size [0x0]" mistake: such frames are none.
bool has_first_frame(const AttemptDraft&, const FramesSampled& sample);
void note_first_sample(AttemptDraft& draft, const FramesSampled& sample);

}  // namespace ring
