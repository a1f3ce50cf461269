// What a picture costs that simply plays: the main thread's time in each second of viewing, of this package's
// element beside the page code that the service documents, in turns, each time in a fresh page.
// `npx tsx tests/bench/watching.ts [turns] [players,players]`

import { setTimeout as sleep } from 'node:timers/promises';
import { startStage } from './stage.js';
import type { Shown } from './watching-page.js';

const turns = Number(process.argv[2] ?? 3);
const counts = (process.argv[3] ?? '1,6').split(',').map(Number);
const seconds = 10;
const metrics = [
  'TaskDuration',
  'ScriptDuration',
  'LayoutDuration',
  'RecalcStyleDuration',
] as const;
type Costs = Readonly<Record<(typeof metrics)[number], number>>;

const stage = await startStage('watching-page.js');

console.log(
  `main thread, ms per second of viewing: medians of ${String(turns)}, in brackets the range\n`,
);
console.log(['players', 'shown by', 'all', 'script', 'layout', 'style'].map(pad).join(''));
for (const count of counts) {
  const costs: Record<Shown, Costs[]> = { documented: [], element: [] };
  for (let turn = 0; turn < turns; turn += 1) {
    for (const shown of Object.keys(costs) as Shown[]) {
      costs[shown].push(await watch(shown, count));
    }
  }
  for (const [shown, all] of Object.entries(costs)) console.log(row(count, shown, all));
}

await stage.finish();

async function watch(shown: Shown, count: number): Promise<Costs> {
  const camera = stage.camera();
  const page = await stage.freshPage();
  await page.evaluate(`window.watching.${shown}(${JSON.stringify(camera)}, ${String(count)})`);
  await sleep(2000);
  const client = await page.context().newCDPSession(page);
  await client.send('Performance.enable');
  const read = async (): Promise<Costs> => {
    const { metrics: all } = await client.send('Performance.getMetrics');
    const named = new Map(all.map(({ name, value }) => [name, value]));
    return Object.fromEntries(metrics.map((name) => [name, named.get(name) ?? NaN])) as Costs;
  };
  const before = await read();
  await sleep(seconds * 1000);
  const after = await read();
  await page.evaluate('window.watching.stop()');
  await page.close();
  const cost = (name: (typeof metrics)[number]): number =>
    ((after[name] - before[name]) / seconds) * 1000;
  return Object.fromEntries(metrics.map((name) => [name, cost(name)])) as Costs;
}

function row(count: number, shown: string, all: readonly Costs[]): string {
  const sorted = (name: (typeof metrics)[number]): number[] =>
    all.map((one) => one[name]).sort((a, b) => a - b);
  const medians = metrics.map((name) => (sorted(name)[Math.floor(turns / 2)] ?? NaN).toFixed(1));
  const range = sorted('TaskDuration');
  const ends = [range[0], range.at(-1)].map((ms) => (ms ?? NaN).toFixed(1));
  return `${[String(count), shown, ...medians].map(pad).join('')}  (${ends.join('-')})`;
}

function pad(text: string): string {
  return text.padStart(12);
}
