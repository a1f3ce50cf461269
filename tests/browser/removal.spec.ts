// The element leaves its page in every phase of an attempt, in a wait and in a rollover; and moves.

import type { Page } from '@playwright/test';
import { replies } from '../simulator/index.js';
import { expect, requestsOf, test } from './fixtures.js';
import { expectLive, nth, sessionsOf, show, src, status, watch } from './stage.js';

/** Plays, and acts in the very event that tells the phase: none has passed before. */
async function playAnd(
  action: 'remove' | 'move',
  phase: string,
  page: Page,
  origin: string,
  times: Readonly<Record<string, number>>,
  attributes: Readonly<Record<string, string>> = {},
): Promise<void> {
  await show(page, origin, { src, controls: '', ...attributes }, { times });
  await page.evaluate(
    ([wanted, moves]) => {
      const element = window.tools.player();
      const place = document.createElement('main');
      document.body.append(place);
      element.addEventListener('phasechange', ({ detail }) => {
        if (detail.attemptPhase !== wanted && detail.phase !== wanted) return;
        if (moves) place.append(element);
        else element.remove();
      });
      void element.play();
    },
    [phase, action === 'move'] as const,
  );
}

const openedPhases = ['answering', 'connecting', 'awaiting-frame', 'flowing'];
const attemptPhases = ['offering', 'gathering', 'posting', ...openedPhases];

for (const phase of attemptPhases) {
  test(`removed while ${phase}: released, and nothing is left open`, async ({
    page,
    simulator,
    site,
  }) => {
    simulator.device('porch').onPost({ delaySeconds: 0.4, firstFrameSeconds: 0.5 });
    await playAnd('remove', phase, page, site.origin, { removal: 0.1 });
    expect((await nth(page, 'close')).detail).toEqual({ endReason: 'removed' });
    await simulator.ledger.whenIdle(5000);
    const opened = sessionsOf(simulator);
    expect(opened.map(({ endedBy, deletes }) => [endedBy, deletes])).toEqual(
      opened.map(() => ['delete', 1]),
    );
    expect(requestsOf(simulator, 'POST').length).toBeLessThanOrEqual(1);
    if (openedPhases.includes(phase)) expect(opened).toHaveLength(1);
  });
}

test('removed while it waits to try again: nobody is asked any more', async ({
  page,
  simulator,
  site,
}) => {
  simulator.device('porch').onPost({ reply: replies.rateLimited(1) });
  await playAnd('remove', 'waiting', page, site.origin, { removal: 0.1 });
  const { at, detail } = await nth(page, 'close');
  expect(detail).toEqual({ endReason: 'removed' });
  await page.waitForFunction((closed) => performance.now() > closed + 1500, at); // long due
  expect(requestsOf(simulator, 'POST')).toEqual([429]);
});

test('removed in a rollover: both sessions are deleted', async ({ page, simulator, site }) => {
  simulator.device('porch').configure({ limitSeconds: 5 });
  const times = { removal: 0.3, batteryLimit: 5 };
  await playAnd('remove', 'rolling', page, site.origin, times, { extend: '30' });
  expect((await nth(page, 'close')).detail).toEqual({ endReason: 'removed' });
  await simulator.ledger.whenIdle(5000);
  const ends = sessionsOf(simulator).map(({ endedBy, deletes }) => [endedBy, deletes]);
  expect(ends).toEqual([
    ['delete', 1],
    ['delete', 1],
  ]);
});

for (const phase of ['posting', 'connecting', 'rolling']) {
  test(`moved while ${phase}: no session more, none less`, async ({ page, simulator, site }) => {
    // The second session lasts until a busy machine has shown four pictures of it.
    simulator.device('porch').configure({ limitSeconds: 10 });
    const times = { removal: 0.3, batteryLimit: 10 };
    await playAnd('move', phase, page, site.origin, times, { extend: '20' });
    if (phase === 'rolling') {
      await expect.poll(() => sessionsOf(simulator).length, { timeout: 15_000 }).toBe(2);
    }
    await expectLive(page);
    expect(requestsOf(simulator, 'POST')).toHaveLength(phase === 'rolling' ? 2 : 1);
    expect(await page.locator('main > ring-live').count()).toBe(1);
  });
}

test('put back after it was released, an autoplaying player plays again', async ({
  page,
  simulator,
  site,
}) => {
  await watch(page, site.origin, { removal: 0.1 });
  await expectLive(page);
  const element = await page.evaluateHandle(() => {
    const removed = window.tools.player();
    removed.remove();
    return removed;
  });
  expect((await nth(page, 'close')).detail).toEqual({ endReason: 'removed' });
  await element.evaluate((removed) => {
    document.body.append(removed);
  });
  await expect(status(page)).toHaveText('Live');
  await expectLive(page);
  expect(requestsOf(simulator, 'POST')).toEqual([201, 201]);
});
