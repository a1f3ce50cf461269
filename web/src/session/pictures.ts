// The streams of one viewing: the one that is shown, and beside it, in a rollover, the one that takes
// over. Which is which was decided by the core.

interface Picture {
  readonly stream: MediaStream;
  readonly stopWatching: () => void;
}

export class Pictures {
  readonly #all = new Map<number, Picture>();
  readonly #watch: (attempt: number, stream: MediaStream) => () => void;
  #chosen = 0;

  /** @param watch Looks out for the first frame of a stream. Returns what ends that. */
  constructor(watch: (attempt: number, stream: MediaStream) => () => void) {
    this.#watch = watch;
  }

  get current(): MediaStream | null {
    return this.#all.get(this.#chosen)?.stream ?? null;
  }

  /** Plays unseen until it is chosen. */
  get next(): MediaStream | null {
    for (const [attempt, { stream }] of this.#all) {
      if (attempt > this.#chosen) {
        return stream;
      }
    }
    return null;
  }

  add(attempt: number, stream: MediaStream): void {
    this.drop(attempt);
    this.#all.set(attempt, { stream, stopWatching: this.#watch(attempt, stream) });
  }

  choose(attempt: number): void {
    this.#chosen = attempt;
  }

  drop(attempt: number): void {
    this.#all.get(attempt)?.stopWatching();
    this.#all.delete(attempt);
  }

  clear(): void {
    for (const attempt of [...this.#all.keys()]) {
      this.drop(attempt);
    }
  }
}
