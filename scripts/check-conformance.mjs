// Holds tests/conformance.md, tests/accessibility.md and tests/features.md to their word. The first two are made of tables of
// statements, about the service and about accessibility, with the tests that prove them: | statement | tests | status |; the
// third says of each feature by which tests it is shown in which respect: | feature | Chromium | … |. Tests are named in
// backticks: a GoogleTest as Suite.name, a test of node:test or Playwright by its title, a file of tests/compile as
// compile.name, a check as scripts/check-….mjs.
//
// A row may name no test only while its status is `planned`, or with a reason in place of them where it `does not apply`;
// and no test that does not exist; a feature has a test, or the reason, in each column. The other way round, the first page
// names every test that asks the simulator about the service's page (tests/**/vendor-*), the second every criterion of WCAG
// 2.2, levels A and AA.
import { basename } from 'node:path';
import ts from 'typescript';
import { blankCpp } from './check-boundaries.mjs';
import { listFiles, readText } from './files.mjs';
import { isMain, main } from './run.mjs';

/** The rows of every table whose first column is headed "statement", and each cell of one headed "feature" as such a row. */
export function readRows(page) {
  const rows = [];
  let heads;
  page.split('\n').forEach((text, index) => {
    if (!text.trim().startsWith('|')) {
      heads = undefined;
      return;
    }
    const cells = cellsOf(text);
    if (heads === undefined) heads = cells.map((cell) => cell.toLowerCase());
    else if (!/^:?-+:?$/.test(cells[0])) rows.push(...rowsOf(heads, cells, index + 1));
  });
  return rows;
}

/** A bar inside a cell is written \|. */
const cellsOf = (text) =>
  text
    .trim()
    .replace(/^\||\|$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());

function rowsOf(heads, [first, ...others], line) {
  const row = (statement, tests = '', status = '') => {
    const names = [...tests.matchAll(/`([^`]+)`/g)].map((match) => match[1].replaceAll('\\|', '|'));
    return { line, statement, tests, names, status: status.toLowerCase() };
  };
  if (heads[0] === 'statement') return [row(first, ...others)];
  if (heads[0] !== 'feature') return [];
  return heads.slice(1).map((head, at) => row(`${first}, ${head}`, others[at], 'does not apply'));
}

const isTestCall = (callee) =>
  /^(test|it|describe|suite)(\.(only|skip|fixme|fail|describe))*$/.test(callee);
const isSingleTest = (callee) => /^(test|it)(\.(only|skip|fixme|fail))*$/.test(callee);

/** The titles in a test file; a title with values in it becomes a pattern. */
function titles(path, text, isWanted = isTestCall) {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found = [];
  const visit = (node) => {
    if (ts.isCallExpression(node) && isWanted(node.expression.getText())) {
      const title = node.arguments[0];
      if (title && ts.isStringLiteralLike(title)) found.push(title.text);
      else if (title && ts.isTemplateExpression(title)) {
        const parts = [title.head.text, ...title.templateSpans.map((span) => span.literal.text)];
        found.push(new RegExp(`^${parts.map(escape).join('.+')}$`, 's'));
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

const escape = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Every test of the tree: [{path, text}] to names and patterns. */
export function knownTests(files) {
  return files.flatMap(({ path, text }) => {
    if (path.startsWith('tests/compile/')) return [`compile.${basename(path, '.cpp')}`];
    if (/^scripts\/check-[^/]*(?<!\.test)\.mjs$/.test(path)) return [path];
    if (path.endsWith('.cpp')) {
      const code = blankCpp(text, { strings: true });
      return [...code.matchAll(/\bTEST(?:_F|_P)?\s*\(\s*(\w+)\s*,\s*(\w+)\s*\)/g)].map(
        (match) => `${match[1]}.${match[2]}`,
      );
    }
    return titles(path, text);
  });
}

/** What asks the simulator about the service's page. */
const vendorTests = (files) =>
  files
    .filter(({ path }) => /^tests\/.*\/vendor-[^/]*$/.test(path))
    .flatMap(({ path, text }) => titles(path, text, isSingleTest));

const matches = (known, name) => (typeof known === 'string' ? known === name : known.test(name));

/** Of WCAG 2.2: 31 of level A, 24 of level AA. */
const criteria =
  '1.1.1 1.2.1 1.2.2 1.2.3 1.2.4 1.2.5 1.3.1 1.3.2 1.3.3 1.3.4 1.3.5 1.4.1 1.4.2 1.4.3 1.4.4 1.4.5 1.4.10 1.4.11 1.4.12 ' +
  '1.4.13 2.1.1 2.1.2 2.1.4 2.2.1 2.2.2 2.3.1 2.4.1 2.4.2 2.4.3 2.4.4 2.4.5 2.4.6 2.4.7 2.4.11 2.5.1 2.5.2 2.5.3 2.5.4 ' +
  '2.5.7 2.5.8 3.1.1 3.1.2 3.2.1 3.2.2 3.2.3 3.2.4 3.2.6 3.3.1 3.3.2 3.3.3 3.3.4 3.3.7 3.3.8 4.1.2 4.1.3';

/** Which of them no row begins with. */
export function missingCriteria(page) {
  const stated = new Set(readRows(page).map(({ statement }) => statement.split(' ')[0]));
  return criteria
    .split(' ')
    .filter((criterion) => !stated.has(criterion))
    .map((criterion) => `no row for ${criterion}`);
}

/** Tests that no row names. */
export function unnamedVendorTests(page, files) {
  const named = readRows(page).flatMap(({ names }) => names);
  return vendorTests(files)
    .filter((title) => !named.some((name) => matches(title, name)))
    .map((title) => `no row names the test \`${title.source ?? title}\``);
}

