// The session in a second engine.

import { clipPage, expectGapless, keep, save, start } from '../browser/clip-stage.js';
import { expect, expectOneDeleted, test } from '../browser/fixtures.js';
import { judge } from '../browser/picture.js';
import { signIns, watchElsewhere } from '../browser/relay-stage.js';
import { plainPage } from '../browser/site.js';
import { startJanus } from '../servers/janus.js';
import { clipInfo } from '../simulator/clip.js';
import {
  ended,
  expectLive,
  focused,
  measure,
  nth,
  part,
  sessionsOf,
  show,
  src,
  stopWatching,
} from '../browser/stage.js';
import { camerasNamed, hang, mostAtOnce, playing, tile } from '../browser/wall-stage.js';

test.beforeEach(({ site }) => {
  site.addPage('/strict', plainPage(), { policy: 'strictest' });
});

test('plays, and is closed', async ({ player, simulator }) => {
  await player.record();
  const { size, error } = await player.play({ src });
  expect(error).toBeNull();
  expect(size).toEqual({ width: 1280, height: 720 });
  await player.expectMoving();

  const before = await player.decoding();
  expect(before).toMatchObject({ codec: 'video/H264', transceivers: ['video recvonly'] });
  await player.expectMoving();
  await expect.poll(async () => (await player.decoding()).frames).toBeGreaterThan(before.frames);

  await player.close();
  await expectOneDeleted(simulator);
});

test('is offered one section with one direction, whatever Firefox writes above it', async ({
  page,
  player,
}) => {
  await player.record();
  await player.play({ src });
  const [post] = await page.evaluate(() => window.tools.requests);
  // What the browser made of the offer that was applied: the reason for looking at it again.
  expect(post?.localDescription).toMatch(/^a=sendrecv\r\n(?=[^]*^m=)/m);
  expect(post?.body.match(/^a=(sendrecv|sendonly|recvonly|inactive)/gm)).toEqual(['a=recvonly']);
  expect(post?.body.match(/^m=.*?(?= )/gm)).toEqual(['m=video']);
  await player.close();
});

test('plays from a server that makes the offer itself', async ({ page, site }) => {
  const janus = await startJanus();
  site.allowConnections(janus.origin);
  await show(page, site.origin, { src: janus.endpoint('camera'), autoplay: '' });
  await expectLive(page);
  await page.evaluate(() => window.tools.player().pause());
  await expect.poll(() => janus.sessions()).toBe(0);
  await janus.close();
});

for (const how of signIns) {
  test(`of a relay on another origin plays for who has signed in by a ${how}`, async ({
    page,
    simulator,
    site,
    token,
  }) => {
    const relay = await watchElsewhere(page, { simulator, site, token }, how);
    await stopWatching(page);
    await expectOneDeleted(simulator);
    relay.close();
  });
}

test('goes on from session to session in one picture, under the strictest policy', async ({
  page,
  simulator,
  site,
}) => {
  simulator.device('porch').configure({ limitSeconds: 8 });
  const attributes = { src, autoplay: '', controls: '', extend: '16' };
  await show(page, `${site.origin}/strict`, attributes, { times: { batteryLimit: 8 } });
  await measure(page);
  await expectLive(page);
  await nth(page, 'close');

  const seen = judge(await page.evaluate(() => window.tools.shownFrames()));
  expect(seen).toMatchObject({ swaps: 1, backward: 0, unreadable: 0 });
  expect(seen.gaps[0]).toBeLessThan(500); // a held or restarted picture is far beyond this
  expect(sessionsOf(simulator).map(({ endedBy, deletes }) => [endedBy, deletes])).toEqual([
    ['delete', 1],
    ['delete', 1],
  ]);
});

test('gives its frames, each with a time on the stream’s own clock', async ({ page, site }) => {
  await show(page, site.origin, { src, autoplay: '' });
  const times = await page.evaluate(async () => {
    const seen: number[] = [];
    for await (const { mediaTime } of window.tools.player().frames()) {
      if (seen.push(mediaTime) === 20) break;
    }
    return seen;
  });
  expect(times[0]).toBe(0);
  const steps = times
    .slice(1)
    .map((time, index) => (time - (times[index] ?? 0)) * clipInfo.frameRate);
  // A busy machine skips some; each is there once.
  for (const step of steps) expect(step).toBeCloseTo(Math.max(1, Math.round(step)));
  await page.evaluate(() => window.tools.player().pause());
});

test('is looked at closely, under the strictest policy', async ({ page, simulator, site }) => {
  await show(page, `${site.origin}/strict`, { src, autoplay: '', controls: '', zoomable: '' });
  await page.evaluate(() => import('../../web/src/zoom/index.js'));
  await expectLive(page);
  const scale = () => page.evaluate(() => window.tools.player().zoom.scale);
  await part(page, 'stop-button').focus();
  await page.keyboard.press('+');
  await expect.poll(scale).toBe(2);
  await expect(part(page, 'overview')).toBeVisible();
  await part(page, 'frame').hover({ position: { x: 300, y: 100 } });
  await page.mouse.wheel(0, -100);
  await expect.poll(scale).toBeGreaterThan(2);
  await page.keyboard.press('Escape');
  await expect.poll(scale).toBe(1);
  await page.evaluate(() => window.tools.player().pause());
  await expectOneDeleted(simulator);
});

