// A lease closes one session, for one visitor, on any instance that has the key; for all else it is nothing.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Leases } from '../../web/src/relay/lease.js';
import { keyBytes, keysOf } from '../../web/src/relay/seal.js';
import { startSimulator } from '../simulator/index.js';
import { opens, Service, startHostile } from './service.js';
import { newKey, optionsFor, startBoth, startRelay, until } from './support.js';

const ann = { deviceId: 'front-door', subject: 'ann' };
const upstream = 'https://api.example/';
const leasesOf = (...keys: string[]): Leases => new Leases(keysOf(keys, 'key'), upstream);
const open = async (leases: Leases, lease: string): Promise<string> =>
  (await leases.open(lease, ann.deviceId)).address;
const unknown = { code: 'no-such-session', status: 404 };

test('a lease of one instance closes on another, and is of no use without the key', async (t) => {
  const leaseKey = newKey();
  const { simulator, site, token } = await startBoth(t, { leaseKey });
  const same = await startRelay(t, optionsFor(simulator.origin, token, { leaseKey }));
  const other = await startRelay(t, optionsFor(simulator.origin, token));
  const { headers } = await site.post();
  assert.equal((await other.delete(headers.location)).status, 404);
  assert.deepEqual(other.codes, ['no-such-session']);
  assert.equal((await same.delete(headers.location)).status, 200);
});

test('a lease is bound to its device; for closing it is proof enough, whoever has it', async (t) => {
  const { simulator, site } = await startBoth(t, {
    simulator: { devices: [{ id: 'front-door' }, { id: 'garden' }] },
  });
  const { headers } = await site.post();
  const requests = simulator.ledger.requests().length;
  assert.equal((await site.delete(headers.location, { device: 'garden' })).status, 404);
  assert.equal(simulator.ledger.requests().length, requests);
  assert.equal((await site.delete(headers.location, { subject: 'bob' })).status, 200);
});

test('keys are rotated: the first seals, all open, one that is gone opens nothing', async () => {
  const [old, fresh] = [newKey(), newKey()];
  const before = await leasesOf(old).seal('/a', ann);
  const between = await leasesOf(fresh, old).seal('/b', ann);
  assert.equal(await open(leasesOf(fresh, old), before), '/a');
  assert.equal(await open(leasesOf(fresh), between), '/b');
  await assert.rejects(open(leasesOf(fresh), before), unknown);
  await assert.rejects(open(leasesOf(old), between), unknown);
});

test('the same key may be written as base64, as base64url or be given as bytes', async () => {
  const bytes = new Uint8Array(32).map((_, at) => 255 - at);
  const text = Buffer.from(bytes);
  const lease = await leasesOf(text.toString('base64')).seal('/a?q=1', ann);
  assert.equal(await open(leasesOf(text.toString('base64url')), lease), '/a?q=1');
  assert.equal(await open(new Leases([keyBytes(bytes)], upstream), lease), '/a?q=1');
});

test('a lease ends five minutes after it was made, and not before', async (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: 1_000_000 });
  const leases = leasesOf(newKey());
  const lease = await leases.seal('/a', ann);
  t.mock.timers.tick(300_000);
  assert.equal(await open(leases, lease), '/a');
  t.mock.timers.tick(1);
  await assert.rejects(open(leases, lease), unknown);
});

test('each bit of a lease counts', async () => {
  const leases = leasesOf(newKey());
  const bytes = Buffer.from(await leases.seal('/v1/xy?q=1', ann), 'base64url');
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const changed = Buffer.from(bytes);
    changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
    await assert.rejects(open(leases, changed.toString('base64url')), unknown);
  }
  // Its length leaves the last bits of the last letter without a meaning.
  const next = (last: string): string => String.fromCharCode(last.charCodeAt(0) + 1);
  const spelt = bytes.toString('base64url').replace(/.$/, next);
  assert.deepEqual(Buffer.from(spelt, 'base64url'), bytes);
  await assert.rejects(open(leases, spelt), unknown, 'another spelling of the same lease');
});

test('a lease shows nothing of the address, and no two are alike', async () => {
  const leases = leasesOf(newKey());
  const made = await Promise.all(
    Array.from({ length: 500 }, () => leases.seal('/secret-path', ann)),
  );
  assert.equal(new Set(made.map((lease) => lease.slice(0, 16))).size, 500, 'a nonce came twice');
  for (const lease of made) {
    assert.match(lease, /^[\w-]+$/);
    assert.ok(!Buffer.from(lease, 'base64url').includes('secret-path'));
  }
});

