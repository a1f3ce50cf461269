// Hostile pages and hostile callers. Each is refused before the service hears of it.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { test } from 'node:test';
import { replies } from '../simulator/index.js';
import { opens, session, startHostile } from './service.js';
import { newKey, startBoth, until, type Sent } from './support.js';

/** The relay's own refusals are problem details (RFC 9457). */
function assertProblem(sent: Sent, status: number, code: string): void {
  assert.equal(sent.status, status, sent.body);
  assert.equal(sent.headers['content-type'], 'application/problem+json');
  assert.equal(sent.headers['cache-control'], 'no-store');
  const problem = JSON.parse(sent.body) as Record<string, unknown>;
  assert.equal(problem['status'], status);
  assert.equal(problem['code'], code);
  assert.equal(typeof problem['title'], 'string');
  assert.equal(typeof problem['detail'], 'string');
}

test('a page of another origin is refused, whatever it claims', async (t) => {
  const { simulator, site } = await startBoth(t);
  const { host } = new URL(site.origin);
  const foreign = [
    { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example' },
    { 'Sec-Fetch-Site': 'same-site', Origin: 'https://blog.app.example' },
    { 'Sec-Fetch-Site': 'none' },
    { 'Sec-Fetch-Site': 'cross-site' },
    { 'Sec-Fetch-Site': 'same-origin, cross-site' },
    { 'Sec-Fetch-Site': 'SAME-ORIGIN' },
    { 'Sec-Fetch-Site': '' },
    { 'Sec-Fetch-Site': 'cross-site', 'X-Forwarded-Host': host, Referer: `http://${host}/` },
    { Origin: `http://${host}, https://evil.example` },
    { Origin: `${host}` },
    { Origin: `file://` },
    { 'Sec-Fetch-Site': 'cross-site', Origin: `http://${host}` },
    { Origin: 'https://evil.example' },
    { Origin: 'null' },
    { Origin: `http://${host}.evil.example` },
    { Origin: `http://${host}@evil.example` },
    { Origin: 'http://127.0.0.1:1' },
    { Origin: '' },
  ];
  for (const headers of foreign) {
    // 400: to a player that is the page's fault, not the viewer's account's, as 403 would be.
    assertProblem(await site.post({ headers }), 400, 'foreign-page');
    assertProblem(await site.delete('whep/x', { headers }), 400, 'foreign-page');
  }
  assert.equal(simulator.ledger.requests().length, 0);
});

test('a page of the own origin, an allowed one and a program are served', async (t) => {
  const { simulator, site } = await startBoth(t, { allowedOrigins: ['https://app.example'] });
  const { host } = new URL(site.origin);
  const own = [
    { 'Sec-Fetch-Site': 'same-origin' },
    // A proxy has replaced Host, and taken TLS off: the browser knows better.
    { 'Sec-Fetch-Site': 'same-origin', Origin: 'https://public.example' },
    { Origin: `http://${host}` },
    { Origin: `https://${host}` },
    { 'Sec-Fetch-Site': 'same-site', Origin: 'https://app.example' },
    {},
  ];
  for (const headers of own) {
    const { status, headers: given } = await site.post({ headers });
    assert.equal(status, 201, JSON.stringify(headers));
    assert.equal(given['access-control-allow-origin'], undefined);
    assert.equal((await site.delete(given.location, { headers })).status, 200);
  }
  assert.equal(simulator.ledger.sessions().length, own.length);
});

test('a packaged app is allowed by the origin that it has, and nobody by one that is none', async (t) => {
  const apps = ['capacitor://localhost', 'tauri://localhost', 'app://-', 'null'];
  const { site } = await startBoth(t, { allowedOrigins: apps });
  for (const Origin of apps) {
    const headers = { 'Sec-Fetch-Site': 'cross-site', Origin };
    const { status, headers: given } = await site.post({ headers });
    assert.equal(status, 201, Origin);
    assert.equal((await site.delete(given.location, { headers })).status, 200);
  }
  const foreign = { 'Sec-Fetch-Site': 'cross-site', Origin: 'capacitor://elsewhere' };
  assertProblem(await site.post({ headers: foreign }), 400, 'foreign-page');
});

test('other methods are refused, and told which one is meant', async (t) => {
  const { simulator, site } = await startBoth(t);
  const path = '/ring/devices/front-door/whep';
  for (const method of ['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND']) {
    const sent = await site.ask({ method, path });
    assertProblem(sent, 405, 'wrong-method');
    assert.equal(sent.headers.allow, 'POST');
  }
  for (const method of ['GET', 'POST', 'OPTIONS']) {
    const sent = await site.ask({ method, path: `${path}/some-lease` });
    assertProblem(sent, 405, 'wrong-method');
    assert.equal(sent.headers.allow, 'DELETE');
  }
  // What no request can be made of, or none with a body.
  assertProblem(await site.ask({ method: 'TRACE', path }), 400, 'wrong-request');
  assert.equal((await site.ask({ method: 'HEAD', path })).status, 405);
  assert.equal(simulator.ledger.requests().length, 0);
});

test('only an offer is accepted as an offer', async (t) => {
  const { simulator, site } = await startBoth(t);
  const types = ['text/plain', 'application/x-www-form-urlencoded', 'application/json', ''];
  for (const type of [
    ...types,
    'application/sdpx',
    'multipart/form-data; boundary=application/sdp',
  ])
    assertProblem(await site.post({ headers: { 'Content-Type': type } }), 415, 'wrong-type');
  assert.equal(simulator.ledger.requests().length, 0);

  const spelt = await site.post({ headers: { 'Content-Type': 'Application/SDP ; charset=utf-8' } });
  assert.equal(spelt.status, 201);
  await site.delete(spelt.headers.location);
});

test('an offer that is too long is refused, also when its end never comes', async (t) => {
  const { simulator, site } = await startBoth(t);
  assertProblem(await site.post({ body: 'v'.repeat(64 * 1024 + 1) }), 413, 'offer-too-long');

  const head = 'POST /ring/devices/front-door/whep HTTP/1.1\r\nHost: localhost\r\n';
  const type =
    'Content-Type: application/sdp\r\nTransfer-Encoding: chunked\r\nX-Subject: ann\r\n\r\n';
  const endless = site.socket(head + type);
  let reply = '';
  endless.on('data', (data: Buffer) => (reply += data.toString()));
  const chunk = `4000\r\n${'v'.repeat(0x4000)}\r\n`;
  const pour = (): void => {
    while (!endless.destroyed && endless.write(chunk));
  };
  endless.on('drain', pour);
  pour();
  await until(() => endless.destroyed, 'the end of the connection');
  assert.match(reply, /^HTTP\/1.1 413 /);
  assert.match(reply, /Connection: close/i);
  assert.equal(simulator.ledger.requests().length, 0);
});

test('an offer that a body parser has eaten is missed, not sent on', async (t) => {
  const { simulator, site } = await startBoth(t);
  assertProblem(await site.post({ body: '' }), 400, 'offer-empty');
  assert.equal(simulator.ledger.requests().length, 0);
});

test('an offer that comes too slowly or not whole is refused', async (t) => {
  const { simulator, site } = await startBoth(t, { timeouts: { body: 0.2 } });
  const slow = site.rawPost({ body: 'v=0', announced: 5000 });
  const [data] = (await once(slow, 'data')) as [Buffer];
  assert.match(data.toString(), /^HTTP\/1.1 408 /);
  slow.destroy();

  const cut = site.rawPost({ body: 'v=0', announced: 5000 });
  await until(() => cut.bytesWritten > 0, 'the head to be sent');
  cut.end();
  await until(() => site.codes.includes('offer-cut'), 'the relay to see it');
  assert.equal(simulator.ledger.requests().length, 0);
});

test('a device id that is a path, an escape or a header in disguise is no device', async (t) => {
  const asked: string[] = [];
  const { simulator, site } = await startBoth(t, {
    authorize: (_, deviceId) => {
      asked.push(deviceId);
      return 'ann';
    },
  });
  const tricks = [
    ...['..', '.', '...', '%2e%2e', '%2E', '.%2e', '%2e%2e%2f%2e%2e', '..%2fcellar', '..%5ccellar'],
    ...['front-door%2f..%2fcellar', 'front%2fdoor', 'front%5cdoor', 'front%00door', '%00', '%'],
    ...['%zz', '%c3%28', '%ff', 'front-door%0d%0aX-Evil:%201', 'front-door%0a', '%0d', 'a%20b'],
    ...['%252e%252e', '%252f', 'front-door%3Fx=1', 'front-door%23x', '%e2%80%ae', 'caf%c3%a9'],
    ...['x'.repeat(257), '%41'.repeat(257), '%3cscript%3e', '%22', '%7b%7d', '%ef%bc%8f'],
  ];
  for (const trick of tricks)
    assertProblem(await site.post({ device: trick }), 400, 'no-such-path');
  const paths = [
    ...['/', '/ring', '/ring/devices/whep', '/ring/devices//whep', '/devices/front-door/whep/'],
    ...['/devices/front-door/whep/a/b', '/devices/front-door/WHEP', '/devices/front-door/whepx'],
    ...['/devices/front-door/../whep', '/ring/devices\\front-door\\..\\whep', '/x?/devices/a/whep'],
    ...['/x#/devices/a/whep', '/devices/front-door/whep/%2e%2e', '/devices/a/b/whep'],
  ];
  for (const path of paths) assertProblem(await site.post({ path }), 400, 'no-such-path');
  assert.deepEqual(asked, []);
  assert.equal(simulator.ledger.requests().length, 0);
});

test('an id of many signs reaches the service as the one segment that it is', async (t) => {
  const id = "ava1.ring.device.A_b-1~!$&'()*+,;=:@";
  const { simulator, site } = await startBoth(t, { simulator: { devices: [{ id }] } });
  for (const device of [id, encodeURIComponent(id)]) {
    const { status, headers } = await site.post({ device });
    assert.equal(status, 201);
    assert.equal((await site.delete(headers.location, { device })).status, 200);
  }
  assert.deepEqual(
    new Set(simulator.ledger.sessions().map(({ deviceId }) => deviceId)),
    new Set([id]),
  );
});

test('of the query only the component goes on, and it cannot become more than a value', async (t) => {
  const { simulator, site } = await startBoth(t);
  const path = '/ring/devices/front-door/whep';
  const componentOf = async (query: string): Promise<string | undefined> => {
    const { status, headers } = await site.post({ path: path + query });
    assert.equal(status, 201);
    await site.delete(headers.location);
    return simulator.ledger.sessions().at(-1)?.componentId;
  };
  assert.equal(await componentOf('?component_id=2&admin=1'), '2');
  assert.equal(await componentOf('?x=1'), undefined);
  assert.equal(await componentOf('?component_id=a%26admin%3D1%23%2F..'), 'a&admin=1#/..');
  for (const bad of ['%0d%0aX-Evil:%201', '%00', 'x'.repeat(129), ''])
    assertProblem(await site.post({ path: `${path}?component_id=${bad}` }), 400, 'wrong-component');
});

test('a request whose Host is more than a host is no request', async (t) => {
  const { simulator, site } = await startBoth(t);
  for (const host of ['a/devices/cellar/whep?', 'user@host', 'a b', 'a\\b', 'a#', '[', '%'])
    assertProblem(await site.post({ headers: { Host: host } }), 400, 'wrong-request');
  assertProblem(
    await site.post({ path: 'http://evil.example/devices/a/whep' }),
    400,
    'wrong-request',
  );
  assert.equal(simulator.ledger.requests().length, 0);
});

test('whom authorize does not know may not open', async (t) => {
  const { simulator, site } = await startBoth(t, { authorize: () => null });
  assertProblem(await site.post(), 403, 'not-authorized');
  assert.deepEqual(simulator.ledger.requests(), []);
});

test('who has signed out since, or has another name now, still closes what was opened', async (t) => {
  let subject: string | null = 'ann';
  const { simulator, site } = await startBoth(t, { authorize: () => subject });
  for (const now of [null, 'ann-2', '']) {
    subject = 'ann';
    const { headers } = await site.post();
    subject = now;
    assert.equal((await site.delete(headers.location)).status, 200);
    assert.equal(simulator.ledger.open().length, 0);
  }
});

test('a misconfigured page is told to its developer', async (t) => {
  const { site } = await startBoth(t);
  const { body } = await site.post({ headers: { 'Sec-Fetch-Site': 'same-site' } });
  assert.match(body, /allowedOrigins/);
  assert.doesNotMatch(body, /account/);
});

test('an authorize that fails or names nobody lets nobody in, and its words stay inside', async (t) => {
  const secret = 'postgres://app:hunter2@db.example/app';
  const broken = [
    () => Promise.reject(new Error(secret)),
    () => {
      throw new Error(secret);
    },
    () => true,
    () => ({ id: 'ann' }),
    () => 7,
  ] as unknown as (() => string)[];
  for (const authorize of broken) {
    const { simulator, site } = await startBoth(t, { authorize });
    const sent = await site.post();
    assertProblem(sent, 500, 'authorize-failed');
    assert.doesNotMatch(JSON.stringify([sent, site.problems]), /hunter2/);
    assert.equal(simulator.ledger.requests().length, 0);
  }
  for (const nobody of [null, undefined, false, ''] as unknown as string[]) {
    const { site } = await startBoth(t, { authorize: () => nobody });
    assertProblem(await site.post(), 403, 'not-authorized');
  }
});

test('a hundred POSTs of one visitor at once: a few open, the rest wait, and nobody else does', async (t) => {
  const held: (() => void)[] = [];
  const { service, site } = await startHostile(t, {
    maxOpening: 5,
    post: (req, res, sent) => {
      const location = `${session}-${String(held.length)}`;
      held.push(() => {
        opens(location)(req, res, sent);
      });
    },
  });
  const answered: Sent[] = [];
  const flood = Array.from({ length: 100 }, async () => answered.push(await site.post()));
  await until(() => answered.length === 95 && held.length === 5, 'all to arrive');
  for (const each of answered) {
    assertProblem(each, 429, 'too-many-openings');
    assert.equal(each.headers['retry-after'], '1');
  }
  const other = site.post({ subject: 'bob' });
  await until(() => held.length === 6, 'the other visitor');
  for (const answerNow of held.splice(0)) answerNow();
  await Promise.all(flood);
  const opened = answered.filter(({ status }) => status === 201);
  assert.equal(opened.length, 5);
  assert.equal((await other).status, 201);

  const again = site.post(); // What is open already does not count.
  await until(() => held.length === 1, 'another one of the first visitor');
  held[0]?.();
  assert.equal((await again).status, 201);
  await site.delete((await other).headers.location, { subject: 'bob' });
  for (const { headers } of [...opened, await again])
    assert.equal((await site.delete(headers.location)).status, 200);
  assert.equal(service.deleted.length, 7);
});

test('an opening that was refused makes room again', async (t) => {
  const { simulator, site } = await startBoth(t, { maxOpening: 1 });
  simulator.device('front-door').onPost({ reply: replies.serverError() });
  assert.equal((await site.post()).status, 500);
  assertProblem(await site.post({ body: 'v'.repeat(100_000) }), 413, 'offer-too-long');
  const { status, headers } = await site.post();
  assert.equal(status, 201);
  await site.delete(headers.location);
});

test('options that could not work or would not be safe are refused when the relay is made', async () => {
  const { createRelay } = await import('../../web/src/relay/index.js');
  const good = { authorize: () => 'ann', token: () => 't', leaseKey: newKey() };
  createRelay(good);
  createRelay({
    ...good,
    leaseKey: [newKey(), randomBytes(32)],
    upstream: 'http://[::1]:1/base/',
  });
  const twice = newKey();
  const bad: object[] = [
    ...[
      { authorize: undefined },
      { token: undefined },
      { token: 'eyJ' },
      { leaseKey: [] },
      { leaseKey: undefined },
    ],
    ...['', 'short', 'k'.repeat(42), 'no base64 but long enough, is it not?!'].map((leaseKey) => ({
      leaseKey,
    })),
    ...[randomBytes(31), [newKey(), 'short']].map((leaseKey) => ({ leaseKey })),
    // No secrets, and no rotation.
    ...[
      new Uint8Array(32),
      new Uint8Array(64),
      new Uint8Array(32).fill(7),
      'A'.repeat(43),
      'k'.repeat(44),
      [newKey(), new Uint8Array(32)],
      [twice, twice],
      [twice, newKey(), Buffer.from(twice, 'base64url')],
      [twice, Buffer.from(twice, 'base64url').toString('base64')],
    ].map((leaseKey) => ({ leaseKey })),
    ...['', 'x', 'ftp://a.example', 'http://a.example', 'http://localhost.evil.example'].map(
      (upstream) => ({ upstream }),
    ),
    ...[
      'https://user:secret@a.example',
      'https://a.example/?q',
      'https://a.example/v1',
      'https://a.example/v1/devices/d1/media/streaming/whep/sessions',
      'https://a.example/#f',
      'http://127.1.evil.example',
    ].map((upstream) => ({ upstream })),
    ...[
      ...['https://app.example/', '*', 'app.example', 'capacitor://localhost/', 'file://x'],
      ...['null, https://app.example', 'data:x', 'app://a b', 'HTTPS://app.example'],
    ].map((one) => ({ allowedOrigins: [one] })),
    ...[0, -1, 1.5, NaN].flatMap((n) => [
      { maxOpening: n },
      { requestsPerSecond: n },
      { quota: { cameraSeconds: n } },
    ]),
    ...[
      { quota: { visitorSeconds: 30 } },
      { quota: { openPerCamera: Infinity } },
      { quota: { sessionSecond: 30 } },
      { timeouts: { answer: 5 } },
      { limits: {} },
    ],
    ...[0, -1, NaN, Infinity, 3601].flatMap((n) => [
      { timeouts: { body: n } },
      { timeouts: { late: n } },
    ]),
  ];
  for (const change of bad) {
    assert.throws(
      () => createRelay({ ...good, ...change } as typeof good),
      (error: unknown) =>
        error instanceof TypeError &&
        /^createRelay: /.test(error.message) &&
        !/secret/.test(error.message),
      JSON.stringify(change),
    );
  }
});
