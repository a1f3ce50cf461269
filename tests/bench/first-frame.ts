// How long to the first frame, and where the time goes: this package beside the page code that the
// service documents, against the simulator, in turns, each time in a fresh page.
// `npx tsx tests/bench/first-frame.ts [opens]`

import { startStun } from '../browser/stun.js';
import type { Marks } from './documented.js';
import type { Way } from './page.js';
import { startStage } from './stage.js';

const opens = Number(process.argv[2] ?? 20);
const steps = ['module', 'gathering', 'token', 'post', 'connect', 'frame', 'total'] as const;
const ways: readonly Way[] = ['ours', 'preloaded', 'prepared', 'documented'];

const stage = await startStage('page.js');
const answering = await startStun(40);
const silent = await startStun();

// One of each is not counted: the browser's own start is nobody's merit.
for (const way of ways) await open(way, []);
await compare('no STUN server', [], opens);
await compare('a STUN server that answers after 40 ms', [{ urls: answering.url }], opens);
await compare('a STUN server that never answers', [{ urls: silent.url }], 1);

answering.close();
silent.close();
await stage.finish();

async function open(way: Way, iceServers: readonly RTCIceServer[]): Promise<Marks> {
  const camera = stage.camera(iceServers);
  const page = await stage.freshPage();
  // As text: what tsx makes of a function does not run in a page.
  const marks = await page.evaluate<Marks>(`window.bench['${way}'](${JSON.stringify(camera)})`);
  await page.close();
  return marks;
}

async function compare(
  what: string,
  iceServers: readonly RTCIceServer[],
  times: number,
): Promise<void> {
  const results = new Map<Way, Marks[]>(ways.map((way) => [way, []]));
  for (let turn = 0; turn < times; turn += 1) {
    const order = turn % 2 === 0 ? ways : [...ways].reverse();
    for (const way of order) results.get(way)?.push(await open(way, iceServers));
  }
  console.log(`\n${what}: medians of ${String(times)} in ms, in brackets the range of the total\n`);
  console.log(['', ...steps].map((name) => name.padStart(11)).join(''));
  for (const [way, all] of results) console.log(row(way, all));
}

function row(way: Way, all: readonly Marks[]): string {
  const at = (step: (typeof steps)[number], q: number): number =>
    quantile(
      all.map((marks) => marks[step]),
      q,
    );
  const medians = steps.map((step) => at(step, 0.5).toFixed(1).padStart(11));
  const range = [0, 1].map((q) => at('total', q).toFixed(0)).join('-');
  return `${way.padStart(11)}${medians.join('')}  (${range})`;
}

function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * q;
  const [low = 0, high = 0] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  return low + (high - low) * (at - Math.floor(at));
}
