// Each store of limits keeps the contract, and in the same servers as the owners' tokens.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pool } from 'pg';
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

test('PostgreSQL: a look at a key reads what counts now, not what is over and not yet cleared away', async (t) => {
  const server = await startStore('postgres');
  t.after(() => server.end());
  const { limits, close } = await openLimits('postgres', server.place);
  const claim = { key: 'service', amount: 1, most: 1000 };
  for (let over = 0; over < 200; over += 1) {
    await limits.run([{ id: crypto.randomUUID(), claims: [{ ...claim, seconds: 0.001 }] }]);
  }
  await limits.run([{ id: crypto.randomUUID(), claims: [{ ...claim, seconds: 60 }] }]);
  await close();
  const pool = new Pool({ connectionString: server.place });
  const look = `SELECT sum(amount) FROM ring_live_limits WHERE key = 'service' AND until > now()`;
  const { rows } = await pool.query<{ 'QUERY PLAN': string }>(`EXPLAIN ANALYZE ${look}`);
  await pool.end();
  const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
  assert.match(plan, /Index Cond: \(\(key = .* AND \(until > now\(\)\)\)/, plan);
  assert.doesNotMatch(plan, /Rows Removed by Filter/);
});
