import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { replies, startSimulator } from './index.js';
import { Client, offerText, start } from './test-support.js';

test('a POST opens a session and a DELETE to its Location closes it', async (t) => {
  const { simulator, client } = await start(t);
  const response = await client.post();
  assert.equal(response.status, 201);
  assert.equal(response.headers.get('Content-Type'), 'application/sdp');
  assert.match(response.headers.get('x-request-id') ?? '', /^[0-9a-f-]{36}$/);
  const answer = await response.text();
  assert.match(answer, /^a=sendonly\r$/m);
  assert.match(answer, /^a=rtpmap:102 H264\/90000\r$/m);

  const location = response.headers.get('Location') ?? '';
  assert.ok(
    location.startsWith(`${simulator.origin}/v1/devices/front-door/media/streaming/whep/sessions/`),
  );
  assert.equal((await client.delete(location)).status, 200);
  const [session] = simulator.ledger.sessions();
  assert.deepEqual(
    [session?.endedBy, session?.deletes, session?.delivered, session?.bearer],
    ['delete', 1, true, true],
  );
  assert.deepEqual(simulator.ledger.violations(), []);
});

test('a second DELETE finds nothing and is a violation', async (t) => {
  const { simulator, client } = await start(t);
  const location = await client.open();
  await client.delete(location);
  assert.equal((await client.delete(location)).status, 404);
  assert.match(simulator.ledger.violations().join(), /got 2 DELETEs/);
});

test('a session ends by itself at its limit, and a DELETE after that is answered 404 and forgiven', async (t) => {
  const { simulator, client } = await start(t, { limitSeconds: 0.2 });
  const location = await client.open();
  await simulator.ledger.whenIdle(2000);
  assert.equal(simulator.ledger.sessions()[0]?.endedBy, 'limit');
  assert.deepEqual(simulator.ledger.violations(), []);
  assert.equal((await client.delete(location)).status, 404);
  assert.deepEqual(simulator.ledger.violations(), []);
});

test('the limit is 30 s on battery and 60 s on line power, counted from the POST', async (t) => {
  const { simulator, client } = await start(t, {
    devices: [{ id: 'front-door' }, { id: 'hall', power: 'line' }],
  });
  assert.deepEqual(
    simulator.devices().map((device) => device.limitSeconds),
    [30, 60],
  );
  const device = simulator.device('front-door');
  device.configure({ limitSeconds: 0.5 });
  device.onPost({ delaySeconds: 0.6 });
  await client.open();
  await simulator.ledger.whenIdle(250);
});