test('is kept as it comes, and two sessions are one file, every frame once', async ({
  page,
  simulator,
  site,
}) => {
  test.setTimeout(60_000);
  simulator.device('porch').configure({ limitSeconds: 8 });
  const address = clipPage(site, { policy: 'strictest' });
  await keep(page, address, { extend: '16' }, { batteryLimit: 8 });
  await start(page);
  await nth(page, 'close');
  const { clip } = await save(page);
  expect(clip.tag).toBe('avc1');
  expect(sessionsOf(simulator)).toHaveLength(2);
  expectGapless(clip);
  expect(clip.duration).toBeGreaterThan(9);
});

test('hangs on a wall, which gives one place, and another at once where something happens', async ({
  page,
  simulator,
  site,
}) => {
  const cameras = camerasNamed('gate', 'yard');
  await hang(page, { simulator, site }, cameras, { 'max-live': '1' });
  await expect.poll(() => playing(page), { timeout: 15_000 }).toBe('gate');
  await page.evaluate(() => {
    const wall = window.walls.wall();
    wall.attend(wall.players[1] ?? '');
  });
  await expect.poll(() => playing(page), { timeout: 15_000 }).toBe('yard');
  await tile(page, 'yard').press('Enter');
  await expect(tile(page, 'gate')).toBeHidden();
  await page.keyboard.press('Escape');
  await expect(tile(page, 'gate')).toBeVisible();
  await page.keyboard.press('ArrowLeft');
  await expect(tile(page, 'gate')).toBeFocused();
  expect(mostAtOnce(simulator.ledger)).toBeLessThanOrEqual(2);
  await page.evaluate(() => {
    window.walls.wall().remove();
  });
  await simulator.ledger.whenIdle(5000);
  expect(simulator.ledger.open()).toEqual([]);
});

test('that stops sending is found out, asked again and live again', async ({
  page,
  simulator,
  site,
}) => {
  await show(page, `${site.origin}/strict`);
  await expectLive(page);
  simulator.device('porch').stall();
  const { detail } = await nth(page, 'recovering');
  expect(detail['error']).toMatchObject({ kind: 'stalled' });
  await expectLive(page, 15_000);
  expect(await ended(simulator)).toMatchObject({ endedBy: 'delete', deletes: 1 });
  await page.evaluate(() => window.tools.player().pause());
  expect(await ended(simulator, 1)).toMatchObject({ endedBy: 'delete', deletes: 1 });
});

// Firefox 153 now and then loses what a page asks for while it goes away with a peer connection, `keepalive` or not,
// also without any of our code. So what the page did is looked at, and the camera's own limit ends the rest. Of a
// closed tab not even that much is left.
test('keeps the focus, counts what the style sheet’s clock counts, and names the picture', async ({
  page,
  site,
}) => {
  await show(
    page,
    site.origin,
    { src, autoplay: '', controls: '' },
    { times: { batteryLimit: 16, limitWarning: 8 } },
  );
  await page.evaluate(() => {
    window.tools.style('ring-live { inline-size: 460px }');
  });
  await expectLive(page);
  const names = () =>
    page.evaluate(() => {
      const videos = window.tools.player().shadowRoot?.querySelectorAll('video') ?? [];
      return [...videos].map((one) => [one.ariaHidden, one.ariaLabel]);
    });
  expect(await names()).toContainEqual(['false', 'Picture of the camera']);
  expect((await names()).filter(([hidden]) => hidden === 'true')).toHaveLength(1);
  // Firefox leaves the focus on what the style sheet takes away.
  await part(page, 'snapshot-button').focus();
  await expect(part(page, 'extend-button')).toBeVisible({ timeout: 15_000 });
  await expect.poll(() => focused(page)).toMatch(/^(frame|More)$/);
  await part(page, 'extend-button').focus();
  await page.keyboard.press('Enter');
  await expect.poll(() => focused(page)).toBe('frame');
  await expect(part(page, 'controls')).toHaveCSS('opacity', '1');
  await expect(part(page, 'controls')).toHaveCSS('opacity', '0'); // After 3 s.
  await page.evaluate(() => window.tools.player().pause());
});

test('is released when its page is left', async ({ page, player, simulator, site }) => {
  simulator.device('porch').configure({ limitSeconds: 4 });
  site.addPage('/elsewhere', '<!doctype html><title>elsewhere</title>');
  await page.addInitScript(() => {
    const browsersFetch = window.fetch;
    window.fetch = (url, init) => {
      const { method, keepalive } = init ?? {};
      localStorage.setItem('last', JSON.stringify({ method, keepalive }));
      return browsersFetch(url, init);
    };
  });
  await player.play({ src });
  await page.goto(`${site.origin}/elsewhere`);
  const last = (): Promise<string | null> => page.evaluate(() => localStorage.getItem('last'));
  await expect.poll(last).toBe(JSON.stringify({ method: 'DELETE', keepalive: true }));
  await ended(simulator);
});
