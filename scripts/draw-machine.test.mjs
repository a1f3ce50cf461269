import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withDrawing } from './draw-machine.mjs';

const page = 'before\n<!-- machine:begin -->\nold\n<!-- machine:end -->\nafter\n';

test('the drawing replaces what was between the marks', () => {
  const drawn = withDrawing(page, 'drawn\n');
  assert.match(drawn, /^before\n<!-- machine:begin -->\n\ndrawn\n\n<!-- machine:end -->\nafter\n$/);
  assert.doesNotMatch(drawn, /old/);
  assert.equal(withDrawing(drawn, 'drawn\n'), drawn);
});

test('a page without the marks is refused', () => {
  assert.throws(() => withDrawing('no marks', 'x'), /README\.md needs the marks/);
});
