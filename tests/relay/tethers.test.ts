// Promise 1 where nobody is left to send a DELETE: what a viewer held breaks, and the relay closes. Each story takes seconds, so
// they are told at the same time.

import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { memoryLimits } from '../../web/src/relay/limits/memory.js';
import type { LimitStore } from '../../web/src/relay/index.js';
import { bearer, opens, Service, session, startHostile } from './service.js';
import { newKey, optionsFor, startRelay, until, type Changes, type Site } from './support.js';
import { accepts, endsOnce, hold, opened, pass, seconds } from './tethering.js';

/** A service behind relays that are instances of one app: they share the key, and the store. */
async function startInstances(
  t: TestContext,
  count: number,
  changes: Changes = {},
): Promise<{ service: Service; sites: Site[] }> {
  const service = await new Service().start(t, (req, res, sent) => {
    if (req.method === 'POST') opens()(req, res, sent);
    else res.end();
  });
  const shared = { leaseKey: newKey(), tether: true, limits: memoryLimits(), ...changes };
  const sites = await Promise.all(
    Array.from({ length: count }, () =>
      startRelay(t, optionsFor(service.origin, bearer, shared), bearer),
    ),
  );
  return { service, sites };
}

describe('a tether', { concurrency: true }, () => {
  test('is named to whoever asks for one, where the app has said so', async (t) => {
    const { site } = await startHostile(t, { tether: true });
    const { headers } = await site.post();
    assert.equal(headers.link, undefined, 'nobody asked');
    const other = await startHostile(t);
    const untethered = await other.site.post({ headers: accepts });
    assert.equal(untethered.headers.link, undefined);
    const there = await hold(other.site, `${untethered.headers.location ?? ''}/tether`);
    assert.equal(there.status, 400);
  });

  test('that breaks closes the session after two seconds, once', async (t) => {
    const { service, site } = await startHostile(t, { tether: true });
    const { lease, tether } = await opened(site);
    const held = await hold(site, tether);
    assert.equal(held.status, 200);
    await pass(4);
    await endsOnce(service, held, 2.8);
    assert.equal((await site.delete(lease)).status, 404);
    assert.equal((await hold(site, tether)).status, 404, 'nobody is let hold what is over');
  });

  test('says nothing more, so that the system asks whether its viewer is still there', async (t) => {
    const { site } = await startHostile(t, { tether: true });
    const { lease, tether } = await opened(site);
    t.mock.timers.enable({ apis: ['setInterval'] });
    const { asked } = await hold(site, tether);
    const heard = asked.socket?.bytesRead;
    t.mock.timers.tick(60_000);
    await pass(0.5);
    assert.equal(asked.socket?.bytesRead, heard);
    await site.delete(lease);
  });

  test('that nobody takes up closes the session after three seconds', async (t) => {
    const { service, site } = await startHostile(t, { tether: true });
    await opened(site);
    const since = performance.now();
    await until(() => service.deleted.length > 0, 'the session to be closed');
    assert.ok(seconds(since) > 2.9 && seconds(since) < 3.8, `${String(seconds(since))} s`);
    await pass(2);
    assert.deepEqual(service.deleted, [session]);
  });

  test('nobody asked for closes nothing', async (t) => {
    const { service, site } = await startHostile(t, { tether: true });
    const { headers } = await site.post();
    await pass(4);
    assert.deepEqual(service.deleted, []);
    await site.delete(headers.location);
  });

  test('held anew in time keeps the session, whenever the first one broke', async (t) => {
    const { service, site } = await startHostile(t, { tether: true });
    const { lease, tether } = await opened(site);
    // Just before it would be closed for want of one.
    const first = await hold(site, tether);
    await pass(2.5);
    first.asked.destroy();
    await pass(1.5);
    const second = await hold(site, tether);
    await pass(4);
    assert.deepEqual(service.deleted, []);
    await site.delete(lease);
    await second.ended;
    assert.deepEqual(service.deleted, [session]);
  });

  test('ends with a DELETE, which stays the only one', async (t) => {
    const { service, site } = await startHostile(t, { tether: true });
    const { lease, tether } = await opened(site);
    const held = await hold(site, tether);
    held.asked.destroy();
    assert.equal((await site.delete(lease)).status, 200);
    await pass(3.5);
    assert.deepEqual(service.deleted, [session]);
  });

  test('whose DELETE the service refuses is still closed', async (t) => {
    let refusals = 1;
    const { service, site } = await startHostile(t, {
      tether: true,
      delete: (_, res) => res.writeHead(refusals-- > 0 ? 500 : 200).end(),
    });
    const { lease, tether } = await opened(site);
    const held = await hold(site, tether);
    held.asked.destroy();
    assert.equal((await site.delete(lease)).status, 500);
    await until(() => service.deleted.length === 2, 'a second one');
  });

  test('opens to nobody but the session’s own camera and page', async (t) => {
    const { site } = await startHostile(t, { tether: true });
    const { lease, tether } = await opened(site);
    const elsewhere = tether.replace('whep/', 'devices/back-door/whep/');
    assert.equal((await hold(site, `/ring/${elsewhere}`)).status, 404);
    const foreign = { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://other.example' };
    assert.equal((await hold(site, tether, foreign)).status, 400);
    await site.delete(lease);
  });

  test('held at another instance counts, and its break closes the session once', async (t) => {
    const { service, sites } = await startInstances(t, 3);
    const [one, two, three] = sites as [Site, Site, Site];
    const { tether } = await opened(one);
    const first = await hold(two, tether);
    await pass(3.5);
    first.asked.destroy();
    await pass(1);
    const second = await hold(three, tether);
    await pass(3.5);
    await endsOnce(service, second, 2.8);
  });

  test('broken by a DELETE through another instance is no reason for a second one', async (t) => {
    const { service, sites } = await startInstances(t, 2);
    const [one, two] = sites as [Site, Site];
    const { lease, tether } = await opened(one);
    const held = await hold(one, tether);
    held.asked.destroy();
    assert.equal((await two.delete(lease)).status, 200);
    await pass(4);
    assert.deepEqual(service.deleted, [session]);
  });

  test('with the store away closes nobody who may be held elsewhere', async (t) => {
    const store = memoryLimits();
    let isAway = false;
    const limits: LimitStore = {
      run: async (steps) => {
        if (isAway) throw new Error('away');
        return store.run(steps);
      },
    };
    const { service, sites } = await startInstances(t, 2, { limits });
    const [one, two] = sites as [Site, Site];
    const { tether } = await opened(one);
    const first = await hold(one, tether);
    isAway = true;
    first.asked.destroy();
    const second = await hold(two, tether);
    assert.equal(second.status, 200);
    await pass(3);
    isAway = false;
    await pass(3.5);
    await endsOnce(service, second, 20);
  });
});
