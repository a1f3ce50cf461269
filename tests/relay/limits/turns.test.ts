// What the service is asked in a second, by two instances together; and who comes first when that is not enough.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Limits } from '../../../web/src/relay/limits/limits.js';
import { memoryLimits } from '../../../web/src/relay/limits/memory.js';
import { LimitQueue } from '../../../web/src/relay/limits/queue.js';
import type { Claim } from '../../../web/src/relay/limits/store.js';
import { Turns } from '../../../web/src/relay/limits/turns.js';

const pair = (perSecond: number, seconds = 60): [Turns, Turns] => {
  const limits = new Limits(new LimitQueue(memoryLimits()), () => undefined);
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

test('who is busy asks the store seldom: turns that are taken ahead count for as much longer', async () => {
  const claims: Claim[] = [];
  const memory = memoryLimits();
  const queue = new LimitQueue({
    run: (steps) => {
      for (const step of steps) if ('claims' in step) claims.push(...step.claims);
      return memory.run(steps);
    },
  });
  const one = new Turns(new Limits(queue, () => undefined), 1000, 60);
  const began = performance.now();
  let given = 0;
  for (; performance.now() - began < 300; given += 1) await one.wait(opening('ann'));
  const asked = claims.reduce((sum, { amount }) => sum + amount, 0);
  assert.ok(claims.length < given / 4, `${String(claims.length)} for ${String(given)}`);
  assert.ok(asked - given < given / 2, `${String(asked)} for ${String(given)}`);
  // One came after the other: all but the first of a claim were taken ahead.
  for (const { amount, seconds } of claims) assert.equal(seconds, amount > 1 ? 1.05 : 1);
});

test('turns that were taken ahead and not used in time are none', async () => {
  const [one] = pair(100);
  // With the fourth, as many are taken ahead as there were in the last moment: three.
  for (let count = 0; count < 4; count += 1) await one.wait(opening('ann'));
  await new Promise((resolve) => setTimeout(resolve, 1100));
  const sent: number[] = [];
  await Promise.all(
    Array.from({ length: 110 }, async () => {
      await one.wait(opening('ann'));
      sent.push(performance.now());
    }),
  );
  const early = sent.slice(100).filter((time, at) => time - (sent[at] ?? 0) < 900);
  assert.equal(early.length, 0);
});
