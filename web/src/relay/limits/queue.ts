import { within } from '../body.js';
import type { Change, Claim, LimitStep, LimitStore, Refusal } from './store.js';

/** A camera is waited for: a store that is slow is not waited for longer. */
const storeSeconds = 1;
/** Steps at once: no store is held up for long. */
const mostSteps = 256;

interface Waiting {
  readonly step: LimitStep;
  readonly resolve: (outcome: Refusal | undefined) => void;
  readonly reject: (reason: unknown) => void;
}

/** What comes while the store is busy goes there together: a question costs it and this process more than what is in it. */
export class LimitQueue {
  readonly #store: LimitStore;
  #waiting: Waiting[] = [];
  #isAsking = false;

  constructor(store: LimitStore) {
    this.#store = store;
  }

  /** Rejects when the store does, or is late; then it may have been taken or not. */
  take(id: string, claims: readonly Claim[]): Promise<Refusal | undefined> {
    return this.#add({ id, claims });
  }

  /** As `take` does. What is taken later finds it done. */
  async lower(id: string, changes: readonly Change[]): Promise<void> {
    await this.#add({ id, changes });
  }

  #add(step: LimitStep): Promise<Refusal | undefined> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ step, resolve, reject });
      void this.#askAll();
    });
  }

  async #askAll(): Promise<void> {
    if (this.#isAsking) return;
    this.#isAsking = true;
    while (this.#waiting.length > 0) await this.#ask(this.#waiting.splice(0, mostSteps));
    this.#isAsking = false;
  }

  async #ask(all: readonly Waiting[]): Promise<void> {
    try {
      const steps = all.map(({ step }) => step);
      const outcomes = await within(storeSeconds, this.#run(steps), (): never => {
        throw new Error('late');
      });
      for (const [at, { resolve }] of all.entries()) resolve(outcomes[at]);
    } catch (reason) {
      // Who came meanwhile has waited long enough.
      for (const { reject } of [...all, ...this.#waiting.splice(0)]) reject(reason);
    }
  }

  /** A store may throw at once. */
  async #run(steps: readonly LimitStep[]): Promise<readonly (Refusal | undefined)[]> {
    return this.#store.run(steps);
  }
}
