// The camera stops in mid-view: how soon a person is told, how soon there is a picture again, and that
// nothing that stands still is called live (promise 2).

import type { Page } from '@playwright/test';
import { decodeStrip } from '../simulator/index.js';
import { expect, requestsOf, test } from './fixtures.js';
import {
  expectHeld,
  expectLive,
  measure,
  nth,
  part,
  sessionsOf,
  status,
  stripOf,
  told,
  watch,
  words,
} from './stage.js';

/** When the last new frame before `until` was presented, on the page's clock. */
async function lastFrame(page: Page, until = Infinity): Promise<number> {
  const seen = await page.evaluate(() => window.tools.shownFrames());
  return Math.max(...seen.map(({ at }) => at).filter((at) => at < until));
}

/** When the first frame after `from` was presented. */
async function nextFrame(page: Page, from: number): Promise<number> {
  const seen = await page.evaluate(() => window.tools.shownFrames());
  return Math.min(...seen.map(({ at }) => at).filter((at) => at > from));
}

for (const { after, firstFrame } of [
  { after: 1, firstFrame: 0 },
  { after: 3, firstFrame: 2.5 },
]) {
  test(`silent after ${String(after)} s, with a camera that needs ${String(firstFrame)} s: shown within 2.5 s, playing again within 5 s and those`, async ({
    page,
    simulator,
    site,
  }) => {
    simulator.device('porch').configure({ firstFrameSeconds: firstFrame });
    simulator.device('porch').onPost({ stallAfterSeconds: after + firstFrame });
    await watch(page, site.origin);
    await measure(page);
    const stalled = await nth(page, 'stallchange');
    await expect(status(page)).toHaveText('Picture interrupted…');
    await nth(page, 'recovering');
    await expectHeld(page);
    await expectLive(page, 15_000);

    const last = await lastFrame(page, stalled.at);
    const again = await nextFrame(page, stalled.at);
    console.log(
      `stall shown after ${String(Math.round(stalled.at - last))} ms, playing after ${String(Math.round(again - last))} ms (camera ${String(firstFrame)} s)`,
    );
    expect(stalled.at - last).toBeLessThan(2500);
    // The camera's own time, from asking it to its first frame, is the second session's to tell. Beside
    // it: when frames are counted (0.25 s), the DELETE, and a machine that codes all of this on two cores.
    const { detail } = await nth(page, 'firstframe', 2);
    const camera = (detail['timings'] as { total: number }).total * 1000;
    expect(again - last).toBeLessThan(5000 + camera + 1000);
    expect(sessionsOf(simulator)[0]).toMatchObject({ endedBy: 'delete', deletes: 1 });
    expect(simulator.ledger.mostOpen('porch')).toBe(1); // released before it was asked again
  });
}

test('a stall that ends by itself: said, taken back, and still the same session', async ({
  page,
  simulator,
  site,
}) => {
  simulator.device('porch').onPost({ stallAfterSeconds: 1, stallForSeconds: 3.2 });
  await watch(page, site.origin);
  await expect(status(page)).toHaveText('Picture interrupted…');
  await expectLive(page);
  expect(await words(page)).toEqual(['Connecting…', 'Live', 'Picture interrupted…', 'Live']);
  const changes = await told(page, 'stallchange');
  expect(changes.map(({ detail }) => detail['stalled'])).toEqual([true, false]);
  expect(requestsOf(simulator, 'POST')).toEqual([201]);
  expect(requestsOf(simulator, 'DELETE')).toEqual([]);
});

test('cut off without a word: told as a stall, the last picture held, and it plays again', async ({
  page,
  simulator,
  site,
}) => {
  // Behind a relay, or a camera that goes now and then says so (a DTLS close_notify).
  simulator.device('porch').configure({ relay: true });
  simulator.device('porch').onPost({ cutAfterSeconds: 2 });
  await watch(page, site.origin);
  // Four seconds after the request: too near to the usual five on a busy machine.
  await expect(status(page)).toHaveText('Picture interrupted…', { timeout: 10_000 });
  const { detail } = await nth(page, 'recovering');
  expect(detail['error']).toMatchObject({ stage: 'live', retryable: true });
  await expectHeld(page);
  await expectLive(page);
  expect(requestsOf(simulator, 'DELETE')).toEqual([404]); // gone: that is success
  expect(await told(page, 'releasefailed')).toEqual([]);
});

test('cut off just before the limit: the time is up, and that is no error', async ({
  page,
  simulator,
  site,
}) => {
  simulator.device('porch').configure({ limitSeconds: 14, relay: true });
  simulator.device('porch').onPost({ cutAfterSeconds: 11.1 });
  // The last tenth of a session is near its limit. Noticed at about 13.7 s: well after 12.6, before 13.95. What a busy
  // machine holds back for a second or two is not lost.
  const alert = { stalled: 0.5, lost: 2.5, sample: 0.1 };
  await watch(page, site.origin, { batteryLimit: 14, limitMargin: 0.05, ...alert });
  expect((await nth(page, 'close')).detail).toEqual({ endReason: 'limit' });
  await expect(status(page)).toHaveText('Time is up');
  await expect(part(page, 'message')).toBeHidden();
  await expectHeld(page);
  expect(await told(page, 'error')).toEqual([]);
  expect(await told(page, 'recovering')).toEqual([]);
  expect(sessionsOf(simulator).map(({ endedBy }) => endedBy)).toEqual(['cut']);
});

test('the held picture is the last one that was shown', async ({ page, simulator, site }) => {
  await watch(page, site.origin, { stalled: 0.5, lost: 1, sample: 0.1 });
  await expectLive(page);
  simulator.device('porch').configure({ firstFrameSeconds: 3 }); // time to look
  await measure(page);
  await expect.poll(() => lastFrame(page)).toBeGreaterThan(0);
  simulator.device('porch').cut();
  await expectHeld(page);
  const held = await stripOf(page, 'held');
  const shown = (await page.evaluate(() => window.tools.shownFrames())).at(-1);
  const steps = (decodeStrip(held) ?? NaN) - (decodeStrip(shown?.strip ?? []) ?? NaN);
  expect((steps + 120) % 120).toBeLessThanOrEqual(1); // one may have come in between
  // It is asking the camera again: a page that left in the moment of the 201 could close nothing.
  await page.evaluate(() => window.tools.player().pause());
  await simulator.ledger.whenIdle(5000);
});
