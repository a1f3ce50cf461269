// Holds tests/conformance.md to its word. The page is a table of statements about the service, each
// with the tests that prove it: | statement | tests | status |. Tests are named in backticks: a
// GoogleTest as Suite.name, a test of node:test or Playwright by its title, a file of
// tests/compile as compile.name, a check as scripts/check-….mjs.
//
// A row may name no test only while its status is `planned`, and no test that does not exist. The other way round, the
// page names every test that asks the simulator about the service's page: tests/**/vendor-*.
import { basename } from 'node:path';
import ts from 'typescript';
import { blankCpp } from './check-boundaries.mjs';
import { listFiles, readText } from './files.mjs';
import { Failure, isMain, main } from './run.mjs';

/** The rows of every table whose first column is headed "statement". */
export function readRows(page) {
  const rows = [];
  let inTable = false;
  page.split('\n').forEach((text, index) => {
    if (!text.trim().startsWith('|')) {
      inTable = false;
      return;
    }
    // A bar inside a cell is written \|.
    const cells = text
      .trim()
      .replace(/^\||\|$/g, '')
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim());
    if (/^statement$/i.test(cells[0])) inTable = true;
    else if (inTable && !/^:?-+:?$/.test(cells[0])) {
      const [statement, tests = '', status = ''] = cells;
      const names = [...tests.matchAll(/`([^`]+)`/g)].map((match) =>
        match[1].replaceAll('\\|', '|'),
      );
      rows.push({ line: index + 1, statement, names, status: status.toLowerCase() });
    }
  });
  return rows;
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

/** What is wrong with the page, one sentence each, and how many rows are how far. */
export function judge(page, files) {
  const rows = readRows(page);
  const known = knownTests(files);
  const exists = (name) => known.some((test) => matches(test, name));
  const planned = rows.filter((row) => row.names.length === 0 && row.status === 'planned');
  const wrong = rows.flatMap(({ line, statement, names, status }) => {
    if (names.length === 0 && status !== 'planned')
      return [`line ${line}: no test for: ${statement}`];
    return names
      .filter((name) => !exists(name))
      .map((name) => `line ${line}: there is no test \`${name}\``);
  });
  const named = new Set(rows.flatMap(({ names }) => names));
  for (const title of vendorTests(files)) {
    if (![...named].some((name) => matches(title, name)))
      wrong.push(`no row names the test \`${title.source ?? title}\``);
  }
  if (rows.length === 0) wrong.push('there is no table with the columns statement, tests, status');
  return {
    wrong,
    statements: rows.length,
    tested: rows.length - planned.length,
    planned: planned.length,
  };
}

if (isMain(import.meta.url)) {
  await main(() => {
    const isTest = (path) =>
      /(_test\.cpp|\.(test|spec)\.(ts|mjs))$/.test(path) || /^tests\/compile\/.*\.cpp$/.test(path);
    const isCheck = (path) => /^scripts\/check-.*\.mjs$/.test(path);
    const files = [
      ...listFiles('tests', isTest),
      ...listFiles('scripts', (p) => isTest(p) || isCheck(p)),
    ];
    let page;
    try {
      page = readText('tests/conformance.md');
    } catch {
      throw new Failure('conformance: there is no tests/conformance.md');
    }
    const { wrong, statements, tested, planned } = judge(
      page,
      files.map((path) => ({ path, text: readText(path) })),
    );
    for (const sentence of wrong) console.log(`tests/conformance.md, ${sentence}`);
    console.log(
      `conformance: ${statements} statements, ${tested} with tests, ${planned} planned, ${wrong.length} wrong`,
    );
    if (wrong.length > 0) process.exitCode = 1;
  });
}
