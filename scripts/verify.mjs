// `npm test`: everything that is checked. A step that fails does not stop the others.
// --only=unit,bridge runs the steps of these names, and what they need built.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.mjs';
import * as checks from './checks.mjs';
import { build as buildPreset } from './cmake.mjs';
import { listFiles } from './files.mjs';
import { runLanes } from './lanes.mjs';
import { Failure, main, option, root } from './run.mjs';
import { setup } from './setup.mjs';
import { verdict } from './stories.mjs';

const { check, nodeModule, nodeTests, playwright, script } = checks;

/** Work that several steps need is done once; when it failed, each of them fails. */
function once(work) {
  let done;
  return () => (done ??= work());
}

/** Each folder of tests/ with *.test.ts in it is a runner of its own. */
function nodeSteps(built, native) {
  const files = listFiles('tests', (path) => path.endsWith('.test.ts'));
  const folders = files.map((path) => path.split('/')[1]);
  // These must not vanish with their last file. The longest comes first; the one that replays a module's trace with
  // the native program comes late, when that has been built.
  return [...new Set(['simulator', 'relay', 'types', 'bridge', ...folders])].map((folder) => ({
    name: folder,
    needs: folder === 'bridge' ? [built, native] : [built],
    run: nodeTests(files.filter((path) => path.startsWith(`tests/${folder}/`))),
  }));
}

/**
 * Groups of lanes: the groups follow each other, a group's lanes run side by side (see lanes.mjs). Stories in browsers
 * keep real time and draw real pictures: they have the machine to themselves.
 *
 * A step that ends without a single test counts as failed: tests must not vanish.
 */
function allSteps(env) {
  const preset = (name, targets) => once(() => buildPreset(name, { env, nice: true, targets }));
  // The unit tests run once, with sanitizers: to compile them for g++ as well was a tenth of all that is computed here. The
  // core that g++ makes is walked by the explorer and the simulation, and replays what the module has recorded.
  const native = preset('gcc', [
    'explore',
    'simulate',
    'agree',
    'ring_replay',
    'draw_machine',
    'core_bench',
  ]);
  const sanitized = preset('clang-sanitize');
  const built = once(() => build(env));
  const agreeing = once(async () => {
    await built();
    await buildPreset('wasm', { env, nice: true, targets: ['agree'] });
  });

  const walking = [
    { name: 'compile', needs: [native], run: checks.compilePairs },
    { name: 'machine', needs: [native], run: script('draw-machine', '--check') },
    { name: 'explore', needs: [native], run: checks.explore },
    { name: 'simulate', needs: [native], run: check('build/gcc/tests/model/simulate', []) },
    { name: 'agree', needs: [native, agreeing], run: script('agree') },
  ];
  const sanitizing = [
    { name: 'unit', needs: [sanitized], run: checks.unit },
    { name: 'tidy', needs: [sanitized], run: checks.clangTidy },
    { name: 'fuzz', needs: [sanitized], run: checks.fuzz },
  ];
  const node = (name, needs, ...args) => ({ name, needs, run: check(process.execPath, args) });
  const reading = [
    { name: 'format', run: script('format', '--check') },
    { name: 'boundaries', run: script('check-boundaries') },
    // The rules that need types want the built package's types too.
    node('lint', [built], nodeModule('eslint/bin/eslint.js'), '.'),
    node('typecheck', [built], nodeModule('typescript/bin/tsc'), '-p', '.'),
    node('size', [built], '--import', 'tsx', 'tests/bench/size.ts'),
    { name: 'conformance', run: script('check-conformance') },
  ];
  const waiting = [
    { name: 'build', needs: [built], run: () => ({ passed: 1, failed: 0 }) },
    ...nodeSteps(built, native),
    { name: 'scripts', run: nodeTests(listFiles('scripts', (path) => path.endsWith('.test.mjs'))) },
    // Here because the simulator's tests pack into the same folder.
    { name: 'package', needs: [built], run: script('check-package') },
  ];
  const stories = ['browser', 'consumers', 'engines', 'servers'].map((name) => ({
    name,
    needs: [built],
    run: playwright(name),
  }));
  // What computes takes the time that the module's linker, and whatever waits, leave.
  return [[waiting, reading, sanitizing, walking], [stories]];
}

async function runStep({ name, needs = [], run }, env, print) {
  const start = performance.now();
  print(`\n== ${name}\n`);
  let result;
  try {
    for (const need of needs) await need();
    result = await run({ env, print });
    if (result.passed + result.failed === 0) throw new Failure('no test was run');
  } catch (error) {
    print(`${error instanceof Failure ? error.message : (error.stack ?? error)}\n`);
    result = { passed: 0, failed: 1 };
  }
  return { name, ...result, seconds: (performance.now() - start) / 1000 };
}

function table(results) {
  const rows = results.map(({ name, passed, failed, seconds }) => [
    name,
    `${passed}`,
    `${failed}`,
    seconds.toFixed(1),
  ]);
  const all = [['runner', 'passed', 'failed', 'seconds'], ...rows];
  return all
    .map(([name, ...numbers]) => name.padEnd(14) + numbers.map((n) => n.padStart(9)).join(''))
    .join('\n');
}

function chosen(groups) {
  const only = option('only')?.split(',');
  if (only === undefined) return groups;
  const names = groups.flat(2).map(({ name }) => name);
  const unknown = only.filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    throw new Failure(
      `no step is called ${unknown.join(' or ')}; there are: ${names.sort().join(' ')}`,
    );
  }
  return groups.map((lanes) => lanes.map((lane) => lane.filter(({ name }) => only.includes(name))));
}

await main(async () => {
  const env = await setup('test');
  const groups = chosen(allSteps(env));
  mkdirSync(join(root, 'build'), { recursive: true });

  const start = performance.now();
  const results = [];
  for (const lanes of groups) {
    results.push(...(await runLanes(lanes, (step, print) => runStep(step, env, print))));
  }
  const minutes = ((performance.now() - start) / 60_000).toFixed(1);
  console.log(`\n${table(results)}\n\n${minutes} minutes; some steps ran side by side\n`);
  const { lines, ok } = verdict(results);
  console.log(lines.join('\n'));
  if (!ok) process.exitCode = 1;
});
