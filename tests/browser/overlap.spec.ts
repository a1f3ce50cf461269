// A camera that bears no second session: the next one comes after the last, the picture between them is
// held and marked as held, and it is remembered (break before make). The smooth way is in rollover.spec.ts.

import type { Page } from '@playwright/test';
import { replies, type Simulator } from '../simulator/index.js';
import { expect, requestsOf, test } from './fixtures.js';
import { ended, nth, part, sessionsOf, status, told, watch, words } from './stage.js';

const limit = 4;
const times = { batteryLimit: limit };

/** Whenever the camera rests between two sessions, what a person sees. */
async function followGap(page: Page): Promise<void> {
  await page.evaluate(() => {
    const element = window.tools.player();
    const gaps: string[] = [];
    let before = '';
    Object.assign(window, { gaps });
    element.addEventListener('phasechange', () => {
      const { tools } = window;
      const held = tools.part('held').hidden ? 'black' : tools.part('held-label').textContent;
      if (element.phase === 'waiting' && before !== 'waiting') gaps.push(held);
      before = element.phase;
    });
  });
}

const gaps = (page: Page): Promise<string[]> =>
  page.evaluate(() => (window as unknown as { gaps: string[] }).gaps);

/** Two sessions of a device were never open at once. */
function expectOneAtATime(simulator: Simulator, deviceId = 'porch'): void {
  const sessions = sessionsOf(simulator, deviceId);
  for (const [index, { openedAt }] of sessions.entries()) {
    const before = sessions[index - 1];
    if (before !== undefined) expect(openedAt).toBeGreaterThanOrEqual(before.endedAt ?? Infinity);
  }
  expect(simulator.ledger.mostOpen(deviceId)).toBe(1);
}

test('409 to an overlap: break before make, the last picture held, and not tried again', async ({
  page,
  simulator,
  site,
}) => {
  simulator.device('porch').configure({ limitSeconds: limit, concurrency: 'reject' });
  await watch(page, site.origin, times, { extend: String(limit * 3) });
  await followGap(page);
  expect((await nth(page, 'close')).detail).toEqual({ endReason: 'limit' });
  expect(requestsOf(simulator, 'POST')).toEqual([201, 409, 201, 201]);
  expectOneAtATime(simulator);
  expect(sessionsOf(simulator).map(({ endedBy }) => endedBy)).toEqual([
    'delete',
    'delete',
    'delete',
  ]);
  expect(await gaps(page)).toEqual(['Last picture', 'Last picture']);
  const gap = ['Reconnecting…', 'Live'];
  expect((await words(page)).slice(0, 6)).toEqual(['Connecting…', 'Live', ...gap, ...gap]);
  expect(await told(page, 'recovering')).toEqual([]); // nothing went wrong
  expect(await told(page, 'error')).toEqual([]);
});

for (const overlapStatus of [500, 503] as const) {
  test(`${String(overlapStatus)} to an overlap may be noise; twice in a row it is break before make`, async ({
    page,
    simulator,
    site,
  }) => {
    const settings = { limitSeconds: limit, concurrency: 'reject', overlapStatus } as const;
    simulator.device('porch').configure(settings);
    const quick = { ...times, backoff: 0.3, backoffMost: 0.3 };
    await watch(page, site.origin, quick, { extend: String(limit * 2) });
    await followGap(page);
    expect((await nth(page, 'close')).detail).toEqual({ endReason: 'limit' });
    expect(requestsOf(simulator, 'POST')).toEqual([201, overlapStatus, overlapStatus, 201]);
    expectOneAtATime(simulator);
    expect(await gaps(page)).toEqual(['Last picture']);
    expect(await told(page, 'error')).toEqual([]);
  });
}

test('429 to an overlap: its Retry-After is kept, the picture held until then', async ({
  page,
  simulator,
  site,
}) => {
  simulator.device('porch').configure({ limitSeconds: limit });
  simulator.device('porch').onPost({});
  simulator.device('porch').onPost({ reply: replies.rateLimited(3) });
  await watch(page, site.origin, times, { extend: String(limit * 2) });
  await followGap(page);
  await ended(simulator);
  await expect(status(page)).toHaveText('Reconnecting…');
  await expect(part(page, 'held-label')).toHaveText('Last picture');
  expect((await nth(page, 'close')).detail).toEqual({ endReason: 'limit' });
  expect(requestsOf(simulator, 'POST')).toEqual([201, 429, 201]);
  const posts = simulator.ledger.requests().filter(({ method }) => method === 'POST');
  expect((posts[2]?.at ?? 0) - (posts[1]?.at ?? 0)).toBeGreaterThan(2950);
  expectOneAtATime(simulator);
  expect(await gaps(page)).toEqual(['Last picture']);
});

test('a camera that ends the old session for the new one: the new one takes over, later ones wait', async ({
  page,
  simulator,
  site,
}) => {
  // As long to its first frame, beside the stall, as a real one.
  const settings = { limitSeconds: 5, concurrency: 'replace', firstFrameSeconds: 1.5 } as const;
  simulator.device('porch').configure(settings);
  const stalls = { batteryLimit: 5, stalled: 0.8, sample: 0.2 };
  await watch(page, site.origin, stalls, { extend: '15' });
  await followGap(page);
  expect((await nth(page, 'close')).detail).toEqual({ endReason: 'limit' });
  expect(requestsOf(simulator, 'POST')).toEqual([201, 201, 201]);
  const [first, second, third] = sessionsOf(simulator);
  expect(first).toMatchObject({ endedBy: 'replaced', deletes: 1 });
  expect(second).toMatchObject({ endedBy: 'delete', deletes: 1 });
  expect(third?.openedAt).toBeGreaterThanOrEqual(second?.endedAt ?? Infinity);
  expect(await gaps(page)).toEqual(['Last picture']); // between the second and the third
  expect(await told(page, 'error')).toEqual([]);
  expect(await told(page, 'recovering')).toEqual([]);
});

test('a token that expires in mid-view: 401 to the next session, one fresh token, the view goes on', async ({
  page,
  player,
  simulator,
  token,
  watch: watcher,
}) => {
  const fresh = watcher.secret(simulator.tokens.issue());
  simulator.device('front-door').configure({ limitSeconds: limit });
  const tokens = [token, token, fresh];
  const options = { deviceId: 'front-door', apiBase: simulator.origin, extend: limit * 2, times };
  await player.play({ ...options, tokens });
  simulator.tokens.expire(token); // The next session is asked for soon.
  await player.expectMoving();
  await expect.poll(() => sessionsOf(simulator, 'front-door').length, { timeout: 10_000 }).toBe(2);
  await player.expectMoving();
  expect((await player.until('close')).detail).toEqual({ endReason: 'limit' });
  expect(requestsOf(simulator, 'POST')).toEqual([201, 401, 201]);
  expect(await page.evaluate(() => window.tools.asked)).toEqual([false, false, true]);
  expect(await player.seen('recovering')).toEqual([]);
  expect(await player.seen('error')).toEqual([]);
  expect(sessionsOf(simulator, 'front-door').map(({ endedBy }) => endedBy)).toEqual([
    'delete',
    'delete',
  ]);
});
