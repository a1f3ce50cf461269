// The short form of tests/bench/owners.ts: what it shows in ten minutes for each store, this shows in seconds.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ordeal, type Report } from './ordeal.js';
import { kinds } from './stores.js';

const common = {
  processes: 3,
  owners: 20,
  tokenSeconds: 2,
  requestSeconds: 2,
  seconds: 60,
} as const;
const calm = { answered: 50, refreshes: 30, kills: 0, storeKills: 0 };

function assertWhole(report: Report): void {
  const { answered, broken, knownDead, refreshes, sessions } = report;
  const told = JSON.stringify(report);
  assert.ok((answered['200'] ?? 0) >= calm.answered && refreshes >= calm.refreshes, told);
  assert.equal(knownDead, 0, told);
  assert.deepEqual(broken, [], told);
  // Without a token nobody can close: what an owner had open who is lost in that moment ends by its limit.
  assert.ok(sessions.closed + report.lost.length >= sessions.opened, told);
  assert.deepEqual(sessions.violations, [], told);
}

test('nobody is killed: no refresh token is sent twice, and no owner is lost', async () => {
  const report = await ordeal({ kind: 'redis', ...common, enough: calm });
  assertWhole(report);
  assert.deepEqual([report.replays, report.lost], [0, []]);
  assert.deepEqual(report.withoutToken, {});
  assert.equal(report.sessions.left, report.sessions.cut);
});

for (const kind of kinds) {
  test(`${kind}: of instances and store killed all the time, each loss is one between answer and write`, async (t) => {
    const kills = { killEvery: 0.7, killStoreEvery: 2.5 };
    const enough = { ...calm, kills: 3, storeKills: 1 };
    const report = await ordeal({ kind, ...common, enough, ...kills });
    t.diagnostic(JSON.stringify(report));
    assertWhole(report);
    const told = JSON.stringify(report);
    for (const { killedAfter, unanswered } of report.lost)
      assert.notEqual(killedAfter ?? unanswered, undefined, told);
    // A token is only sent again to find out whether it was used; who finds that out may be killed too.
    assert.ok(report.replays <= report.lost.length + report.kills, told);
    assert.ok(report.sessions.left <= report.sessions.cut + report.lost.length, told);
  });
}
