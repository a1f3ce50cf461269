// Several sessions on one clock: each moment once, in order, at its own time.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lastSeconds, ticksPerSecond } from '../../web/src/clip/timeline.js';
import type { KeptFrame } from '../../web/src/clip/messages.js';
import { frameAt } from './frames.js';

/** Ten frames a second, a key frame each second. */
function frames(
  from: number,
  to: number,
  rest: Partial<Parameters<typeof frameAt>[0]> = {},
): KeptFrame[] {
  const first = Math.round(from * 10);
  return Array.from({ length: Math.round(to * 10) - first }, (_, index) =>
    frameAt({ ...rest, seconds: (first + index) / 10, isKey: (first + index) % 10 === 0 }),
  );
}

/** Seconds on the clock of arrivals. */
const timesOf = (kept: readonly KeptFrame[], seconds = 60): number[] =>
  lastSeconds(kept, seconds).map(({ time }) => Math.round((time / ticksPerSecond) * 1000) / 1000);

test('nothing is nothing', () => {
  assert.deepEqual(lastSeconds([], 30), []);
});

test('as long as asked, from the last key frame that is early enough', () => {
  const times = timesOf(frames(0, 8.5), 3);
  assert.equal(times[0], 5);
  assert.equal(times.at(-1), 8.4);
  assert.equal(timesOf(frames(0, 8.5), 3.5)[0], 5); // Exactly: the last frame lasts too.
  assert.equal(timesOf(frames(0, 8.5), 60)[0], 0);
});

test('times are those of the stream, not of the arrivals', () => {
  const held = frames(0, 3).map((frame, index) => ({
    ...frame,
    arrival: frame.arrival + (index % 7) * 9,
  }));
  assert.deepEqual(timesOf(held), timesOf(frames(0, 3)));
});

test('frames that come in a burst, as when one joins, are put where they belong', () => {
  const burst = frames(0, 1).map((frame) => ({ ...frame, arrival: 1000 }));
  assert.deepEqual(timesOf([...burst, ...frames(1, 3)]), timesOf(frames(0, 3)));
});

test('where two sessions overlap, no frame is missing and none comes twice, whatever their RTP clocks say', () => {
  const first = frames(0, 6.5, { session: 1, origin: 4_000_000_000 });
  const second = frames(4, 9, { session: 2, origin: 77, late: 0.003 });
  const joined = lastSeconds([...first, ...second], 60);
  const steps = joined.slice(1).map(({ time }, index) => time - (joined[index]?.time ?? 0));
  assert.equal(joined.length, 90);
  // At the last key frame that leaves no gap.
  assert.equal(
    joined.findIndex(({ session }) => session === 2),
    60,
  );
  assert.equal(joined[60]?.isKey, true);
  for (const step of steps) assert.ok(Math.abs(step - 9000) <= 270, String(step));
});

test('the next session takes over right behind the last frame too', () => {
  const joined = lastSeconds([...frames(0, 5), ...frames(5, 7, { session: 2, origin: 9 })], 60);
  assert.equal(joined.length, 70);
});

test('a gap between sessions stays as long as it was', () => {
  const times = timesOf([...frames(0, 2), ...frames(7, 9, { session: 2, origin: 5 })]);
  assert.equal(times[19], 1.9);
  assert.equal(times[20], 7);
});
