// The owners' records in the store: sealed, within a time, and remembered for when the store is away.

import { within } from '../body.js';
import { Recent } from '../recent.js';
import { TokensError } from './error.js';
import { isBehind, type OwnerRecord, type Records } from './record.js';
import type { TokenStore } from './store.js';
import { sleep } from './time.js';

/** A record, and how it is written: what a change of it has to find there. */
export interface Stored {
  readonly sealed: string;
  readonly record: OwnerRecord;
}

/** No token lives longer. */
const rememberedSeconds = 4 * 3600;
/** For a store that is away; doubled. The longest is well below what others wait before they overtake: see the refresher. */
const pauses = { first: 0.05, longest: 0.5 };

export class Vault {
  readonly #store: TokenStore;
  readonly #records: Records;
  readonly #seconds: number;
  readonly #last = new Recent<Stored>(rememberedSeconds, 20_000);
  /** What the service gave and the store has not taken yet. */
  readonly #unsaved = new Map<string, OwnerRecord>();
  readonly #saving = new Set<Promise<void>>();

  /** @param seconds how long the store is waited for */
  constructor(store: TokenStore, records: Records, seconds: number) {
    this.#store = store;
    this.#records = records;
    this.#seconds = seconds;
  }

  /** Undefined for an owner who is not linked. */
  async load(owner: string, seconds = this.#seconds): Promise<Stored | undefined> {
    const sealed = await this.#ask(() => this.#store.get(owner), seconds);
    if (sealed === undefined) {
      this.#forget(owner);
      return undefined;
    }
    const known = this.#last.get(owner);
    if (known?.sealed === sealed) return known;
    const stored = { sealed, record: await this.#records.open(owner, sealed) };
    this.#last.set(owner, stored);
    return stored;
  }

  /** What this instance has seen last, or has got and could not write yet. */
  recall(owner: string): OwnerRecord | undefined {
    return this.unsaved(owner) ?? this.#last.get(owner)?.record;
  }

  unsaved(owner: string): OwnerRecord | undefined {
    return this.#unsaved.get(owner);
  }

  /** The record as it is written now; undefined when somebody else was faster. */
  async change(
    owner: string,
    { sealed: before }: Stored,
    record: OwnerRecord,
  ): Promise<Stored | undefined> {
    const sealed = await this.#records.seal(owner, record);
    if (!(await this.#compareAndSet(owner, before, sealed))) return undefined;
    const stored = { sealed, record };
    this.#last.set(owner, stored);
    return stored;
  }

  /** Whatever was there before. */
  async replace(owner: string, record: OwnerRecord | undefined): Promise<void> {
    for (;;) {
      this.#forget(owner);
      const before = await this.#ask(() => this.#store.get(owner));
      const after = record && (await this.#records.seal(owner, record));
      if (await this.#compareAndSet(owner, before, after)) return;
    }
  }

  /**
   * Writes what the service gave, however long the store is away: it is in no other place. It stays unwritten only if its
   * owner has linked anew or gone.
   *
   * @param before What should be there: whoever is killed before it is written loses it, so no time is lost by looking.
   */
  persist(owner: string, before: Stored, record: OwnerRecord): Promise<void> {
    this.#unsaved.set(owner, record);
    const saving = this.#persist(owner, before, record).finally(() => {
      this.#saving.delete(saving);
      if (this.#unsaved.get(owner) === record) this.#unsaved.delete(owner);
    });
    this.#saving.add(saving);
    return saving;
  }

  /** Resolves when nothing is left to write. */
  async settled(): Promise<void> {
    await Promise.all(this.#saving);
  }

  owners(): Promise<string[]> {
    return this.#ask(() => this.#store.keys(), 60);
  }

  lock(owner: string, holder: string, seconds: number): Promise<boolean> {
    return this.#ask(() => this.#store.lock(owner, holder, seconds));
  }

  /** Of a lock that cannot be given back the time runs out. */
  async unlock(owner: string, holder: string): Promise<void> {
    await this.#ask(() => this.#store.unlock(owner, holder)).catch(() => undefined);
  }

  /** Nothing of this owner is to come back when the store is away. */
  #forget(owner: string): void {
    this.#unsaved.delete(owner);
    const last = this.#last.get(owner);
    if (last !== undefined) this.#last.delete(owner, last);
  }

  async #persist(owner: string, before: Stored, record: OwnerRecord): Promise<void> {
    let pause = pauses.first;
    let expected = before;
    for (;;) {
      try {
        if ((await this.change(owner, expected, record)) !== undefined) return;
        const stored = await this.load(owner);
        if (stored === undefined || !isBehind(stored.record, record)) return;
        expected = stored;
      } catch (reason) {
        // Sealed with a key that this instance has not: whoever has it has linked this owner anew.
        if (!(reason instanceof TokensError) || reason.code !== 'store-failed') return;
        await sleep(pause);
        pause = Math.min(2 * pause, pauses.longest);
      }
    }
  }

  #compareAndSet(owner: string, before?: string, after?: string): Promise<boolean> {
    return this.#ask(() => this.#store.compareAndSet(owner, before, after));
  }

  async #ask<T>(step: () => Promise<T>, seconds = this.#seconds): Promise<T> {
    // What a client of a store throws may hold addresses and values.
    const failed = (): never => {
      throw new TokensError('store-failed');
    };
    return within(seconds, (async () => step())().catch(failed), failed);
  }
}
