// Counts down in whole seconds, as people read them: one timer a second, and none where there is nothing to count.
// All of a page tick together, so that the browser paints a wall of players once a second and not for each.

import { now } from './ports.js';
import { toMilliseconds, toSeconds } from './units.js';

export class Countdown {
  readonly #left: () => number | null;
  readonly #tell: () => void;
  #told: number | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param left Seconds; null: there is nothing to count, which ends it.
   * @param tell Called for each whole second, rounded up, that is another one than before.
   */
  constructor(left: () => number | null, tell: () => void) {
    this.#left = left;
    this.#tell = tell;
  }

  /** There is more, less or something else to count. */
  restart(): void {
    clearTimeout(this.#timer);
    const seconds = Math.ceil(this.#left() ?? 0);
    if (seconds === 0) {
      this.#told = null;
      return;
    }
    const toNextSecond = 1 - (toSeconds(now()) % 1);
    this.#timer = setTimeout(
      () => {
        this.restart();
      },
      Math.ceil(toMilliseconds(toNextSecond)),
    );
    if (seconds !== this.#told) {
      this.#told = seconds;
      this.#tell();
    }
  }
}
