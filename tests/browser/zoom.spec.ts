// A closer look (`ring-live/zoom`): by wheel, mouse, fingers, keys and buttons, at a picture that goes on.

import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { decodeStrip, stripInfo } from '../simulator/index.js';
import { expect, expectRising, test } from './fixtures.js';
import { plainPage, type Site } from './site.js';
import {
  expectLive,
  focused,
  frames,
  heard,
  nth,
  part,
  player,
  sessionsOf,
  show,
  src,
} from './stage.js';
import { camerasNamed, hang, playing, tile } from './wall-stage.js';

async function look(
  page: Page,
  site: Site,
  attributes: Readonly<Record<string, string>> = {},
  times: Readonly<Record<string, number>> = {},
): Promise<void> {
  const script = '<script type="module" src="/tests/browser/zoom-tools.js"></script>';
  site.addPage('/zoom', plainPage(script), { policy: 'strictest' });
  const all = { src, autoplay: '', controls: '', zoomable: '', ...attributes };
  await show(page, `${site.origin}/zoom`, all, { times });
  await page.evaluate(() => {
    window.zooms.listen();
    window.tools.style(
      'ring-live { inline-size: 640px } body { block-size: 3000px; margin: 0 } body > video { display: none }',
    );
  });
  await expectLive(page);
}

const zoom = (page: Page) => page.evaluate(() => window.tools.player().zoom);
const scale = async (page: Page) => Math.round((await zoom(page)).scale * 1000) / 1000;
const button = (page: Page, name: string) => page.getByRole('button', { name });
const scrolled = (page: Page) => page.evaluate(() => scrollY);

/** What of the picture is under this point of the page, 0 to 1, by where the browser has put it. */
const placeAt = (page: Page, x: number, y: number) =>
  part(page, 'video').evaluate(
    (video, at) => {
      const { left, top, width, height } = video.getBoundingClientRect();
      return [(at.x - left) / width, (at.y - top) / height].map((place) => place.toFixed(3));
    },
    { x, y },
  );

test('a wheel, a mouse, keys and buttons enlarge the picture, and say so once', async ({
  page,
  simulator,
  site,
}) => {
  await look(page, site, {}, { batteryLimit: 60 });
  simulator.device('porch').configure({ limitSeconds: 60 });

  // A plain wheel is the page's, until the picture is enlarged.
  await page.mouse.move(500, 100);
  await page.mouse.wheel(0, 40);
  await expect.poll(() => scrolled(page)).toBe(40);
  expect(await scale(page)).toBe(1);
  await page.mouse.wheel(0, -40);
  await expect.poll(() => scrolled(page)).toBe(0);
  const before = await placeAt(page, 500, 100);
  await page.keyboard.down('Control');
  await page.mouse.wheel(0, -100);
  await page.keyboard.up('Control');
  await expect.poll(() => scale(page)).toBe(1.492);
  expect(await placeAt(page, 500, 100)).toEqual(before);
  await page.mouse.wheel(0, -100);
  await expect.poll(() => scale(page)).toBe(2.226);
  expect(await placeAt(page, 500, 100)).toEqual(before);
  expect(await scrolled(page)).toBe(0);

  // A drag takes the picture along.
  const held = await placeAt(page, 300, 200);
  await page.mouse.move(300, 200);
  await page.mouse.down();
  await page.mouse.move(250, 180);
  await page.mouse.up();
  expect(await placeAt(page, 250, 180)).toEqual(held);
  await page.mouse.move(100, 100);
  expect(await placeAt(page, 250, 180)).toEqual(held);
  await page.mouse.dblclick(300, 200);
  expect(await scale(page)).toBe(1);

  // Keys, as long as it has the focus.
  await page.keyboard.press('Tab');
  expect(await focused(page)).not.toBe('');
  const keyed = (await heard(page)).length;
  for (const wanted of [2, 4, 8, 8]) {
    await page.keyboard.press('+');
    expect(await scale(page)).toBe(wanted);
  }
  await expect(button(page, 'Zoom in')).toHaveAttribute('aria-disabled', 'true');
  const { x } = await zoom(page);
  await page.keyboard.press('ArrowLeft');
  expect((await zoom(page)).x).toBeCloseTo(x - 1 / 32);
  await page.keyboard.press('-');
  expect(await scale(page)).toBe(4);
  await expect.poll(async () => (await heard(page)).at(-1)).toBe('Zoom 4 times');
  // Once, where the keys follow each other; a busy machine may stop between two, but not at each of these four steps.
  expect((await heard(page)).length - keyed).toBeLessThan(4);
  await page.keyboard.press('0');
  expect(await zoom(page)).toEqual({ scale: 1, x: 0.5, y: 0.5 });
  await expect.poll(async () => (await heard(page)).at(-1)).toBe('Whole picture');

  // Buttons stay where they are, and so does the focus.
  await button(page, 'Zoom in').click();
  expect(await scale(page)).toBe(2);
  await part(page, 'overview').click({ position: { x: 30, y: 20 } });
  expect(await zoom(page)).toMatchObject({ scale: 2, x: 0.25, y: 0.25 });
  await page.mouse.move(500, 300);
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode()
    .disableRules(['landmark-one-main', 'page-has-heading-one', 'region'])
    .analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  await button(page, 'Whole picture').focus();
  await page.keyboard.press('Enter');
  expect(await scale(page)).toBe(1);
  expect(await focused(page)).toBe('Whole picture');
  await button(page, 'Zoom in').focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  expect(await scale(page)).toBe(1);

  // Each change was told, and the property said the same.
  const told = await page.evaluate(() => window.zooms.told.map((one) => one.scale.toFixed(2)));
  expect(told).toEqual(
    ['1.49', '2.23', '2.23', '1.00', '2.00', '4.00', '8.00', '8.00', '4.00', '1.00'].concat([
      '2.00',
      '2.00',
      '1.00',
      '2.00',
      '1.00',
    ]),
  );
});