test('forged leases find nothing, and the service hears nothing of them', async (t) => {
  const { simulator, site } = await startBoth(t);
  const good = (await site.post()).headers.location ?? '';
  const requests = simulator.ledger.requests().length;
  const forged = [
    ...[
      'a',
      'AAAA',
      'A'.repeat(100),
      `${good.slice(5)}AA`,
      good.slice(5, -4),
      '%00',
      '%2e%2e%2f',
      '~',
    ],
    ...['a'.repeat(9000), 'null', '..%5c', '=', '====', `${good.slice(5)}%0a`],
  ];
  for (const lease of forged) {
    const sent = await site.ask({
      method: 'DELETE',
      path: `/devices/front-door/whep/${lease}`,
      headers: { 'X-Subject': 'ann' },
    });
    assert.equal(sent.status, 404, lease);
  }
  assert.equal(simulator.ledger.requests().length, requests);
  assert.equal((await site.delete(good)).status, 200);
});

test('two instances behind one address, chosen at random: every session is closed', async (t) => {
  const simulator = await startSimulator();
  t.after(() => simulator.close());
  const options = optionsFor(simulator.origin, simulator.tokens.issue());
  const sites = [await startRelay(t, options), await startRelay(t, options)];
  const pick = (): (typeof sites)[number] =>
    sites[Math.random() < 0.5 ? 0 : 1] as (typeof sites)[number];
  for (let turn = 0; turn < 20; turn += 1) {
    const { status, headers } = await pick().post();
    assert.equal(status, 201);
    assert.equal((await pick().delete(headers.location)).status, 200);
  }
  await until(() => simulator.ledger.open().length === 0, 'all to be closed');
  assert.equal(simulator.ledger.sessions().length, 20);
  assert.deepEqual(simulator.ledger.violations(), []);
});

test('a lease of one service is nothing at another one, though the key is the same', async (t) => {
  const leaseKey = newKey();
  const there = await startHostile(t, { leaseKey });
  const here = await startHostile(t, { leaseKey });
  const { headers } = await there.site.post();
  assert.equal((await here.site.delete(headers.location)).status, 404);
  assert.deepEqual(here.service.received, []);
  assert.equal((await there.site.delete(headers.location)).status, 200);

  // Nor below another path of the same service.
  const service = await new Service().start(t, (req, res, sent) => {
    opens(`${sent.url}/1`)(req, res, sent);
  });
  const optionsAt = (path: string): Parameters<typeof startRelay>[1] =>
    optionsFor(service.origin + path, 'the-token', { leaseKey });
  const [one, other] = [
    await startRelay(t, optionsAt('/one/')),
    await startRelay(t, optionsAt('/other/')),
  ];
  const opened = await one.post();
  assert.equal((await other.delete(opened.headers.location)).status, 404);
  // A slash at its end makes no other service.
  const same = await startRelay(t, optionsAt('/one'));
  assert.notEqual((await same.delete(opened.headers.location)).status, 404);
});

test('a lease that comes a thousand times reaches the service once', async (t) => {
  let release = (): void => undefined;
  const { service, site } = await startHostile(t, {
    delete: (_, res) => {
      release = () => res.end();
    },
  });
  const { headers } = await site.post();
  const statuses: number[] = [];
  const replay = async (): Promise<void> => {
    statuses.push((await site.delete(headers.location)).status);
  };
  const together = Array.from({ length: 150 }, replay);
  await until(() => service.deleted.length > 0, 'the first DELETE');
  await site.post({ device: 'cellar' }); // All of the others have come by then, or come later.
  release();
  await Promise.all(together);
  for (let more = 0; more < 50; more += 1) await replay();
  assert.equal(service.deleted.length, 1);
  // Gone is a success for whoever closes.
  for (const status of statuses) assert.ok(status === 200 || status === 404, String(status));
  assert.ok(statuses.includes(200));
});

test('a closing that failed is tried again when it is asked for again', async (t) => {
  let status = 500;
  const { service, site } = await startHostile(t, {
    delete: (_, res) => res.writeHead(status).end(),
  });
  const { headers } = await site.post();
  for (const next of [500, 503, 403, 200]) {
    status = next;
    assert.equal((await site.delete(headers.location)).status, next);
  }
  assert.equal((await site.delete(headers.location)).status, 404);
  assert.equal(service.deleted.length, 4);
});

test('a lease that was sealed before keeps its visitor for the token and the log', async (t) => {
  const asked: string[] = [];
  const { site } = await startHostile(t, {
    token: ({ subject }) => {
      asked.push(subject);
      return 'the-token';
    },
    delete: (_, res) => res.writeHead(302).end(),
  });
  const { headers } = await site.post({ subject: 'Ann "of" [the] shop' });
  await site.delete(headers.location, { subject: 'bob' });
  assert.equal(asked.length, 2);
  assert.equal(asked[0], asked[1]);
  assert.equal(site.problems.at(-1)?.subject, asked[0]);
});
