// A hundred cameras, six live, in a patrol that moves on every half second: long tasks, memory, and how many sessions were
// open at once. `npx tsx tests/bench/wall.ts [minutes] [cameras] [places] [patrol]`

import { setTimeout as sleep } from 'node:timers/promises';
import { startSite } from '../browser/site.js';
import { mostAtOnce } from '../browser/wall-stage.js';
import { startSimulator } from '../simulator/index.js';
import { launch } from './stage.js';

const [minutes = 2, count = 100, places = 6, patrol = 3] = process.argv.slice(2).map(Number);

const ids = Array.from({ length: count }, (_, index) => `wall-${String(index + 1)}`);
const simulator = await startSimulator({
  devices: ids.map((id, index) => ({ id, auth: 'none', power: 'line', offsetSeconds: index })),
});
const site = await startSite(simulator);
const script = '<script type="module" src="/tests/bench/wall-page.js"></script>';
site.addPage('/bench', `<!doctype html><title>bench</title><body>${script}`);
const browser = await launch();
const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
await page.goto(`${site.origin}/bench`);
const client = await page.context().newCDPSession(page);

const attributes = { 'max-live': String(places), patrol: String(patrol), controls: '' };
const sources = ids.map((id) => simulator.endpointPath(id));
await page.evaluate(`window.wall.hang(${JSON.stringify(sources)}, ${JSON.stringify(attributes)})`);
console.log(`${String(count)} cameras, ${String(places)} places, patrol ${String(patrol)} s\n`);
console.log(
  ['second', 'live', 'sessions', 'long tasks', 'longest', 'heap MB', 'nodes'].map(pad).join(''),
);

const all: number[] = [];
for (let second = 15; second <= minutes * 60; second += 15) {
  await sleep(15_000);
  const tasks = (await page.evaluate('window.wall.longTasks()')) as number[];
  if (second > 15) all.push(...tasks); // Not those of putting it up.
  const live = (await page.evaluate('window.wall.playing()')) as number;
  await client.send('HeapProfiler.collectGarbage');
  const { usedSize } = await client.send('Runtime.getHeapUsage');
  const { nodes } = await client.send('Memory.getDOMCounters');
  const longest = Math.max(0, ...tasks);
  console.log(
    [
      ...[second, live, simulator.ledger.sessions().length, tasks.length, longest.toFixed(0)],
      ...[(usedSize / 1e6).toFixed(2), nodes],
    ]
      .map(pad)
      .join(''),
  );
}
await page.goto('about:blank');
await simulator.ledger.whenIdle(5000);
const left = simulator.ledger.violations();
const most = mostAtOnce(simulator.ledger);
console.log(`\nlong tasks after the first quarter of a minute: ${String(all.length)}`);
console.log(
  `most sessions at once: ${String(most)}; left open or closed twice: ${String(left.length)}`,
);
await browser.close();
await site.close();
await simulator.close();
if (left.length > 0 || most > 2 * places) throw new Error(left.join('\n') || 'too many sessions');

function pad(value: string | number): string {
  return String(value).padStart(11);
}
