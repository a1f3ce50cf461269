import assert from 'node:assert/strict';
import { request } from 'node:http';
import { test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { replies, type Simulator, type SimulatorOptions } from './index.js';
import { offerText, start, until, Viewer, type Client } from './test-support.js';

type Json = Record<string, unknown>;

interface Controlled {
  simulator: Simulator;
  client: Client;
  /** Status and body of a control request. */
  control(method: string, path: string, body?: unknown): Promise<{ status: number; body: Json }>;
}

async function startControlled(
  t: TestContext,
  options: SimulatorOptions = {},
): Promise<Controlled> {
  const { simulator, client } = await start(t, options);
  return {
    simulator,
    client,
    async control(method, path, body) {
      const response = await fetch(`${simulator.origin}/control/${path}`, {
        method,
        ...(body === undefined
          ? {}
          : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
      });
      return { status: response.status, body: (await response.json()) as Json };
    },
  };
}

/** Closes what is open, and asks the ledger. */
async function finish({ simulator, client }: Controlled, ...locations: string[]): Promise<void> {
  for (const location of locations) assert.equal((await client.delete(location)).status, 200);
  assert.deepEqual(simulator.ledger.open(), []);
  assert.deepEqual(simulator.ledger.violations(), []);
  assert.deepEqual(simulator.leaks(), []);
}

test('a setting changed over HTTP holds from the next request on, and null takes it back', async (t) => {
  const it = await startControlled(t);
  const { status, body } = await it.control('PATCH', 'devices/front-door', {
    online: false,
    limitSeconds: 7,
  });
  assert.deepEqual([status, body['limitSeconds']], [200, 7]);
  assert.equal((await it.client.post()).status, 503);
  await it.control('PATCH', 'devices/front-door', { online: true, limitSeconds: null });
  assert.equal(it.simulator.device('front-door').limitSeconds, 30);
  const [device] = (await it.control('GET', 'devices')).body['devices'] as Json[];
  assert.deepEqual([device?.['id'], device?.['limitSeconds']], ['front-door', 30]);
  await finish(it, await it.client.open());
});

test('faults are queued, counted and cleared over HTTP', async (t) => {
  const it = await startControlled(t);
  const faults = 'devices/front-door/faults';
  await it.control('POST', faults, { post: { reply: 429 }, times: 2 });
  await it.control('POST', faults, { delete: { reply: 500 } });
  const queued = await it.control('POST', faults, { get: { reply: 503 }, times: 'always' });
  assert.deepEqual(queued.body['faultsLeft'], { post: 2, delete: 1, get: null });
  const refused = await it.client.post();
  assert.equal(refused.status, 429);
  assert.equal(refused.headers.get('Retry-After'), '60');
  const cleared = await it.control('DELETE', faults);
  assert.deepEqual(cleared.body['faultsLeft'], { post: 0, delete: 0, get: 0 });
  await finish(it, await it.client.open());
});

test('an open picture is stalled, resumed and cut over HTTP', async (t) => {
  const it = await startControlled(t);
  const viewer = new Viewer(t);
  const location = await viewer.watch(it.client);
  const frames = (): number => viewer.timestamps.length;
  const arriving = async (): Promise<void> => {
    const before = frames();
    await until(() => frames() > before + 2, 'frames');
  };
  await arriving();
  await it.control('POST', 'devices/front-door/stall');
  const [session] = it.simulator.ledger.sessions();
  const stalledAt = session?.framesSent;
  await assert.rejects(until(() => session?.framesSent !== stalledAt, 'more frames', 300));
  await it.control('POST', 'devices/front-door/resume');
  await arriving();
  await it.control('POST', 'devices/front-door/cut');
  assert.equal(session?.endedBy, 'cut');
  assert.equal((await it.client.delete(location)).status, 404);
  await finish(it);
});

test('the network of a camera is worsened over HTTP, where it has a relay', async (t) => {
  const it = await startControlled(t, {
    devices: [{ id: 'front-door', relay: true }, { id: 'hall' }],
  });
  const viewer = new Viewer(t);
  const location = await viewer.watch(it.client);
  const [session] = it.simulator.ledger.sessions();
  const dropped = (): number => session?.datagramsDropped ?? 0;
  await until(() => viewer.timestamps.length > 2, 'frames');
  for (const [path, body] of [
    ['loss', { rate: 1, direction: 'from-camera', seed: 3 }],
    ['blackout', undefined],
  ] as const) {
    const before = dropped();
    assert.equal((await it.control('POST', `devices/front-door/${path}`, body)).status, 200);
    await until(() => dropped() > before, 'datagrams lost');
    await it.control('POST', 'devices/front-door/loss', { rate: 0 });
  }
  await it.control('POST', 'devices/front-door/blackout', { seconds: 0 });
  await it.control('POST', 'devices/front-door/delay', { seconds: 0.05, jitter: 0.01 });
  const before = viewer.timestamps.length;
  await until(() => viewer.timestamps.length > before, 'frames');
  const refused = await it.control('POST', 'devices/hall/loss', { rate: 0.5 });
  assert.deepEqual(
    [refused.status, refused.body],
    [400, { error: 'hall has no relay: set relay to true' }],
  );
  await finish(it, location);
});

test('tokens are made and withdrawn over HTTP', async (t) => {
  const it = await startControlled(t);
  const made = await it.control('POST', 'tokens', { devices: ['front-door'] });
  assert.equal(made.status, 201);
  const headers = { Authorization: `Bearer ${String(made.body['token'])}` };
  const response = await it.client.post(offerText(), { headers });
  assert.equal(response.status, 201);
  assert.equal((await it.control('POST', 'tokens', { token: 'short', seconds: 0 })).status, 201);
  const dead = { Authorization: 'Bearer short' };
  assert.equal((await it.client.post(offerText(), { headers: dead })).status, 401);
  const closed = await it.client.delete(response.headers.get('Location'), { headers });
  assert.equal(closed.status, 200);
  await it.control('DELETE', 'tokens');
  assert.equal((await it.client.post()).status, 401);
  await finish(it);
});

test('a reset makes everything as it was at the start, and forgets no leak', async (t) => {
  const it = await startControlled(t, {
    devices: [
      { id: 'front-door', relay: true, faults: [{ post: { reply: replies.deviceOffline() } }] },
    ],
    tokens: ['given'],
  });
  const headers = { Authorization: 'Bearer given' };
  assert.equal((await it.client.post(offerText(), { headers })).status, 503);
  await it.client.open();
  await it.control('PATCH', 'devices/front-door', { online: false });
  await it.control('POST', 'devices/front-door/delay', { seconds: 60 });
  await it.control('POST', 'devices/front-door/faults', { delete: {}, times: 5 });
  it.simulator.tokens.expireAll();

  const { body } = await it.control('POST', 'reset');
  assert.match(String(body['leaks']), /front-door is still open/);
  assert.deepEqual(it.simulator.ledger.sessions(), []);
  assert.equal((await it.client.post()).status, 503); // the fault it came with, before any credential
  assert.equal((await it.client.post()).status, 401);
  const viewer = new Viewer(t);
  const response = await it.client.post(await viewer.offer(), { headers });
  viewer.accept(await response.text());
  await until(() => viewer.timestamps.length > 0, 'a frame without delay');
  assert.equal((await it.client.delete(response.headers.get('Location'), { headers })).status, 200);
  assert.deepEqual(it.simulator.ledger.violations(), []);
  assert.equal(it.simulator.leaks().length, 1);
});

test('what does not exist and what makes no sense is refused in a sentence', async (t) => {
  const picture = fileURLToPath(new URL('../fixtures/pictures/uneven.mp4', import.meta.url));
  const devices = [{ id: 'front-door' }, { id: 'hall', picture }];
  const it = await startControlled(t, { devices });
  const tries: [string, string, unknown, number, RegExp][] = [
    ['GET', 'nothing', undefined, 404, /no such control/],
    ['GET', 'devices/moon', undefined, 404, /no device called moon/],
    ['GET', 'devices/%E0%A4%A', undefined, 404, /no such device|no device/],
    ['POST', 'devices/front-door/explode', undefined, 404, /no such control/],
    ['POST', 'devices/front-door/toString', undefined, 404, /no such control/],
    ['POST', 'devices/front-door/faults/more', undefined, 404, /no such control/],
    ['POST', 'devices/front-door/faults', { post: { reply: 1 } }, 400, /post\.reply: expected/],
    ['POST', 'devices/front-door/faults', undefined, 400, /./],
    ['PATCH', 'devices/front-door', { id: 'x' }, 400, /id: no such key/],
    ['PATCH', 'devices/front-door', [1], 400, /expected a JSON object/],
    ['PATCH', 'devices/hall', { codec: 'vp8' }, 400, /cannot send its picture/],
    ['POST', 'tokens', { token: 7 }, 400, /token/],
    ['POST', 'codes', {}, 400, /no token endpoint/],
    ['POST', 'shutdown', undefined, 404, /process of its own/],
  ];
  for (const [method, path, body, status, words] of tries) {
    const answer = await it.control(method, path, body);
    assert.equal(answer.status, status, path);
    assert.match(String(answer.body['error']), words);
  }
  const raw = (body: string, type: string): Promise<Response> =>
    fetch(`${it.simulator.origin}/control/tokens`, {
      method: 'POST',
      body,
      headers: { 'Content-Type': type },
    });
  assert.equal((await raw('{}', 'text/plain')).status, 400);
  assert.equal((await raw('{', 'application/json')).status, 400);
  assert.equal((await raw(`{"token":"${'x'.repeat(70_000)}"}`, 'application/json')).status, 400);
  assert.equal((await fetch(`${it.simulator.origin}/events`, { method: 'POST' })).status, 405);
  assert.equal((await fetch(`${it.simulator.origin}/`, { method: 'DELETE' })).status, 405);
  await finish(it);
});

/** fetch would set these headers itself. */
function statusWith(
  origin: string,
  path: string,
  headers: Record<string, string>,
): Promise<number> {
  return new Promise((resolve, reject) => {
    request(`${origin}${path}`, { method: 'POST', headers }, (res) => {
      res.resume();
      resolve(res.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}

test('pages of other origins may not control it, whatever name they have for this machine', async (t) => {
  const { simulator } = await start(t, { cors: 'on' });
  const { port, host } = new URL(simulator.origin);
  const reset = (headers: Record<string, string>): Promise<number> =>
    statusWith(simulator.origin, '/control/reset', headers);
  assert.equal(await reset({}), 200);
  assert.equal(await reset({ Origin: simulator.origin, 'Sec-Fetch-Site': 'same-origin' }), 200);
  assert.equal(await reset({ Host: `localhost:${port}`, Origin: `http://localhost:${port}` }), 200);
  assert.equal(await reset({ Host: 'simulator:8080' }), 200); // a program in a network of containers
  assert.equal(await reset({ Origin: 'https://page.example' }), 403);
  assert.equal(await reset({ Origin: 'null' }), 403);
  assert.equal(await reset({ Origin: 'http://127.0.0.1:1' }), 403); // another server on this machine
  assert.equal(await reset({ 'Sec-Fetch-Site': 'cross-site' }), 403);
  assert.equal(await reset({ 'Sec-Fetch-Site': 'same-site' }), 403);
  // A name that somebody else points at this machine: same origin to the browser, not to us.
  assert.equal(
    await reset({ Host: `page.example:${port}`, Origin: `http://page.example:${port}` }),
    403,
  );
  for (const path of ['/', '/events', '/control/devices']) {
    const response = await fetch(simulator.origin + path, {
      headers: { Origin: 'https://page.example' },
    });
    assert.equal(response.status, 403, path);
    assert.equal(response.headers.get('Access-Control-Allow-Origin'), null);
  }
  assert.ok(host.startsWith('127.0.0.1:'), 'it listens to this machine only');
});

test('the events tell what has been, and then each change', async (t) => {
  const it = await startControlled(t);
  const location = await it.client.open();
  const abort = new AbortController();
  t.after(() => {
    abort.abort();
  });
  const { body } = await fetch(`${it.simulator.origin}/events`, { signal: abort.signal });
  let told = '';
  const listening = (async () => {
    for await (const chunk of body ?? []) told += Buffer.from(chunk as Uint8Array).toString();
  })().catch(() => undefined);
  const session = location.split('/').at(-1) ?? '';
  await until(() => told.includes(session), 'the session');
  await it.client.delete(location);
  await until(() => told.includes('"endedBy":"delete"'), 'its end');
  await it.control('PATCH', 'devices/front-door', { power: 'line' });
  await until(() => /"method":"PATCH".*"power":"line"/.test(told), 'the change');
  assert.ok(!told.includes(it.client.token));
  abort.abort();
  await listening;
  await finish(it);
});

test('mounted on another server, the simulator takes neither the page nor the control from it', async (t) => {
  const { simulator } = await start(t);
  for (const url of ['/', '/events', '/control/devices', '/page.js']) {
    // It never gets as far as the reply.
    assert.equal(simulator.handle({ url } as never, {} as never), false);
  }
});
