// <ring-live> as a person meets it: what it says, what its buttons do, and when it lets the camera go.

import type { Page } from '@playwright/test';
import { decodeStrip } from '../simulator/index.js';
import { expect, expectOneDeleted, expectRising, requestsOf, test } from './fixtures.js';
import {
  endpoint,
  expectLive,
  frames,
  part,
  player,
  show,
  src,
  status,
  stopWatching,
  stripOf,
  words,
} from './stage.js';

test('plays by itself under a strict policy, says Live, and counts the time down', async ({
  page,
  simulator,
  site,
}) => {
  const response = page.waitForResponse(`${site.origin}/`);
  await show(page, site.origin);
  expect((await response).headers()['content-security-policy']).toContain("trusted-types 'none'");
  await expect(status(page)).toHaveText('Live');
  expectRising(await frames(page));
  await expect(player(page)).toHaveJSProperty('phase', 'live');

  const time = part(page, 'time');
  await expect(time).toHaveText(/^2\d$/);
  const first = Number(await time.textContent());
  await expect.poll(async () => Number(await time.textContent())).toBeLessThan(first);
  await expect(time).toHaveAttribute('title', /^\d+ seconds left$/);

  await stopWatching(page);
  await expect(status(page)).toHaveText('Resting');
  await expectOneDeleted(simulator);
});

test('an error says what to do, and the keyboard can try again', async ({
  page,
  simulator,
  site,
}) => {
  simulator.device('porch').configure({ online: false });
  await show(page, site.origin, { src, autoplay: '' });
  await expect(part(page, 'message')).toHaveText(
    'The camera is offline. Check its power and its Wi-Fi, then try again.',
  );
  await expect(status(page)).toHaveText('No live video');

  simulator.device('porch').configure({ online: true });
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Try again' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(status(page)).toHaveText('Live');
  await expect(part(page, 'message')).toBeHidden();
  expect(requestsOf(simulator, 'POST')).toEqual([503, 201]);
});

test('where playing is blocked it asks for a tap, and the camera rests until then', async ({
  page,
  simulator,
  site,
}) => {
  await page.addInitScript(() => {
    const browsers = HTMLMediaElement.prototype.play;
    // Not navigator.userActivation: every call of a test counts as a gesture there.
    let tapped = false;
    addEventListener('click', ({ isTrusted }) => (tapped ||= isTrusted), { capture: true });
    Reflect.set(HTMLMediaElement.prototype, 'play', function (this: HTMLMediaElement) {
      return tapped
        ? browsers.call(this)
        : Promise.reject(new DOMException('a gesture is needed', 'NotAllowedError'));
    });
  });
  await show(page, site.origin, { src, autoplay: '' });
  const tap = page.getByRole('button', { name: 'Tap to play' });
  await expect(tap).toBeVisible();
  await expectOneDeleted(simulator);

  await tap.click();
  await expect(status(page)).toHaveText('Live');
  expectRising(await frames(page));
});

test('moved within the page, the same session goes on', async ({ page, simulator, site }) => {
  await show(page, site.origin);
  await expect(status(page)).toHaveText('Live');
  await page.evaluate(() => {
    const place = document.createElement('main');
    document.body.append(place);
    place.append(window.tools.player());
  });
  expectRising(await frames(page, 25)); // longer than the grace of a second
  await expect(status(page)).toHaveText('Live');
  expect(requestsOf(simulator, 'POST')).toEqual([201]);
  expect(requestsOf(simulator, 'DELETE')).toEqual([]);
});

test('removed from the page, the camera is released after a second', async ({
  page,
  simulator,
  site,
}) => {
  await show(page, site.origin);
  await expect(status(page)).toHaveText('Live');
  const before = Date.now();
  await page.evaluate(() => {
    window.tools.player().remove();
  });
  const { endedAt = 0 } = await expectOneDeleted(simulator);
  expect(endedAt - before).toBeGreaterThan(950); // two clocks
  expect(endedAt - before).toBeLessThan(2500);
});

test('removed while it is still connecting, the camera is released too', async ({
  page,
  simulator,
  site,
}) => {
  simulator.device('porch').onPost({ delaySeconds: 1.5 });
  await show(page, site.origin);
  await simulator.ledger.when(() => requestsOf(simulator, 'POST').length === 1, 5000);
  await page.evaluate(() => {
    window.tools.player().remove();
  });
  await simulator.ledger.when(() => simulator.ledger.sessions().length === 1, 5000);
  await expectOneDeleted(simulator);
});

const ways = {
  'the tab is closed': (page: Page) => page.close({ runBeforeUnload: false }),
  'the page is left': (page: Page) => page.goto('about:blank'),
  'the page is loaded again': (page: Page) => page.reload(),
};

for (const [what, leave] of Object.entries(ways)) {
  test(`when ${what}, the DELETE still arrives`, async ({ page, simulator, site }) => {
    await show(page, site.origin);
    await expect(status(page)).toHaveText('Live');
    await leave(page);
    await expectOneDeleted(simulator);
  });

  test(`when ${what}, the DELETE with its bearer still arrives at another origin`, async ({
    page,
    simulator,
    site,
    token,
  }) => {
    const attributes = { 'device-id': 'front-door', 'api-base': simulator.origin, autoplay: '' };
    await show(page, site.origin, attributes, { token });
    await expect(status(page)).toHaveText('Live');
    await leave(page);
    expect((await expectOneDeleted(simulator)).bearer).toBe(true);
  });
}

