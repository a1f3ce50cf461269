// When each frame of a recording is shown, told on and on: a camera does not stop where its recording does.

/** Of RTP, for all video. */
export const clockRate = 90_000;

export class Timeline {
  readonly #starts: readonly number[];
  readonly #length: number;

  /**
   * @param starts of each frame, in units of the RTP clock, rising from 0
   * @param length of the whole, above the last start
   */
  constructor(starts: readonly number[], length: number) {
    this.#starts = starts;
    this.#length = length;
  }

  static even(frames: number, frameRate: number): Timeline {
    const at = (frame: number): number => Math.round((frame * clockRate) / frameRate);
    return new Timeline(
      Array.from({ length: frames }, (_, frame) => at(frame)),
      at(frames),
    );
  }

  /** The number of the frame that is shown so many units after the start; never wraps. */
  frameAt(time: number): number {
    const round = Math.floor(time / this.#length);
    const rest = time - round * this.#length;
    let low = 0;
    let high = this.#starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#starts[middle] ?? 0) <= rest) low = middle;
      else high = middle;
    }
    return round * this.#starts.length + low;
  }

  startOf(frame: number): number {
    const round = Math.floor(frame / this.#starts.length);
    return round * this.#length + (this.#starts[frame % this.#starts.length] ?? 0);
  }
}
