import { memoryLimits } from './memory.js';
import { LimitQueue } from './queue.js';
import type { Change, Claim, Refusal } from './store.js';

/** So long a store that is away is not asked again, or each request would wait. */
const awaySeconds = 2;

/** The limits of all instances, or with the store away those of this one: what can go on goes on. */
export class Limits {
  readonly #shared: LimitQueue | undefined;
  readonly #own = memoryLimits();
  readonly #onAway: () => void;
  /** By the clock that only goes forward. */
  #awayUntil = 0;
  #isAway = false;

  /** @param onAway Called once for each time that it is away. */
  constructor(shared: LimitQueue | undefined, onAway: () => void) {
    this.#shared = shared;
    this.#onAway = onAway;
  }

  /** Never rejects. */
  async take(id: string, claims: readonly Claim[]): Promise<Refusal | undefined> {
    if (this.#shared === undefined || performance.now() < this.#awayUntil) {
      return this.#takeOwn(id, claims);
    }
    try {
      const refusal = await this.#shared.take(id, claims);
      this.#isAway = false;
      return refusal;
    } catch {
      this.#awayUntil = performance.now() + awaySeconds * 1000;
      if (!this.#isAway) this.#onAway();
      this.#isAway = true;
      return this.#takeOwn(id, claims);
    }
  }

  /** Never rejects: what cannot be given back ends by itself. */
  async lower(id: string, changes: readonly Change[]): Promise<void> {
    const shared = this.#shared?.lower(id, changes).catch(() => undefined);
    await this.#own.run([{ id, changes }]);
    await shared;
  }

  async #takeOwn(id: string, claims: readonly Claim[]): Promise<Refusal | undefined> {
    const [refusal] = await this.#own.run([{ id, claims }]);
    return refusal;
  }
}
