// What the service is asked in a second, by two instances together; and who comes first when that is not enough.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Limits } from '../../../web/src/relay/limits/limits.js';
import { memoryLimits } from '../../../web/src/relay/limits/memory.js';
import { Turns } from '../../../web/src/relay/limits/turns.js';

const pair = (perSecond: number, seconds = 60): [Turns, Turns] => {
  const limits = new Limits(memoryLimits(), () => undefined);
  return [new Turns(limits, perSecond, seconds), new Turns(limits, perSecond, seconds)];
};
const opening = (subject: string) => ({ method: 'POST', subject }) as const;

test('two instances together stay below the limit in any second, and lose no time', async () => {
  const [one, other] = pair(20);
  const sent: number[] = [];
  const began = performance.now();
  await Promise.all(
    Array.from({ length: 50 }, async (_, at) => {
      await (at % 2 === 0 ? one : other).wait(opening('ann'));
      sent.push(performance.now());
    }),
  );
  for (const [at, time] of sent.entries()) {
    const next = sent[at + 20];
    // Of a busy machine the moments are long.
    if (next !== undefined) assert.ok(next - time >= 900, `${String(next - time)} ms`);
  }
  assert.ok(performance.now() - began < 6000);
});

test('one of each visitor after the other, and closings before all', async () => {
  const [one] = pair(2);
  const order: string[] = [];
  const leaving = new AbortController();
  const ask = async (method: 'POST' | 'DELETE', subject: string, times: number): Promise<void> => {
    const waits = Array.from({ length: times }, async () => {
      await one.wait({ method, subject, left: leaving.signal });
      order.push(`${method} ${subject}`);
      if (order.length === 5) leaving.abort();
    });
    await Promise.all(waits);
  };
  const all = [ask('POST', 'wall', 10), ask('POST', 'bob', 1), ask('POST', 'eve', 2)];
  all.push(ask('DELETE', 'ann', 1));
  const ends = await Promise.allSettled(all);
  assert.deepEqual(order, ['DELETE ann', 'POST wall', 'POST bob', 'POST eve', 'POST wall']);
  const failure = ends.find((end) => end.status === 'rejected')?.reason as { code?: string };
  assert.equal(failure.code, 'viewer-left');
});

test('an opening waits so long and no longer, a closing as long as it takes', async () => {
  const [one] = pair(1, 0.3);
  await one.wait(opening('ann'));
  const closing = one.wait({ method: 'DELETE', subject: 'ann' });
  await assert.rejects(one.wait(opening('bob')), { code: 'service-busy', status: 429 });
  await closing;
});
