// The demo's pages, as people get them.

import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { startDemo, type Demo } from '../../web/demo/server.js';
import { decodeStrip, stripInfo } from '../simulator/index.js';
import { coveredFocus, namesInTree } from './stage.js';
import { expect, expectQuiet, expectRising, test, stripsOf, type Watch } from './fixtures.js';

test('the demo shows its four cameras, what the service saw, and leaves nothing open', async ({
  page,
  watch,
}) => {
  const demo = await startDemo({ port: 0 });
  const { ledger } = demo.simulator;
  watch.alsoCheck(ledger);
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.goto(`${demo.origin}/players`);
  const card = (id: string) => page.locator(`.card[data-device="${id}"]`);
  const says = (id: string) => card(id).locator('[part~="status"]');

  await expect(says('front-door')).toHaveText('Live');
  expectRising((await stripsOf(page, '[data-device="front-door"] ring-live', 4)).map(decodeStrip));
  await expect(card('front-door').locator('.now')).toContainText('1 session open');
  await screenshot(page, 'demo-first');

  await card('front-door').locator('ring-live').hover();
  await card('front-door').getByRole('button', { name: 'Save this picture' }).click();
  const taken = card('front-door').locator('.strip img');
  await expect(taken).toHaveJSProperty('naturalWidth', 1280);
  expect(decodeStrip(await taken.evaluate(stripOf, stripInfo))).toBeDefined();

  await card('garage').getByRole('button', { name: 'Watch live' }).click();
  await expect(card('garage').locator('[part~="message"]')).toHaveText(
    /^[A-Z][a-z ]+: The camera is offline\./,
  );
  await expect(card('garage').locator('.log')).toContainText('the camera is offline');

  await card('side-gate').getByRole('button', { name: 'Watch live' }).click();
  await expect(says('side-gate')).toHaveText('Live');
  await expect(card('side-gate').locator('.log')).toContainText('token refused');
  await expect(card('side-gate').locator('.log')).toContainText('session opened');
  // The relay's business: the page is told of neither token nor service.
  const elsewhere = asked.filter((url) => url.startsWith('http') && !url.startsWith(demo.origin));
  expect(elsewhere).toEqual([]);
  expect(asked.filter((url) => url.includes('token'))).toEqual([]);

  await card('garden').getByRole('button', { name: 'Watch live' }).click();
  await expect(says('garden')).toHaveText('Live');
  await expect(page.locator('#open-now')).toHaveText('3');
  await screenshot(page, 'demo-playing');

  await card('garden').locator('ring-live').hover();
  await card('garden').getByRole('button', { name: 'Stop watching' }).click();
  await expect(card('garden').locator('.log')).toContainText('session closed after');
  await expect(page.locator('#left-open')).toHaveText('0');
  await screenshot(page, 'demo-paused');

  await page.goto('about:blank');
  await expectQuiet(ledger);
  // Three, and on a slow machine more: what was scrolled away for long begins anew.
  expect(new Set(ledger.sessions().map(({ endedBy }) => endedBy))).toEqual(new Set(['delete']));
  await demo.close();
});

test('without a relay the page gives its own token, and a fresh one when it was refused', async ({
  page,
  watch,
}) => {
  const tokens: Promise<string>[] = [];
  page.on('response', (response) => {
    if (response.url().includes('/demo/token')) tokens.push(response.text());
  });
  const demo = await openDemo(page, watch, '/direct');
  const card = page.locator('[data-device="back-yard"]');
  await card.getByRole('button', { name: 'Watch live' }).click();
  await expect(card.locator('[part~="status"]')).toHaveText('Live');
  await expect(card.locator('.log')).toContainText('token refused');
  await expect(card.locator('.log')).toContainText('session opened');
  expect(tokens).toHaveLength(2);
  for (const token of tokens) watch.secret(await token);
  await leave(page, demo);
});

test('the service of the demo lets no page in, and without a cookie the relay nobody', async ({
  page,
  watch,
}) => {
  const demo = await openDemo(page, watch);
  const service = demo.simulator.origin + demo.simulator.endpointPath('garden');
  const preflight = await fetch(service, { method: 'OPTIONS' });
  expect(preflight.status).toBe(403);
  const offer = { method: 'POST', headers: { 'Content-Type': 'application/sdp' }, body: 'v=0' };
  expect((await fetch(`${demo.origin}/ring/devices/garden/whep`, offer)).status).toBe(403);
  await leave(page, demo);
});

