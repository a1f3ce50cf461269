import assert from 'node:assert/strict';
import { test } from 'node:test';
import { differences, patternsOf, strayWords, targetsOf } from './check-package.mjs';

test('the expected files and no others: nothing to say', () => {
  assert.deepEqual(differences(['a.js', 'src/b.js', 'src/c.js'], ['a.js', 'src/*.js']), []);
});

test('a file that nobody expected is named', () => {
  const [line, ...more] = differences(['a.js', 'src/deep/b.test.js'], ['a.js']);
  assert.match(line, /^src\/deep\/b\.test\.js is published/);
  assert.deepEqual(more, []);
});

test('a star stays in its folder, and a dot is a dot', () => {
  assert.equal(differences(['src/deep/b.js'], ['src/*.js']).length, 2);
  assert.equal(differences(['ajs'], ['a.js']).length, 2);
});

test('an expected file that is not there is named', () => {
  assert.match(differences(['a.js'], ['a.js', 'LICENSE'])[0], /^LICENSE is in .* not published$/);
});

test('comments and empty lines are no patterns', () => {
  assert.deepEqual(patternsOf('# files\n\na.js\n'), ['a.js']);
});

test('places on this machine and source maps are found', () => {
  assert.deepEqual(strayWords("import '/home/me/x.js'", ['/home/me/']), ['/home/me/']);
  assert.deepEqual(strayWords('x();\n//# sourceMappingURL=x.js.map', []), ['a source map']);
  assert.deepEqual(strayWords("import './x.js'", ['/home/me/']), []);
});

test('all that package.json leads to is looked at, patterns excepted', () => {
  const targets = targetsOf({
    exports: { '.': { types: './a.d.ts', default: './a.js' }, './w': './a.wasm', './x/*': './x/*' },
    bin: { tool: 'tool.mjs' },
    'web-types': './w.json',
  });
  assert.deepEqual(targets, ['a.d.ts', 'a.js', 'a.wasm', 'tool.mjs', 'w.json']);
});
