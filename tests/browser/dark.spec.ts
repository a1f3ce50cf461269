// The way to the camera is gone for a while: packets lost, no UDP, no network, no service. Seen by a
// person, and counted at the other end.

import type { Page } from '@playwright/test';
import { startSimulatorProcess, type SimulatorProcess } from '../simulator/index.js';
import { expect, requestsOf, test } from './fixtures.js';
import {
  ended,
  expectHeld,
  expectLive,
  nth,
  part,
  postsOf,
  sessionsOf,
  show,
  src,
  status,
  told,
  watch,
  words,
} from './stage.js';

/** Frames that the page has decoded so far, of the picture in front. */
const decoded = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      (window.tools.part('video') as HTMLVideoElement).getVideoPlaybackQuality().totalVideoFrames,
  );

for (const [rate, share] of [
  [0.05, '5 %'],
  [0.2, '20 %'],
] as const) {
  test(`${share} of all packets lost: it plays on in the same session`, async ({
    page,
    simulator,
    site,
  }) => {
    const porch = simulator.device('porch');
    porch.configure({ relay: true });
    await watch(page, site.origin);
    await expectLive(page);
    porch.loss(rate, { seed: 7 });
    const before = await decoded(page);
    const from = Date.now();
    await expect.poll(() => decoded(page), { timeout: 20_000 }).toBeGreaterThan(before + 60);
    const perSecond = (60 * 1000) / (Date.now() - from);
    const { packetsResent, datagramsDropped, keyframeRequests } = sessionsOf(simulator)[0] ?? {};
    console.log(
      `${share} lost: about ${perSecond.toFixed(1)} frames/s, ${String(datagramsDropped)} dropped, ${String(packetsResent)} resent, ${String(keyframeRequests)} keyframes asked for, stalls ${String((await told(page, 'stallchange')).length)}`,
    );
    expect(datagramsDropped).toBeGreaterThan(0); // It was really lossy.
    porch.loss(0);
    await expectLive(page);
    expect(requestsOf(simulator, 'POST')).toEqual([201]);
    expect(await told(page, 'recovering')).toEqual([]);
  });
}

test('packets that come late or again: the picture, and that of the next session, waits longer for them', async ({
  page,
  simulator,
  site,
}) => {
  test.setTimeout(90_000);
  const porch = simulator.device('porch');
  porch.configure({ relay: true, limitSeconds: 15 });
  porch.delay(0.04, { jitter: 0.03, seed: 1 });
  porch.loss(0.1, { direction: 'from-camera', seed: 1 });
  await show(page, site.origin, { src, extend: '60' }, { times: { batteryLimit: 15 } });
  await page.evaluate(() => {
    window.tools.record();
    void window.tools.player().play();
  });
  await expectLive(page);
  const buffers = () =>
    page.evaluate(() =>
      window.tools.peers.map((peer) => peer.getReceivers()[0]?.jitterBufferTarget ?? null),
    );
  // When the picture first freezes twice is chance: in the first session, nearly always.
  await expect
    .poll(async () => (await buffers()).slice(-2), { timeout: 50_000 })
    .toEqual([200, 200]);
  await page.evaluate(() => window.tools.player().pause());
  await simulator.ledger.whenIdle(5000);
});

test('no UDP for three seconds: said, and the same session goes on', async ({
  page,
  simulator,
  site,
}) => {
  const porch = simulator.device('porch');
  porch.configure({ relay: true });
  await watch(page, site.origin);
  await expectLive(page);
  porch.blackout(3);
  await expect(status(page)).toHaveText('Picture interrupted…');
  await expectLive(page);
  expect(await words(page)).toEqual(['Connecting…', 'Live', 'Picture interrupted…', 'Live']);
  expect(requestsOf(simulator, 'POST')).toEqual([201]);
  expect(await told(page, 'recovering')).toEqual([]);
});

