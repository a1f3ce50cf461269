import assert from 'node:assert/strict';
import { test } from 'node:test';
import { differences, disagreements, patternsOf, strayWords, targetsOf } from './check-package.mjs';

test('the expected files and no others: nothing to say', () => {
  assert.deepEqual(
    differences(['a.js', 'src/b.js', 'src/c.js'], ['a.js', 'src/*.js'], 'list.txt'),
    [],
  );
});

test('a file that nobody expected is named', () => {
  const [line, ...more] = differences(['a.js', 'src/deep/b.test.js'], ['a.js'], 'list.txt');
  assert.match(line, /^src\/deep\/b\.test\.js is published/);
  assert.deepEqual(more, []);
});

test('a star stays in its folder, and a dot is a dot', () => {
  assert.equal(differences(['src/deep/b.js'], ['src/*.js']).length, 2);
  assert.equal(differences(['ajs'], ['a.js']).length, 2);
});

test('an expected file that is not there is named', () => {
  assert.match(
    differences(['a.js'], ['a.js', 'LICENSE'], 'list.txt')[0],
    /^LICENSE is in list\.txt, .* not published$/,
  );
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

test('the simulator is of the version of the player, and brings the libraries that it was tested with', () => {
  const project = { version: '1.2.0', devDependencies: { lib: '3.0.1' } };
  assert.deepEqual(
    disagreements({ version: '1.2.0', dependencies: { lib: '^3.0.1' } }, project),
    [],
  );
  const others = disagreements(
    { version: '1.1.0', dependencies: { lib: '^3.0.0', x: '1' } },
    project,
  );
  assert.equal(others.length, 3);
});
