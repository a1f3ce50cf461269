// What a store of limits has to do, as cases that any test runner can run: `for (const { name, check } of limitContract) test(name, …)`.

import type { Change, Claim, LimitStore, Refusal } from './store.js';

export interface LimitCase {
  readonly name: string;
  /**
   * Rejects when the store does not do this. Uses keys that nobody else uses; what it leaves there is over within a minute.
   *
   * @param open makes a store on the same data, as another instance of the app has it
   */
  readonly check: (open: () => LimitStore | Promise<LimitStore>) => Promise<void>;
}

const newId = (): string => crypto.randomUUID();
const newKey = (): string => `contract ${newId()} "/\\'%*?[é]`;
const claim = (key: string, amount: number, most: number, seconds = 60): Claim => ({
  ...{ key, amount, most, seconds },
});

async function take(
  store: LimitStore | undefined,
  ...claims: readonly Claim[]
): Promise<Refusal | undefined> {
  return (await store?.run([{ id: newId(), claims }]))?.[0];
}

async function lower(store: LimitStore, id: string, ...changes: readonly Change[]): Promise<void> {
  await store.run([{ id, changes }]);
}

function same(actual: unknown, expected: unknown, what: string): void {
  if (actual === expected) return;
  throw new Error(`${what}: ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`);
}

function isWithin(refusal: Refusal | undefined, low: number, high: number, what: string): void {
  const seconds = refusal?.seconds ?? NaN;
  if (!(seconds > low && seconds <= high))
    throw new Error(`${what}: ${String(seconds)} s, not ${String(low)} to ${String(high)}`);
}

/** Asks until it is given. @returns Seconds */
async function granted(store: LimitStore, wanted: Claim): Promise<number> {
  const began = performance.now();
  for (;;) {
    if ((await take(store, wanted)) === undefined) break;
    if (performance.now() - began > 10_000) throw new Error('nothing ends');
  }
  return (performance.now() - began) / 1000;
}

export const limitContract: readonly LimitCase[] = [
  {
    name: 'there is room up to the limit, for all instances together',
    check: async (open) => {
      const [one, other] = [await open(), await open()];
      const [key, second] = [newKey(), newKey()];
      same(await take(one, claim(key, 2, 5)), undefined, 'two of five');
      same(await take(other, claim(key, 3, 5)), undefined, 'the other three');
      same((await take(one, claim(key, 1, 5)))?.key, key, 'one more');
      same(await take(one, claim(second, 1, 5)), undefined, 'another key');
      same(await take(other, claim(key, 1, 6)), undefined, 'with a higher limit');
      same(await take(one, claim(key, 1, 1e12)), undefined, 'with a very high limit');
    },
  },
  {
    name: 'all of several claims are taken, or none',
    check: async (open) => {
      const store = await open();
      const [wide, full, last] = [newKey(), newKey(), newKey()];
      await take(store, claim(full, 1, 1));
      const several = [claim(wide, 1, 1), claim(full, 1, 1), claim(last, 1, 1)];
      same((await take(store, ...several))?.key, full, 'the first without room');
      const left = [claim(wide, 1, 1), claim(last, 1, 1)];
      same(await take(store, ...left), undefined, 'what was not taken with it');
    },
  },
  {
    name: 'of many that come together, as many are given as there is room for',
    check: async (open) => {
      const stores = await Promise.all(Array.from({ length: 4 }, async () => open()));
      const [key, other] = [newKey(), newKey()];
      const tries = stores.flatMap((store) =>
        Array.from({ length: 10 }, () => take(store, claim(other, 1, 100), claim(key, 1, 7))),
      );
      const refusals = (await Promise.all(tries)).filter((refusal) => refusal !== undefined);
      same(refusals.length, 33, 'refused of forty');
      same((await take(stores[0], claim(other, 94, 100)))?.key, other, 'taken by seven');
      same(await take(stores[0], claim(other, 93, 100)), undefined, 'and by no more');
    },
  },
  {
    name: 'what is taken ends by itself, and a refusal says when there is room',
    check: async (open) => {
      const store = await open();
      const key = newKey();
      await take(store, claim(key, 1, 3, 0.4));
      await take(store, claim(key, 1, 3, 30));
      await take(store, claim(key, 1, 3, 50));
      isWithin(await take(store, claim(key, 1, 3)), 0, 0.4, 'until the first ends');
      isWithin(await take(store, claim(key, 2, 3)), 20, 30, 'until two have ended');
      isWithin(await take(store, claim(key, 4, 3, 7)), 6, 7, 'for more than there is');
      const took = await granted(store, claim(key, 1, 3));
      if (took > 5) throw new Error(`given after ${String(took)} s`);
    },
  },
  {
    name: 'what is given back counts less at once, and only once',
    check: async (open) => {
      const [one, other] = [await open(), await open()];
      const [key, second, id] = [newKey(), newKey(), newId()];
      await one.run([{ id, claims: [claim(key, 60, 100), claim(second, 1, 1)] }]);
      await lower(other, id, { key, amount: 20 }, { key: second, amount: 0 });
      same(await take(one, claim(second, 1, 1)), undefined, 'after all was given back');
      await lower(one, id, { key, amount: 40 }, { key: second, amount: 5 });
      await lower(one, newId(), { key, amount: 0 });
      same((await take(one, claim(key, 81, 100)))?.key, key, 'beside twenty');
      same(await take(one, claim(key, 80, 100)), undefined, 'what twenty leave');
      await lower(one, id, { key, amount: 0 });
      same(await take(one, claim(key, 20, 100)), undefined, 'after the rest came back');
    },
  },
  {
    name: 'of steps that come together, each finds done what stands before it, and has its own outcome',
    check: async (open) => {
      const store = await open();
      const [key, second, id] = [newKey(), newKey(), newId()];
      const outcomes = await store.run([
        { id, claims: [claim(key, 2, 3), claim(second, 1, 1)] },
        { id: newId(), claims: [claim(key, 1, 3), claim(second, 1, 1, 7)] },
        { id, changes: [{ key: second, amount: 0 }] },
        { id: newId(), claims: [claim(second, 1, 1), claim(key, 1, 3)] },
        { id: newId(), claims: [claim(key, 1, 3)] },
      ]);
      const refused = outcomes.map((refusal) => refusal?.key);
      same(refused.length, 5, 'outcomes');
      const expected = [undefined, second, undefined, undefined, key];
      for (const [at, outcome] of expected.entries())
        same(refused[at], outcome, `step ${String(at)}`);
      same((await store.run([])).length, 0, 'of no steps');
    },
  },
];
