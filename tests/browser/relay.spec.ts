// The player and the real relay, as they are deployed: page and relay on one origin, the service elsewhere.

import { createServer, type Server } from 'node:http';
import type { Simulator } from '../simulator/index.js';
import { expect, expectOneDeleted, test as base } from './fixtures.js';
import { relayOf, signIns, watchElsewhere } from './relay-stage.js';
import { listening, passOn, type Site } from './site.js';
import { expectLive, part, show, stopWatching } from './stage.js';

const src = '/ring/devices/front-door/whep';

/** The app's backend: the relay below /ring, its pages elsewhere. */
function backendOf(simulator: Simulator, site: Site, token: string): Server {
  const relay = relayOf(simulator, token);
  return createServer((req, res) => {
    if (req.url?.startsWith('/ring/')) {
      relay(req, res);
      return;
    }
    // With the page only: a file that comes late must not sign in again who has signed out.
    passOn(site, req, res, req.url === '/' ? { 'Set-Cookie': 'visitor=ann' } : {});
  });
}

const test = base.extend<{ backend: string }>({
  backend: async ({ simulator, site, token }, use) => {
    const server = backendOf(simulator, site, token);
    await use(await listening(server));
    server.close();
    server.closeAllConnections();
  },
});

test('a camera plays through the relay, and its lease closes it', async ({
  page,
  player,
  simulator,
  backend,
}) => {
  await page.goto(backend);
  const { size, error } = await player.play({ src });
  expect(error).toBeNull();
  expect(size).toEqual({ width: 1280, height: 720 });
  await player.expectMoving();
  await player.close();
  expect((await expectOneDeleted(simulator)).bearer).toBe(true);
});

for (const how of signIns) {
  test(`page and relay on two origins: signed in by a ${how}`, async ({
    page,
    simulator,
    site,
    token,
  }) => {
    const relay = await watchElsewhere(page, { simulator, site, token }, how);
    const failed: string[] = [];
    page.on('requestfailed', (request) => failed.push(request.method()));
    await stopWatching(page);
    await expectOneDeleted(simulator);
    expect(failed).toEqual([]);
    relay.close();
  });
}

test('the last picture is there before the click, dimmed and with its age, and the live one takes over in its place', async ({
  page,
  simulator,
  backend,
}) => {
  simulator.device('front-door').configure({ firstFrameSeconds: 1 });
  await show(page, backend, { src, controls: '', poster: 'auto' });
  await expect(part(page, 'held-label')).toHaveText('Last picture, 3 minutes ago');
  const placeOf = (name: string) =>
    part(page, name).evaluate((element) => {
      const { x, y, width, height } = element.getBoundingClientRect();
      const { objectFit, filter } = getComputedStyle(element);
      return { box: [x, y, width, height], objectFit, filter };
    });
  const poster = await placeOf('poster');
  expect(poster.filter).toContain('grayscale');
  await page.getByRole('button', { name: 'Watch live' }).click();
  await expect(part(page, 'poster')).toBeVisible();
  await expectLive(page);
  const { box, objectFit } = await placeOf('video');
  expect(poster).toMatchObject({ box, objectFit });
  await expect(part(page, 'poster')).toBeHidden();
  await expect(part(page, 'held-label')).toBeHidden();
  // The picture itself is fetched without the bearer.
  const pictures = simulator.ledger.requests().filter(({ path }) => path.includes('/image/'));
  expect(pictures.map(({ method, authorization }) => [method, authorization])).toEqual([
    ['POST', true],
    ['GET', false],
  ]);
  await stopWatching(page);
  await expectOneDeleted(simulator);
  await page.goto('about:blank'); // Its backend is about to go, and nothing here may still want something of it.
});

test('a page that is left while the relay asks leaves nothing open', async ({
  page,
  player,
  simulator,
  backend,
}) => {
  simulator.device('front-door').onPost({ delaySeconds: 0.5 });
  await page.goto(backend);
  await player.begin({ src });
  await expect.poll(() => simulator.ledger.requests().length).toBe(1);
  await page.goto('about:blank');
  await expect.poll(() => simulator.ledger.sessions().length).toBe(1);
  await expectOneDeleted(simulator);
});

test('a page that is left while it plays closes its session through the relay', async ({
  page,
  player,
  simulator,
  backend,
}) => {
  await page.goto(backend);
  await player.play({ src });
  await page.goto('about:blank');
  await expectOneDeleted(simulator);
});

test('a visitor who may not watch is told so, and nothing is opened', async ({
  page,
  player,
  simulator,
  backend,
}) => {
  await page.goto(backend);
  await page.context().clearCookies();
  const { error } = await player.play({ src });
  expect(error).toMatchObject({ kind: 'forbidden', status: 403 });
  expect(simulator.ledger.requests()).toEqual([]);
});

test('a page of another origin opens nothing, although the visitor is signed in', async ({
  page,
  player,
  site,
  simulator,
  backend,
  watch,
}) => {
  site.allowConnections(backend);
  watch.allowConsole(/CORS policy|ERR_FAILED/);
  await page.goto(backend);
  await page.goto(site.origin);
  const { error } = await player.play({ src: backend + src });
  expect(error).toMatchObject({ kind: 'network' });
  expect(simulator.ledger.requests()).toEqual([]);
});
