// Many openings, each closed at another moment: does the page or the service keep anything?
// `npx tsx tests/bench/cycles.ts [cycles] [lanes]`

import { startSite } from '../browser/site.js';
import { startSimulator } from '../simulator/index.js';
import { openAndClose, prepare, type Holdings } from './open-close.js';
import { launch } from './stage.js';

const cycles = Number(process.argv[2] ?? 1000);
const lanes = Number(process.argv[3] ?? 2);

const browser = await launch();
const simulator = await startSimulator();
const site = await startSite(simulator);
const page = await browser.newPage();
const troubles: string[] = [];
page.on('pageerror', (error) => troubles.push(String(error)));
page.on('console', (message) => {
  if (message.type() === 'error') troubles.push(message.text());
});
await prepare(page, site);

const started = Date.now();
const counts = [0.1, 0.5, 1].map((part) => Math.ceil(cycles * part));
const { before, between, live } = await openAndClose(page, simulator, counts, lanes);
const seconds = Math.round((Date.now() - started) / 1000);
const { ledger } = simulator;
await ledger.whenIdle(5000);

const columns = (cells: readonly string[]): string =>
  cells.map((cell) => cell.padStart(10)).join('');
const row = (name: keyof Holdings, unit: number): string =>
  name.padEnd(10) + columns([before, ...between].map((held) => (held[name] / unit).toFixed(1)));
const deletes = ledger.requests().filter(({ method }) => method === 'DELETE').length;
console.log(`${String(cycles)} cycles in ${String(seconds)} s, ${String(live)} of them live`);
console.log(' '.repeat(10) + columns(['before', ...counts.map((count) => `at ${String(count)}`)]));
console.log(row('heap', 1024));
console.log(row('wasm', 1024));
for (const name of ['peers', 'openPeers', 'nodes', 'listeners'] as const) {
  console.log(row(name, 1));
}
console.log('(heap and wasm in KiB)');
console.log(
  `sessions opened ${String(ledger.sessions().length)}, DELETEs ${String(deletes)}, open ${String(ledger.open().length)}, violations ${String(ledger.violations().length)}, errors of the page ${String(troubles.length)}`,
);
await browser.close();
await site.close();
await simulator.close();
if (ledger.violations().length + troubles.length > 0) {
  console.error([...ledger.violations(), ...troubles].join('\n'));
  process.exitCode = 1;
}
