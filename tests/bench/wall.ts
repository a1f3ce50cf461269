// A hundred cameras, six live, in a patrol that moves on twice a second, and beside it as many bare videos with the same
// handovers: what the main thread did, in time of the processor; memory after a collection; and how many sessions were open
// at once. `npx tsx tests/bench/wall.ts [minutes] [cameras] [places] [patrol] [wall,bare]`

import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, CDPSession, Page } from '@playwright/test';
import { startSite } from '../browser/site.js';
import { mostAtOnce } from '../browser/wall-stage.js';
import { startSimulator } from '../simulator/index.js';
import { finish, launch } from './stage.js';
import { traced } from './trace-tasks.js';

const [minutes = 2, count = 100, places = 6, patrol = 3] = process.argv.slice(2, 6).map(Number);
const kinds = (process.argv[6] ?? 'wall,bare').split(',');
/** Seconds of each line. */
const turn = 15;

const ids = Array.from({ length: count }, (_, index) => `wall-${String(index + 1)}`);
const simulator = await startSimulator({
  devices: ids.map((id, index) => ({ id, auth: 'none', power: 'line', offsetSeconds: index })),
});
const site = await startSite(simulator);
const script = '<script type="module" src="/tests/bench/wall-page.js"></script>';
site.addPage('/bench', `<!doctype html><title>bench</title><body>${script}`);
const sources = JSON.stringify(ids.map((id) => simulator.endpointPath(id)));
const attributes = JSON.stringify({
  ...{ 'max-live': String(places), patrol: String(patrol), controls: '' },
});
const hang: Readonly<Record<string, string>> = {
  wall: `window.wall.hang(${sources}, ${attributes})`,
  bare: `window.wall.hangBare(${sources}, ${String(places)}, ${String((patrol * 1000) / places)})`,
};

const browser = await launch();
console.log(`${String(count)} cameras, ${String(places)} places, patrol ${String(patrol)} s`);
console.log('Main thread, in milliseconds of the processor: ours are scripts, styles and layout.');
for (const kind of kinds) await watch(browser, kind);
await simulator.ledger.whenIdle(5000);
const left = simulator.ledger.violations();
const most = mostAtOnce(simulator.ledger);
console.log(
  `\nmost sessions at once: ${String(most)}; left open or closed twice: ${String(left.length)}`,
);
await finish(browser, site, simulator);
if (most > 2 * places) throw new Error('too many sessions');

async function watch(browser: Browser, kind: string): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
  await page.goto(`${site.origin}/bench`);
  await page.evaluate(hang[kind] ?? '');
  const client = await page.context().newCDPSession(page);
  const all = await browser.newBrowserCDPSession();
  console.log(`\n${kind}`);
  const heads = ['second', 'live', 'sessions', 'tasks/s', 'ours/s', 'longest', 'ours', 'over 50'];
  console.log([...heads, 'heap MB', 'nodes', 'listeners'].map(pad).join(''));
  await sleep(turn * 1000); // Not what putting it up takes.
  for (let second = 2 * turn; second <= minutes * 60; second += turn) {
    const tasks = await traced(all, () => sleep(turn * 1000));
    const sum = (of: 'all' | 'ours') => tasks.reduce((total, task) => total + task[of], 0) / turn;
    const longest = (of: 'all' | 'ours') => Math.max(0, ...tasks.map((task) => task[of]));
    const live = (await page.evaluate('window.wall.playing()')) as number;
    const figures = [
      ...[second, live, simulator.ledger.sessions().length, sum('all').toFixed(0)],
      ...[sum('ours').toFixed(0), longest('all').toFixed(0), longest('ours').toFixed(0)],
      ...[tasks.filter((task) => task.ours > 50).length, ...(await memory(client))],
    ];
    console.log(figures.map(pad).join(''));
  }
  await leave(page);
}

/** After a collection: megabytes of scripts, nodes, listeners. */
async function memory(client: CDPSession): Promise<(string | number)[]> {
  await client.send('HeapProfiler.collectGarbage');
  const { usedSize } = await client.send('Runtime.getHeapUsage');
  const { nodes, jsEventListeners } = await client.send('Memory.getDOMCounters');
  return [(usedSize / 1e6).toFixed(2), nodes, jsEventListeners];
}

async function leave(page: Page): Promise<void> {
  await page.evaluate('window.wall.leave()');
  await simulator.ledger.whenIdle(10_000).catch(() => undefined);
  await page.close();
}

function pad(value: string | number): string {
  return String(value).padStart(10);
}