test('a visitor makes trouble, and the player gets over it', async ({ page, watch }) => {
  const demo = await openDemo(page, watch, '/players');
  const door = page.locator('[data-device="front-door"]');
  const says = door.locator('[part~="status"]');
  const press = (name: string) => door.getByRole('button', { name }).click();
  await expect(says).toHaveText('Live');
  await press('Freeze it');
  await expect(says).toHaveText('Picture interrupted…');
  await expect(says).toHaveText('Live', { timeout: 15_000 });

  await press('Take it offline');
  await expect(says).toHaveText('No live video', { timeout: 15_000 });
  await expect(door.locator('[part~="message"]')).toHaveText(
    /^[A-Z][a-z ]+: The camera is offline\./,
  );
  for (const width of [390, 320]) {
    await page.setViewportSize({ width, height: 844 });
    const free = await door.locator('ring-live').evaluate((player) => {
      const boxOf = (part: string) =>
        player.shadowRoot?.querySelector(`[part~="${part}"]`)?.getBoundingClientRect();
      const [frame, message] = [boxOf('frame'), boxOf('message')];
      return ((message?.top ?? 0) - (frame?.top ?? 0)) / (frame?.height ?? 0);
    });
    expect(free, 'nothing covers the watermark and the caption').toBeGreaterThanOrEqual(0.15);
  }
  await press('Bring it back');
  await press('Try again');
  await expect(says).toHaveText('Live');
  await expect(page.locator('#left-open')).toHaveText('0');
  await leave(page, demo);
});

test('motion is drawn from the frames that are shown', async ({ page, watch }) => {
  const demo = await openDemo(page, watch, '/players');
  const painted = () =>
    page.locator('#motion').evaluate((element) => {
      const canvas = element as HTMLCanvasElement;
      const data = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data;
      return (data ?? new Uint8ClampedArray()).filter((value, at) => at % 4 === 3 && value > 0)
        .length;
    });
  expect(await painted()).toBe(0);
  await page.locator('[data-device="garden"]').getByRole('button', { name: 'Watch live' }).click();
  await expect.poll(painted, { timeout: 10_000 }).toBeGreaterThan(100);
  await leave(page, demo);
});

test('the page and its players speak German when asked to', async ({ page, watch }) => {
  const demo = await openDemo(page, watch, '/players');
  const garden = page.locator('[data-device="garden"]');
  await page.getByRole('button', { name: 'Deutsch' }).click();
  await expect(page.getByRole('heading', { name: 'Garten' })).toBeVisible();
  await expect(garden.getByRole('button', { name: 'Live ansehen' })).toBeVisible();
  await expect(garden.locator('.now')).toContainText('Die Kamera ruht');
  // Every text that is marked has a German one.
  const untranslated = () =>
    page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('[data-text]')]
        .filter((element) => element.textContent === element.dataset['text'])
        .map((element) => element.textContent),
    );
  expect(await untranslated()).toEqual(['Garage']);
  expect(await page.title()).toBe('ring-live · vier simulierte Kameras');
  const names = ['Haustür', 'Garten', 'Garage', 'Seitentor'];
  expect((await namesInTree(page, 'group')).sort()).toEqual(names.sort());
  await expect(page.getByRole('list', { name: 'Aufgenommene Bilder' })).toHaveCount(0);
  await expect(page.locator('.totals')).toHaveAttribute('aria-label', 'Alle Kameras');
  await page.getByRole('button', { name: 'English' }).click();
  await expect(page.getByRole('heading', { name: 'Garden' })).toBeVisible();
  await expect(garden.getByRole('button', { name: 'Watch live' })).toBeVisible();
  for (const path of ['/direct', '/']) {
    await letGo(page);
    await page.goto(demo.origin + path);
    await page.getByRole('button', { name: 'Deutsch' }).click();
    expect(await untranslated()).toEqual([]);
  }
  expect(await namesInTree(page, 'group')).toContain('Haustür');
  await leave(page, demo);
});