test('an enlarged picture is one picture across sessions, pauses and sizes, with the whole beside it', async ({
  page,
  simulator,
  site,
}) => {
  test.setTimeout(60_000);
  simulator.device('porch').configure({ limitSeconds: 6 });
  await look(page, site, { extend: '12' }, { batteryLimit: 6 });
  const wanted = { scale: 4, x: 0.25, y: 0.75 };
  await page.evaluate((one) => {
    window.tools.player().zoom = one;
    window.zooms.follow();
  }, wanted);
  expect(await zoom(page)).toEqual(wanted);
  const enlarged = 'matrix(4, 0, 0, 4, 640, -360)';
  await expect(part(page, 'video')).toHaveCSS('transform', enlarged);
  // Not laid out before it has a picture.
  await expect(part(page, 'next-video')).toHaveAttribute('style', /scale\(4\)/);
  expectRising(await frames(page));

  // The watermark stays where it is in the whole picture, and as large; what is seen is marked in the small one.
  const boxes = await page.evaluate(() =>
    ['frame', 'watermark'].map((name) => {
      const { x, y, width, height } = window.tools.part(name).getBoundingClientRect();
      return [x, y, width, height];
    }),
  );
  expect(boxes[1]).toEqual(boxes[0]);

  // What is saved is whole.
  const row = stripInfo;
  const saved = await page.evaluate(async (strip) => {
    const image = await createImageBitmap(await window.tools.player().snapshot());
    const canvas = document.createElement('canvas');
    canvas.width = image.width;
    canvas.height = image.height;
    canvas.getContext('2d')?.drawImage(image, 0, 0);
    return window.tools.strip(canvas, strip);
  }, row);
  expect(decodeStrip(saved)).toBeDefined();

  // Full screen and back, another width and back: the same part of the picture.
  await page.keyboard.press('Tab');
  await page.keyboard.press('f');
  await expect.poll(() => player(page).evaluate((one) => one.matches(':fullscreen'))).toBe(true);
  await expect(part(page, 'video')).not.toHaveCSS('transform', enlarged);
  await page.keyboard.press('f');
  await expect(part(page, 'video')).toHaveCSS('transform', enlarged);

  await nth(page, 'close');
  await expect(part(page, 'held')).toHaveCSS('transform', enlarged);
  expect(await zoom(page)).toEqual(wanted);
  expect(sessionsOf(simulator)).toHaveLength(2);
  const seen = await page.evaluate(() => window.zooms.seen());
  expect(seen).toEqual({ streams: 2, blank: 0, told: 1 });

  // Another camera is whole.
  await page.evaluate(() => {
    window.tools.player().src = '/another/whep';
  });
  expect(await scale(page)).toBe(1);
  await expect(part(page, 'overview')).toBeHidden();
});

