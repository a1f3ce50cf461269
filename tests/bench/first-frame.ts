// How long to the first frame, and where the time goes: this package beside the documented page code,
// against the simulator, in turns, each time in a fresh page. `npx tsx tests/bench/first-frame.ts [opens]`

import { chromium, type Page } from '@playwright/test';
import { findChromium } from '../../scripts/setup.mjs';
import { startSite } from '../browser/site.js';
import { startSimulator } from '../simulator/index.js';
import type { Camera, Marks } from './page.js';

const opens = Number(process.argv[2] ?? 20);
const steps = ['module', 'gathering', 'token', 'post', 'connect', 'frame', 'total'] as const;
const ways = ['ours', 'documented'] as const;

const executablePath = findChromium();
if (!executablePath) throw new Error('There is no Chromium here: npm run setup');
const browser = await chromium.launch({ executablePath });
const simulator = await startSimulator();
const site = await startSite(simulator);
site.addPage(
  '/bench',
  '<!doctype html><title>bench</title><body><script type="module" src="/tests/bench/page.js"></script>',
);
const camera: Camera = {
  apiBase: site.origin,
  deviceId: 'front-door',
  token: simulator.tokens.issue(),
};

const results: Record<(typeof ways)[number], Marks[]> = { ours: [], documented: [] };
const context = await browser.newContext();
// One of each is not counted: the browser's own start is nobody's merit.
for (let open = -1; open < opens; open += 1) {
  for (const way of open % 2 === 0 ? ways : ways.toReversed()) {
    const page = await context.newPage();
    await page.goto(`${site.origin}/bench`);
    const marks = await measure(page, way);
    if (open >= 0) results[way].push(marks);
    await page.close();
  }
}
await simulator.ledger.whenIdle(5000);
const left = simulator.ledger.violations();
await browser.close();
await site.close();
await simulator.close();
if (left.length > 0) throw new Error(left.join('\n'));

console.log(`Medians of ${String(opens)} opens each, in ms (range of the total in brackets)\n`);
console.log(['', ...steps].map((name) => name.padStart(11)).join(''));
for (const way of ways) {
  const medians = steps.map((step) => quantile(way, step, 0.5).toFixed(1).padStart(11));
  const range = [0, 1].map((q) => quantile(way, 'total', q).toFixed(0)).join('-');
  console.log(`${way.padStart(11)}${medians.join('')}  (${range})`);
}

function measure(page: Page, way: (typeof ways)[number]): Promise<Marks> {
  // As text: what tsx makes of a function does not run in a page.
  return page.evaluate<Marks>(`window.bench['${way}'](${JSON.stringify(camera)})`);
}

function quantile(way: (typeof ways)[number], step: (typeof steps)[number], q: number): number {
  const sorted = results[way].map((marks) => marks[step]).sort((a, b) => a - b);
  const at = (sorted.length - 1) * q;
  const [low = 0, high = 0] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  return (low + high) / 2;
}
