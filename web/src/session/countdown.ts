// Counts down in whole seconds, as people read them: one timer a second for all of a page, and none where there is nothing
// to count. They tick together, so that the browser wakes up and paints a wall of players once a second and not for each.

import { now } from './ports.js';
import { toMilliseconds, toSeconds } from './units.js';

/** Those that have something to count. */
const counting = new Set<Countdown>();
let timer: ReturnType<typeof setTimeout> | undefined;

function tick(): void {
  timer = undefined;
  for (const countdown of [...counting]) {
    countdown.restart();
  }
}

function awaitSecond(): void {
  if (counting.size === 0) {
    clearTimeout(timer);
    timer = undefined;
    return;
  }
  const toNextSecond = 1 - (toSeconds(now()) % 1);
  timer ??= setTimeout(tick, Math.ceil(toMilliseconds(toNextSecond)));
}

export class Countdown {
  readonly #left: () => number | null;
  readonly #tell: () => void;
  #told: number | null = null;

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
    const seconds = Math.ceil(this.#left() ?? 0);
    if (seconds === 0) {
      this.#told = null;
      counting.delete(this);
    } else {
      counting.add(this);
    }
    awaitSecond();
    if (seconds > 0 && seconds !== this.#told) {
      this.#told = seconds;
      this.#tell();
    }
  }
}
