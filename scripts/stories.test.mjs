import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { attempt, root } from './run.mjs';
import { flakyAllowed, readReport, verdict } from './stories.mjs';

const spec = (title, status) => ({
  title,
  file: 'a.spec.ts',
  line: 7,
  tests: [{ projectName: 'chromium', status }],
});
/** As Playwright writes it: a suite for the file, within it one for each `describe`. */
const report = (...statuses) => ({
  suites: [
    {
      title: 'a.spec.ts',
      file: 'a.spec.ts',
      specs: statuses.map((status) => spec(`is ${status}`, status)),
      suites: [{ title: 'a group', file: 'a.spec.ts', specs: [spec('inside', 'expected')] }],
    },
  ],
});
const flakySuite = (count) => readReport(report(...Array(count).fill('flaky')), 0);
const lastLine = ({ lines }) => lines.at(-1);

test('stories are counted in all suites, skipped ones not at all', () => {
  const read = readReport(report('expected', 'unexpected', 'skipped'), 1);
  assert.deepEqual(read, { passed: 2, failed: 1, flaky: [] });
});

test('a story that needed its second try has passed, and has a name', () => {
  const read = readReport(report('flaky'), 0);
  assert.equal(read.passed, 2);
  assert.equal(read.failed, 0);
  assert.deepEqual(read.flaky, ['[chromium] a.spec.ts:7 › is flaky']);
});

test('a suite that failed without a failed story has failed', () => {
  assert.equal(readReport(report('expected'), 1).failed, 1);
  assert.equal(readReport({ suites: [], errors: [{}] }, 1).failed, 1);
  assert.equal(readReport(report('unexpected', 'unexpected'), 1).failed, 2);
});

test('a run without trouble ends with its counts alone', () => {
  const { lines, ok } = verdict([
    { passed: 3, failed: 0 },
    { passed: 2, failed: 0 },
  ]);
  assert.deepEqual(lines, ['5 passed, 0 failed']);
  assert.equal(ok, true);
});

test('flaky stories are named just before the counts, and a few are borne', () => {
  const { lines, ok } = verdict([{ passed: 1, failed: 0 }, flakySuite(flakyAllowed)]);
  assert.equal(lines.length, flakyAllowed + 1);
  assert.ok(lines.slice(0, -1).every((line) => line.startsWith('flaky: [chromium] a.spec.ts:7 ›')));
  assert.equal(lines.at(-1), `${flakyAllowed + 2} passed, 0 failed`);
  assert.equal(ok, true);
});

test('too many fail the run, also when no suite has too many', () => {
  const { lines, ok } = verdict([
    flakySuite(1),
    { passed: 1, failed: 0 },
    flakySuite(flakyAllowed),
  ]);
  assert.equal(ok, false);
  assert.match(lines.at(-2), /^flaky: 3 stories needed a second try, 2 may/);
  assert.equal(lines.at(-1), '6 passed, 1 failed');
});

test('a failed story fails the run, flaky or not', () => {
  const { lines, ok } = verdict([{ passed: 4, failed: 1 }, flakySuite(1)]);
  assert.equal(ok, false);
  assert.equal(lines.at(-1), '6 passed, 1 failed');
});

// Playwright itself, so that the report is read as it is written today.
mkdirSync(join(root, 'build'), { recursive: true });
const folder = mkdtempSync(join(root, 'build/stories-'));
after(() => rmSync(folder, { recursive: true }));

async function tell(stories) {
  const json = join(folder, 'report.json');
  writeFileSync(join(folder, 'playwright.config.ts'), 'export default {};\n');
  writeFileSync(
    join(folder, 'some.spec.ts'),
    `import { expect, test } from '@playwright/test';\n${stories}`,
  );
  const { code } = await attempt(
    process.execPath,
    [
      join(root, 'node_modules/@playwright/test/cli.js'),
      ...['test', `--config=${folder}/playwright.config.ts`, '--retries=1', '--reporter=json'],
    ],
    { env: { ...process.env, PLAYWRIGHT_JSON_OUTPUT_NAME: json } },
  );
  return readReport(JSON.parse(readFileSync(json, 'utf8')), code);
}

test('a real report: one story fails at first, one always', async () => {
  const read = await tell(`
    test('good', () => {});
    test.describe('group', () => {
      test('late', ({}, { retry }) => expect(retry).toBe(1));
    });
    test('bad', () => expect(1).toBe(2));
  `);
  assert.deepEqual(read, {
    passed: 2,
    failed: 1,
    flaky: ['some.spec.ts:5 › group › late'],
  });
  assert.equal(lastLine(verdict([read])), '2 passed, 1 failed');
});
