// npm run mutate: tests the tests. Puts one mistake after the other into the rows of the three machines, into what
// happens on entering and leaving their phases and into the times, and looks who finds it: the unit tests, else the
// explorer, else the simulation. What nobody finds stands in tests/model/mutations.json, with the reason that somebody
// wrote there.
//
//   --check        writes nothing, and fails when a mistake goes unnoticed that the file does not list
//   --only=media   one table alone (session, media, viewing, times); writes nothing either
//   --cores=N
import { existsSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { build } from './cmake.mjs';
import { readText } from './files.mjs';
import { pool } from './lanes.mjs';
import { attempt, Failure, isMain, main, option, root } from './run.mjs';

const record = 'tests/model/mutations.json';
const machines = ['session', 'media', 'viewing'];

/** Who looks for a mistake, the quickest first. */
const finders = {
  unit: ['build/mutate/tests/unit/ring_core_tests', '--gtest_brief=1', '--gtest_fail_fast'],
  explorer: ['build/mutate/tests/model/explore', '--states=20000'],
  simulation: ['build/mutate/tests/model/simulate', '--sessions=1000'],
};

// ---- the mistakes

/** The rows of a table as they are written: each on a line of its own, in the order in which they are read. */
export const rowsOf = (text) => linesOf(text, 'Row rows[] = {');

/** What happens on entering and leaving each phase, in the same way. */
export const phaseRulesOf = (text) => linesOf(text, 'rules[] = {');

function linesOf(text, begin) {
  const from = text.indexOf(begin);
  const table = text.slice(from, text.indexOf('\n};', from));
  return [...table.matchAll(/^ {4}(\{.*\}),$/gm)].map(([, row]) => row.replaceAll(/\s+/g, ' '));
}

/**
 * The mistakes that can be made in a row, each as tests/model/mutant.hpp makes it:
 *   drop      what it speaks of falls to the rows behind it, and else is ignored; a row that ignores becomes a defect
 *   redirect  it leads to the phase that follows its own in phases.hpp, after the last to the first
 *   negate    its guards pass when they should not
 *   effect    it has no effects
 */
export function mistakesOf(row) {
  const guarded = row.includes(' when<');
  const moves = row.includes(' go(');
  const kinds = ['drop'];
  if (moves) kinds.push('redirect');
  if (guarded) kinds.push('negate');
  // Without its effect a row that stays and always passes is the same as none.
  if (row.includes(' run<') && (guarded || moves)) kinds.push('effect');
  return kinds;
}

/**
 * In what happens on entering and leaving a phase (`{P::live, enter, leave}`):
 *   enter, leave  it does not
 */
export function phaseMistakesOf(rule) {
  const [, enter, leave] = rule.slice(1, -1).split(', ');
  return [
    ...(enter !== undefined && enter !== 'nullptr' ? ['enter'] : []),
    ...(leave === undefined ? [] : ['leave']),
  ];
}

function allMistakes() {
  const inTable = (table, lines, mistakes) =>
    lines.flatMap((where, place) =>
      mistakes(where).map((mistake) => ({ table, where, place, mistake })),
    );
  const inRows = machines.flatMap((table) => {
    const text = readText(`wasm/core/machine/${table}.cpp`);
    return [
      ...inTable(table, rowsOf(text), mistakesOf),
      ...inTable(table, phaseRulesOf(text), phaseMistakesOf),
    ];
  });
  const names = [...readText('wasm/core/limits.hpp').matchAll(/\{"(\w+)", &Times::\w+\}/g)];
  const inTimes = names.flatMap(([, name]) =>
    ['double', 'halve'].map((mistake) => ({ table: 'times', where: name, place: name, mistake })),
  );
  return [...inRows, ...inTimes];
}

// ---- looking for them

/** A mistake may run for ever, or fill the memory. */
const bounded = 'ulimit -v 2000000 -c 0; exec timeout 20 "$0" "$@"';

async function finds(finder, mistake) {
  const env = { ...process.env, ...(mistake && { RING_MUTANT: mistake }) };
  const { code } = await attempt('bash', ['-c', bounded, ...finder], { env, nice: true });
  return code !== 0;
}

/** The name of who finds it, or undefined. */
async function finderOf({ table, place, mistake }) {
  for (const [name, finder] of Object.entries(finders)) {
    if (await finds(finder, `${table} ${place} ${mistake}`)) return name;
  }
  return undefined;
}

async function expectNothingWithout() {
  for (const [name, finder] of Object.entries(finders)) {
    if (await finds(finder)) throw new Failure(`${name}: fails without a mistake`);
  }
}

// ---- what came of it

const keyOf = ({ table, where, mistake }) => `${table} ${mistake} ${where}`;

const readRecord = () =>
  existsSync(join(root, record)) ? JSON.parse(readText(record)) : { survivors: [] };

function tally(found) {
  const tables = {};
  for (const { table, finder } of found) {
    const counts = (tables[table] ??= {
      mistakes: 0,
      unit: 0,
      explorer: 0,
      simulation: 0,
      none: 0,
    });
    ++counts.mistakes;
    ++counts[finder ?? 'none'];
  }
  return tables;
}

function print(tables, seconds) {
  const columns = ['mistakes', 'unit', 'explorer', 'simulation', 'none'];
  const line = (name, cells) => name.padEnd(10) + cells.map((c) => `${c}`.padStart(12)).join('');
  console.log(`\n${line('found by', columns)}`);
  for (const [table, counts] of Object.entries(tables)) {
    console.log(
      line(
        table,
        columns.map((column) => counts[column]),
      ),
    );
  }
  console.log(`\n${seconds.toFixed(0)} seconds`);
}

async function write(tables, survivors, known) {
  const { format, resolveConfig } = await import('prettier');
  const why = new Map(known.map((survivor) => [keyOf(survivor), survivor.why]));
  const kept = survivors.map((one) => {
    const { table, where, mistake } = one;
    return { table, where, mistake, why: why.get(keyOf(one)) ?? '' };
  });
  const text = JSON.stringify({ found: tables, survivors: kept });
  const style = { ...(await resolveConfig(join(root, record))), filepath: record };
  writeFileSync(join(root, record), await format(text, style));
  const unexplained = kept.filter((survivor) => survivor.why === '').length;
  console.log(`${record}: ${kept.length} survive, ${unexplained} of them without a reason`);
}

function compare(survivors, known) {
  const listed = new Set(known.map(keyOf));
  const fresh = survivors.filter((survivor) => !listed.has(keyOf(survivor)));
  for (const one of fresh) console.log(`goes unnoticed: ${keyOf(one)}`);
  if (fresh.length > 0) throw new Failure(`${fresh.length} mistakes that ${record} does not list`);
}

if (isMain(import.meta.url)) {
  await main(async () => {
    const only = option('only');
    const cores = Number(option('cores') ?? availableParallelism());
    await build('mutate', { nice: true, show: true });
    await expectNothingWithout();

    const start = performance.now();
    const mistakes = allMistakes().filter(({ table }) => only === undefined || table === only);
    const found = await pool(mistakes, cores, async (mistake) => {
      const finder = await finderOf(mistake);
      if (finder !== 'unit') console.log(`${finder ?? 'nobody'}: ${keyOf(mistake)}`);
      return { ...mistake, finder };
    });
    const tables = tally(found);
    print(tables, (performance.now() - start) / 1000);

    const survivors = found.filter(({ finder }) => finder === undefined);
    const { survivors: known } = readRecord();
    const writes = only === undefined && !process.argv.includes('--check');
    if (writes) await write(tables, survivors, known);
    else compare(survivors, known);
  });
}
