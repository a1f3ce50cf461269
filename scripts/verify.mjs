// `npm test`: everything that is checked, in order. A step that fails does not stop the others.
// --only=unit,bridge runs the steps of these names, and what they need built.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import { build } from './build.mjs';
import { build as buildPreset } from './cmake.mjs';
import { listFiles, readText } from './files.mjs';
import { ask, attempt, Failure, main, option, root } from './run.mjs';
import { setup } from './setup.mjs';
import { readReport, verdict } from './stories.mjs';

const cores = availableParallelism();
const nodeModule = (path) => join(root, 'node_modules', path);

/** Work that several steps need is done once; when it failed, each of them fails. */
function once(work) {
  let done;
  return () => (done ??= work());
}

/** A step whose exit code is its result: one check, passed or failed. */
const check = (command, args) => async (env) => {
  const { code } = await attempt(command, args, { show: true, env });
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
};
const script = (name, ...args) => check(process.execPath, [`scripts/${name}.mjs`, ...args]);

async function googleTest(preset, env) {
  const report = join(root, 'build', preset, 'unit.json');
  rmSync(report, { force: true });
  const { code } = await attempt(
    `build/${preset}/tests/unit/ring_core_tests`,
    ['--gtest_brief=1', `--gtest_output=json:${report}`],
    { show: true, env },
  );
  // A sanitizer ends the program in the middle: no report, and no other test can be counted.
  if (!existsSync(report)) return { passed: 0, failed: 1 };
  const { tests, failures, errors, disabled } = JSON.parse(readFileSync(report, 'utf8'));
  const failed = failures + errors;
  return { passed: tests - failed - disabled, failed: failed || (code === 0 ? 0 : 1) };
}

async function compilePairs(env) {
  const report = join(root, 'build/gcc/compile.xml');
  rmSync(report, { force: true });
  const args = ['--test-dir', 'build/gcc', '-R', '^compile\\.', '-j', `${cores}`];
  const { output } = await attempt(
    'ctest',
    [...args, '--output-on-failure', '--output-junit', report],
    { env },
  );
  const count = (name) =>
    Number(new RegExp(`\\b${name}="(\\d+)"`).exec(readFileSync(report, 'utf8'))?.[1] ?? 0);
  const failed = count('failures');
  if (failed > 0) console.log(output);
  return { passed: count('tests') - failed, failed };
}

/** Walks the core's situations; each configuration reports one line. */
async function explore(env) {
  const { code, output } = await attempt('build/model/tests/model/explore', [], {
    show: true,
    env,
  });
  const walked = output.split('\n').filter((line) => / states +\d+ transitions /.test(line));
  const failed = walked.filter((line) => line.endsWith('BROKEN')).length;
  return { passed: walked.length - failed, failed: failed || (code === 0 ? 0 : 1) };
}

/**
 * Twenty seconds for each target, `cores` at a time. What libFuzzer finds worth keeping stays out of the seeds.
 */
async function fuzz(env) {
  const targets = listFiles('tests/fuzz', (path) => path.endsWith('_fuzz.cpp')).map((path) =>
    basename(path, '.cpp'),
  );
  const result = { passed: 0, failed: 0 };

  async function worker() {
    for (let target = targets.shift(); target; target = targets.shift()) {
      const kept = join(root, 'build/fuzz/corpus', target);
      mkdirSync(kept, { recursive: true });
      const limits = ['-max_total_time=20', '-timeout=20', '-rss_limit_mb=2000', '-max_len=4000'];
      const { code, output } = await attempt(
        `build/fuzz/tests/fuzz/${target}`,
        [...limits, kept, `tests/fuzz/seeds/${target}`, `-artifact_prefix=build/fuzz/${target}-`],
        { env },
      );
      const done = /Done \d+ runs.*/.exec(output)?.[0];
      console.log(`${target}: ${done ?? output.slice(-4000)}`);
      if (code === 0 && done !== undefined) result.passed++;
      else result.failed++;
    }
  }
  await Promise.all(Array.from({ length: cores }, worker));
  return result;
}

/** clang-tidy takes seconds for each file: one that passed is not looked at again until it changes. */
async function clangTidy(env) {
  const headers = listFiles('wasm/core', (path) => path.endsWith('.hpp'));
  const common = [ask('clang-tidy', ['--version']), ...['.clang-tidy', ...headers].map(readText)];
  const passedBefore = join(root, 'build/clang-tidy');
  mkdirSync(passedBefore, { recursive: true });
  const queue = listFiles('wasm/core', (path) => path.endsWith('.cpp'));
  const result = { passed: 0, failed: 0 };

  async function worker() {
    for (let file = queue.shift(); file; file = queue.shift()) {
      const key = createHash('sha256')
        .update(JSON.stringify([...common, readText(file)]))
        .digest('hex');
      const stamp = join(passedBefore, basename(file));
      if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== key) {
        const { code, output } = await attempt(
          'clang-tidy',
          ['--quiet', '-p', 'build/clang-sanitize', file],
          { env },
        );
        if (code !== 0) {
          console.log(output);
          result.failed++;
          continue;
        }
        writeFileSync(stamp, key);
      }
      result.passed++;
    }
  }
  await Promise.all(Array.from({ length: cores }, worker));
  return result;
}

