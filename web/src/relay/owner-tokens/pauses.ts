import { Recent } from '../recent.js';
import type { TokensError } from './error.js';
import { jittered } from './time.js';

const longestSeconds = 60;
/** After so long without a failure the next one is a first one. */
const rememberedSeconds = 600;

interface Pause {
  readonly failures: number;
  readonly error: TokensError;
  /** By the clock that only goes forward. */
  readonly until: number;
}

/** After what has failed, by owner: each time twice as long. */
export class Pauses {
  readonly #pauses = new Recent<Pause>(rememberedSeconds);

  /** Throws what went wrong last, while that is not to be tried again. */
  check(owner: string): void {
    const pause = this.#pauses.get(owner);
    if (pause !== undefined && pause.until > performance.now()) throw pause.error;
  }

  begin(owner: string, error: TokensError, seconds?: number): void {
    const failures = (this.#pauses.get(owner)?.failures ?? 0) + 1;
    const usual = jittered(Math.min(2 ** failures, longestSeconds));
    const until = performance.now() + (seconds ?? usual) * 1000;
    this.#pauses.set(owner, { failures, error, until });
  }

  end(owner: string): void {
    const pause = this.#pauses.get(owner);
    if (pause !== undefined) this.#pauses.delete(owner, pause);
  }
}
