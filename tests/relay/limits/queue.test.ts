// How a store is asked: seldom, in order, and never for longer than somebody waits.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { memoryLimits } from '../../../web/src/relay/limits/memory.js';
import { LimitQueue } from '../../../web/src/relay/limits/queue.js';
import type { LimitStep, LimitStore } from '../../../web/src/relay/limits/store.js';

const claim = (key: string, most = 1) => ({ key, amount: 1, most, seconds: 60 });

/** A store that takes its time, and how it was asked. */
function slowStore(milliseconds: number): { store: LimitStore; asked: (readonly LimitStep[])[] } {
  const asked: (readonly LimitStep[])[] = [];
  const memory = memoryLimits();
  const run: LimitStore['run'] = async (steps) => {
    asked.push(steps);
    await sleep(milliseconds);
    return memory.run(steps);
  };
  return { store: { run }, asked };
}

test('what comes while the store is busy goes there together', async () => {
  const { store, asked } = slowStore(20);
  const queue = new LimitQueue(store);
  const takes = Array.from({ length: 200 }, (_, at) =>
    queue.take(String(at), [claim(`camera ${String(at)}`), claim('service', 150)]),
  );
  const refusals = (await Promise.all(takes)).filter((refusal) => refusal !== undefined);
  assert.deepEqual(
    refusals.map(({ key }) => key),
    Array<string>(50).fill('service'),
  );
  assert.deepEqual(
    asked.map(({ length }) => length),
    [1, 199],
  );
});

test('of very many, so many at once as hold up no store', async () => {
  const { store, asked } = slowStore(1);
  const queue = new LimitQueue(store);
  const takes = Array.from({ length: 600 }, (_, at) =>
    queue.take(String(at), [claim('door', 600)]),
  );
  assert.ok((await Promise.all(takes)).every((refusal) => refusal === undefined));
  assert.deepEqual(
    asked.map(({ length }) => length),
    [1, 256, 256, 87],
  );
});

test('what is taken later finds done what was given back before', async () => {
  const { store } = slowStore(10);
  const queue = new LimitQueue(store);
  await queue.take('ann', [claim('door')]);
  const lowered = queue.lower('ann', [{ key: 'door', amount: 0 }]);
  assert.equal(await queue.take('bob', [claim('door')]), undefined);
  await lowered;
});

test('whoever waits for a store that fails, or is late, is told so, and the next one asks it again', async () => {
  let fail: (() => Promise<never>) | undefined = () => Promise.reject(new Error('away'));
  const memory = memoryLimits();
  const asked: string[] = [];
  const queue = new LimitQueue({
    run: (steps) => {
      asked.push(...steps.map(({ id }) => id));
      return fail?.() ?? memory.run(steps);
    },
  });
  const together = ['one', 'two'].map((id) => queue.take(id, [claim('door', 9)]));
  for (const { status } of await Promise.allSettled(together)) assert.equal(status, 'rejected');
  fail = () => {
    throw new Error('at once');
  };
  await assert.rejects(queue.take('three', [claim('door', 9)]));
  fail = () => new Promise(() => undefined);
  const began = performance.now();
  await assert.rejects(queue.take('four', [claim('door', 9)]), /late/);
  assert.ok(performance.now() - began < 2000);
  fail = undefined;
  assert.equal(await queue.take('five', [claim('door', 1)]), undefined);
  assert.deepEqual(asked, ['one', 'three', 'four', 'five']);
});
