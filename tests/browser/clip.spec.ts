// The last seconds as a file (`ring-live/clip`), from real frames to real files: what ffprobe reads, what ffmpeg decodes
// again, and the numbers in the pictures.

import type { Page } from '@playwright/test';
import { copied, readClipFile } from '../clip-file.js';
import { clipInfo } from '../simulator/clip.js';
import { decodeStrip, stripInfo } from '../simulator/index.js';
import {
  button,
  clipPage,
  expectGapless,
  interval,
  keep,
  refusal,
  save,
  seconds,
  start,
  steps,
} from './clip-stage.js';
import { expect, expectOneDeleted, expectRising, test } from './fixtures.js';
import { ended, expectLive, nth, sessionsOf, show, src } from './stage.js';

const strict = { policy: 'strictest' } as const;
const group = clipInfo.framesPerKeyframe / clipInfo.frameRate;

test('the last seconds, gapless, as long as asked, under the strictest policy that allows a worker', async ({
  page,
  simulator,
  site,
}) => {
  await keep(page, clipPage(site, strict));
  await start(page);
  await seconds(page, 6);
  const { file, clip } = await save(page, 4);
  expect(clip).toMatchObject({ tag: 'avc1', width: clipInfo.width, height: clipInfo.height });
  expectGapless(clip);
  expect(clip.duration).toBeGreaterThanOrEqual(4);
  expect(clip.duration).toBeLessThan(4 + group + 2 * interval);
  // The camera's own times, to the tick.
  for (const step of steps(clip)) expect(step).toBeCloseTo(interval, 4);

  const all = await save(page);
  expectGapless(all.clip);
  expect(all.clip.times.length).toBeGreaterThan(clip.times.length);

  const copy = readClipFile(copied(Buffer.from(file, 'base64')));
  expect(copy.numbers).toEqual(clip.numbers);
  await page.evaluate(() => window.tools.player().pause());
  const after = await save(page, 2); // What was seen can be saved when it is over.
  expectGapless(after.clip);
  await expectOneDeleted(simulator);
});

test('a browser plays the file, and what ffmpeg has copied', async ({ page, site }) => {
  await keep(page, clipPage(site));
  await start(page);
  await seconds(page, 4);
  const { file, clip } = await save(page, 3);
  await page.evaluate(() => window.tools.player().pause());
  const copy = Buffer.from(copied(Buffer.from(file, 'base64'))).toString('base64');
  for (const one of [file, copy]) {
    const played = await page.evaluate(([bytes, row]) => window.clips.playBack(bytes, row), [
      one,
      stripInfo,
    ] as const);
    expect(played).toMatchObject({ width: clipInfo.width, height: clipInfo.height });
    expect(played.duration).toBeCloseTo(clip.duration, 2);
    const numbers = played.strips.map(decodeStrip);
    expectRising(numbers.filter((number, index) => number !== numbers[index - 1]));
    // A busy machine may leave some out.
    expect(new Set(numbers).size).toBeGreaterThan(clip.numbers.length / 2);
    expect(clip.numbers).toEqual(expect.arrayContaining(numbers));
  }
});

test('two sessions are one file, every frame once', async ({ page, simulator, site }) => {
  test.setTimeout(60_000);
  simulator.device('porch').configure({ limitSeconds: 8 });
  await keep(page, clipPage(site, strict), { extend: '16' }, { batteryLimit: 8 });
  await start(page);
  await nth(page, 'close');
  const { clip } = await save(page);
  expect(sessionsOf(simulator)).toHaveLength(2);
  expectGapless(clip);
  // Both are in it: the first began at the beginning, and the second went on long after its end.
  expect(clip.duration).toBeGreaterThan(9);
  for (const step of steps(clip)) {
    expect(step).toBeGreaterThan(interval / 2);
    expect(step).toBeLessThan(interval * 1.5);
  }
  await ended(simulator, 1);
});

test('where nothing came, nothing is filled in', async ({ page, simulator, site }) => {
  simulator.device('porch').configure({ stallAfterSeconds: 3, stallForSeconds: 3 });
  await keep(page, clipPage(site, strict), {}, { stalled: 10, lost: 20 });
  await start(page);
  await seconds(page, 8);
  const { clip } = await save(page);
  const gap = Math.max(...steps(clip));
  const at = steps(clip).indexOf(gap);
  expect(gap).toBeGreaterThan(1);
  // As many frames are missing as the time says: none was moved.
  const [before = 0, after = 0] = clip.numbers.slice(at, at + 2);
  const missed = (after - before + clipInfo.frames) % clipInfo.frames;
  expect(gap).toBeCloseTo(missed * interval, 1);
  await page.evaluate(() => window.tools.player().pause());
});

test('a session alone keeps and saves', async ({ page, player, simulator, site, token }) => {
  await page.goto(clipPage(site));
  await page.evaluate(
    (sent) => {
      window.tools.make(sent);
      window.clips.keep(30);
    },
    { deviceId: 'front-door', apiBase: simulator.origin, token },
  );
  await expect.poll(() => page.workers().length).toBe(1);
  await page.evaluate(() => window.tools.session?.open());
  await player.expectMoving();
  await seconds(page, 3);
  const { file } = await page.evaluate(() => window.clips.saveOfSession(2));
  expectGapless(readClipFile(Buffer.from(file, 'base64')));
  await page.evaluate(() => {
    window.clips.clip?.close();
  });
  const { refused } = await page.evaluate(() => window.clips.saveOfSession());
  expect(refused).toBe('InvalidStateError');
  await player.close();
  await expectOneDeleted(simulator);
});

