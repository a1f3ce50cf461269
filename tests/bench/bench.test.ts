// That the bench still measures, whatever it measures: a time that is judged here would fail on a busy machine.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chart } from './chart.js';
import type { Figures } from './figures.js';
import { spread } from './figures.js';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

test('each way is measured, and ours always plays', () => {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const args = ['--import', 'tsx', 'tests/bench/index.ts', '--quick'];
  const run = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  assert.equal(run.status, 0, run.stderr);
  const { rows } = JSON.parse(read('../../build/bench.json')) as Figures;
  assert.ok(rows.length > 6);
  for (const { what, results } of rows) {
    for (const [way, result] of Object.entries(results)) {
      if (way.includes('ring-live')) assert.ok('median' in result, `${what}: ${way}`);
    }
  }
});

test('what was not measured is no figure', () => {
  assert.throws(() => spread([]), /measured nothing/);
  assert.throws(() => spread([1, NaN]), /measured nothing/);
  assert.deepEqual(spread([3, 1, 2]), { median: 2, low: 1, high: 3, count: 3 });
});

test("the README's chart is drawn from the figures that were kept", () => {
  assert.equal(read('./chart.svg'), chart(JSON.parse(read('./figures.json')) as Figures));
});
