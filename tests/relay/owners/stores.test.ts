// Each store keeps the contract, and what it has said to have written is there after the end of every process.

import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { storeContract } from '../../../web/src/relay/owner-tokens/contract.js';
import { memoryStore } from '../../../web/src/relay/owner-tokens/memory.js';
import { postgresStore } from '../../../web/src/relay/owner-tokens/postgres.js';
import type { TokenStore } from '../../../web/src/relay/owner-tokens/store.js';
import { kinds, openStore, startStore, type Kind, type StoreServer } from './stores.js';

/** Opened for a test, and closed at its end. */
const opener =
  (t: TestContext, kind: Kind, server: StoreServer) => async (): Promise<TokenStore> => {
    const { store, close } = await openStore(kind, server.place);
    t.after(close);
    return store;
  };

test('memory keeps the contract', async (t) => {
  const store = memoryStore();
  for (const { name, check } of storeContract) await t.test(name, () => check(() => store));
});

for (const kind of kinds) {
  test(`${kind} keeps the contract`, async (t) => {
    const server = await startStore(kind);
    t.after(() => server.end());
    for (const { name, check } of storeContract) {
      await t.test(name, (each) => check(opener(each, kind, server)));
    }
  });

  test(`${kind}: what was written survives SIGKILL, of the writer and of the server`, async (t) => {
    const server = await startStore(kind);
    t.after(() => server.end());
    const store = await opener(t, kind, server)();
    let last = 0;
    for (let round = 0; round < 3; round += 1) {
      last = Math.max(last, await countUntilKilled(kind, server, 20 + 15 * round));
      await server.kill();
      await server.start();
      const stored = Number(await retried(() => store.get('count')));
      // One more may have been written than was told.
      assert.ok(stored === last || stored === last + 1, `${String(stored)} after ${String(last)}`);
      last = stored;
    }
    assert.ok(last > 30, String(last));
  });
}

/** Lets a process count up in the store, and kills it in the middle. @returns the last number that it said to have written */
async function countUntilKilled(kind: Kind, { place }: StoreServer, most: number): Promise<number> {
  const file = fileURLToPath(new URL('counter.ts', import.meta.url));
  const child = fork(file, [kind, place], { execArgv: ['--import', 'tsx'] });
  let told = 0;
  let heard = 0;
  child.on('message', (count: number) => {
    told = count;
    if ((heard += 1) >= most) child.kill('SIGKILL');
  });
  await once(child, 'exit');
  return told;
}

/** A server that has just come back is not reached by the first word. */
async function retried<T>(step: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await step();
    } catch (reason) {
      if (tries > 50) throw reason;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

test('PostgreSQL: a prefix that is more than a name is refused', () => {
  const pool = { query: () => Promise.reject(new Error('asked')) };
  for (const prefix of ['a b', 'a;drop', 'A', '', 'a.b.c', '"a"'])
    assert.throws(() => postgresStore(pool, { prefix }), TypeError, prefix);
});
