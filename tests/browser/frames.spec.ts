// Pictures for programs: snapshots as files, frames for analysis. Read back from real pixels.

import { decodeStrip, stripInfo } from '../simulator/index.js';
import { expect, expectOneDeleted, expectRising, test } from './fixtures.js';
import {
  expectLive,
  hold,
  part,
  player,
  sessionsOf,
  show,
  src,
  status,
  stopWatching,
  watch,
} from './stage.js';

const row = stripInfo;

test('a snapshot is the picture on the screen, as a file', async ({ page, site }) => {
  await watch(page, site.origin);
  await expectLive(page);
  const taken = await page.evaluate(async (strip) => {
    const { tools } = window;
    const blob = await tools.player().snapshot();
    const small = await tools
      .player()
      .snapshot({ type: 'image/jpeg', quality: 0.5, maxWidth: 320 });
    const large = await tools.player().snapshot({ maxWidth: 9999 });
    const bitmaps = await Promise.all([blob, small, large].map((b) => createImageBitmap(b)));
    const canvas = document.createElement('canvas');
    const [first] = bitmaps;
    if (first === undefined) throw new Error('no picture');
    canvas.width = first.width;
    canvas.height = first.height;
    canvas.getContext('2d')?.drawImage(first, 0, 0);
    return {
      types: [blob.type, small.type],
      sizes: bitmaps.map(({ width, height }) => [width, height]),
      strip: tools.strip(canvas, strip),
      inFront: tools.strip(tools.part('video') as HTMLVideoElement, strip),
    };
  }, row);
  expect(taken.types).toEqual(['image/png', 'image/jpeg']);
  expect(taken.sizes).toEqual([
    [1280, 720],
    [320, 180],
    [1280, 720],
  ]);
  const [frame, shown] = [decodeStrip(taken.strip), decodeStrip(taken.inFront)];
  expect(frame).toBeDefined();
  expect(((shown ?? 0) - (frame ?? 0) + 120) % 120).toBeLessThan(30);
});

test('without a picture there is no snapshot; a held one can still be taken', async ({
  page,
  simulator,
  site,
}) => {
  await show(page, site.origin, { src, controls: '' });
  const attempt = () =>
    page.evaluate(() =>
      window.tools
        .player()
        .snapshot()
        .then(
          ({ size }) => size,
          (error: unknown) => (error as DOMException).name,
        ),
    );
  expect(await attempt()).toBe('InvalidStateError');
  await page.getByRole('button', { name: 'Watch live' }).click();
  await expectLive(page);
  await stopWatching(page);
  await expect(status(page)).toHaveText('Resting');
  expect(await attempt()).toBeGreaterThan(1000);
  await expectOneDeleted(simulator);
});

test('the snapshot button saves a file, unless the page takes the picture itself', async ({
  page,
  site,
}) => {
  await watch(page, site.origin);
  await expectLive(page);
  await player(page).hover();
  const button = page.getByRole('button', { name: 'Save this picture' });
  const downloading = page.waitForEvent('download');
  await button.click();
  expect((await downloading).suggestedFilename()).toMatch(
    /^live-\d{4}-\d\d-\d\d-\d\d-\d\d-\d\d\.png$/,
  );

  const type = await page.evaluate(() => {
    const player = window.tools.player();
    const told = new Promise<string>((resolve) => {
      player.addEventListener('snapshot', (event) => {
        event.preventDefault();
        resolve(event.detail.blob.type);
      });
    });
    (window.tools.part('snapshot-button') as HTMLButtonElement).click();
    return told;
  });
  expect(type).toBe('image/png');
});

