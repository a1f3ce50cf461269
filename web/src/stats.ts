// What the browser knows of the picture that is shown, as a small summary for people and monitoring.

import type { Timings } from './events.js';
import type { AttemptPhase, SessionPhase } from './types.js';

/**
 * Of the session whose picture is shown, except where it says "of this viewing". Numbers that the
 * browser does not (yet) know are null.
 */
export interface LiveStats {
  readonly phase: SessionPhase;
  readonly attemptPhase: AttemptPhase | null;
  readonly stalled: boolean;
  /** Pixels. */
  readonly width: number | null;
  readonly height: number | null;
  /** As in `video/H264`. */
  readonly codec: string | null;
  readonly framesPerSecond: number | null;
  readonly framesDecoded: number | null;
  readonly framesDropped: number | null;
  /** How often the browser saw the picture freeze, */
  readonly freezes: number | null;
  /** and for how long together, in seconds. */
  readonly freezeTime: number | null;
  /** Bits per second of video since the last call; null at the first. */
  readonly bitrate: number | null;
  /** Seconds. */
  readonly jitter: number | null;
  /** Part of the packets that never came, 0 to 1. */
  readonly loss: number | null;
  /** Seconds to the camera and back. */
  readonly roundTrip: number | null;
  /** See {@link LiveSession.timings}. */
  readonly timings: Timings | null;
  /** Sessions that the service opened, of this viewing. */
  readonly sessions: number;
  /** Seconds for which they were open, together, of this viewing. */
  readonly cameraTime: number;
}