test('less motion is no motion, and without the attribute there is nothing to enlarge', async ({
  page,
  site,
}) => {
  await look(page, site);
  const moving = () =>
    part(page, 'video').evaluate((video) => {
      window.tools.player().zoom = null;
      window.tools.player().shadowRoot?.querySelector<HTMLElement>('.zoom button')?.click();
      return video.getAnimations().length;
    });
  expect(await moving()).toBe(1);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  expect(await moving()).toBe(0);
  expect(await scale(page)).toBe(2);
  await page.evaluate(() => {
    window.tools.player().zoomable = false;
  });
  expect(await scale(page)).toBe(1);
  await expect(part(page, 'zoom-controls')).toBeHidden();
  await page.evaluate(() => {
    window.tools.player().zoom = { scale: 2 };
  });
  await player(page).dblclick();
  expect(await scale(page)).toBe(1);
});

test.describe('fingers', () => {
  test.use({ hasTouch: true });

  test('two of them pinch, one moves what is enlarged, two taps enlarge: the page stays, and so do the buttons', async ({
    page,
    site,
  }) => {
    await look(page, site);
    const cdp = await page.context().newCDPSession(page);
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...points: [number, number][]) =>
      cdp.send('Input.dispatchTouchEvent', {
        type,
        touchPoints: points.map(([x, y], id) => ({ x, y, id })),
      });
    const before = await placeAt(page, 320, 180);
    await touch('touchStart', [270, 180]);
    await touch('touchStart', [270, 180], [370, 180]);
    for (const by of [20, 40, 60, 80, 100]) {
      await touch('touchMove', [270 - by, 180], [370 + by, 180]);
    }
    await touch('touchEnd');
    expect(await scale(page)).toBe(3);
    expect(await placeAt(page, 320, 180)).toEqual(before);
    await expect.poll(async () => (await heard(page)).at(-1)).toBe('Zoom 3 times');

    await touch('touchStart', [400, 200]);
    for (const y of [180, 150, 120]) await touch('touchMove', [400, y]);
    await touch('touchEnd');
    expect((await zoom(page)).y).toBeCloseTo(0.5 + 80 / (360 * 3), 2);
    expect(await scrolled(page)).toBe(0);
    expect(await part(page, 'frame').getAttribute('data-awake')).toBeNull();

    for (const said of ['Whole picture', 'Zoom 2 times']) {
      await page.touchscreen.tap(300, 200);
      await page.touchscreen.tap(300, 200);
      await expect.poll(async () => (await heard(page)).at(-1)).toBe(said);
    }
    expect(await scale(page)).toBe(2);
  });
});

test('on a wall the enlarged player is enlarged further, and Escape goes back one by one', async ({
  page,
  simulator,
  site,
}) => {
  const cameras = camerasNamed('gate', 'yard').map((camera) => ({ ...camera, zoomable: '' }));
  await hang(page, { simulator, site }, cameras, { 'max-live': '1' });
  await page.evaluate(() => import('../../web/src/zoom/index.js'));
  await expect.poll(() => playing(page), { timeout: 10_000 }).toBe('gate');
  const enlarged = () => page.evaluate(() => window.walls.wall().enlarged?.label);
  const gate = tile(page, 'gate');

  await gate.press('+');
  expect(await scale(page)).toBe(1);
  await player(page).first().dblclick();
  expect(await enlarged()).toBe('gate');
  expect(await scale(page)).toBe(1);
  await player(page).first().dblclick();
  expect(await scale(page)).toBe(2);
  expect(await enlarged()).toBe('gate');

  await gate.focus();
  await page.keyboard.press('+');
  expect(await scale(page)).toBe(4);
  const { x } = await zoom(page);
  await page.keyboard.press('ArrowRight');
  expect((await zoom(page)).x).toBeGreaterThan(x);
  expect(await enlarged()).toBe('gate');
  await page.keyboard.press('Escape');
  expect(await scale(page)).toBe(1);
  expect(await enlarged()).toBe('gate');
  await page.keyboard.press('ArrowRight');
  expect(await enlarged()).toBe('yard');
  await page.keyboard.press('ArrowLeft');

  // Made small again by another way, it is whole.
  await page.keyboard.press('+');
  expect(await scale(page)).toBe(2);
  await page.keyboard.press('Enter');
  expect(await enlarged()).toBeUndefined();
  expect(await scale(page)).toBe(1);
  // Left in the moment of a 201, nobody could close what it opened.
  await expect.poll(() => playing(page), { timeout: 10_000 }).toBe('gate');
});
