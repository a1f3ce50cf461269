// Limits in files, for any number of processes on one machine: see shared-log.ts.

import { join } from 'node:path';
import { SharedLog, type Step } from './shared-log.js';
import type { LimitStore, Refusal } from './store.js';

/** @param folder On a disk of this machine (not NFS), and nobody else's: it is made when it is not there, for this user alone. */
export function fileLimits(folder: string): LimitStore {
  const limits = new FileLimits(new SharedLog(join(folder, 'limits')));
  return {
    take: (id, claims) => limits.ask({ id, claims }),
    lower: async (id, changes) => {
      await limits.ask({ id, changes });
    },
  };
}

interface Waiting {
  readonly step: Step;
  readonly resolve: (outcome: Refusal | undefined) => void;
  readonly reject: (reason: unknown) => void;
}

/** What comes while the disk is busy goes there together. */
class FileLimits {
  readonly #log: SharedLog;
  #waiting: Waiting[] = [];
  #isAsking = false;

  constructor(log: SharedLog) {
    this.#log = log;
  }

  ask(step: Step): Promise<Refusal | undefined> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ step, resolve, reject });
      void this.#askAll();
    });
  }

  async #askAll(): Promise<void> {
    if (this.#isAsking) return;
    this.#isAsking = true;
    while (this.#waiting.length > 0) {
      const all = this.#waiting;
      this.#waiting = [];
      try {
        const outcomes = await this.#log.outcomes(all.map(({ step }) => step));
        for (const [at, { resolve }] of all.entries()) resolve(outcomes[at]);
      } catch (reason) {
        for (const { reject } of all) reject(reason);
      }
    }
    this.#isAsking = false;
  }
}
