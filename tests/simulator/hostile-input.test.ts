// The simulator's invariant: whatever arrives, the process lives and the next honest request is served.

import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import { readFeedback } from './rtp.js';
import { offerText, random, start, Viewer } from './test-support.js';

function mutate(text: string, pick: (below: number) => number): string {
  const lines = text.split('\r\n');
  const at = pick(lines.length);
  const line = lines[at] ?? '';
  const mutations = [
    (): string[] => [],
    (): string[] => [line, line],
    (): string[] => [line.slice(0, pick(line.length + 1))],
    (): string[] => [line.replace(/\d+/, '99999999999999999999')],
    (): string[] => [line.replace(/[:= ]/, '\0')],
    (): string[] => [`${line}${'A'.repeat(pick(3000))}`],
    (): string[] => [line.slice(0, 2) + String.fromCodePoint(pick(0x2ff)) + line.slice(3)],
  ];
  lines.splice(at, 1, ...(mutations[pick(mutations.length)]?.() ?? []));
  return lines.join('\r\n');
}

test('offers with broken, doubled, cut and swollen lines are answered, and never crash the process', async (t) => {
  const { simulator, client } = await start(t, { limitSeconds: 0.3 });
  const real = await new Viewer(t).offer();
  const pick = random(20261122);
  const seen = new Set<number>();
  for (let round = 0; round < 150; round += 1) {
    let offer = round % 2 === 0 ? real : offerText({ profiles: ['42001f', '64001f'] });
    for (let times = pick(3) + 1; times > 0; times -= 1) offer = mutate(offer, pick);
    const response = await client.post(offer);
    seen.add(response.status);
    await client.delete(response.headers.get('Location') ?? '/nowhere');
  }
  assert.deepEqual(
    [...seen].filter((status) => ![201, 400, 500].includes(status)),
    [],
  );
  assert.ok(seen.has(201) && seen.has(400));
  assert.equal((await client.post()).status, 201);
  assert.ok(simulator.ledger.sessions().length > 0);
});

test('paths, methods and bytes that make no sense are answered or dropped', async (t) => {
  const { simulator, client } = await start(t);
  const paths = [
    '/v1/devices/%E0%A4%A/media/streaming/whep/sessions',
    '/v1/devices//media',
    '/%',
    '/ledger?since=%',
    '/v1',
  ];
  for (const path of paths)
    assert.ok((await fetch(simulator.origin + path, { method: 'GET' })).status < 500);
  for (const method of ['PUT', 'PATCH', 'GET', 'DELETE']) {
    const response = await fetch(simulator.origin + simulator.endpointPath('front-door'), {
      method,
    });
    assert.equal(response.status, 405);
  }
  const { port } = new URL(simulator.origin);
  for (const bytes of [
    '\0\0\0\r\n\r\n',
    'GET / HTTP/9.9\r\n\r\n',
    'POST /ledger HTTP/1.1\r\nContent-Length: -1\r\n\r\n',
  ]) {
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), '127.0.0.1', () => socket.end(bytes));
      socket.on('error', () => undefined);
      socket.on('close', () => {
        resolve();
      });
      socket.resume();
    });
  }
  assert.equal((await client.post()).status, 201);
});

test('feedback of random bytes is read without harm', () => {
  const pick = random(7);
  for (let round = 0; round < 2000; round += 1) {
    const bytes = Buffer.from(Array.from({ length: pick(60) }, () => pick(256)));
    assert.ok(readFeedback(bytes).keyframeRequests >= 0);
  }
});
