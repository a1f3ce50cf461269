// Limits in files, for any number of processes on one machine: see shared-log.ts.

import { join } from 'node:path';
import { SharedLog } from './shared-log.js';
import type { LimitStore } from './store.js';

/** @param folder On a disk of this machine (not NFS), and nobody else's: it is made when it is not there, for this user alone. */
export function fileLimits(folder: string): LimitStore {
  const log = new SharedLog(join(folder, 'limits'));
  let last: Promise<unknown> = Promise.resolve();
  return {
    // One after the other: the log is read up to one place.
    run: (steps) => {
      const outcomes = last.then(() => log.outcomes(steps));
      last = outcomes.catch(() => undefined);
      return outcomes;
    },
  };
}
