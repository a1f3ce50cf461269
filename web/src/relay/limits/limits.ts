import { within } from '../body.js';
import { memoryLimits } from './memory.js';
import type { Claim, LimitStore, Refusal } from './store.js';

/** A camera is waited for: a store that is slow is not waited for longer. */
const storeSeconds = 1;
/** And so long not asked again, or each request would wait. */
const awaySeconds = 2;

/** The limits of all instances, or with the store away those of this one: what can go on goes on. */
export class Limits {
  readonly #shared: LimitStore | undefined;
  readonly #own = memoryLimits();
  readonly #onAway: () => void;
  /** By the clock that only goes forward. */
  #awayUntil = 0;
  #isAway = false;

  /** @param onAway Called once for each time that it is away. */
  constructor(shared: LimitStore | undefined, onAway: () => void) {
    this.#shared = shared;
    this.#onAway = onAway;
  }

  /** Never rejects. */
  async take(id: string, claims: readonly Claim[]): Promise<Refusal | undefined> {
    const shared = this.#shared;
    if (shared === undefined || performance.now() < this.#awayUntil) {
      return this.#own.take(id, claims);
    }
    try {
      const refusal = await inTime(() => shared.take(id, claims));
      this.#isAway = false;
      return refusal;
    } catch {
      this.#awayUntil = performance.now() + awaySeconds * 1000;
      if (!this.#isAway) this.#onAway();
      this.#isAway = true;
      return this.#own.take(id, claims);
    }
  }

  /** Never rejects: what cannot be given back ends by itself. */
  async lower(id: string, changes: readonly Pick<Claim, 'key' | 'amount'>[]): Promise<void> {
    await this.#own.lower(id, changes);
    const shared = this.#shared;
    if (shared !== undefined) await inTime(() => shared.lower(id, changes)).catch(() => undefined);
  }
}

function inTime<T>(step: () => Promise<T>): Promise<T> {
  return within(storeSeconds, (async () => step())(), (): never => {
    throw new Error('late');
  });
}