test.describe('a frame is touched only where it is asked for', () => {
  /** Whether the last peer's frames go through a transform. */
  const isTapped = (page: Page): Promise<boolean> =>
    page.evaluate(
      () => window.tools.peers.at(-1)?.getReceivers().at(-1)?.transform instanceof Object,
    );

  for (const { what, clip, tapped } of [
    { what: 'with the attribute', clip: { clip: '30' }, tapped: true },
    { what: 'without it', clip: undefined, tapped: false },
  ]) {
    test(what, async ({ page, player, site }) => {
      const address = clipPage(site);
      await page.goto(address);
      await player.record();
      await page.evaluate(
        async (given) => {
          await window.tools.register();
          window.tools.add(given);
        },
        { src, controls: '', ...clip },
      );
      await expect.poll(() => page.workers().length).toBe(tapped ? 1 : 0);
      await start(page);
      expect(await isTapped(page)).toBe(tapped);
      await expect(button(page)).toBeVisible({ visible: tapped });
      if (!tapped) expect(await refusal(page)).toBe('InvalidStateError');
      await page.evaluate(() => window.tools.player().pause());
    });
  }

  test('taken away in mid-picture: nothing is kept any more, and the picture goes on', async ({
    page,
    site,
  }) => {
    await keep(page, clipPage(site));
    await start(page);
    await expect(button(page)).toBeVisible();
    await page.evaluate(() => {
      window.tools.player().clip = null;
    });
    await expect(button(page)).toBeHidden();
    expect(await refusal(page)).toBe('InvalidStateError');
    await expectLive(page);
    await page.evaluate(() => {
      window.tools.player().clip = 10;
    });
    await expect(button(page)).toBeVisible();
    await seconds(page, 2);
    expectGapless((await save(page)).clip);
    await page.evaluate(() => window.tools.player().pause());
  });
});

test.describe('where frames cannot be kept, the picture comes all the same, without the button', () => {
  test('no script transforms', async ({ page, site }) => {
    await page.addInitScript(() => Reflect.deleteProperty(window, 'RTCRtpScriptTransform'));
    await keep(page, clipPage(site));
    await start(page);
    await expect(button(page)).toBeHidden();
    expect(await refusal(page)).toBe('NotSupportedError');
    await page.evaluate(() => window.tools.player().pause());
  });

  test('a policy without the name that the worker needs', async ({ page, site, watch }) => {
    watch.allowConsole(/Trusted|trusted-types|policy violated/i);
    await keep(page, clipPage(site, { trustedTypes: "'none'" }));
    await start(page);
    await expect(button(page)).toBeHidden();
    expect(await refusal(page)).toBe('NotSupportedError');
    await page.evaluate(() => window.tools.player().pause());
  });

  test('a worker that is not there', async ({ page, site, watch }) => {
    watch.allowConsole(/404|Failed to load resource/);
    await page.route('**/clip/worker.js', (route) => route.fulfill({ status: 404 }));
    await keep(page, clipPage(site));
    await start(page);
    await expect(button(page)).toBeHidden();
    expect(await refusal(page)).toBe('NotSupportedError');
    await page.evaluate(() => window.tools.player().pause());
  });

  test('a page that does not import the part', async ({ page, site }) => {
    await show(page, site.origin, { src, controls: '', clip: '30' });
    await start(page);
    const refused = await page.evaluate(() =>
      window.tools
        .player()
        .saveClip()
        .then(
          () => '',
          ({ name }: Error) => name,
        ),
    );
    expect(refused).toBe('NotSupportedError');
    await expect(button(page)).toHaveCount(0);
    await page.evaluate(() => window.tools.player().pause());
  });
});

test('the button saves a file, unless the page takes it itself, and speaks the language of the page', async ({
  page,
  site,
}) => {
  await keep(page, clipPage(site), { label: 'Front door' });
  await start(page);
  const named = page.getByRole('button', { name: 'Save the last 30 seconds' });
  const downloading = page.waitForEvent('download');
  await named.press('Enter');
  expect((await downloading).suggestedFilename()).toMatch(/^Front-door-[\d-]+\.mp4$/);

  await page.evaluate(async () => {
    const german = '../../web/src/words/de.js';
    const { german: words } = (await import(german)) as typeof import('../../web/src/words/de.js');
    const { defineWords } = await import('../../web/src/index.js');
    window.tools.player().lang = 'de';
    defineWords('de', words);
  });
  const type = page.evaluate(() => {
    const player = window.tools.player();
    return new Promise<string>((resolve) => {
      player.addEventListener('clip', (event) => {
        event.preventDefault();
        resolve(event.detail.blob.type);
      });
    });
  });
  await page.getByRole('button', { name: 'Die letzten 30 Sekunden speichern' }).click();
  expect(await type).toBe('video/mp4');
  await page.evaluate(() => window.tools.player().pause());
});
