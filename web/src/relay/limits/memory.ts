import { Counts } from './counts.js';
import type { LimitStore } from './store.js';

/** For one instance. */
export function memoryLimits(): LimitStore {
  const counts = new Counts();
  return {
    take: async (id, claims) => counts.take(id, claims, performance.now()),
    lower: async (id, changes) => {
      counts.lower(id, changes);
    },
  };
}
