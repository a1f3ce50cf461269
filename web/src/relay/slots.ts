import { Problem } from './problem.js';

/** How much each subject has going on at once, in this instance. */
export class Slots {
  readonly #most: number;
  readonly #taken = new Map<string, number>();

  constructor(most: number) {
    this.#most = most;
  }

  /** Does the work, or rejects with `too-many-openings`. */
  async run<T>(subject: string, work: () => Promise<T>): Promise<T> {
    const taken = this.#taken.get(subject) ?? 0;
    if (taken >= this.#most) {
      throw new Problem('too-many-openings', { headers: { 'Retry-After': '1' } });
    }
    this.#taken.set(subject, taken + 1);
    try {
      return await work();
    } finally {
      this.#release(subject);
    }
  }

  #release(subject: string): void {
    const taken = (this.#taken.get(subject) ?? 1) - 1;
    if (taken === 0) this.#taken.delete(subject);
    else this.#taken.set(subject, taken);
  }
}