/** Where there is no test: it is still to come, or the row says why there is none. */
const mayLackTests = ({ tests, status }) =>
  status === 'planned' || (status === 'does not apply' && tests !== '');

/** What is wrong with the page, one sentence each, and how many rows are how far. */
export function judge(page, files) {
  const rows = readRows(page);
  const known = knownTests(files);
  const exists = (name) => known.some((test) => matches(test, name));
  const planned = rows.filter((row) => row.names.length === 0 && row.status === 'planned');
  const untested = rows.filter((row) => row.names.length === 0);
  const wrong = rows.flatMap((row) => {
    const { line, statement, names } = row;
    if (names.length === 0 && !mayLackTests(row))
      return [`line ${line}: no test for: ${statement}`];
    return names
      .filter((name) => !exists(name))
      .map((name) => `line ${line}: there is no test \`${name}\``);
  });
  if (rows.length === 0) wrong.push('there is no table with the columns statement, tests, status');
  return {
    wrong,
    statements: rows.length,
    tested: rows.length - untested.length,
    planned: planned.length,
  };
}

/** Each with what says that it is complete. */
const pages = [
  ['tests/conformance.md', unnamedVendorTests],
  ['tests/accessibility.md', missingCriteria],
  ['tests/features.md', () => []],
];

if (isMain(import.meta.url)) {
  await main(() => {
    const isTest = (path) =>
      /(_test\.cpp|\.(test|spec)\.(ts|mjs))$/.test(path) || /^tests\/compile\/.*\.cpp$/.test(path);
    const isCheck = (path) => /^scripts\/check-.*\.mjs$/.test(path);
    const files = [
      ...listFiles('tests', isTest),
      ...listFiles('scripts', (p) => isTest(p) || isCheck(p)),
    ];
    const read = files.map((path) => ({ path, text: readText(path) }));
    for (const [path, complete] of pages) {
      const page = readText(path);
      const { wrong, statements, tested, planned } = judge(page, read);
      wrong.push(...complete(page, read));
      for (const sentence of wrong) console.log(`${path}, ${sentence}`);
      console.log(
        `${path}: ${statements} statements, ${tested} with tests, ${planned} planned, ${wrong.length} wrong`,
      );
      if (wrong.length > 0) process.exitCode = 1;
    }
  });
}
