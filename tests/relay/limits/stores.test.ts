// Each store of limits keeps the contract, and in the same servers as the owners' tokens.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limitContract } from '../../../web/src/relay/limits/contract.js';
import { memoryLimits } from '../../../web/src/relay/limits/memory.js';
import { postgresLimits } from '../../../web/src/relay/limits/postgres.js';
import { kinds, openLimits, startStore } from '../owners/stores.js';

test('memory keeps the contract', async (t) => {
  const store = memoryLimits();
  for (const { name, check } of limitContract) await t.test(name, () => check(() => store));
});

for (const kind of kinds) {
  test(`${kind} keeps the contract`, async (t) => {
    const server = await startStore(kind);
    t.after(() => server.end());
    for (const { name, check } of limitContract) {
      await t.test(name, (each) =>
        check(async () => {
          const { limits, close } = await openLimits(kind, server.place);
          each.after(close);
          return limits;
        }),
      );
    }
  });
}

test('PostgreSQL: a prefix that is more than a name is refused', () => {
  const pool = { query: () => Promise.reject(new Error('asked')) };
  assert.throws(() => postgresLimits(pool, { prefix: 'a;drop' }), TypeError);
});
