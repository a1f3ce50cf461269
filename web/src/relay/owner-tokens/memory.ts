import type { TokenStore } from './store.js';

/** For tests: one instance, and all owners have to link again when it ends. */
export function memoryStore(): TokenStore {
  const values = new Map<string, string>();
  const locks = new Map<string, { readonly holder: string; readonly until: number }>();
  return {
    get: async (key) => values.get(key),
    compareAndSet: async (key, before, after) => {
      if (values.get(key) !== before) return false;
      if (after === undefined) values.delete(key);
      else values.set(key, after);
      return true;
    },
    keys: async () => [...values.keys()],
    lock: async (key, holder, seconds) => {
      const now = performance.now();
      const isTaken = (locks.get(key)?.until ?? 0) > now;
      if (!isTaken) locks.set(key, { holder, until: now + seconds * 1000 });
      return !isTaken;
    },
    unlock: async (key, holder) => {
      if (locks.get(key)?.holder === holder) locks.delete(key);
    },
  };
}
