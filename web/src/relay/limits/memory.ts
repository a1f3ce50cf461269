import { alive, lowered, refusalOf, withClaim, type Entries } from './entries.js';
import type { LimitStore } from './store.js';

/** For one instance. */
export function memoryLimits(): LimitStore {
  /** Those that nobody has taken anything of for longest come first. */
  const all = new Map<string, Entries>();

  const set = (key: string, entries: Entries): void => {
    all.delete(key);
    if (Object.keys(entries).length > 0) all.set(key, entries);
  };
  const forgetOld = (now: number): void => {
    for (const [key, entries] of all) {
      const left = alive(entries, now);
      if (Object.keys(left).length > 0) return;
      all.delete(key);
    }
  };
  return {
    take: async (id, claims) => {
      const now = performance.now();
      forgetOld(now);
      for (const claim of claims) {
        const entries = alive(all.get(claim.key) ?? {}, now);
        const refusal = refusalOf(entries, claim, now);
        if (refusal !== undefined) return refusal;
      }
      for (const claim of claims) {
        set(claim.key, withClaim(alive(all.get(claim.key) ?? {}, now), id, claim, now));
      }
      return undefined;
    },
    lower: async (id, changes) => {
      for (const { key, amount } of changes) {
        const entries = all.get(key);
        if (entries !== undefined) set(key, lowered(entries, id, amount));
      }
    },
  };
}
