import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRelay } from '../../web/src/relay/index.js';
import { toNodeHandler } from '../../web/src/relay/node.js';
import { startSimulator } from '../simulator/index.js';
import { listen, offer, optionsFor, startBoth } from './support.js';

test('an offer goes out, an answer comes back, and the lease closes the session', async (t) => {
  const { simulator, site } = await startBoth(t);
  const opened = await site.post();
  assert.equal(opened.status, 201);
  assert.equal(opened.headers['content-type'], 'application/sdp');
  assert.equal(opened.headers['cache-control'], 'no-store');
  assert.match(opened.body, /^v=0\r\n[^]*a=sendonly/);
  assert.match(opened.headers.location ?? '', /^whep\/[\w-]+$/);
  assert.equal(simulator.ledger.open().length, 1);

  const closed = await site.delete(opened.headers.location);
  assert.equal(closed.status, 200);
  assert.equal(closed.body, '');
  assert.equal(simulator.ledger.open().length, 0);
  assert.deepEqual(site.problems, []);
});

test('real Locations, relative or with a long query, are closed byte for byte', async (t) => {
  const { simulator, site } = await startBoth(t);
  const porch = simulator.device('front-door');
  for (const location of ['absolute', 'relative'] as const) {
    for (const locationQuery of [true, false]) {
      porch.configure({ location, locationQuery });
      const { status, headers } = await site.post();
      assert.equal(status, 201);
      assert.equal((await site.delete(headers.location)).status, 200);
    }
  }
  assert.equal(simulator.ledger.sessions().length, 4);
});

test('sessions of one camera are told apart, and each is closed once', async (t) => {
  const { simulator, site } = await startBoth(t);
  const opened = await Promise.all([site.post(), site.post(), site.post({ subject: 'bob' })]);
  const [first, second, third] = opened.map(({ headers }) => headers.location);
  assert.equal((await site.delete(second)).status, 200);
  assert.equal(simulator.ledger.open().length, 2);
  assert.equal((await site.delete(third, { subject: 'bob' })).status, 200);
  assert.equal((await site.delete(first)).status, 200);
  assert.equal(simulator.ledger.open().length, 0);
});

test('below a path that the server cuts off, as Express does, the Location still leads back', async (t) => {
  const simulator = await startSimulator();
  t.after(() => simulator.close());
  const token = simulator.tokens.issue();
  const handle = toNodeHandler(createRelay(optionsFor(simulator.origin, token)));
  const { origin } = await listen(t, (req, res) => {
    req.url = req.url?.replace(/^\/app\/api/, '') ?? '/';
    handle(req, res);
  });
  const endpoint = `${origin}/app/api/devices/front-door/whep`;
  const headers = { 'Content-Type': 'application/sdp', 'X-Subject': 'ann' };
  const opened = await fetch(endpoint, { method: 'POST', headers, body: offer });
  assert.equal(opened.status, 201);
  assert.match(await opened.text(), /^v=0/);
  const lease = new URL(opened.headers.get('Location') ?? '', opened.url);
  assert.match(lease.pathname, /^\/app\/api\/devices\/front-door\/whep\//);
  assert.equal((await fetch(lease, { method: 'DELETE', headers })).status, 200);
  await simulator.ledger.whenIdle(1000);
  assert.deepEqual(simulator.ledger.violations(), []);
});

test('a log that throws changes nothing', async (t) => {
  const simulator = await startSimulator();
  t.after(() => simulator.close());
  const relay = createRelay({
    ...optionsFor(simulator.origin, simulator.tokens.issue()),
    onProblem: () => {
      throw new Error('the disk is full');
    },
  });
  const { status } = await relay(new Request('http://app.example/elsewhere'));
  assert.equal(status, 400);
});
