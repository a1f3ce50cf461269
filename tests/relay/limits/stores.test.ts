// Each store of limits keeps the contract, and in the same servers as the owners' tokens.

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
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

test('what a store has made for a visitor who does not come again is removed', async (t) => {
  const server = await startStore('file');
  t.after(() => server.end());
  const { limits } = await openLimits('file', server.place);
  const claim = { amount: 1, most: 9, seconds: 1 };
  await limits.take('a', [{ ...claim, key: 'ann' }]);
  const { VersionedFiles } = await import('../../../web/src/relay/versioned-files.js');
  const files = new VersionedFiles(`${server.place}/limits`, false);
  await files.removeIdle(3600_000);
  assert.equal(readdirSync(`${server.place}/limits`).length, 1);
  await files.removeIdle(-1);
  assert.equal(readdirSync(`${server.place}/limits`).length, 0);
  assert.equal(await limits.take('b', [{ ...claim, key: 'ann' }]), undefined);
});

test('PostgreSQL: a prefix that is more than a name is refused', () => {
  const pool = { query: () => Promise.reject(new Error('asked')) };
  assert.throws(() => postgresLimits(pool, { prefix: 'a;drop' }), TypeError);
});
