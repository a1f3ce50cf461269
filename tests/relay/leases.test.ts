// A lease closes one session, for one visitor, on any instance that has the key; for all else it is nothing.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Leases, keyBytes } from '../../web/src/relay/lease.js';
import { startSimulator } from '../simulator/index.js';
import { newKey, optionsFor, startBoth, startRelay, until } from './support.js';

const ann = { deviceId: 'front-door', subject: 'ann' };
const leasesOf = (...keys: string[]): Leases => new Leases(keys.map(keyBytes));
const unknown = { code: 'no-such-session', status: 404 };

test('a lease of one instance closes on another, and is of no use without the key', async (t) => {
  const { simulator, site, token } = await startBoth(t, { leaseKey: 'k'.repeat(43) });
  const same = await startRelay(
    t,
    optionsFor(simulator.origin, token, { leaseKey: 'k'.repeat(43) }),
  );
  const other = await startRelay(t, optionsFor(simulator.origin, token));
  const { headers } = await site.post();
  assert.equal((await other.delete(headers.location)).status, 404);
  assert.deepEqual(other.codes, ['no-such-session']);
  assert.equal((await same.delete(headers.location)).status, 200);
});

test('a lease is bound to its device and its visitor', async (t) => {
  const { simulator, site } = await startBoth(t, {
    simulator: { devices: [{ id: 'front-door' }, { id: 'garden' }] },
  });
  const { headers } = await site.post();
  const requests = simulator.ledger.requests().length;
  assert.equal((await site.delete(headers.location, { subject: 'bob' })).status, 404);
  assert.equal((await site.delete(headers.location, { device: 'garden' })).status, 404);
  assert.equal(simulator.ledger.requests().length, requests);
  assert.equal((await site.delete(headers.location)).status, 200);
});

test('keys are rotated: the first seals, all open, one that is gone opens nothing', async () => {
  const [old, fresh] = [newKey(), newKey()];
  const before = await leasesOf(old).seal('/a', ann);
  const between = await leasesOf(fresh, old).seal('/b', ann);
  assert.equal(await leasesOf(fresh, old).open(before, ann), '/a');
  assert.equal(await leasesOf(fresh).open(between, ann), '/b');
  await assert.rejects(leasesOf(fresh).open(before, ann), unknown);
  await assert.rejects(leasesOf(old).open(between, ann), unknown);
});

test('the same key may be written as base64, as base64url or be given as bytes', async () => {
  const bytes = new Uint8Array(32).fill(0xfb);
  const text = Buffer.from(bytes);
  const lease = await leasesOf(text.toString('base64')).seal('/a?q=1', ann);
  assert.equal(await leasesOf(text.toString('base64url')).open(lease, ann), '/a?q=1');
  assert.equal(await new Leases([keyBytes(bytes)]).open(lease, ann), '/a?q=1');
});

test('a lease ends five minutes after it was made, and not before', async (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: 1_000_000 });
  const leases = leasesOf(newKey());
  const lease = await leases.seal('/a', ann);
  t.mock.timers.tick(300_000);
  assert.equal(await leases.open(lease, ann), '/a');
  t.mock.timers.tick(1);
  await assert.rejects(leases.open(lease, ann), unknown);
});

test('each bit of a lease counts', async () => {
  const leases = leasesOf(newKey());
  const bytes = Buffer.from(await leases.seal('/v1/xy?q=1', ann), 'base64url');
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const changed = Buffer.from(bytes);
    changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
    await assert.rejects(leases.open(changed.toString('base64url'), ann), unknown);
  }
  // Its length leaves the last bits of the last letter without a meaning.
  const next = (last: string): string => String.fromCharCode(last.charCodeAt(0) + 1);
  const spelt = bytes.toString('base64url').replace(/.$/, next);
  assert.deepEqual(Buffer.from(spelt, 'base64url'), bytes);
  await assert.rejects(leases.open(spelt, ann), unknown, 'another spelling of the same lease');
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
