// What a session says of itself in numbers, held against what the simulator saw.

import type { Page } from '@playwright/test';
import type { LiveStats } from '../../web/src/index.js';
import { expect, test } from './fixtures.js';
import { expectLive, show, src } from './stage.js';

const statsOf = (page: Page): Promise<LiveStats | undefined> =>
  page.evaluate(() => window.tools.session?.getStats());

test('while a picture simply plays, nothing of ours runs between its seconds', async ({
  page,
  site,
}) => {
  await show(page, site.origin);
  await expectLive(page);
  const asked = await page.evaluate(async () => {
    const asked = { frames: 0, reports: 0, seconds: 0 };
    const { requestAnimationFrame } = window;
    window.requestAnimationFrame = (callback) => {
      asked.frames += 1;
      return requestAnimationFrame(callback);
    };
    const { getStats } = RTCPeerConnection.prototype as { getStats: () => Promise<RTCStatsReport> };
    RTCPeerConnection.prototype.getStats = function (this: RTCPeerConnection) {
      asked.reports += 1;
      return getStats.call(this);
    };
    const told: boolean[] = [];
    await new Promise<void>((resolve) => {
      window.tools.player().addEventListener('timeupdate', ({ detail }) => {
        told.push(detail.timeLeft > 0);
        if (told.length === 5) resolve();
      });
    });
    return { ...asked, seconds: told.length };
  });
  expect(asked.frames).toBe(0);
  expect(asked.reports).toBeGreaterThan(0);
  // Four times a second while something looks wrong, as on a busy machine it may for a moment.
  expect(asked.reports).toBeLessThan(asked.seconds * 3);
});

test('what happens is in the console for those who ask for it', async ({ page, site }) => {
  const lines: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'debug') lines.push(message.text());
  });
  await show(page, site.origin, { src, autoplay: '', debug: '', label: 'Porch' });
  await expectLive(page);
  expect(lines.filter((line) => line.startsWith('ring-live Porch firstframe'))).toHaveLength(1);
  await page.evaluate(() => {
    window.tools.player().debug = false;
  });
  const before = lines.length;
  await page.evaluate(() => window.tools.player().pause());
  expect(lines).toHaveLength(before);
});

test('a picture’s numbers are those of the clip, and all sessions of the viewing are counted', async ({
  page,
  player,
  simulator,
}) => {
  simulator.device('porch').configure({ limitSeconds: 5 });
  await player.play({ src, extend: 10, times: { batteryLimit: 5 } });
  expect((await statsOf(page))?.sessions).toBe(1);
  await expect.poll(async () => (await statsOf(page))?.framesPerSecond).toBeGreaterThan(10);
  const first = await statsOf(page);
  expect(first).toMatchObject({
    ...{ phase: 'live', attemptPhase: 'flowing', stalled: false, codec: 'video/H264' },
    ...{ width: 1280, height: 720, loss: 0, freezes: expect.any(Number) },
  });
  expect(first?.framesDecoded).toBeGreaterThan(0);
  expect(first?.jitter).toBeLessThan(1);
  expect(first?.roundTrip).toBeLessThan(1);
  expect(first?.timings?.total).toBeGreaterThan(0);
  // Each is over the time since the one before, so that a moment without packets is no answer.
  await expect.poll(async () => (await statsOf(page))?.bitrate).toBeGreaterThan(10_000);

  await player.until('close');
  await simulator.ledger.whenIdle(5000);
  const last = await statsOf(page);
  expect(last).toMatchObject({ phase: 'closed', width: null, bitrate: null, sessions: 2 });
  const open = simulator.ledger
    .sessions()
    .map(({ openedAt, endedAt }) => ((endedAt ?? Number.NaN) - openedAt) / 1000);
  expect(open).toHaveLength(2);
  const total = open.reduce((sum, seconds) => sum + seconds, 0);
  expect(Math.abs((last?.cameraTime ?? 0) - total)).toBeLessThan(1);
});
