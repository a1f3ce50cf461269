import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { replies } from './errors.js';
import { start } from './test-support.js';

const day = 24 * 3600 * 1000;

test('a picture is found with the bearer, and fetched without it', async (t) => {
  const { simulator, client } = await start(t, { devices: [{ id: 'front-door' }] });
  const place = `${simulator.origin}/v1/devices/front-door/media/image/download`;
  const ask = (body: object, token = client.token): Promise<Response> =>
    fetch(place, {
      method: 'POST',
      redirect: 'manual',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
  const range = { type: 'latest_in_range', start_timestamp: Date.now() - day };
  const found = await ask(range);
  assert.equal(found.status, 303);
  const address = found.headers.get('Location') ?? '';
  const headers = { Authorization: `Bearer ${client.token}` };
  assert.equal((await fetch(address, { headers })).status, 400);
  const picture = await fetch(address);
  assert.equal(picture.headers.get('Content-Type'), 'image/jpeg');
  assert.equal(picture.headers.get('X-Media-Origin'), 'recording');
  assert.ok(Number(picture.headers.get('X-Media-Timestamp')) < Date.now() - 60_000);
  assert.equal(Buffer.from(await picture.arrayBuffer()).readUInt16BE(), 0xffd8);
  assert.equal((await fetch(address.replace('aaa', 'bbb'))).status, 403);

  const late = await ask({ ...range, start_timestamp: Date.now() - 1000 });
  const none = await fetch(late.headers.get('Location') ?? '');
  assert.equal(none.status, 416);
  assert.match(await none.text(), /MEDIA_NOT_FOUND/);
  assert.equal((await ask({ type: 'newest' })).status, 400);
  assert.equal((await ask(range, 'no-token')).status, 401);
  simulator.device('front-door').onGet({ reply: replies.forbidden(), delaySeconds: 0.1 });
  const began = performance.now();
  assert.equal((await ask(range)).status, 403);
  assert.ok(performance.now() - began > 90);
});

test('a camera may have recorded a picture of its own', async (t) => {
  const still = fileURLToPath(new URL('../../web/demo/clips/pool.jpg', import.meta.url));
  const { simulator } = await start(t, { devices: [{ id: 'pool', auth: 'none', still }] });
  const found = await fetch(`${simulator.origin}/v1/devices/pool/media/image/download`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ type: 'latest_in_range', start_timestamp: Date.now() - day }),
  });
  assert.deepEqual(Buffer.from(await found.arrayBuffer()), readFileSync(still));
});