test('on the desk a few cameras are on, one that rings is among them, and a clip of it is saved', async ({
  page,
  watch,
}) => {
  const demo = await openDemo(page, watch);
  const { ledger } = demo.simulator;
  const open = () => ledger.open().map(({ deviceId }) => deviceId);
  await expect(page.locator('ring-live')).toHaveCount(9);
  const four = ['car-park', 'front-door', 'garden', 'warehouse'];
  await expect.poll(() => open().sort(), { timeout: 20_000 }).toEqual(four);
  await screenshot(page, 'demo-desk-first');
  await page.getByRole('button', { name: 'Ring in the lobby' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'something happened' })).toBeVisible();
  await expect.poll(open, { timeout: 20_000 }).toContain('lobby');
  await expect.poll(() => open().length, { timeout: 20_000 }).toBe(4);
  const lobby = page.locator('ring-live[device-id=lobby]');
  await expect(lobby.locator('[part~="status"]')).toHaveText('Live', { timeout: 10_000 });
  await screenshot(page, 'demo-desk-ringing');

  await lobby.dblclick();
  await lobby.getByRole('button', { name: 'Save the last 30 seconds' }).click();
  const clip = page.getByRole('list', { name: 'Saved' }).locator('video');
  await expect(clip).toHaveJSProperty('videoWidth', 640);
  await expect(page.getByRole('link', { name: /^Lobby, .+ as MP4$/ })).toBeVisible();
  await screenshot(page, 'demo-desk-clip');
  await leave(page, demo);
});

test('on a small screen nothing lies over what has the focus, and nothing sticks out', async ({
  page,
  watch,
}) => {
  await page.setViewportSize({ width: 320, height: 256 });
  const demo = await openDemo(page, watch, '/players');
  const hidden: string[] = [];
  let stops = 0;
  for (; stops < 60; stops += 1) {
    await page.keyboard.press('Tab');
    const at = await coveredFocus(page);
    if (at === 'body') break;
    if (at !== '') hidden.push(at);
  }
  expect(stops).toBeGreaterThan(16);
  expect(hidden).toEqual([]);
  for (const path of ['/', '/players', '/direct']) {
    await letGo(page);
    await page.goto(demo.origin + path);
    const scrollWidth = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(scrollWidth, path).toBeLessThanOrEqual(320);
  }
  await leave(page, demo);
});

for (const path of ['/', '/players', '/direct']) {
  test(`axe finds nothing at ${path}, light and dark`, async ({ page, watch }) => {
    const demo = await openDemo(page, watch, path);
    if (path !== '/direct') {
      await expect(page.locator('#open-now')).not.toHaveText('0', { timeout: 10_000 });
    }
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
      const found = violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
      expect(found, colorScheme).toEqual([]);
    }
    await leave(page, demo);
  });
}

async function screenshot(page: Page, name: string): Promise<void> {
  if (process.env['SCREENSHOTS'] === undefined) return;
  await page.screenshot({ path: test.info().outputPath(`${name}.png`), fullPage: true });
}

async function openDemo(page: Page, watch: Watch, path = '/'): Promise<Demo> {
  const demo = await startDemo({ port: 0 });
  watch.alsoCheck(demo.simulator.ledger);
  await page.goto(demo.origin + path);
  return demo;
}

/** Where a POST is on its way, leaving would lose the session: the page lets go first. */
function letGo(page: Page): Promise<unknown> {
  return page.evaluate(() => {
    const players = [...document.querySelectorAll('ring-live')];
    document.querySelector('ring-live-wall')?.remove(); // It would give the places to others.
    return Promise.all(players.map((player) => player.pause()));
  });
}

async function leave(page: Page, demo: Demo): Promise<void> {
  await letGo(page);
  await page.goto('about:blank');
  await expectQuiet(demo.simulator.ledger);
  await demo.close();
}

/** The row with the frame number, from a picture of its own size. */
function stripOf(
  element: Element,
  { cells, cellWidth, y }: { cells: number; cellWidth: number; y: number },
): number[] {
  const context = new OffscreenCanvas(cells, 1).getContext('2d');
  if (context === null) throw new Error('no canvas here');
  context.imageSmoothingEnabled = false;
  const image = element as HTMLImageElement;
  context.drawImage(image, 0, y, cells * cellWidth, 1, 0, 0, cells, 1);
  return [...context.getImageData(0, 0, cells, 1).data];
}
