// A page with a <ring-live-wall> of simulated cameras, from outside.

import type { Locator, Page } from '@playwright/test';
import type { Ledger, Simulator } from '../simulator/index.js';
import { plainPage, type Site } from './site.js';
import { endpoint } from './stage.js';

export type Camera = Readonly<Record<string, string>>;

/** By their labels, which are their ids. */
export const camerasNamed = (...names: string[]): Camera[] =>
  names.map((label) => ({ label, src: endpoint(label) }));

/** Short enough for a story. */
export const shortTimes = { keep: 1, attention: 4, look: 1 };

export async function hang(
  page: Page,
  { simulator, site }: { simulator: Simulator; site: Site },
  cameras: readonly Camera[],
  attributes: Readonly<Record<string, string>> = {},
  times: Readonly<Record<string, number>> = shortTimes,
  limitSeconds?: number,
): Promise<void> {
  for (const { label = '' } of cameras) {
    simulator.addDevice({ id: label, auth: 'none', ...(limitSeconds && { limitSeconds }) });
  }
  const sessions = limitSeconds === undefined ? null : { batteryLimit: limitSeconds };
  const script = '<script type="module" src="/tests/browser/wall-tools.js"></script>';
  site.addPage('/wall', plainPage(script), { policy: 'strictest' });
  await page.addInitScript(() => {
    // A machine that is fast enough, or too slow, cannot be had on demand: its count is made up, all else is real.
    HTMLVideoElement.prototype.getVideoPlaybackQuality = () => ({
      ...{ creationTime: 0, totalVideoFrames: 0, corruptedVideoFrames: 0 },
      droppedVideoFrames: document.title === 'slow' ? Math.round(performance.now() / 20) : 0,
    });
    // A busy machine drops frames before they reach the video, and a wall then does with fewer places.
    const { getStats } = RTCPeerConnection.prototype;
    RTCPeerConnection.prototype.getStats = async function getStatsOfAFastMachine() {
      const entries: [string, { framesDropped?: number }][] = [...(await getStats.call(this))];
      return new Map(entries.map(([id, entry]) => [id, { ...entry, framesDropped: 0 }]));
    };
  });
  await page.goto(`${site.origin}/wall`);
  await page.evaluate(
    ([given, wanted, all, ofSessions]) => {
      window.tools.style('ring-live-wall { --ring-live-wall-tile: 12rem }');
      window.walls.hang(given, wanted, all, ofSessions);
    },
    [attributes, times, cameras, sessions] as const,
  );
}

export const live = (page: Page): Promise<string> => page.evaluate(() => window.walls.live());
export const playing = (page: Page): Promise<string> => page.evaluate(() => window.walls.playing());
export const tile = (page: Page, name: string) =>
  page.locator(`ring-live-wall [part~="tile"][aria-label^="${name},"]`);
export const notice = (page: Page) => page.locator('ring-live-wall [part~="notice"]');

/** Two fingers on it, so many pixels apart at first and at last. */
export async function pinch(page: Page, on: Locator, from: number, to: number): Promise<void> {
  const { x = 0, y = 0, width = 0, height = 0 } = (await on.boundingBox()) ?? {};
  const client = await page.context().newCDPSession(page);
  const fingers = (apart: number) =>
    [-1, 1].map((side) => ({ x: x + (width + side * apart) / 2, y: y + height / 3, id: side + 1 }));
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', apart?: number) =>
    client.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: apart === undefined ? [] : fingers(apart),
    });
  await touch('touchStart', from);
  await touch('touchMove', (from + to) / 2);
  await touch('touchMove', to);
  await touch('touchEnd');
  await client.detach();
}

/** How many sessions were open at the same time, at most. */
export function mostAtOnce(ledger: Ledger): number {
  const sessions = ledger.sessions();
  const openAt = (at: number): number =>
    sessions.filter(({ openedAt, endedAt }) => openedAt <= at && (endedAt ?? Infinity) > at).length;
  return Math.max(0, ...sessions.map(({ openedAt }) => openAt(openedAt)));
}
