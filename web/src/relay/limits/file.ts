// Limits in files, for any number of processes on one machine: a file for what is counted under one key.

import { join } from 'node:path';
import { VersionedFiles } from '../versioned-files.js';
import { alive, lowered, refusalOf, withClaim, type Entries } from './entries.js';
import type { Claim, LimitStore, Refusal } from './store.js';

/** Longer than anything counts. */
const idleMilliseconds = 2 * 3600 * 1000;
/** Takings between two looks for what is idle. */
const takingsBetweenLooks = 1000;

/** @param folder On a disk of this machine (not NFS), and nobody else's: it is made when it is not there, for this user alone. */
export function fileLimits(folder: string): LimitStore {
  const limits = new FileLimits(new VersionedFiles(join(folder, 'limits'), false));
  return {
    take: (id, claims) => limits.take(id, claims),
    lower: (id, changes) => limits.lower(id, changes),
  };
}

class FileLimits {
  readonly #files: VersionedFiles;
  /** By key, the last change of this process: its own need not race each other. */
  readonly #last = new Map<string, Promise<unknown>>();
  #takings = 0;

  constructor(files: VersionedFiles) {
    this.#files = files;
  }

  async take(id: string, claims: readonly Claim[]): Promise<Refusal | undefined> {
    this.#takings += 1;
    if (this.#takings % takingsBetweenLooks === 0) {
      await this.#files.removeIdle(idleMilliseconds);
    }
    const taken: Claim[] = [];
    for (const claim of claims) {
      const refusal = await this.#takeOne(id, claim);
      if (refusal !== undefined) {
        await this.lower(
          id,
          taken.map(({ key }) => ({ key, amount: 0 })),
        );
        return refusal;
      }
      taken.push(claim);
    }
    return undefined;
  }

  async lower(id: string, changes: readonly Pick<Claim, 'key' | 'amount'>[]): Promise<void> {
    for (const { key, amount } of changes) {
      await this.#change(key, (entries) => lowered(entries, id, amount));
    }
  }

  async #takeOne(id: string, claim: Claim): Promise<Refusal | undefined> {
    let refusal: Refusal | undefined;
    await this.#change(claim.key, (entries, now) => {
      refusal = refusalOf(entries, claim, now);
      return refusal === undefined ? withClaim(entries, id, claim, now) : entries;
    });
    return refusal;
  }

  #change(key: string, change: (entries: Entries, now: number) => Entries): Promise<void> {
    const before = this.#last.get(key) ?? Promise.resolve();
    const changed = before.catch(() => undefined).then(() => this.#write(key, change));
    this.#last.set(key, changed);
    const forget = (): void => {
      if (this.#last.get(key) === changed) this.#last.delete(key);
    };
    changed.then(forget, forget);
    return changed;
  }

  /** Until no other process was faster. */
  async #write(key: string, change: (entries: Entries, now: number) => Entries): Promise<void> {
    for (;;) {
      const version = await this.#files.read(key);
      const now = Date.now();
      const before = alive(JSON.parse(version?.value ?? '{}') as Entries, now);
      const after = change(before, now);
      if (after === before) return;
      if (await this.#files.append(key, version, JSON.stringify(after))) return;
    }
  }
}