test('a relative Location resolves to the same session', async (t) => {
  const { simulator, client } = await start(t, { location: 'relative' });
  const location = await client.open();
  assert.match(location, /^\/v1\/devices\//);
  assert.equal((await client.delete(location)).status, 200);
  assert.deepEqual(simulator.ledger.violations(), []);
});

test('a long Location query must come back byte for byte', async (t) => {
  const { simulator, client } = await start(t, { locationQuery: true });
  const location = await client.open();
  const query = location.slice(location.indexOf('?'));
  assert.equal(query.length, 360);

  const normalised = location.replace('%2f', '%2F');
  assert.equal((await client.delete(normalised)).status, 404);
  assert.equal((await client.delete(location.replace(query, ''))).status, 404);
  assert.equal(
    simulator.ledger.violations().filter((line) => line.includes('not the Location of any')).length,
    2,
  );
  assert.equal((await client.delete(location)).status, 200);
  assert.doesNotMatch(JSON.stringify(simulator.ledger.view()), /sig=a/);
});

test('device ids are percent-decoded, and the component is written down', async (t) => {
  const id = 'ava1.ring.device.a/b=c d';
  const { simulator, client } = await start(t, { devices: [{ id }] });
  const response = await client.post(offerText(), {}, id, '2');
  assert.equal(response.status, 201);
  const [session] = simulator.ledger.sessions();
  assert.deepEqual([session?.deviceId, session?.componentId], [id, '2']);
  assert.equal((await client.delete(response.headers.get('Location'))).status, 200);
});

test('without a valid bearer nothing opens and nothing closes', async (t) => {
  const { simulator, client } = await start(t);
  const location = await client.open();
  simulator.tokens.expire(client.token);
  for (const response of [await client.post(), await client.delete(location)]) {
    assert.equal(response.status, 401);
    assert.equal(await response.text(), '{"errors":[{"status":"401","title":"Invalid Client"}]}');
  }
  assert.equal(simulator.ledger.open().length, 1);
  // The refused DELETE settled nothing, so the one with a fresh token is the first that counts.
  simulator.tokens.issue(client.token);
  assert.equal((await client.delete(location)).status, 200);
  assert.deepEqual(simulator.ledger.violations(), []);
});

test('a token of another device is out of scope', async (t) => {
  const { simulator, client } = await start(t);
  const token = simulator.tokens.issue('elsewhere', { devices: ['hall'] });
  const response = await client.post(offerText(), {
    headers: { Authorization: `Bearer ${token}` },
  });
  assert.equal(response.status, 403);
  assert.equal(
    await response.text(),
    '{"errors":[{"status":"403","title":"Out of Scope Access"}]}',
  );
});

test('a device behind a relay asks for no bearer', async (t) => {
  const { simulator, client } = await start(t, { auth: 'none' });
  assert.equal((await client.post(offerText(), { headers: { Authorization: '' } })).status, 201);
  assert.equal(simulator.ledger.sessions()[0]?.bearer, false);
});

test('unknown and removed devices are not found', async (t) => {
  const { simulator, client } = await start(t);
  const unknown = await client.post(offerText(), {}, 'nowhere');
  assert.equal(unknown.status, 404);
  assert.equal(await unknown.text(), '{"errors":[{"status":"404","title":"Not Found"}]}');
  await client.open();
  simulator.removeDevice('front-door');
  assert.equal((await client.post()).status, 404);
  assert.equal(simulator.ledger.open().length, 0);
});

test('an offline device answers 503 in the documented words', async (t) => {
  const { simulator, client } = await start(t);
  simulator.device('front-door').configure({ online: false });
  const response = await client.post();
  assert.equal(response.status, 503);
  const expected =
    '{"errors":[{"status":"503","title":"Device Unavailable","detail":"Device is currently offline"}]}';
  assert.equal(await response.text(), expected);
});

test('the rate limit is answered with its headers and words', async (t) => {
  const { simulator, client } = await start(t);
  simulator.device('front-door').onPost({ reply: replies.rateLimited() });
  const response = await client.post();
  assert.equal(response.status, 429);
  assert.equal(response.headers.get('Retry-After'), '60');
  assert.equal(response.headers.get('X-RateLimit-Remaining'), '0');
  assert.match(await response.text(), /"Too many requests. Please retry after 60 seconds."/);
});

test('an offer must be declared as SDP, and a bad one is refused without a peer', async (t) => {
  const { client, simulator } = await start(t);
  assert.equal(
    (await client.post(offerText(), { headers: { 'Content-Type': 'text/plain' } })).status,
    400,
  );
  assert.equal((await client.post('not SDP at all')).status, 400);
  assert.equal((await client.post('v=0\r\n'.padEnd(100_000, 'x'))).status, 400);
  const audio = await client.post(offerText({ extra: ['m=audio 9 UDP/TLS/RTP/SAVPF 111'] }));
  const expected =
    '{"errors":[{"status":"400","title":"Bad Request","detail":"Incompatible send direction"}]}';
  assert.equal(await audio.text(), expected);
  const vp8 = await client.post(offerText({ profiles: [] }));
  assert.deepEqual([vp8.status, await vp8.text()], [500, '']);
  assert.equal(simulator.ledger.sessions().length, 0);
});

test('a second session on one device is allowed, refused, or replaces the first', async (t) => {
  const { simulator, client } = await start(t);
  const device = simulator.device('front-door');
  await client.open();
  await client.open();
  assert.equal(simulator.ledger.open().length, 2);

  device.configure({ concurrency: 'reject' });
  const refused = await client.post();
  assert.equal(refused.status, 409);

  device.configure({ concurrency: 'replace' });
  await client.open();
  assert.deepEqual(
    simulator.ledger.sessions().map(({ endedBy }) => endedBy),
    ['replaced', 'replaced', undefined],
  );
});

test('two POSTs at one moment do not both find the camera free', async (t) => {
  const { client } = await start(t, { concurrency: 'reject' });
  const responses = await Promise.all([client.post(), client.post()]);
  assert.deepEqual(responses.map(({ status }) => status).sort(), [201, 409]);
});

test('a POST still being served when the simulator closes brings no session to life', async (t) => {
  const { simulator, client } = await start(t);
  simulator.device('front-door').onPost({ delaySeconds: 0.2 });
  const post = client.post();
  await simulator.ledger.when(() => simulator.ledger.requests().length === 1, 2000);
  await Promise.all([assert.rejects(post), simulator.close()]);
  await new Promise((resolve) => setTimeout(resolve, 300));
  assert.equal(simulator.ledger.sessions().length, 0);
});

test('another server can mount the simulator below a path of its own', async (t) => {
  const simulator = await startSimulator({ listen: false, basePath: '/sim', auth: 'none' });
  const host = createServer((req, res) => {
    if (!simulator.handle(req, res)) res.end('the page');
  });
  await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve));
  t.after(async () => {
    host.close();
    host.closeAllConnections();
    await simulator.close();
  });
  const origin = `http://127.0.0.1:${String((host.address() as AddressInfo).port)}`;

  assert.equal(await (await fetch(`${origin}/`)).text(), 'the page');
  assert.equal(await (await fetch(`${origin}/v1/devices/front-door`)).text(), 'the page');
  const response = await fetch(origin + simulator.endpointPath('front-door'), {
    method: 'POST',
    body: offerText(),
    headers: { 'Content-Type': 'application/sdp' },
  });
  const location = response.headers.get('Location') ?? '';
  assert.ok(location.startsWith(`${origin}/sim/v1/devices/front-door/`));
  assert.equal((await fetch(location, { method: 'DELETE' })).status, 200);
});

test('two simulators at once do not know each other, and closing one leaves the other at work', async (t) => {
  const first = await start(t);
  const second = await start(t);
  await first.client.open();
  await first.simulator.close();
  assert.equal(first.simulator.ledger.sessions()[0]?.endedBy, 'shutdown');
  assert.equal((await second.client.post()).status, 201);
  assert.equal((await new Client(second.simulator).post()).status, 201);
});
