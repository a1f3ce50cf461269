// Frames of several sessions as one moment: on one clock, each instant once, from a key frame on.

import type { KeptFrame } from './messages.js';

/** Of RTP video, RFC 6184 section 8.2.1. */
export const ticksPerSecond = 90_000; // not a duration: a rate
const ticksPerMillisecond = ticksPerSecond / 1000;

export interface TimedFrame extends KeptFrame {
  /** In ticks, on a clock that all sessions share. */
  readonly time: number;
}

/**
 * The last seconds of what was kept, from the last key frame that is early enough, else from the first. Where sessions
 * overlap, the later one takes over at the last of its key frames that leaves no gap; where nothing came, nothing is
 * filled in.
 */
export function lastSeconds(frames: readonly KeptFrame[], seconds: number): TimedFrame[] {
  const joined = bySession(frames).map(onSharedClock).reduce(join, []);
  const end = joined.at(-1);
  if (end === undefined) {
    return [];
  }
  const begin = end.time + intervalOf(joined) - seconds * ticksPerSecond;
  return joined.slice(Math.max(0, lastKey(joined, begin)));
}

/** Seconds from one frame to the next, as most are. */
export function intervalOf(frames: readonly TimedFrame[]): number {
  const steps = frames.slice(1).map(({ time }, index) => time - (frames[index]?.time ?? time));
  steps.sort((a, b) => a - b);
  return steps[Math.floor(steps.length / 2)] ?? 0;
}

function bySession(frames: readonly KeptFrame[]): KeptFrame[][] {
  const sessions = new Map<number, KeptFrame[]>();
  for (const frame of frames) {
    const others = sessions.get(frame.session) ?? [];
    sessions.set(frame.session, [...others, frame]);
  }
  return [...sessions.entries()].sort(([a], [b]) => a - b).map(([, own]) => own);
}

/**
 * Within a session the RTP timestamps are true. How far they are from the clock of arrivals, the frame says that was
 * the fastest: others were held up, and those before the first look come all at once.
 */
function onSharedClock(frames: readonly KeptFrame[]): TimedFrame[] {
  const offset = frames.reduce(
    (least, { arrival, ticks }) => Math.min(least, arrival * ticksPerMillisecond - ticks),
    Infinity,
  );
  return frames.map((frame) => ({ ...frame, time: Math.round(frame.ticks + offset) }));
}

function join(before: readonly TimedFrame[], after: readonly TimedFrame[]): TimedFrame[] {
  const end = before.at(-1)?.time ?? -Infinity;
  const interval = intervalOf(after);
  // What comes an interval after the last frame follows it; a half more, for what the two clocks may differ by.
  const begin = Math.max(0, lastKey(after, end + 1.5 * interval));
  const rest = after.slice(begin);
  const from = (rest[0]?.time ?? Infinity) - interval / 2;
  return [...before.filter(({ time }) => time < from), ...rest];
}

/** Where the last key frame is that comes no later; -1: none does. */
function lastKey(frames: readonly TimedFrame[], latest: number): number {
  return frames.reduce(
    (found, { isKey, time }, index) => (isKey && time <= latest ? index : found),
    -1,
  );
}
