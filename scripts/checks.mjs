// The kinds of checks that `npm test` makes. Each is a function of a step's `context` (its environment, and `print` for
// what people shall read) that resolves to how many passed and failed.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import { listFiles, readText } from './files.mjs';
import { pool } from './lanes.mjs';
import { ask, attempt, Failure, root } from './run.mjs';
import { readReport } from './stories.mjs';

const cores = availableParallelism();
export const nodeModule = (path) => join(root, 'node_modules', path);

const outcome = (results) => {
  const passed = results.filter(Boolean).length;
  return { passed, failed: results.length - passed };
};

/** What computes and does not wait: whatever has a clock to keep beside it goes first. */
const computing = (context) => ({ env: context.env, nice: true });
const shown = (context) => ({ ...computing(context), show: context.print });

/** A program whose exit code is its result: one check, passed or failed. */
export const check = (command, args) => async (context) => {
  const { code } = await attempt(command, args, shown(context));
  return outcome([code === 0]);
};
export const script = (name, ...args) => check(process.execPath, [`scripts/${name}.mjs`, ...args]);

export async function unit(context) {
  const report = join(root, 'build/clang-sanitize/unit.json');
  rmSync(report, { force: true });
  const { code } = await attempt(
    'build/clang-sanitize/tests/unit/ring_core_tests',
    ['--gtest_brief=1', `--gtest_output=json:${report}`],
    shown(context),
  );
  // A sanitizer ends the program in the middle: no report, and no other test can be counted.
  if (!existsSync(report)) return { passed: 0, failed: 1 };
  const { tests, failures, errors, disabled } = JSON.parse(readFileSync(report, 'utf8'));
  const failed = failures + errors;
  return { passed: tests - failed - disabled, failed: failed || (code === 0 ? 0 : 1) };
}

export async function compilePairs(context) {
  const report = join(root, 'build/gcc/compile.xml');
  rmSync(report, { force: true });
  const args = ['--test-dir', 'build/gcc', '-R', '^compile\\.', '-j', `${cores}`];
  const { output } = await attempt(
    'ctest',
    [...args, '--output-on-failure', '--output-junit', report],
    computing(context),
  );
  const count = (name) =>
    Number(new RegExp(`\\b${name}="(\\d+)"`).exec(readFileSync(report, 'utf8'))?.[1] ?? 0);
  const failed = count('failures');
  if (failed > 0) context.print(output);
  return { passed: count('tests') - failed, failed };
}

/** Walks the core's situations; each configuration reports one line. */
export async function explore(context) {
  const { code, output } = await attempt('build/gcc/tests/model/explore', [], shown(context));
  const walked = output.split('\n').filter((line) => / states +\d+ transitions /.test(line));
  const failed = walked.filter((line) => line.endsWith('BROKEN')).length;
  return { passed: walked.length - failed, failed: failed || (code === 0 ? 0 : 1) };
}

/** Some seconds for each target. What libFuzzer finds worth keeping stays out of the seeds. */
export async function fuzz(context) {
  const limits = ['-max_total_time=8', '-timeout=20', '-rss_limit_mb=2000', '-max_len=4000'];
  const targets = listFiles('tests/fuzz', (path) => path.endsWith('_fuzz.cpp'));
  const results = await pool(targets, cores, async (path) => {
    const target = basename(path, '.cpp');
    const kept = join(root, 'build/fuzz-corpus', target);
    mkdirSync(kept, { recursive: true });
    const { code, output } = await attempt(
      `build/clang-sanitize/tests/fuzz/${target}`,
      [
        ...limits,
        kept,
        `tests/fuzz/seeds/${target}`,
        `-artifact_prefix=build/fuzz-corpus/${target}-`,
      ],
      computing(context),
    );
    const done = /Done \d+ runs.*/.exec(output)?.[0];
    context.print(`${target}: ${done ?? output.slice(-4000)}\n`);
    return code === 0 && done !== undefined;
  });
  return outcome(results);
}

/** clang-tidy takes seconds for each file: one that passed is not looked at again until it changes. */
export async function clangTidy(context) {
  const headers = listFiles('wasm/core', (path) => path.endsWith('.hpp'));
  const common = [ask('clang-tidy', ['--version']), ...['.clang-tidy', ...headers].map(readText)];
  const passedBefore = join(root, 'build/clang-tidy');
  const files = listFiles('wasm/core', (path) => path.endsWith('.cpp'));
  const results = await pool(files, cores, async (file) => {
    const key = createHash('sha256')
      .update(JSON.stringify([...common, readText(file)]))
      .digest('hex');
    const stamp = join(passedBefore, file.replaceAll('/', '-'));
    if (existsSync(stamp) && readFileSync(stamp, 'utf8') === key) return true;
    const args = ['--quiet', '-p', 'build/clang-sanitize', file];
    const { code, output } = await attempt('clang-tidy', args, computing(context));
    if (code !== 0) {
      context.print(output);
      return false;
    }
    mkdirSync(passedBefore, { recursive: true });
    writeFileSync(stamp, key);
    return true;
  });
  return outcome(results);
}

export const nodeTests = (files) => async (context) => {
  // Without files Node would go and look for tests by itself.
  if (files.length === 0) return { passed: 0, failed: 0 };
  // A test that hangs, or leaves something running, must not hold up the rest for ever.
  const { code, output } = await attempt(
    'timeout',
    [
      ...['600', process.execPath, '--import', 'tsx', '--test'],
      // The native WebRTC library now and then keeps a process alive after its last peer has closed.
      '--test-force-exit',
      '--test-reporter=spec',
      // Most files wait most of the time. Without this Node leaves a core alone: one file at a time on two.
      '--test-concurrency=2',
      ...files,
    ],
    { show: context.print, env: context.env },
  );
  if (code === 124) throw new Failure('still running after 600 s');
  // The closing lines; what a test prints itself comes before them.
  const count = (name) =>
    Number([...output.matchAll(new RegExp(`^ℹ ${name} (\\d+)$`, 'gm'))].at(-1)?.[1] ?? 0);
  const failed = count('fail') + count('cancelled');
  return { passed: count('pass'), failed: failed || (code === 0 ? 0 : 1) };
};

/** A suite of stories with real media: see stories.mjs. */
export const playwright = (folder) => async (context) => {
  const report = join(root, `build/playwright-${folder}.json`);
  rmSync(report, { force: true });
  const { code } = await attempt(
    process.execPath,
    [
      ...[nodeModule('@playwright/test/cli.js'), 'test'],
      `--config=tests/${folder}/playwright.config.ts`,
      ...['--retries=1', '--reporter=list,json'],
    ],
    { show: context.print, env: { ...context.env, PLAYWRIGHT_JSON_OUTPUT_NAME: report } },
  );
  if (!existsSync(report)) return { passed: 0, failed: 1 };
  return readReport(JSON.parse(readFileSync(report, 'utf8')), code);
};