const nodeTests = (files) => async (env) => {
  // Without files Node would go and look for tests by itself.
  if (files.length === 0) return { passed: 0, failed: 0 };
  // A test that hangs, or leaves something running, must not hold up the rest for ever.
  const { code, output } = await attempt(
    'timeout',
    [
      '600',
      process.execPath,
      '--import',
      'tsx',
      '--test',
      // The native WebRTC library now and then keeps a process alive after its last peer has closed.
      '--test-force-exit',
      '--test-reporter=spec',
      ...files,
    ],
    { show: true, env },
  );
  if (code === 124) throw new Failure('still running after 600 s');
  // The closing lines; what a test prints itself comes before them.
  const count = (name) =>
    Number([...output.matchAll(new RegExp(`^ℹ ${name} (\\d+)$`, 'gm'))].at(-1)?.[1] ?? 0);
  const failed = count('fail') + count('cancelled');
  return { passed: count('pass'), failed: failed || (code === 0 ? 0 : 1) };
};

const playwright = (folder) => async (env) => {
  const report = join(root, `build/playwright-${folder}.json`);
  rmSync(report, { force: true });
  const { code } = await attempt(
    process.execPath,
    [
      nodeModule('@playwright/test/cli.js'),
      'test',
      `--config=tests/${folder}/playwright.config.ts`,
      '--reporter=list,json',
    ],
    { show: true, env: { ...env, PLAYWRIGHT_JSON_OUTPUT_NAME: report } },
  );
  if (!existsSync(report)) return { passed: 0, failed: 1 };
  return readReport(JSON.parse(readFileSync(report, 'utf8')), code);
};

/** In order. A step that ends without a single test counts as failed: tests must not vanish. */
function allSteps(env) {
  const native = once(() => buildPreset('gcc', { env }));
  const sanitized = once(() => buildPreset('clang-sanitize', { env }));
  const model = once(() => buildPreset('model', { env }));
  const fuzzed = once(() => buildPreset('fuzz', { env }));
  const built = once(() => build(env));

  // Each folder of tests/ with *.test.ts in it is a runner of its own.
  const nodeFiles = listFiles('tests', (path) => path.endsWith('.test.ts'));
  const folders = [...new Set(nodeFiles.map((path) => path.split('/')[1]))];
  const expected = ['bridge', 'simulator', 'types'];
  const nodeSteps = [...new Set([...expected, ...folders])].map((folder) => ({
    name: folder,
    // A trace of the module is replayed by the native program too.
    needs: async () => {
      await native();
      await built();
    },
    run: nodeTests(nodeFiles.filter((path) => path.startsWith(`tests/${folder}/`))),
  }));

  return [
    { name: 'format', run: script('format', '--check') },
    { name: 'boundaries', run: script('check-boundaries') },
    { name: 'unit', needs: native, run: () => googleTest('gcc', env) },
    { name: 'sanitize', needs: sanitized, run: () => googleTest('clang-sanitize', env) },
    { name: 'compile', needs: native, run: () => compilePairs(env) },
    { name: 'explore', needs: model, run: explore },
    { name: 'simulate', needs: model, run: check('build/model/tests/model/simulate', []) },
    { name: 'fuzz', needs: fuzzed, run: () => fuzz(env) },
    { name: 'machine', needs: native, run: script('draw-machine', '--check') },
    { name: 'build', needs: built, run: () => ({ passed: 1, failed: 0 }) },
    { name: 'tidy', needs: sanitized, run: () => clangTidy(env) },
    // The rules that need types want the built package's types too.
    {
      name: 'lint',
      needs: built,
      run: check(process.execPath, [nodeModule('eslint/bin/eslint.js'), '.']),
    },
    {
      name: 'typecheck',
      needs: built,
      run: check(process.execPath, [nodeModule('typescript/bin/tsc'), '-p', '.']),
    },
    {
      name: 'size',
      needs: built,
      run: check(process.execPath, ['--import', 'tsx', 'tests/bench/size.ts']),
    },
    { name: 'package', needs: built, run: script('check-package') },
    { name: 'conformance', run: script('check-conformance') },
    { name: 'scripts', run: nodeTests(listFiles('scripts', (path) => path.endsWith('.test.mjs'))) },
    ...nodeSteps,
    { name: 'browser', needs: built, run: playwright('browser') },
    { name: 'consumers', needs: built, run: playwright('consumers') },
    { name: 'engines', needs: built, run: playwright('engines') },
    { name: 'servers', needs: built, run: playwright('servers') },
  ];
}

async function runStep(step, env) {
  const start = performance.now();
  console.log(`\n== ${step.name}`);
  let result;
  try {
    await step.needs?.();
    result = await step.run(env);
    if (result.passed + result.failed === 0) throw new Failure('no test was run');
  } catch (error) {
    console.log(error instanceof Failure ? error.message : error);
    result = { passed: 0, failed: 1 };
  }
  return { ...step, ...result, seconds: (performance.now() - start) / 1000 };
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

await main(async () => {
  const env = await setup('test');
  const steps = allSteps(env);
  const only = option('only')?.split(',');
  const unknown = only?.filter((name) => !steps.some((step) => step.name === name)) ?? [];
  if (unknown.length > 0) {
    const names = steps.map((step) => step.name).join(' ');
    throw new Failure(`no step is called ${unknown.join(' or ')}; there are: ${names}`);
  }
  mkdirSync(join(root, 'build'), { recursive: true });

  const results = [];
  for (const step of steps) {
    if (!only || only.includes(step.name)) results.push(await runStep(step, env));
  }
  console.log(`\n${table(results)}\n`);
  const { lines, ok } = verdict(results);
  for (const line of lines) console.log(line);
  if (!ok) process.exitCode = 1;
});
