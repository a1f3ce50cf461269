// What an operator sees of a relay: its events, its health, and its end.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { test } from 'node:test';
import { freePorts } from '../free-ports.js';
import type { RelayEvent } from '../../web/src/relay/index.js';
import { createRelay } from '../../web/src/relay/index.js';
import { startEnding } from './ending.js';
import { bearer, opens, Service, startHostile } from './service.js';
import { newKey, offer, optionsFor, startRelay, until } from './support.js';

test('all that becomes of sessions is told, by names that stay', async (t) => {
  const events: RelayEvent[] = [];
  let status = 503;
  const { site } = await startHostile(t, {
    onEvent: (event) => events.push(event),
    post: (req, res, sent) => {
      if (status === 201) opens()(req, res, sent);
      else res.writeHead(status).end();
    },
  });
  const front = { deviceId: 'front-door', subject: 'ann' };
  await site.post();
  await site.post({ device: 'cellar' });
  await site.ask({ path: '/nowhere' });
  status = 201;
  const { headers } = await site.post();
  await site.delete(headers.location);
  await site.delete(headers.location);
  assert.deepEqual(events, [
    { type: 'refused', ...front, status: 503 },
    { type: 'refused', deviceId: 'cellar', status: 403, code: 'not-authorized' },
    { type: 'opened', ...front },
    { type: 'closed', ...front },
  ]);
});

test('a session that nobody got is told as opened, and as closed or left open', async (t) => {
  for (const [closing, end] of [
    [200, 'closed'],
    [500, 'left-open'],
  ] as const) {
    const events: string[] = [];
    const { site } = await startHostile(t, {
      onEvent: ({ type }) => events.push(type),
      post: opens(undefined, 'no answer', 'text/plain'),
      delete: (_, res) => res.writeHead(closing).end(),
    });
    assert.equal((await site.post()).status, 502);
    await until(() => events.includes(end), end);
    assert.deepEqual(events, ['opened', 'refused', end]);
  }
});

test('an onEvent that throws changes nothing', async (t) => {
  const { site } = await startHostile(t, {
    onEvent: () => {
      throw new Error('log full');
    },
  });
  const { status, headers } = await site.post();
  assert.equal(status, 201);
  assert.equal((await site.delete(headers.location)).status, 200);
});

test('without an onProblem the console is told what fails, for each code once a minute', async (t) => {
  const written = t.mock.method(console, 'error', () => undefined);
  let now = performance.now();
  t.mock.method(performance, 'now', () => now);
  const lines = (): string[] =>
    written.mock.calls.map(({ arguments: words }) => words.map(String).join(' '));
  const [port = 0] = await freePorts(1);
  const relay = createRelay({
    upstream: `http://127.0.0.1:${String(port)}`,
    leaseKey: newKey(),
    authorize: () => 'ann',
    token: () => bearer,
    requestsPerSecond: Infinity,
  });
  const ask = async (path: string): Promise<void> => {
    const headers = { 'Content-Type': 'application/sdp' };
    const url = `https://app.example${path}`;
    await relay(new Request(url, { method: 'POST', headers, body: offer }));
  };
  const door = '/ring/devices/front-door/whep';
  await ask(door);
  await ask(door);
  await ask('/ring/devices/front-door/wehp');
  const unreachable =
    'ring-live relay: upstream-unreachable 502 ECONNREFUSED: The camera service cannot be reached.';
  const elsewhere =
    "ring-live relay: no-such-path 400: The relay's addresses end in /devices/{id}/whep or /devices/{id}/poster.";
  assert.deepEqual(lines(), [unreachable, elsewhere]);
  now += 59_000;
  await ask(door);
  assert.equal(lines().length, 2);
  now += 1_000;
  await ask(door);
  assert.deepEqual(lines(), [unreachable, elsewhere, unreachable]);
});

test('health says whether more is wanted here, to whoever asks', async () => {
  const relay = createRelay(optionsFor('https://api.example', bearer, { authorize: () => null }));
  const ask = (isEnding?: boolean): Promise<Response> =>
    relay(
      new Request('https://app.example/ring/health'),
      isEnding === undefined ? {} : { isEnding },
    );
  assert.equal((await ask()).status, 200);
  assert.deepEqual(await (await ask(false)).json(), { status: 'pass' });
  assert.equal((await ask(true)).status, 503);
});

test('on SIGTERM a process says so, answers who waits, closes what nobody wants, and ends', async (t) => {
  const held: ((location: string) => void)[] = [];
  const service = await new Service().start(t, (req, res: ServerResponse, sent) => {
    if (req.method === 'DELETE') res.end();
    else held.push((location) => opens(`${sent.url}/${location}`)(req, res, sent));
  });
  const leaseKey = newKey();
  const { child, address } = await startEnding(t, [service.origin, leaseKey]);
  const ended = once(child, 'exit');
  const origin = `http://${address}`;
  const health = (): Promise<number> =>
    fetch(`${origin}/ring/health`).then(
      ({ status }) => status,
      () => 0,
    );
  assert.equal(await health(), 200);

  const headers = { 'Content-Type': 'application/sdp', 'X-Subject': 'ann' };
  const leaving = new AbortController();
  const post = (signal: AbortSignal | null = null): Promise<Response> =>
    fetch(`${origin}/devices/front-door/whep`, { method: 'POST', body: offer, headers, signal });
  const staying = post();
  await until(() => held.length === 1, 'the first');
  const gone = post(leaving.signal);
  await until(() => held.length === 2, 'the second');
  child.kill('SIGTERM');
  const seen = new Set<number>();
  while (!seen.has(0)) seen.add(await health());
  assert.ok(seen.has(503));

  leaving.abort();
  await assert.rejects(gone);
  held[1]?.('nobodys');
  held[0]?.('anns');
  const answered = await staying;
  assert.equal(answered.status, 201);
  await answered.text();
  assert.deepEqual(await ended, [0, null]);
  assert.equal(service.deleted.length, 1);
  assert.match(service.deleted[0] ?? '', /nobodys/);
  // What it opened another instance closes.
  const other = await startRelay(t, optionsFor(service.origin, bearer, { leaseKey }), bearer);
  assert.equal((await other.delete(answered.headers.get('Location') ?? '')).status, 200);
});
