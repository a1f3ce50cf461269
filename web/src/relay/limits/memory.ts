import { Counts } from './counts.js';
import type { LimitStore } from './store.js';

/** For one instance. */
export function memoryLimits(): LimitStore {
  const counts = new Counts();
  return { run: async (steps) => steps.map((step) => counts.run(step, performance.now())) };
}
