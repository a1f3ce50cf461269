import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LedgerView } from './index.js';
import { Client, start } from './test-support.js';

test('a session left open is a violation, and so is a DELETE to nowhere', async (t) => {
  const { simulator, client } = await start(t);
  const location = await client.open();
  assert.match(simulator.ledger.violations().join(), /^session .* on front-door is still open$/);
  await client.delete(`${location}0`);
  assert.match(
    simulator.ledger.violations()[1] ?? '',
    /^a DELETE to .* not the Location of any session$/,
  );
});

test('waiting for an idle camera names the sessions that keep it awake', async (t) => {
  const { simulator, client } = await start(t);
  await simulator.ledger.whenIdle(10);
  const location = await client.open();
  await assert.rejects(simulator.ledger.whenIdle(50), /still open after 50 ms: .* on front-door/);
  const idle = simulator.ledger.whenIdle(2000);
  await client.delete(location);
  await idle;
});

test('a poller gets what changed since its last poll', async (t) => {
  const { simulator, client } = await start(t);
  const poll = async (since?: string): Promise<LedgerView> => {
    const query = since === undefined ? '' : `?since=${since}`;
    return (await (await fetch(`${simulator.origin}/ledger${query}`)).json()) as LedgerView;
  };
  await client.open();
  const first = await poll();
  assert.deepEqual([first.open, first.sessions.length], [1, 1]);
  assert.deepEqual(first.requests.map(({ method, status }) => [method, status])[0], ['POST', 201]);

  const location = await client.open();
  const second = await poll(String(first.next));
  assert.deepEqual([second.open, second.sessions.length], [2, 1]);
  await client.delete(location);
  const third = await poll(String(second.next));
  assert.equal(third.sessions[0]?.endedBy, 'delete');
  assert.equal((await poll('nonsense')).sessions.length, 2);
});

test('a request that should never have come is on record, without its query and token', async (t) => {
  const { simulator } = await start(t);
  const headers = { Authorization: 'Bearer precious' };
  await fetch(`${simulator.origin}/steal?code=secret`, { method: 'DELETE', headers });
  const { method, path, authorization, status } = simulator.ledger.requests()[0] ?? {};
  assert.deepEqual([method, path, authorization, status], ['DELETE', '/steal', true, 404]);
  assert.doesNotMatch(JSON.stringify(simulator.ledger.view()), /precious|secret/);
});

test('a cleared ledger keeps the open sessions only', async (t) => {
  const { simulator, client } = await start(t);
  await client.delete(await client.open());
  await new Client(simulator).open();
  simulator.ledger.clear();
  assert.equal(simulator.ledger.sessions().length, 1);
  assert.equal(simulator.ledger.open().length, 1);
  assert.equal(simulator.ledger.requests().length, 0);
});
