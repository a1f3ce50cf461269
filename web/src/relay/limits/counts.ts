import type { Claim, LimitStep, Lowering, Refusal, Taking } from './store.js';

interface Entry {
  readonly amount: number;
  /** In milliseconds. */
  readonly until: number;
}

/** What one key holds, by the id of who took it. */
type Entries = Map<string, Entry>;

/** What is counted, by key. The time is the caller's. */
export class Counts {
  /** Those that nobody has taken anything of for longest come first. */
  readonly #all = new Map<string, Entries>();

  /** As text, and back. */
  static parse(text: string): Counts {
    const counts = new Counts();
    for (const [key, entries] of JSON.parse(text) as [string, [string, Entry][]][]) {
      counts.#all.set(key, new Map(entries));
    }
    return counts;
  }

  toString(): string {
    return JSON.stringify([...this.#all].map(([key, entries]) => [key, [...entries]]));
  }

  run(step: LimitStep, now: number): Refusal | undefined {
    if ('claims' in step) return this.#take(step, now);
    this.#lower(step);
    return undefined;
  }

  #take({ id, claims }: Taking, now: number): Refusal | undefined {
    this.#forgetOld(now);
    for (const claim of claims) {
      const refusal = refusalOf(this.#alive(claim.key, now), claim, now);
      if (refusal !== undefined) return refusal;
    }
    for (const { key, amount, seconds } of claims) {
      const entries = this.#all.get(key) ?? new Map<string, Entry>();
      this.#all.delete(key);
      this.#all.set(key, entries.set(id, { amount, until: now + seconds * 1000 }));
    }
    return undefined;
  }

  #lower({ id, changes }: Lowering): void {
    for (const { key, amount } of changes) {
      const entries = this.#all.get(key);
      const entry = entries?.get(id);
      if (entries === undefined || entry === undefined || entry.amount <= amount) continue;
      if (amount > 0) entries.set(id, { ...entry, amount });
      else entries.delete(id);
      if (entries.size === 0) this.#all.delete(key);
    }
  }

  #alive(key: string, now: number): Entries {
    const entries: Entries = this.#all.get(key) ?? new Map();
    for (const [id, { until }] of entries) if (until <= now) entries.delete(id);
    return entries;
  }

  #forgetOld(now: number): void {
    for (const key of this.#all.keys()) {
      if (this.#alive(key, now).size > 0) return;
      this.#all.delete(key);
    }
  }
}

/** @param entries Alive ones. */
function refusalOf(
  entries: Entries,
  { key, amount, most, seconds }: Claim,
  now: number,
): Refusal | undefined {
  let over = amount - most;
  for (const entry of entries.values()) over += entry.amount;
  if (over <= 0) return undefined;
  const taken = [...entries.values()].sort((a, b) => a.until - b.until);
  const enough = taken.find((entry) => (over -= entry.amount) <= 0);
  return { key, seconds: enough === undefined ? seconds : (enough.until - now) / 1000 };
}
