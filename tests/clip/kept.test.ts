// What is kept of a camera: whole groups from key frame to key frame, bounded in seconds and in bytes.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Kept } from '../../web/src/clip/kept.js';
import { frameAt } from './frames.js';

/** Ten frames a second, a key frame each second. */
function fill(kept: Kept, from: number, to: number, session = 1): void {
  for (let second = from; second < to - 0.01; second += 0.1) {
    const isKey = Math.abs(second - Math.round(second)) < 0.01;
    kept.add(frameAt({ session, isKey, seconds: second }));
  }
}

const begin = (kept: Kept): number => (kept.frames[0]?.arrival ?? NaN) / 1000;
const megabyte = 2 ** 20;

test('begins with a key frame, at least as long ago as asked, at most a group more', () => {
  const kept = new Kept({ seconds: 3, bytes: megabyte });
  kept.add(frameAt({ seconds: 0, isKey: false }));
  assert.equal(kept.frames.length, 0);
  fill(kept, 1, 10.5);
  assert.ok(kept.frames[0]?.isKey);
  assert.ok(10.4 - begin(kept) >= 3 && 10.4 - begin(kept) < 4, String(begin(kept)));
});

test('a group that is too long for the seconds stays whole', () => {
  const kept = new Kept({ seconds: 2, bytes: megabyte });
  kept.add(frameAt({ seconds: 0, isKey: true }));
  for (let second = 1; second < 9; second += 1)
    kept.add(frameAt({ seconds: second, isKey: false }));
  assert.equal(begin(kept), 0);
});

test('never more bytes than allowed: the oldest groups go, at last all of it', () => {
  const kept = new Kept({ seconds: 60, bytes: 250 });
  fill(kept, 0, 5); // Each frame has ten bytes.
  assert.ok(kept.bytes <= 250);
  assert.ok(kept.frames[0]?.isKey);
  assert.ok(kept.frames.length >= 20);
  kept.bounds = { seconds: 60, bytes: 5 };
  assert.deepEqual([kept.bytes, kept.frames.length], [0, 0]);
  kept.add(frameAt({ seconds: 6, isKey: false }));
  assert.equal(kept.frames.length, 0); // Nothing can begin there.
});

test('a session that has gone stays as long as its frames count', () => {
  const kept = new Kept({ seconds: 3, bytes: megabyte });
  fill(kept, 0, 5, 1);
  fill(kept, 4, 6, 2);
  assert.deepEqual(sessionsOf(kept), [1, 2]);
  fill(kept, 6, 9, 2);
  assert.deepEqual(sessionsOf(kept), [2]);
});

test('turned off, nothing stays; on again, it begins anew', () => {
  const kept = new Kept({ seconds: 3, bytes: megabyte });
  fill(kept, 0, 2);
  kept.bounds = { seconds: 0, bytes: megabyte };
  fill(kept, 2, 3);
  assert.deepEqual([kept.bytes, kept.frames.length], [0, 0]);
  kept.bounds = { seconds: 3, bytes: megabyte };
  fill(kept, 3.5, 5);
  assert.equal(begin(kept), 4);
});

const sessionsOf = (kept: Kept): number[] => [...new Set(kept.frames.map((f) => f.session))];
