import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judge } from '../../scripts/check-conformance.mjs';
import { listFiles, readText } from '../../scripts/files.mjs';

test('the guide shows the examples to the letter', () => {
  const guide = readText('web/src/relay/README.md');
  const shown = [...guide.matchAll(/<!-- (\S+) -->\n\n```(?:ts|nginx)\n(.*?)```/gs)];
  assert.deepEqual(
    shown.map(([, path]) => `tests/relay/examples/${String(path)}`).sort(),
    listFiles('tests/relay/examples').sort(),
  );
  for (const [, path, code] of shown)
    assert.equal(code, readText(`tests/relay/examples/${String(path)}`), path);
});

test('the guide names every problem that the relay can report', () => {
  const guide = readText('web/src/relay/README.md');
  const source = readText('web/src/relay/problem.ts');
  const known = [...source.matchAll(/^ {2}'?([a-z-]+)'?: \[\d{3}, /gm)].map(([, code]) => code);
  assert.ok(known.length > 15);
  const named = new Set([...guide.matchAll(/`([a-z-]+)`/g)].map(([, code]) => code));
  assert.deepEqual(
    known.filter((code) => !named.has(code)),
    [],
  );
});

test('each case of the table of attacks has tests that exist', () => {
  const paths = listFiles('tests/relay').filter((path: string) => path.endsWith('.test.ts'));
  const files = paths.map((path: string) => ({ path, text: readText(path) }));
  assert.deepEqual(judge(readText('tests/relay/attacks.md'), files).wrong, []);
});
