// Viewing on, as a person sees it: the longest gaps between presented frames where sessions overlap, and
// where the device allows only one (break before make), against a camera that wakes up slowly. Beside
// them one long session, for what the machine does to a picture that nobody rolls over.
// `npx tsx tests/bench/rollover.ts [rollovers] [limit in seconds] [seconds to the camera's first frame]`

import type { Page } from '@playwright/test';
import { judge } from '../browser/picture.js';
import { plainPage, startSite } from '../browser/site.js';
import { startSimulator, stripInfo } from '../simulator/index.js';
import { spread } from './figures.js';
import { finish, launch } from './stage.js';

const [rollovers = 20, limitSeconds = 10, firstFrameSeconds = 3] = process.argv
  .slice(2)
  .map(Number);
const ways = {
  overlapping: { id: 'overlapping', concurrency: 'allow', limitSeconds, sessions: rollovers + 1 },
  'break before make': {
    id: 'one-by-one',
    concurrency: 'reject',
    limitSeconds,
    sessions: rollovers + 1,
  },
  // About as long as the first: sessions roll over in their second half.
  'one session': {
    id: 'single',
    concurrency: 'allow',
    limitSeconds: (limitSeconds * (rollovers + 2)) / 2,
    sessions: 1,
  },
} as const;
type Way = keyof typeof ways;

const browser = await launch();
const simulator = await startSimulator({
  devices: Object.values(ways).map(({ id, concurrency, limitSeconds: limit }) => ({
    ...{ id, concurrency, limitSeconds: limit, auth: 'none' as const, firstFrameSeconds },
  })),
});
const site = await startSite(simulator);
site.addPage('/watch', plainPage());

console.log(
  `${String(rollovers)} rollovers, limit ${String(limitSeconds)} s, first frame after ` +
    `${String(firstFrameSeconds)} s, 15 frames per second (66.7 ms)`,
);
for (const way of Object.keys(ways) as Way[]) await measure(way);

await finish(browser, site, simulator);

async function measure(way: Way): Promise<void> {
  const { id: deviceId, limitSeconds: limit, sessions: wanted } = ways[way];
  const page = await browser.newPage();
  await page.goto(`${site.origin}/watch`);
  await watch(page, deviceId, limit, wanted);
  const seen = judge(await page.evaluate(() => window.tools.shownFrames()));
  await page.close();
  const sessions = simulator.ledger.sessions().filter((one) => one.deviceId === deviceId);
  const overlaps = sessions.slice(1).map(({ firstFrameAt }, index) => {
    const before = sessions[index]?.endedAt ?? 0;
    return Math.max(0, before - (firstFrameAt ?? before));
  });
  console.log(`\n${way}`);
  console.log(`  sessions ${String(sessions.length)}, deletes ${String(sum(sessions))}`);
  console.log(`  frames seen ${String(seen.frames)}, longest gap ${ms(seen.gaps[0] ?? 0)}`);
  console.log(`  the longest gaps, as many as rollovers: ${range(seen.gaps.slice(0, rollovers))}`);
  console.log(`  steps back ${String(seen.backward)}, unreadable ${String(seen.unreadable)}`);
  console.log(`  overlap after the next session's first frame: ${range(overlaps)}`);
  if (sessions.length > 1) console.log(`  camera seconds per viewed second: ${cost(sessions)}`);
}

/** What each further session costs: from the end of one to the end of the next is what it was watched for. */
function cost(sessions: readonly { openedAt: number; endedAt?: number | undefined }[]): string {
  const ends = sessions.map(({ endedAt }) => endedAt ?? NaN);
  const watched = (ends.at(-1) ?? NaN) - (ends[0] ?? NaN);
  const open = sessions
    .slice(1)
    .reduce((all, { openedAt, endedAt }) => all + (endedAt ?? NaN) - openedAt, 0);
  return (open / watched).toFixed(3);
}

async function watch(page: Page, deviceId: string, limit: number, wanted: number): Promise<void> {
  await page.evaluate(
    async ([src, extend, batteryLimit]) => {
      await window.tools.register();
      window.tools.add({ src, autoplay: '', extend }, { times: { batteryLimit } });
    },
    [simulator.endpointPath(deviceId), String(limit * wanted), limit] as const,
  );
  await page.evaluate((row) => {
    window.tools.measure(row);
  }, stripInfo);
  await page.evaluate(() => window.tools.until('close'));
}

function sum(sessions: readonly { deletes: number }[]): number {
  return sessions.reduce((all, { deletes }) => all + deletes, 0);
}

function ms(value: number): string {
  return `${value.toFixed(0)} ms`;
}

function range(values: readonly number[]): string {
  if (values.length === 0) return 'none';
  const { median, high } = spread(values);
  return `median ${ms(median)}, longest ${ms(high)}, of ${String(values.length)}`;
}
