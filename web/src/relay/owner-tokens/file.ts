// Records in files: see versioned-files.ts.

import { join } from 'node:path';
import { VersionedFiles, type Version } from '../versioned-files.js';
import type { TokenStore } from './store.js';

interface Lock {
  readonly holder: string;
  readonly until: number;
}

/**
 * @param folder On a disk of this machine (not NFS), and nobody else's: it is made when it is not there, for this user alone.
 */
export function fileStore(folder: string): TokenStore {
  const values = new VersionedFiles(join(folder, 'owners'), true);
  // Of no use after a power cut: they need not reach the disk.
  const locks = new VersionedFiles(join(folder, 'locks'), false);
  return {
    get: async (key) => (await values.read(key))?.value,
    compareAndSet: async (key, before, after) => {
      const current = await values.read(key);
      return current?.value === before && (await values.append(key, current, after));
    },
    keys: () => values.keys(),
    lock: async (key, holder, seconds) => {
      const current = await locks.read(key);
      if ((lockOf(current)?.until ?? 0) > Date.now()) return false;
      const lock: Lock = { holder, until: Date.now() + seconds * 1000 };
      return locks.append(key, current, JSON.stringify(lock));
    },
    unlock: async (key, holder) => {
      const current = await locks.read(key);
      if (lockOf(current)?.holder === holder) await locks.append(key, current, undefined);
    },
  };
}

function lockOf(version: Version | undefined): Lock | undefined {
  return version?.value === undefined ? undefined : (JSON.parse(version.value) as Lock);
}
