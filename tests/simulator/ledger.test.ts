import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LedgerView } from './index.js';
import { Client, start, until, Viewer } from './test-support.js';

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

test('how long two sessions overlapped can be read: when each was opened, showed its first frame, and ended', async (t) => {
  const { simulator, client } = await start(t);
  const { ledger } = simulator;
  const [first, second] = [new Viewer(t), new Viewer(t)];
  const before = Date.now();
  const firstLocation = await first.watch(client);
  await until(() => first.frames.length > 3, 'the first picture');
  const secondLocation = await second.watch(client);
  const { next } = ledger.view();
  await ledger.when(() => ledger.sessions()[1]?.firstFrameAt !== undefined, 3000);
  assert.ok(ledger.view(next).sessions.length > 0, 'a poller is not told of the first frame');
  await until(() => second.frames.length > 20, 'more than the burst of the start');
  await client.delete(firstLocation);
  await client.delete(secondLocation);

  const [older, newer] = ledger.sessions();
  const times = [
    before,
    older?.openedAt,
    older?.firstFrameAt,
    newer?.openedAt,
    newer?.firstFrameAt,
    older?.endedAt,
    newer?.endedAt,
    Date.now(),
  ].map((time) => time ?? NaN);
  assert.deepEqual(
    times,
    [...times].sort((a, b) => a - b),
  );
  const overlap = (older?.endedAt ?? 0) - (newer?.firstFrameAt ?? Infinity);
  assert.ok(overlap > 100 && overlap < 3000, `overlap ${String(overlap)} ms`);
});

test('a session that never showed anything has no first frame', async (t) => {
  const { simulator, client } = await start(t);
  await client.delete(await client.open());
  assert.equal(simulator.ledger.sessions()[0]?.firstFrameAt, undefined);
});

test('the most sessions that were ever open at once are counted for each device', async (t) => {
  const { simulator, client } = await start(t, {
    devices: [{ id: 'front-door' }, { id: 'hall' }, { id: 'attic' }],
  });
  const { ledger } = simulator;
  await client.delete(await client.open());
  assert.equal(ledger.mostOpen('front-door'), 1);
  const [first, second] = [await client.open(), await client.open()];
  await client.post(undefined, {}, 'hall');
  await client.delete(first);
  await client.delete(second);
  await client.open();
  assert.equal(ledger.mostOpen('front-door'), 2);
  assert.equal(ledger.mostOpen('attic'), 0);
  assert.deepEqual(ledger.view().mostOpen, { 'front-door': 2, hall: 1 });
  ledger.clear();
  assert.equal(ledger.mostOpen('front-door'), 1);
});
