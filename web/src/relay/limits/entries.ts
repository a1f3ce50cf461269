import type { Claim, Refusal } from './store.js';

/** What one key holds, by the id of who took it. */
export type Entries = Readonly<Record<string, Entry>>;

export interface Entry {
  readonly amount: number;
  /** In milliseconds, by the clock of the store. */
  readonly until: number;
}

export const alive = (entries: Entries, now: number): Entries =>
  Object.fromEntries(Object.entries(entries).filter(([, { until }]) => until > now));

/** @param entries Alive ones. */
export function refusalOf(
  entries: Entries,
  { key, amount, most, seconds }: Claim,
  now: number,
): Refusal | undefined {
  const taken = Object.values(entries).sort((a, b) => a.until - b.until);
  let over = taken.reduce((sum, entry) => sum + entry.amount, amount) - most;
  if (over <= 0) return undefined;
  const enough = taken.find((entry) => (over -= entry.amount) <= 0);
  return { key, seconds: enough === undefined ? seconds : (enough.until - now) / 1000 };
}

export const withClaim = (
  entries: Entries,
  id: string,
  { amount, seconds }: Claim,
  now: number,
): Entries => ({ ...entries, [id]: { amount, until: now + seconds * 1000 } });

/** The same ones when there is nothing to lower. */
export function lowered(entries: Entries, id: string, amount: number): Entries {
  const { [id]: entry, ...others } = entries;
  if (entry === undefined || entry.amount <= amount) return entries;
  return amount === 0 ? others : { ...others, [id]: { ...entry, amount } };
}
