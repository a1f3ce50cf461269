// What the browser knows of the picture that is shown, as a small summary for people and monitoring,
// and how much of the camera a viewing has used.

import type { Timings } from './events.js';
import type { AttemptPhase, SessionPhase } from './types.js';
import { toSeconds } from './units.js';

/**
 * Of the session whose picture is shown, except where it says "of this viewing". Numbers that the
 * browser does not (yet) know are null.
 */
export interface LiveStats extends PictureStats, CameraUse {
  readonly phase: SessionPhase;
  readonly attemptPhase: AttemptPhase | null;
  readonly stalled: boolean;
  /** See {@link LiveSession.timings}. */
  readonly timings: Timings | null;
}

/** What the viewing, or the last one, has used of the camera. */
export interface CameraUse {
  /** Sessions that the service opened: those with an answer that could be used. */
  readonly sessions: number;
  /** Seconds for which they were open, together. */
  readonly cameraTime: number;
}

/** What the browser says. */
export interface PictureStats {
  /** Pixels. */
  readonly width: number | null;
  readonly height: number | null;
  /** As in `video/H264`. */
  readonly codec: string | null;
  /** Its parameters as negotiated, e.g. `profile-level-id=42e01f;packetization-mode=1`. */
  readonly codecParameters: string | null;
  /** What the browser calls its decoder; not every browser says. */
  readonly decoder: string | null;
  readonly framesPerSecond: number | null;
  readonly framesDecoded: number | null;
  readonly framesDropped: number | null;
  /** How often the browser saw the picture freeze, */
  readonly freezes: number | null;
  /** and for how long together, in seconds. */
  readonly freezeTime: number | null;
  /** Bits per second of video, over about the last second whoever asks how often; at first, since its track came. */
  readonly bitrate: number | null;
  /** Seconds. */
  readonly jitter: number | null;
  /** Part of the packets that never came, 0 to 1. */
  readonly loss: number | null;
  /** Seconds to the camera and back. */
  readonly roundTrip: number | null;
}

/** One entry of a report. The members that browsers have differ, and so may their types. */
type Entry = Readonly<Record<string, unknown>>;

/** How much video had arrived when. */
interface Arrived {
  readonly bytes: number;
  /** Milliseconds, on the clock of reports. */
  readonly at: number;
}

const never: Arrived = { bytes: 0, at: 0 };
const bitsPerByte = 8;

/** Reads reports, and remembers the last one for what can only be told from two. */
export class StatsReader {
  /** Of the attempt that was asked about last: two moments a second or more apart, as the callers go. */
  #attempt = 0;
  #before: Arrived = never;
  #last: Arrived = never;
  /** When each attempt's track came, on the clock of reports. */
  readonly #began = new Map<number, number>();

  /** @param now On the clock of `performance.now()`. */
  begin(attempt: number, now: number): void {
    this.#began.set(attempt, performance.timeOrigin + now);
  }

  /** Never rejects. */
  async read(
    attempt: number,
    promised: Promise<RTCStatsReport> | undefined,
  ): Promise<PictureStats> {
    let entries: Entry[] = [];
    try {
      entries = [...((await promised)?.values() ?? [])] as Entry[];
    } catch {
      // The connection has gone, or is not the browser's own.
    }
    const video =
      entries.find(({ type, kind }) => type === 'inbound-rtp' && kind === 'video') ?? {};
    const codec = entries.find(({ type, id }) => type === 'codec' && id === video['codecId']) ?? {};
    const path = pathOf(entries);
    return {
      width: number(video['frameWidth']),
      height: number(video['frameHeight']),
      codec: text(codec['mimeType']),
      codecParameters: text(codec['sdpFmtpLine']),
      decoder: text(video['decoderImplementation']),
      framesPerSecond: number(video['framesPerSecond']),
      framesDecoded: number(video['framesDecoded']),
      framesDropped: number(video['framesDropped']),
      freezes: number(video['freezeCount']),
      freezeTime: number(video['totalFreezesDuration']),
      bitrate: this.#bitrate(attempt, number(video['bytesReceived']), number(video['timestamp'])),
      jitter: number(video['jitter']),
      loss: lossOf(number(video['packetsLost']), number(video['packetsReceived'])),
      roundTrip: number(path['currentRoundTripTime']),
    };
  }

  #bitrate(attempt: number, bytes: number | null, at: number | null): number | null {
    if (bytes === null || at === null) {
      return null;
    }
    if (attempt !== this.#attempt) {
      this.#attempt = attempt;
      const began = this.#began.get(attempt);
      this.#before = began === undefined ? { bytes, at } : { bytes: 0, at: began };
      this.#last = this.#before;
    }
    if (toSeconds(at - this.#last.at) >= 1) {
      this.#before = this.#last;
      this.#last = { bytes, at };
    }
    const { bytes: had, at: since } = this.#before;
    return since < at ? ((bytes - had) * bitsPerByte) / toSeconds(at - since) : null;
  }
}

/**
 * The pair of candidates in use: the transport names it, where Firefox marks it. Its `state` tells
 * nothing: in Chromium it is `in-progress` again while a check of a working pair is awaited.
 */
function pathOf(entries: readonly Entry[]): Entry {
  const inUse = entries.find(({ type }) => type === 'transport')?.['selectedCandidatePairId'];
  const isInUse = ({ type, id, selected }: Entry): boolean =>
    type === 'candidate-pair' && (selected === true || id === inUse);
  return entries.find(isInUse) ?? {};
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function number(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

/** Packets that came twice are counted as found again, so the loss may be below zero. */
function lossOf(lost: number | null, received: number | null): number | null {
  if (lost === null || received === null || lost + received <= 0) {
    return null;
  }
  return Math.max(0, lost) / (Math.max(0, lost) + received);
}
