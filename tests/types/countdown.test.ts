// Whole seconds, counted down for all players of a page together.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Countdown } from '../../web/src/session/countdown.js';

test('all of a page count by one timer, and there is none when nothing is left to count', (context) => {
  let now = 0;
  context.mock.timers.enable({ apis: ['setTimeout'] });
  context.mock.method(performance, 'now', () => now);
  const begun = context.mock.method(globalThis, 'setTimeout').mock;
  const told: string[] = [];
  const count = (name: string, ends: () => number): Countdown =>
    new Countdown(
      () => Math.max(0, ends() - now / 1000),
      () => told.push(`${name} ${String(Math.ceil(ends() - now / 1000))}`),
    );
  let extended = 2.5;
  const first = count('first', () => extended);
  const second = count('second', () => 1.5);
  const aSecondPasses = (): void => {
    now += 1000;
    context.mock.timers.tick(1000);
  };

  first.restart();
  second.restart();
  first.restart(); // Nothing is new, and nothing is told twice.
  assert.deepEqual(told.splice(0), ['first 3', 'second 2']);
  assert.equal(begun.callCount(), 1);

  aSecondPasses();
  assert.deepEqual(told.splice(0), ['first 2', 'second 1']);
  assert.equal(begun.callCount(), 2);

  extended = 4.5;
  first.restart();
  assert.deepEqual(told.splice(0), ['first 4']);
  assert.equal(begun.callCount(), 2);

  aSecondPasses(); // The second has nothing left; the first goes on.
  assert.deepEqual(told.splice(0), ['first 3']);
  extended = 0;
  first.restart();
  const all = begun.callCount();
  aSecondPasses();
  assert.deepEqual(told, []);
  assert.equal(begun.callCount(), all);
});