test('no UDP for thirty seconds: tried again without a storm, and it plays by itself', async ({
  page,
  simulator,
  site,
}) => {
  test.setTimeout(90_000);
  const porch = simulator.device('porch');
  porch.configure({ relay: true });
  await watch(page, site.origin, {}, { power: 'line', extend: '600' });
  porch.configure({ power: 'line' });
  await expectLive(page);
  const dark = Date.now();
  porch.blackout(30);
  await expectHeld(page);
  await expectLive(page, 60_000);
  const posts = postsOf(simulator).filter(({ at }) => at > dark);
  const kinds = (await told(page, 'recovering')).map(
    ({ detail }) => (detail['error'] as { kind: string }).kind,
  );
  const seconds = ((Date.now() - dark) / 1000).toFixed(1);
  console.log(
    `30 s without UDP: live after ${seconds} s, POSTs at ${posts.map(({ at }) => ((at - dark) / 1000).toFixed(1)).join(', ')} s, told ${kinds.join(', ')}`,
  );
  expect(posts.length).toBeLessThanOrEqual(4);
  expect(await told(page, 'error')).toEqual([]);
  expect(simulator.ledger.mostOpen('porch')).toBe(1);
});

async function startService(): Promise<AsyncDisposable & { service: SimulatorProcess }> {
  const service = await startSimulatorProcess({ devices: [{ id: 'porch' }], cors: true });
  return { service, [Symbol.asyncDispose]: () => service.kill() };
}

test('the service is killed and comes back: it plays again, and nothing is left open there', async ({
  page,
  site,
  watch: watcher,
}) => {
  test.setTimeout(60_000);
  watcher.allowConsole(/ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE/);
  await using killed = await startService();
  const { service } = killed;
  site.allowConnections(service.origin);
  const src = service.origin + service.endpointPath('porch');
  await watch(page, site.origin, { backoff: 0.5, backoffMost: 2 }, { src });
  await expectLive(page);
  await service.kill();
  await expect(status(page)).toHaveText('Picture interrupted…');
  const lost = await nth(page, 'recovering');
  expect(lost.detail['error']).toMatchObject({ stage: 'live' });
  await expectHeld(page);
  const unreachable = await nth(page, 'recovering', 2);
  expect(unreachable.detail['error']).toMatchObject({ kind: 'network', stage: 'post' });
  await service.restart();
  await expectLive(page);
  await page.goto('about:blank');
  await expect.poll(async () => (await service.ledger()).open).toBe(0);
  const { sessions, violations } = await service.ledger();
  expect(violations).toEqual([]);
  expect(sessions.map(({ endedBy, deletes }) => [endedBy, deletes])).toEqual([['delete', 1]]);
});

test('without a network it waits, asks nobody, and plays when there is one again', async ({
  context,
  page,
  simulator,
  site,
  watch: watcher,
}) => {
  watcher.allowConsole(/ERR_INTERNET_DISCONNECTED/);
  // The session ends by itself: nobody can delete it from here.
  simulator.device('porch').configure({ limitSeconds: 5 });
  await watch(page, site.origin, { stalled: 0.5, lost: 1, sample: 0.2 });
  await expectLive(page);
  await context.setOffline(true);
  await ended(simulator);
  await expect(status(page)).toHaveText('Waiting for the network…');
  await expectHeld(page);
  expect((await nth(page, 'recovering')).detail['retryIn']).toBeNull();
  expect(requestsOf(simulator, 'POST')).toEqual([201]);

  simulator.device('porch').configure({ limitSeconds: undefined });
  await context.setOffline(false);
  const online = Date.now();
  await expectLive(page);
  const [, second] = postsOf(simulator);
  expect((second?.at ?? 0) - online).toBeLessThan(2000);
  expect(requestsOf(simulator, 'POST')).toEqual([201, 201]);
});

test('the network goes away and comes back in mid-view: the same session goes on', async ({
  context,
  page,
  simulator,
  site,
}) => {
  await watch(page, site.origin);
  await expectLive(page);
  await context.setOffline(true);
  await expect.poll(() => page.evaluate(() => navigator.onLine)).toBe(false);
  await expectLive(page);
  await context.setOffline(false);
  await expectLive(page);
  await expect(part(page, 'message')).toBeHidden();
  expect(requestsOf(simulator, 'POST')).toEqual([201]);
});
