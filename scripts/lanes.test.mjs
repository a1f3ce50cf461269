import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pool, runLanes } from './lanes.mjs';

const later = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

test('a pool works on so many at a time, and gives the results in order', async () => {
  let busy = 0;
  let most = 0;
  const results = await pool([30, 10, 20, 5], 2, async (milliseconds) => {
    most = Math.max(most, (busy += 1));
    await later(milliseconds);
    busy -= 1;
    return milliseconds;
  });
  assert.deepEqual(results, [30, 10, 20, 5]);
  assert.equal(most, 2);
});

/** A step says its name, waits for the other lane, and says its name again. */
async function printed(lanes) {
  const pieces = [];
  const run = async (name, print) => {
    print(`${name} begins\n`);
    await later(10);
    print(`${name} ends\n`);
    return name;
  };
  const results = await runLanes(lanes, run, (text) => pieces.push(text.toString()));
  return { results, pieces };
}

test('side by side, what a step prints stays together', async () => {
  const { results, pieces } = await printed([['a', 'b'], ['c', 'd'], []]);
  assert.deepEqual(results.sort(), ['a', 'b', 'c', 'd']);
  assert.deepEqual(
    pieces.sort(),
    ['a', 'b', 'c', 'd'].map((name) => `${name} begins\n${name} ends\n`),
  );
});

test('a lane of its own shows what comes as it comes', async () => {
  const { results, pieces } = await printed([[], ['a', 'b']]);
  assert.deepEqual(results, ['a', 'b']);
  assert.deepEqual(pieces, ['a begins\n', 'a ends\n', 'b begins\n', 'b ends\n']);
});

test('the steps of a lane follow each other, those of two lanes do not', async () => {
  const order = [];
  const run = async (name) => {
    order.push(`${name}+`);
    await later(name === 'slow' ? 40 : 10);
    order.push(`${name}-`);
  };
  await runLanes([['slow'], ['a', 'b']], run, () => {});
  assert.deepEqual(order, ['slow+', 'a+', 'a-', 'b+', 'b-', 'slow-']);
});