test('frames come with their times, from before the first picture through a rollover, and end with the viewing', async ({
  page,
  simulator,
  site,
}) => {
  simulator.device('porch').configure({ limitSeconds: 5 });
  const times = {
    batteryLimit: 5,
    limitMargin: 0.2,
    rolloverLeast: 1.5,
    rolloverMost: 2,
    swap: 0.4,
  };
  await show(page, site.origin, { src, extend: '10', controls: '' }, { times });
  const seen = await page.evaluate(async (strip) => {
    const { tools } = window;
    const player = tools.player();
    const canvas = document.createElement('canvas');
    const frames: {
      strip: number[];
      time: number;
      mediaTime: number;
      size: string;
      attempt: number;
    }[] = [];
    let attempt = 0;
    let closedBefore = true;
    let last: VideoFrame | null = null;
    player.addEventListener('firstframe', ({ detail }) => (attempt = detail.attempt));
    const reading = (async () => {
      for await (const { image, width, height, time, mediaTime } of player.frames()) {
        closedBefore &&= last === null || last.format === null; // closed frames have no format
        last = image;
        canvas.width = width;
        canvas.height = height;
        canvas.getContext('2d')?.drawImage(image, 0, 0);
        frames.push({
          strip: tools.strip(canvas, strip),
          time,
          mediaTime,
          size: `${width}x${height}`,
          attempt,
        });
      }
    })();
    void player.play();
    await reading;
    return { frames, closedBefore, lastIsClosed: last?.['format'] === null };
  }, row);
  expect(new Set(seen.frames.map(({ size }) => size))).toEqual(new Set(['1280x720']));
  expectRising(
    seen.frames.map(({ strip }) => decodeStrip(strip)).filter((n, i, all) => n !== all[i - 1]),
  );
  const pairs = seen.frames.slice(1).map((frame, i) => ({ ...frame, before: seen.frames[i] }));
  const spaces = pairs.map(({ time, before }) => time - (before?.time ?? Infinity));
  expect(Math.min(...spaces)).toBeGreaterThanOrEqual(0); // two frames may share a refresh
  const restarts = pairs.filter(({ mediaTime, before }) => mediaTime <= (before?.mediaTime ?? -1));
  expect(restarts).toHaveLength(1); // the second session's clock, and no frame twice
  expect(seen.frames.length).toBeGreaterThan(60);
  expect(seen.frames.filter(({ attempt }) => attempt === 2).length).toBeGreaterThan(15);
  expect([seen.closedBefore, seen.lastIsClosed]).toEqual([true, true]);
  expect(sessionsOf(simulator)).toHaveLength(2);
});

test('whoever is slow gets fewer frames, and the newest one; whoever leaves the loop closes it', async ({
  page,
  site,
}) => {
  await watch(page, site.origin);
  await expectLive(page);
  const { ages, closed } = await page.evaluate(async () => {
    const player = window.tools.player();
    const ages: number[] = [];
    let kept: VideoFrame | null = null;
    for await (const { image, time } of player.frames()) {
      ages.push(performance.now() / 1000 - time);
      kept = image;
      if (ages.length === 4) break;
      const until = performance.now() + 600;
      await new Promise<void>((resolve) => {
        const wait = (): void => {
          if (performance.now() > until) resolve();
          else requestAnimationFrame(wait);
        };
        wait();
      });
    }
    return { ages, closed: kept?.format === null };
  });
  for (const age of ages) expect(age).toBeLessThan(0.4); // one that was kept would be 0.6 s old
  expect(closed).toBe(true);
  await expect(part(page, 'status')).toHaveText('Live');
  await expect(player(page)).toHaveJSProperty('phase', 'live');
});

test('whoever waits for frames before the module is there waits no longer than the viewing, or than they want to', async ({
  page,
  site,
}) => {
  const comes = await hold(page, '**/parts/viewing.js');
  await show(page, site.origin, { src, preload: 'none' });
  const ends = page.evaluate(async () => {
    const player = window.tools.player();
    const stop = new AbortController();
    const left = player.frames();
    const waits = [
      player.frames().next(), // Until the viewing closes, below.
      player.frames({ signal: stop.signal }).next(),
      player.frames({ signal: AbortSignal.abort() }).next(),
      left.next(),
    ];
    void player.play();
    await player.pause();
    stop.abort();
    void left.return();
    return Promise.all(waits);
  });
  await page.waitForFunction(() => window.tools.player().phase === 'closed');
  comes();
  expect((await ends).map(({ done }) => done)).toEqual([true, true, true, true]);
});