test('pause releases the camera and holds the last picture, marked as such', async ({
  page,
  simulator,
  site,
}) => {
  await show(page, site.origin);
  await expect(status(page)).toHaveText('Live');
  expectRising(await frames(page));
  await page.evaluate(() => window.tools.player().pause());
  await expectOneDeleted(simulator);

  await expect(part(page, 'held')).toBeVisible();
  await expect(part(page, 'held-label')).toHaveText('Last picture');
  await expect(status(page)).toHaveText('Resting');
  const strip = await stripOf(page, 'held');
  expect(decodeStrip(strip)).toBeDefined();

  await page.getByRole('button', { name: 'Watch again' }).click();
  await expect(status(page)).toHaveText('Live');
  await expect(part(page, 'held')).toBeHidden();
  await expect(part(page, 'held-label')).toBeHidden();
});

test('the camera hangs up: the picture is not called live, then held, and plays again', async ({
  page,
  simulator,
  site,
}) => {
  await show(page, site.origin);
  await expect(status(page)).toHaveText('Live');
  simulator.device('porch').configure({ firstFrameSeconds: 1 });
  simulator.device('porch').stall();
  await expect(status(page)).toHaveText('Picture interrupted…');
  await expect(part(page, 'held-label')).toHaveText('Last picture', { timeout: 10_000 });
  await expectLive(page);
  // One word for all steps in between: a screen reader reads them out.
  expect(await words(page)).toEqual([
    'Connecting…',
    'Live',
    'Picture interrupted…',
    'Reconnecting…',
    'Live',
  ]);
  expect(requestsOf(simulator, 'POST')).toEqual([201, 201]);
  expect(requestsOf(simulator, 'DELETE')).toEqual([200]);
});

test('another src while playing is another camera, and the first is released', async ({
  page,
  simulator,
  site,
}) => {
  simulator.addDevice({ id: 'garden', auth: 'none' });
  await show(page, site.origin);
  await expect(status(page)).toHaveText('Live');
  await page.evaluate((other) => {
    window.tools.player().src = other;
  }, endpoint('garden'));
  await simulator.ledger.when(() => simulator.ledger.sessions().length === 2, 5000);
  await expect(status(page)).toHaveText('Live');
  expectRising(await frames(page));
  const sessions = simulator.ledger.sessions();
  expect(sessions.map(({ deviceId, endedBy }) => [deviceId, endedBy])).toEqual([
    ['porch', 'delete'],
    ['garden', undefined],
  ]);
});

test('properties set before the element is defined count', async ({
  page,
  simulator,
  site,
  token,
}) => {
  await page.goto(site.origin);
  await page.evaluate(
    async ([apiBase, bearer]) => {
      window.tools.add(
        {},
        { deviceId: 'front-door', apiBase, token: bearer, power: 'line', autoplay: true },
      );
      await window.tools.register();
    },
    [simulator.origin, token] as const,
  );
  await expect(status(page)).toHaveText('Live');
  await expect(player(page)).toHaveAttribute('device-id', 'front-door');
  await expect(part(page, 'time')).toHaveText(/^5\d$/); // line power
  const names = await player(page).evaluate((element) => element.getAttributeNames());
  expect(names).not.toContain('token');
});

test('without a camera or a token it says what is missing, and asks nobody', async ({
  page,
  simulator,
  site,
}) => {
  await show(page, site.origin, { controls: '' });
  await page.getByRole('button', { name: 'Watch live' }).click();
  await expect(status(page)).toHaveText('No camera chosen');
  await player(page).evaluate((element) => {
    element.setAttribute('device-id', 'front-door');
  });
  await page.evaluate(() =>
    window.tools
      .player()
      .play()
      .catch(() => undefined),
  );
  await expect(status(page)).toHaveText('Not signed in');
  expect(simulator.ledger.requests()).toEqual([]);
});

test('the whole picture is shown, whatever the shape of the box', async ({ page, site }) => {
  await show(page, site.origin);
  await expect(status(page)).toHaveText('Live');
  await expect(part(page, 'video')).toHaveCSS('object-fit', 'contain');
});

test('two players on one page are two cameras that do not disturb each other', async ({
  page,
  simulator,
  site,
}) => {
  simulator.addDevice({ id: 'garden', auth: 'none' });
  await show(page, site.origin);
  await page.evaluate((other) => {
    window.tools.style('ring-live { inline-size: 20rem }'); // both on the screen
    window.tools.add({ src: other, autoplay: '' });
  }, endpoint('garden'));
  await expect(status(page)).toHaveText(['Live', 'Live']);
  await page.evaluate(() => window.tools.player().pause());
  await expect(status(page)).toHaveText(['Resting', 'Live']);
  expect(simulator.ledger.open().map(({ deviceId }) => deviceId)).toEqual(['garden']);
});
