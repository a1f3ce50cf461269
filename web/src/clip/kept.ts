// The last frames of one camera, bounded in seconds and bytes. They go by whole groups, from one key frame to
// the next, because nothing can begin in between.

import type { Bounds, KeptFrame } from './messages.js';

export class Kept {
  readonly #sessions = new Map<number, KeptFrame[]>();
  #bounds: Bounds;
  #bytes = 0;

  constructor(bounds: Bounds) {
    this.#bounds = bounds;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get frames(): KeptFrame[] {
    return [...this.#sessions.values()].flat();
  }

  set bounds(bounds: Bounds) {
    this.#bounds = bounds;
    this.#trim(Math.max(...this.frames.map(({ arrival }) => arrival)));
  }

  /** @returns Whether it is kept: what comes before a session's first key frame is of no use. */
  add(frame: KeptFrame): boolean {
    const { session, isKey } = frame;
    const before = this.#sessions.get(session);
    if (this.#bounds.seconds <= 0 || (before === undefined && !isKey)) {
      return false;
    }
    const frames = before ?? [];
    frames.push(frame);
    this.#sessions.set(session, frames);
    this.#bytes += frame.data.byteLength;
    this.#trim(frame.arrival);
    return true;
  }

  #trim(now: number): void {
    const oldest = now - this.#bounds.seconds * 1000;
    for (const [session, frames] of this.#sessions) {
      let next = nextKey(frames);
      while (next > 0 && isUntil(frames[next], oldest)) {
        this.#drop(session, next);
        next = nextKey(frames);
      }
      if (isUntil(frames.at(-1), oldest)) {
        this.#drop(session, frames.length);
      }
    }
    while (this.#bytes > this.#bounds.bytes && this.#sessions.size > 0) {
      const [[session, frames] = [0, []]] = this.#sessions;
      const next = nextKey(frames);
      this.#drop(session, next < 0 ? frames.length : next);
    }
  }

  #drop(session: number, count: number): void {
    const frames = this.#sessions.get(session) ?? [];
    for (const { data } of frames.splice(0, count)) {
      this.#bytes -= data.byteLength;
    }
    if (frames.length === 0) {
      this.#sessions.delete(session); // Goes on with its next key frame.
    }
  }
}

function nextKey(frames: readonly KeptFrame[]): number {
  return frames.findIndex(({ isKey }, index) => index > 0 && isKey);
}

function isUntil(frame: KeptFrame | undefined, time: number): boolean {
  return frame !== undefined && frame.arrival <= time;
}
