// One clock per camera: two sessions on one device show the same frame at the same moment, as two viewers of one real
// camera do. Only because of this can a test judge a rollover from one session to the next.

import { clockRate, type Timeline } from './timeline.js';

export class CameraClock {
  readonly #timeline: Timeline;
  readonly #startedAt: number;
  readonly #listeners = new Set<(frame: number) => void>();
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param offsetSeconds how far into the scene the camera starts, so that a wall of cameras is not in step; negative:
   *     it starts so much later
   */
  constructor(timeline: Timeline, offsetSeconds = 0) {
    this.#timeline = timeline;
    this.#startedAt = performance.now() - offsetSeconds * 1000;
  }

  /** The clock of a viewer who sees everything so much later; before its start, the first frame. */
  behind(lagSeconds: number): CameraClock {
    const sinceStart = (performance.now() - this.#startedAt) / 1000;
    return new CameraClock(this.#timeline, sinceStart - lagSeconds);
  }

  /** Frames since the start; never wraps. The picture shown is this modulo the recording's length. */
  frame(): number {
    const sinceStart = Math.max(0, performance.now() - this.#startedAt);
    return this.#timeline.frameAt((sinceStart * clockRate) / 1000);
  }

  /** Calls back once per frame (late callers may see several have passed), until the returned function is called. */
  subscribe(listener: (frame: number) => void): () => void {
    this.#listeners.add(listener);
    if (this.#timer === undefined) this.#schedule();
    return () => {
      this.#listeners.delete(listener);
    };
  }

  #schedule(): void {
    // Aimed at the frame's own time, not one interval from now: rounding would otherwise add up to drift.
    const nextStart = this.#timeline.startOf(this.frame() + 1);
    const nextAt = this.#startedAt + (nextStart * 1000) / clockRate;
    this.#timer = setTimeout(
      () => {
        this.#tick();
      },
      Math.max(1, nextAt - performance.now() + 0.5),
    );
  }

  #tick(): void {
    this.#timer = undefined;
    if (this.#listeners.size === 0) return;
    const frame = this.frame();
    for (const listener of this.#listeners) listener(frame);
    this.#schedule();
  }
}
