// What the relay holds on to. Counted after a garbage collection, so that no machine's speed matters.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { readBody } from '../../web/src/relay/body.js';
import { createRelay } from '../../web/src/relay/index.js';
import { bearer, opens, Service } from './service.js';
import { offer, optionsFor } from './support.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes in use, of objects and of buffers. */
async function held(): Promise<number> {
  for (let round = 0; round < 3; round += 1) {
    collectGarbage();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

test('sixty thousand chunks of one byte are held as sixty thousand bytes', async () => {
  const before = await held();
  let sent = 0;
  let reached: () => void = () => undefined;
  const all = new Promise<void>((resolve) => (reached = resolve));
  const stream = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        // As a socket gives them: each a view of a buffer of its own.
        if (sent < 60_000) controller.enqueue(new Uint8Array(64).subarray(0, 1));
        else reached();
        sent += 1;
      },
    },
    { highWaterMark: 0 },
  );
  const reading = readBody(stream, { bytes: 64 * 1024, seconds: 3600 });
  await all;
  const grown = (await held()) - before;
  assert.ok(grown < 1_000_000, `${String(grown)} bytes`);
  void reading;
});

test('chunks that are no bytes are no body', async () => {
  for (const chunk of ['v=0\r\n', { byteLength: 1 }, null, 7]) {
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(chunk as unknown as Uint8Array);
        controller.close();
      },
    });
    assert.deepEqual(await readBody(stream, { bytes: 100, seconds: 10 }), { fault: 'cut' });
  }
});

test('bytes come as they were, at, below and above the limit', async () => {
  for (const sizes of [[1], [3, 5], [4096, 1, 4096], [65_535, 1], Array<number>(5000).fill(13)]) {
    const whole = new Uint8Array(sizes.reduce((sum, size) => sum + size, 0)).map((_, at) => at);
    const stream = (): ReadableStream<Uint8Array> =>
      new ReadableStream({
        start(controller) {
          let at = 0;
          for (const size of sizes) controller.enqueue(whole.slice(at, (at += size)));
          controller.close();
        },
      });
    const limits = { bytes: whole.length, seconds: 10 };
    assert.deepEqual(await readBody(stream(), limits), { bytes: whole });
    const fault = { fault: 'too-long' };
    assert.deepEqual(await readBody(stream(), { ...limits, bytes: whole.length - 1 }), fault);
  }
});

test('a flood of visitors, refusals and sessions leaves nothing behind', async (t) => {
  let posts = 0;
  const service = await new Service().start(t, (req, res, sent) => {
    service.received.length = 0;
    if (req.method === 'POST') opens(`${sent.url}/${String((posts += 1))}`)(req, res, sent);
    else res.end();
  });
  const relay = createRelay(optionsFor(service.origin, bearer, { requestsPerSecond: Infinity }));
  const visit = async (count: number): Promise<void> => {
    for (let visitor = 0; visitor < count; visitor += 1) {
      const headers = { 'Content-Type': 'application/sdp', 'X-Subject': `v${String(posts)}` };
      const url = 'http://app.example/devices/front-door/whep';
      const opened = await relay(new Request(url, { method: 'POST', body: offer, headers }));
      await opened.text();
      const lease = new URL(opened.headers.get('Location') ?? '', url);
      assert.equal((await relay(new Request(lease, { method: 'DELETE', headers }))).status, 200);
      const wrong = new Request(`${url}/${'x'.repeat(1000)}`, { method: 'DELETE', headers });
      assert.equal((await relay(wrong)).status, 404);
    }
  };
  await visit(200);
  const before = await held();
  await visit(600);
  const grown = (await held()) - before;
  // A closed session is remembered for a minute, by its address.
  assert.ok(grown < 3_000_000, `${String(grown)} bytes`);
});
