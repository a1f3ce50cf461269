// Nobody looks, nobody pays (promise 8): when the camera rests, what keeps it, and how it comes back.
// Headless Chromium never hides a page by itself, so these pages are told that they are hidden.

import type { Page } from '@playwright/test';
import { expect, requestsOf, test } from './fixtures.js';
import {
  ended,
  expectHeld,
  expectLive,
  frames,
  nth,
  player,
  setHidden,
  src,
  status,
  stopWatching,
  stripOf,
  show,
  told,
  watch,
  words,
} from './stage.js';

const resting = 'Resting while nobody watches';
const soon = { unseen: 1 };

const tall = (page: Page): Promise<void> =>
  page.evaluate(() => {
    window.tools.style('body { min-block-size: 400vh } ring-live { inline-size: 20rem }');
  });
const scroll = (page: Page, y: number): Promise<void> =>
  page.evaluate((top) => {
    scrollTo({ top, behavior: 'instant' });
  }, y);

test('a hidden tab lets the camera rest after a while, and shown again it plays by itself', async ({
  page,
  simulator,
  site,
}) => {
  await watch(page, site.origin, soon);
  await expectLive(page);
  const hiddenAt = Date.now();
  await setHidden(page, true);
  const { endedAt = 0, endedBy } = await ended(simulator);
  expect(endedBy).toBe('delete');
  expect(endedAt - hiddenAt).toBeGreaterThan(900);
  expect(endedAt - hiddenAt).toBeLessThan(2500);
  await expect(status(page)).toHaveText(resting);
  await expectHeld(page);

  await setHidden(page, false);
  await expectLive(page);
  expect(requestsOf(simulator, 'POST')).toEqual([201, 201]);
  expect(await told(page, 'error')).toEqual([]);
  expect(await told(page, 'recovering')).toEqual([]);
});

test('by default a hidden tab costs the camera five seconds', async ({ page, simulator, site }) => {
  await watch(page, site.origin);
  await expectLive(page);
  const hiddenAt = Date.now();
  await setHidden(page, true);
  const { endedAt = 0 } = await ended(simulator);
  expect(endedAt - hiddenAt).toBeGreaterThan(4900);
  expect(endedAt - hiddenAt).toBeLessThan(6500);
});

test('a look at another tab costs nothing', async ({ page, simulator, site }) => {
  await watch(page, site.origin, { unseen: 3 });
  await expectLive(page);
  await setHidden(page, true);
  await frames(page, 10); // less than a second, with time to spare
  await setHidden(page, false);
  await frames(page, 40); // longer than it had left
  await expectLive(page);
  expect(await words(page)).toEqual(['Connecting…', 'Live']);
  expect(requestsOf(simulator, 'POST')).toEqual([201]);
  expect(requestsOf(simulator, 'DELETE')).toEqual([]);
});

test('scrolled away the camera rests, scrolled back it plays', async ({
  page,
  simulator,
  site,
}) => {
  await watch(page, site.origin, soon);
  await tall(page);
  await expectLive(page);
  await scroll(page, 5000);
  expect((await ended(simulator)).endedBy).toBe('delete');
  await expect(status(page)).toHaveText(resting);
  await scroll(page, 0);
  await expectLive(page);
  expect(requestsOf(simulator, 'POST')).toEqual([201, 201]);
});

test('a player below the fold asks nobody until it is scrolled to', async ({
  page,
  simulator,
  site,
}) => {
  await page.goto(site.origin);
  await page.evaluate(
    async ([endpoint]) => {
      await window.tools.register();
      window.tools.style('video:first-child { display: block; block-size: 300vh }');
      window.tools.add({ src: endpoint, autoplay: '' });
    },
    [src] as const,
  );
  await expect(status(page)).toHaveText(resting);
  expect(simulator.ledger.requests()).toEqual([]);
  await player(page).scrollIntoViewIfNeeded();
  await expectLive(page);
  expect(requestsOf(simulator, 'POST')).toEqual([201]);
});

test('picture-in-picture keeps it through a hidden tab and scrolling; without, it rests', async ({
  page,
  simulator,
  site,
}) => {
  await watch(page, site.origin, soon);
  await tall(page);
  await expectLive(page);
  await page.evaluate(() => {
    const video = window.tools.part('video') as HTMLVideoElement;
    addEventListener('click', () => void video.requestPictureInPicture(), { once: true });
  });
  await page.mouse.click(700, 500); // beside the player: Chromium wants a gesture
  await expect
    .poll(() =>
      page.evaluate(() => window.tools.player().shadowRoot?.pictureInPictureElement?.tagName),
    )
    .toBe('VIDEO');
  await scroll(page, 5000);
  await setHidden(page, true);
  await frames(page, 40); // longer than a hidden player may stay
  expect(requestsOf(simulator, 'DELETE')).toEqual([]);
  expect(requestsOf(simulator, 'POST')).toEqual([201]);

  await page.evaluate(() => document.exitPictureInPicture());
  expect((await ended(simulator)).endedBy).toBe('delete');
  await expect(status(page)).toHaveText(resting);
});

