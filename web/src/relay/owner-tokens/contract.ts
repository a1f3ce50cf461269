// What a store has to do, as cases that any test runner can run: `for (const { name, check } of storeContract) test(name, …)`.

import type { TokenStore } from './store.js';

export interface ContractCase {
  readonly name: string;
  /**
   * Rejects when the store does not do this. Uses keys that nobody else uses and leaves none behind.
   *
   * @param open makes a store on the same data, as another instance of the app has it
   */
  readonly check: (open: () => TokenStore | Promise<TokenStore>) => Promise<void>;
}

const key = (): string => `contract ${crypto.randomUUID()} "/\\'%*?[é]`;

function same(actual: unknown, expected: unknown, what: string): void {
  if (actual === expected) return;
  throw new Error(`${what}: ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`);
}

export const storeContract: readonly ContractCase[] = [
  {
    name: 'what was written is read, by every instance, until it is written over or removed',
    check: async (open) => {
      const [one, other] = [await open(), await open()];
      const [owner, long] = [key(), 'x'.repeat(10_000)];
      same(await one.get(owner), undefined, 'before the first write');
      same(await one.compareAndSet(owner, undefined, 'a'), true, 'the first write');
      same(await other.get(owner), 'a', 'after the first write');
      same(await other.compareAndSet(owner, 'a', long), true, 'the second write');
      same(await one.get(owner), long, 'after the second write');
      same(await one.compareAndSet(owner, long, undefined), true, 'the removal');
      same(await other.get(owner), undefined, 'after the removal');
      same(await other.compareAndSet(owner, undefined, 'b'), true, 'the write after the removal');
      same(await one.compareAndSet(owner, 'b', undefined), true, 'the second removal');
    },
  },
  {
    name: 'a change that expects something else changes nothing',
    check: async (open) => {
      const store = await open();
      const owner = key();
      same(await store.compareAndSet(owner, 'a', 'b'), false, 'of what is not there');
      same(await store.compareAndSet(owner, 'a', undefined), false, 'removing what is not there');
      same(await store.get(owner), undefined, 'still nothing');
      await store.compareAndSet(owner, undefined, 'a');
      same(await store.compareAndSet(owner, undefined, 'b'), false, 'as if nothing was there');
      same(await store.compareAndSet(owner, 'A', 'b'), false, 'of another value');
      same(await store.compareAndSet(owner, undefined, undefined), false, 'removing what was not');
      same(await store.get(owner), 'a', 'still the first value');
      await store.compareAndSet(owner, 'a', undefined);
    },
  },
  {
    name: 'of changes that come together, one after the other wins, and none is lost',
    check: async (open) => {
      const stores = await Promise.all(Array.from({ length: 4 }, async () => open()));
      const owner = key();
      await stores[0]?.compareAndSet(owner, undefined, '0');
      const count = async (store: TokenStore): Promise<void> => {
        for (let done = 0; done < 25;) {
          const before = await store.get(owner);
          if (await store.compareAndSet(owner, before, String(Number(before) + 1))) done += 1;
        }
      };
      await Promise.all(stores.map(count));
      const end = await stores[0]?.get(owner);
      same(end, '100', 'four instances that count to 25 each');
      await stores[0]?.compareAndSet(owner, end, undefined);
    },
  },
  {
    name: 'the keys are those that have a value',
    check: async (open) => {
      const store = await open();
      const [kept, removed] = [key(), key()];
      await store.compareAndSet(kept, undefined, 'a');
      await store.compareAndSet(removed, undefined, 'a');
      await store.compareAndSet(removed, 'a', undefined);
      await store.lock(removed, 'ann', 5);
      const keys = await store.keys();
      same(keys.filter((each) => each === kept).length, 1, 'a key with a value');
      same(keys.includes(removed), false, 'a key without one');
      await store.compareAndSet(kept, 'a', undefined);
      await store.unlock(removed, 'ann');
    },
  },
  {
    name: 'a lock is one holder’s until it is given back, and only its holder can do that',
    check: async (open) => {
      const [one, other] = [await open(), await open()];
      const [owner, second] = [key(), key()];
      same(await one.lock(owner, 'ann', 60), true, 'the first');
      same(await other.lock(owner, 'bob', 60), false, 'the second');
      same(await one.lock(owner, 'ann', 60), false, 'the first one again');
      same(await other.lock(second, 'bob', 60), true, 'another key');
      await other.unlock(owner, 'bob');
      same(await other.lock(owner, 'bob', 60), false, 'after what was not the holder’s to end');
      await one.unlock(owner, 'ann');
      same(await other.lock(owner, 'bob', 60), true, 'after its end');
      await other.unlock(owner, 'bob');
      await other.unlock(second, 'bob');
    },
  },
  {
    name: 'a lock ends by itself, and of those that want it then one gets it',
    check: async (open) => {
      const store = await open();
      const owner = key();
      same(await store.lock(owner, 'ann', 0.2), true, 'the first');
      same(await store.lock(owner, 'bob', 60), false, 'before its time');
      const deadline = performance.now() + 5000;
      const tries = async (): Promise<string[]> => {
        const holders = ['bob', 'eve', 'joe'];
        const got = await Promise.all(holders.map((holder) => store.lock(owner, holder, 60)));
        return holders.filter((_, at) => got[at]);
      };
      let winners: string[] = [];
      while (winners.length === 0 && performance.now() < deadline) winners = await tries();
      same(winners.length, 1, 'holders after its time');
      await store.unlock(owner, 'ann');
      same(await store.lock(owner, 'ann', 60), false, 'after the late end of the first');
      await store.unlock(owner, winners[0] ?? '');
    },
  },
];
