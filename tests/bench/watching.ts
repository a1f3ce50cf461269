// What a picture costs that simply plays: the main thread's time in each second of viewing, and the page's heap.

import type { CDPSession } from '@playwright/test';
import { setTimeout as sleep } from 'node:timers/promises';
import { spread } from './figures.js';
import type { Row } from './figures.js';
import type { Stage } from './stage.js';
import type { WayName } from './ways.js';

const ways = ['documented', 'eyevinn', '<ring-live>'] as const;
const settleMs = 2000;

interface Cost {
  /** Milliseconds for each second. */
  readonly busy: number;
  /** Kibibytes, after collection. */
  readonly heap: number;
}

export async function watching(
  stage: Stage,
  turns: number,
  counts: readonly number[],
  seconds: number,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const count of counts) {
    const costs = new Map<WayName, Cost[]>(ways.map((way) => [way, []]));
    for (let turn = 0; turn < turns; turn += 1) {
      for (const way of ways) costs.get(way)?.push(await watch(stage, way, count, seconds));
    }
    const players = count === 1 ? '1 player' : `${String(count)} players`;
    rows.push(row(`Main thread for a second of viewing, ${players}`, 'ms', costs, 'busy'));
    if (count === 1) rows.push(row('Heap of a page with one player', 'KiB', costs, 'heap'));
  }
  return rows;
}

async function watch(stage: Stage, way: WayName, count: number, seconds: number): Promise<Cost> {
  const page = await stage.freshPage();
  const call = `window.bench.watch(${JSON.stringify(way)}, ${JSON.stringify(stage.camera())}, ${String(count)})`;
  await page.evaluate(call);
  await sleep(settleMs);
  const client = await page.context().newCDPSession(page);
  await client.send('Performance.enable');
  const before = await busySeconds(client);
  await sleep(seconds * 1000);
  const busy = (((await busySeconds(client)) - before) / seconds) * 1000;
  await client.send('HeapProfiler.collectGarbage');
  const { usedSize } = await client.send('Runtime.getHeapUsage');
  await page.evaluate('window.bench.stop()');
  await page.close();
  return { busy, heap: usedSize / 1024 };
}

async function busySeconds(client: CDPSession): Promise<number> {
  const { metrics } = await client.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN;
}

function row(
  what: string,
  unit: string,
  costs: ReadonlyMap<string, readonly Cost[]>,
  of: keyof Cost,
): Row {
  const results = [...costs].map(([way, all]) => [way, spread(all.map((one) => one[of]))] as const);
  return { what, unit, results: Object.fromEntries(results) };
}
