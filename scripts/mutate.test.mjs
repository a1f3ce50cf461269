import assert from 'node:assert/strict';
import test from 'node:test';
import { readText } from './files.mjs';
import { mistakesOf, phaseMistakesOf, phaseRulesOf, rowsOf } from './mutate.mjs';

const row = (guards, effects, then) => `{in(P::a), on<T::b>, ${guards}, ${effects}, ${then}}`;

test('the rows are those of the table, in its order', () => {
  const rows = rowsOf(readText('wasm/core/machine/session.cpp'));
  assert.ok(rows[0].startsWith('{in(P::none), on<T::wanted>'));
  assert.ok(rows.at(-1).endsWith('defect}'));
  for (const name of ['session', 'media', 'viewing']) {
    const text = readText(`wasm/core/machine/${name}.cpp`);
    const table = text.slice(text.indexOf('Row rows[] = {'), text.indexOf('// clang-format on'));
    assert.equal(rowsOf(text).length, table.split(/^ {4}\{/m).length - 1, name);
  }
});

test('a row has the mistakes that change something', () => {
  const of = (...parts) => mistakesOf(row(...parts)).join(' ');
  assert.equal(of('always', 'nothing', 'ignored'), 'drop');
  assert.equal(of('always', 'run<c>', 'stay'), 'drop');
  assert.equal(of('always', 'run<c>', 'go(P::d)'), 'drop redirect effect');
  assert.equal(of('when<e>', 'run<c>', 'stay'), 'drop negate effect');
  assert.equal(of('when<e, f>', 'nothing', 'go(P::d)'), 'drop redirect negate');
});

test('what happens on entering and leaving a phase has mistakes of its own', () => {
  const rules = phaseRulesOf(readText('wasm/core/machine/session.cpp'));
  assert.equal(rules[1], '{P::asking, send_offer, settle_post}');
  assert.deepEqual(phaseMistakesOf(rules[1]), ['enter', 'leave']);
  assert.deepEqual(phaseMistakesOf('{P::a}'), []);
  assert.deepEqual(phaseMistakesOf('{P::a, enter}'), ['enter']);
  assert.deepEqual(phaseMistakesOf('{P::a, nullptr, leave}'), ['leave']);
});