test('keep-when-hidden keeps it', async ({ page, simulator, site }) => {
  await watch(page, site.origin, soon, { 'keep-when-hidden': '' });
  await expectLive(page);
  await setHidden(page, true);
  await frames(page, 40);
  await expect(status(page)).toHaveText('Live');
  expect(requestsOf(simulator, 'POST')).toEqual([201]);
  expect(requestsOf(simulator, 'DELETE')).toEqual([]);
});

// As measured in a tab behind another one, in a browser with windows.
for (const [hidden, early] of [
  ['a hidden page', true],
  ['a page hidden in the moment of a rollover', false],
] as const) {
  test(`${hidden} is called back for no frame: the next session takes over all the same`, async ({
    page,
    simulator,
    site,
  }) => {
    simulator.device('porch').configure({ limitSeconds: 6 });
    await watch(page, site.origin, { batteryLimit: 6 }, { 'keep-when-hidden': '', extend: '12' });
    await expectLive(page);
    await page.evaluate(() => {
      HTMLVideoElement.prototype.requestVideoFrameCallback = () => 1;
    });
    if (early) await setHidden(page, true);
    expect((await ended(simulator)).endedBy).toBe('delete');
    if (!early) await setHidden(page, true);
    const shown = () => stripOf(page, 'video');
    const before = await shown();
    await expect.poll(shown, { timeout: 2500 }).not.toEqual(before);
    await expect(status(page)).toHaveText('Live');
  });
}

test('a camera that fails in a hidden tab is not asked again until somebody looks', async ({
  page,
  simulator,
  site,
}) => {
  await watch(page, site.origin, { unseen: 60, stalled: 0.5, lost: 1, backoff: 0.1 });
  await expectLive(page);
  // Before it stalls: on a busy machine the failure may be told before the test gets another word in.
  await page.evaluate(() => {
    const { tools } = window;
    tools.player().addEventListener('recovering', () => {
      tools.setHidden(true);
    });
  });
  simulator.device('porch').stall();
  const { at } = await nth(page, 'recovering');
  await ended(simulator);
  // Long past the wait of at most 0.1 s.
  await page.waitForFunction((told) => performance.now() > told + 700, at);
  expect(requestsOf(simulator, 'POST')).toEqual([201]);
  await setHidden(page, false);
  await expectLive(page);
  expect(requestsOf(simulator, 'POST')).toEqual([201, 201]);
});

test('a page that is left for the cache deletes its session at once, and plays when it is back', async ({
  page,
  simulator,
  site,
}) => {
  await watch(page, site.origin);
  await expectLive(page);
  await page.evaluate(() => {
    dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
  });
  expect(await ended(simulator)).toMatchObject({ endedBy: 'delete', deletes: 1 });
  await expect(status(page)).toHaveText(resting);
  await page.evaluate(() => {
    dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
  });
  await expectLive(page);
  expect(requestsOf(simulator, 'POST')).toEqual([201, 201]);
});

test('a tab that the browser freezes deletes its session first, and plays when it thaws', async ({
  page,
  simulator,
  site,
}) => {
  await watch(page, site.origin, { unseen: 60 }); // the freeze alone ends it
  await expectLive(page);
  await setHidden(page, true);
  await page.evaluate(() => document.dispatchEvent(new Event('freeze')));
  expect(await ended(simulator)).toMatchObject({ endedBy: 'delete', deletes: 1 });
  await page.evaluate(() => document.dispatchEvent(new Event('resume')));
  await expect(status(page)).toHaveText(resting); // thawed, and still hidden
  expect(requestsOf(simulator, 'POST')).toEqual([201]);
  await setHidden(page, false);
  await expectLive(page);
  expect(requestsOf(simulator, 'POST')).toEqual([201, 201]);
});

test('stopped by a person before the tab was hidden: it stays stopped when it is shown again', async ({
  page,
  simulator,
  site,
}) => {
  await show(page, site.origin);
  await expectLive(page);
  await stopWatching(page);
  await nth(page, 'close');
  await setHidden(page, true);
  await setHidden(page, false);
  await expect(status(page)).toHaveText('Resting');
  expect(requestsOf(simulator, 'POST')).toEqual([201]);
});
