// `npm run bench`: this package beside the page code that the service documents and beside the WHEP clients that others
// have published, against one simulator, in one browser, in turns. Prints a table and writes it to build/bench.json.
//
//   --turns=N          openings of each way (default 21), and a quarter as many times of watching
//   --only=NAME,NAME   some of the parts: first-frame firewall module watching latency bytes core
//   --quick            one turn of each: whether it still measures, not what
//   --write            keeps what was measured as tests/bench/figures.json, and draws the README's chart of it

import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { chart } from './chart.js';
import { coreSpeed } from './core-speed.js';
import { table } from './figures.js';
import type { Figures, Row } from './figures.js';
import { firstFrame, firstFrameBehindFirewall } from './first-frame.js';
import { latency } from './latency.js';
import { loaded } from './loaded.js';
import { moduleStart } from './module-start.js';
import { startStage } from './stage.js';
import { unbundled } from './unbundled.js';
import { versions } from './versions.js';
import { watching } from './watching.js';

const { values } = parseArgs({
  options: {
    turns: { type: 'string', default: '21' },
    only: { type: 'string' },
    quick: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});
const turns = values.quick ? 1 : Number(values.turns);
if (!(turns >= 1)) throw new Error(`--turns=${values.turns}: a number from 1 on`);

const stage = await startStage();
const parts: Readonly<Record<string, () => Promise<Row[]>>> = {
  'first-frame': () => firstFrame(stage, turns),
  firewall: () => firstFrameBehindFirewall(stage),
  module: async () => [...(await moduleStart(stage, turns)), ...(await unbundled(stage, turns))],
  watching: () =>
    values.quick
      ? watching(stage, 1, [1], 1)
      : watching(stage, Math.max(1, Math.round(turns / 4)), [1, 6, 12], 10),
  latency: () => latency(stage, turns),
  bytes: loaded,
  core: () => coreSpeed(turns),
};

const rows: Row[] = [];
for (const name of chosen()) {
  const found = await parts[name]?.();
  if (found === undefined) throw new Error(`no part is called ${name}`);
  console.log(`${table(found)}\n`);
  rows.push(...found);
}
await stage.finish();

const [cpu] = cpus();
const figures: Figures = {
  date: new Date().toISOString().slice(0, 10),
  machine: `${String(cpus().length)} × ${cpu?.model ?? 'unknown'}, ${process.platform}`,
  versions: { Chromium: stage.browserVersion, Node: process.version, ...versions() },
  rows,
};
console.log(`${figures.machine}; ${Object.entries(figures.versions).flat().join(' ')}`);
write('../../build/bench.json', `${JSON.stringify(figures, null, 2)}\n`);
if (values.write) {
  write('./figures.json', `${JSON.stringify(figures, null, 2)}\n`);
  write('./chart.svg', chart(figures));
}

/** The firewall's turn takes the documented code 40 s, the core's builds as much, and delays need half a minute to mean anything. */
function chosen(): string[] {
  const all = values.only?.split(',') ?? Object.keys(parts);
  return values.quick && values.only === undefined
    ? all.filter((name) => !['firewall', 'latency', 'core'].includes(name))
    : all;
}

function write(path: string, text: string): void {
  const target = fileURLToPath(new URL(path, import.meta.url));
  mkdirSync(fileURLToPath(new URL('.', new URL(path, import.meta.url))), { recursive: true });
  writeFileSync(target, text);
}
