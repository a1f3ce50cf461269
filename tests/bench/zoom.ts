// What it costs to look closer while nothing moves: one live player, whole, four times as large, and so without the copies
// that stand over it, in turns. All in time of the processor. `npx tsx tests/bench/zoom.ts [turns] [seconds]`

import { setTimeout as sleep } from 'node:timers/promises';
import { startSite } from '../browser/site.js';
import { startSimulator } from '../simulator/index.js';
import { spread, table } from './figures.js';
import { finish, launch } from './stage.js';

const [turns = 3, seconds = 8] = process.argv.slice(2, 4).map(Number);
const closer = 'player.zoom = { scale: 4 }; ';
const without = `for (const one of player.shadowRoot.querySelectorAll('.copy')) one.style.display = `;
const looks: Readonly<Record<string, string>> = {
  whole: 'player.zoom = null',
  'four times, without copies': `${closer}${without}'none'`,
  'four times': `${closer}${without}''`,
};

const simulator = await startSimulator({ devices: [{ id: 'porch', auth: 'none', power: 'line' }] });
const site = await startSite(simulator);
site.addPage('/bench', '<!doctype html><title>bench</title><body>', { policy: false });
const browser = await launch();
const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
await page.goto(`${site.origin}/bench`);
await page.evaluate(`(async () => {
  await Promise.all(['element/register', 'zoom/index'].map((part) => import('/web/src/' + part + '.js')));
  globalThis.player = document.createElement('ring-live');
  Object.assign(player, { src: '${simulator.endpointPath('porch')}', power: 'line', extend: 600, zoomable: true, iceServers: [] });
  document.body.append(player);
  await player.play();
})()`);
const client = await page.context().newCDPSession(page);
await client.send('Performance.enable', { timeDomain: 'threadTicks' });
const all = await browser.newBrowserCDPSession();

/** Milliseconds until now. */
async function spent(): Promise<Record<string, number>> {
  const { metrics } = await client.send('Performance.getMetrics');
  const task = metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN;
  const { processInfo } = await all.send('SystemInfo.getProcessInfo');
  const of = (type: string): number =>
    1000 * Math.max(...processInfo.filter((one) => one.type === type).map((one) => one.cpuTime));
  return { 'main thread': 1000 * task, 'page process': of('renderer'), 'GPU process': of('GPU') };
}

const costs = new Map<string, Map<string, number[]>>();
for (let turn = 0; turn < turns; turn += 1) {
  for (const [look, code] of Object.entries(looks)) {
    await page.evaluate(code);
    await sleep(1000);
    const before = await spent();
    await sleep(seconds * 1000);
    for (const [what, ms] of Object.entries(await spent())) {
      const row = costs.get(what) ?? new Map<string, number[]>();
      row.set(look, [...(row.get(look) ?? []), (ms - (before[what] ?? 0)) / seconds]);
      costs.set(what, row);
    }
  }
}
const rows = [...costs].map(([what, row]) => ({
  ...{ what, unit: 'ms of the processor for a second' },
  results: Object.fromEntries([...row].map(([look, ms]) => [look, spread(ms)])),
}));
console.log(table(rows));
await page.evaluate('player.pause()');
await finish(browser, site, simulator);
