import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  judge,
  knownTests,
  missingCriteria,
  readRows,
  unnamedVendorTests,
} from './check-conformance.mjs';

const head = '| Statement | Tests | Status |\n| --- | --- | --- |\n';
const files = [
  {
    path: 'tests/unit/offer_test.cpp',
    text: 'TEST(Offer, IsVideoOnly) {}\nTEST_F(Whep, Posts) {}\n// TEST(Offer, Commented) {}',
  },
  {
    path: 'tests/browser/live.spec.ts',
    text: 'test.describe("live", () => { test("shows a frame", f); test(`answers ${status} | once`, f); });',
  },
  { path: 'tests/compile/two_clocks.cpp', text: '' },
  { path: 'scripts/check-boundaries.mjs', text: '' },
];
const wrongIn = (row) => judge(head + row, files).wrong;

test('a row with tests that exist is right', () => {
  assert.deepEqual(wrongIn('| video only | `Offer.IsVideoOnly`, `Whep.Posts` | done |'), []);
  assert.deepEqual(wrongIn('| a frame | `shows a frame` | done |'), []);
  assert.deepEqual(wrongIn('| a status | `answers 503 \\| once` | done |'), []);
  assert.deepEqual(
    wrongIn('| others | `compile.two_clocks` `scripts/check-boundaries.mjs` | done |'),
    [],
  );
});

test('a test that does not exist is wrong, planned or not', () => {
  assert.deepEqual(wrongIn('| x | `Offer.Gone` | done |'), [
    'line 3: there is no test `Offer.Gone`',
  ]);
  assert.equal(wrongIn('| x | `Offer.Gone` | planned |').length, 1);
  assert.equal(wrongIn('| x | `Offer.IsVideoOnly` `shows nothing` | done |').length, 1);
});

test('a test that is commented out does not exist', () => {
  assert.equal(wrongIn('| x | `Offer.Commented` | done |').length, 1);
});

test('a row without tests is wrong unless it is planned', () => {
  assert.deepEqual(wrongIn('| x |  | done |'), ['line 3: no test for: x']);
  assert.deepEqual(wrongIn('| x |  | planned |'), []);
});

test('a row that does not apply says why', () => {
  assert.deepEqual(wrongIn('| 1.4.2 | There is no sound. | does not apply |'), []);
  assert.equal(wrongIn('| 1.4.2 | | does not apply |').length, 1);
  assert.equal(wrongIn('| 1.4.2 | There is no sound. | shown |').length, 1);
});

test('every criterion of WCAG 2.2 A and AA has a row', () => {
  const missing = missingCriteria(`${head}| 1.4.10 Reflow | \`Whep.Posts\` | shown |\n`);
  assert.equal(missing.length, 54);
  assert.ok(missing.includes('no row for 1.4.1'));
  assert.ok(!missing.includes('no row for 1.4.10'));
});

test('a page without the table is wrong', () => {
  assert.equal(judge('# Conformance\n', files).wrong.length, 1);
});

test('rows are counted', () => {
  const { statements, tested, planned } = judge(
    `${head}| a | \`Whep.Posts\` | done |\n| b | | planned |\n`,
    files,
  );
  assert.deepEqual({ statements, tested, planned }, { statements: 2, tested: 1, planned: 1 });
});

test('a test that asks the simulator about the page must be named, by itself or its pattern', () => {
  const asked = {
    path: 'tests/simulator/vendor-page.test.ts',
    text: 'describe("the page", () => { test("page: 201", f); test(`page: on ${power}`, f); });',
  };
  const wrong = (row) => unnamedVendorTests(head + row, [...files, asked]);
  assert.deepEqual(wrong('| x | `page: 201` `page: on battery` | done |'), []);
  assert.deepEqual(wrong('| x | `page: on battery` | done |'), [
    'no row names the test `page: 201`',
  ]);
  assert.match(wrong('| x | `page: 201` | done |')[0], /^no row names the test `\^page: on /);
});

test('a feature has a test that exists, or the reason why there is none, in each column', () => {
  const table = (cells) =>
    judge(`| feature | Firefox | touch |\n| --- | --- | --- |\n| zoom | ${cells} |\n`, files).wrong;
  assert.deepEqual(table('`Whep.Posts` | Nothing to touch.'), []);
  assert.deepEqual(table('`Whep.Gone` | Nothing to touch.'), [
    'line 3: there is no test `Whep.Gone`',
  ]);
  assert.deepEqual(table('`Whep.Posts` |'), ['line 3: no test for: zoom, touch']);
});

test('other tables are left alone', () => {
  assert.deepEqual(readRows('| kind | meaning |\n| --- | --- |\n| a | b |\n'), []);
});

test('titles with values in them are patterns', () => {
  const [suite, title, pattern] = knownTests([files[1]]);
  assert.equal(suite, 'live');
  assert.equal(title, 'shows a frame');
  assert.ok(pattern.test('answers 404 | once'));
});
