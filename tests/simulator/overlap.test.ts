import assert from 'node:assert/strict';
import { test } from 'node:test';
import { start, still, until, Viewer } from './test-support.js';

const refusals = [
  [409, /"title":"Conflict"/],
  [429, /"Too many requests. Please retry after 60 seconds."/],
  [503, /"title":"Device Unavailable","detail":"Device is currently offline"/],
  [500, /^$/],
] as const;

for (const [status, body] of refusals) {
  test(`a second session is refused with ${String(status)} while the first is open, and only then`, async (t) => {
    const { simulator, client } = await start(t, { concurrency: 'reject', overlapStatus: status });
    const location = await client.open();
    const refused = await client.post();
    assert.equal(refused.status, status);
    assert.match(await refused.text(), body);
    assert.equal(refused.headers.get('Retry-After'), status === 429 ? '60' : null);
    assert.equal(simulator.ledger.open().length, 1);
    await client.delete(location);
    assert.equal((await client.post()).status, 201);
  });
}

test('unless told otherwise an overlap is refused with 409', async (t) => {
  const { client } = await start(t, { concurrency: 'reject' });
  await client.open();
  assert.equal((await client.post()).status, 409);
});

test('a replaced session ends without a word, once the new one has been answered', async (t) => {
  const { simulator, client } = await start(t, { concurrency: 'replace', relay: true });
  const { ledger } = simulator;
  const [first, second] = [new Viewer(t), new Viewer(t)];
  await first.watch(client);
  await until(() => first.frames.length > 3, 'the first picture');
  simulator.device('front-door').onPost({ delaySeconds: 0.3 });
  const watched = second.watch(client);
  let statusAtTheEnd: number | undefined;
  // The condition is asked in the very moment of each change.
  const replaced = (): boolean => {
    if (ledger.sessions()[0]?.endedBy !== 'replaced') return false;
    statusAtTheEnd = ledger.requests()[1]?.status;
    return true;
  };
  await ledger.when(replaced, 3000);
  assert.equal(statusAtTheEnd, 201);
  await watched;
  await until(() => second.frames.length > 3, 'the second picture');
  await still(() => first.frames.length, 300);
  assert.equal(first.state, 'connected');
  assert.equal(ledger.open().length, 1);
});

test('a session is not replaced by one that was refused, or that the camera has dropped', async (t) => {
  const { simulator, client } = await start(t, { concurrency: 'replace' });
  await client.open();
  assert.equal((await client.post('not SDP at all')).status, 400);
  simulator.device('front-door').onPost({ delaySeconds: 0.2, clientGone: 'drop' });
  await assert.rejects(client.post(undefined, { signal: AbortSignal.timeout(80) }));
  await until(() => simulator.ledger.sessions()[1]?.endedBy === 'dropped', 'the drop');
  assert.equal(simulator.ledger.sessions()[0]?.endedBy, undefined);
});
