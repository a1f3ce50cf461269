// The rule for walls as pages run it: the module's exports are what rule.ts says, and the numbers mean what the core says.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { CameraState, makeRule } from '../../web/src/wall/rule.js';
import type { Answer, Question, TileFacts } from '../../web/src/wall/rule.js';

const tile = (id: number, more: Partial<TileFacts> = {}): TileFacts => ({
  ...{ id, camera: CameraState.off, seen: true, priority: 0, attended: 0, asked: 0 },
  ...{ battery: false, ...more },
});
const question = (now: number, ...tiles: TileFacts[]): Question => ({
  ...{ now, most: 1, decoded: 0, dropped: 0, tiles },
});
const held = ({ tiles }: Answer): boolean[] => tiles.map((one) => one.held);

test('a camera is numbered as in the core', () => {
  const header = readFileSync('wasm/core/machine/wall.hpp', 'utf8');
  const words = /camera_state_names\[\] = \{([^}]+)\}/.exec(header)?.[1] ?? '';
  const names = [...words.matchAll(/"(\w+)"/g)].map(([, name]) => name ?? '');
  assert.deepEqual(
    Object.keys(CameraState).filter((key) => Number.isNaN(Number(key))),
    names,
  );
  names.forEach((name, index) => {
    assert.equal(CameraState[name as keyof typeof CameraState], index);
  });
});

test('facts go in, places come out, each fact at its own place', async () => {
  const rule = await makeRule();
  const first = rule.ask(question(1000, tile(1), tile(2)));
  assert.deepEqual(held(first), [true, false]);
  assert.equal(first.most, 1);
  assert.equal(first.next, 5000, 'to count the frames');
  assert.equal(first.count, false);

  const on = { camera: CameraState.live };
  assert.deepEqual(held(rule.ask(question(2000, tile(1, { ...on, seen: false }), tile(2)))), [
    false,
    true,
  ]);
  const urgent = rule.ask(question(3000, tile(1, { attended: 3000 }), tile(2, on)));
  assert.deepEqual(urgent.tiles[0], { live: true, held: true, urgent: true, left: 599_000 });
  assert.deepEqual(urgent.tiles[1], { live: true, held: false, urgent: false, left: 600_000 });
  assert.deepEqual(held(rule.ask(question(4000, tile(1, on), tile(2, { asked: 4000 })))), [
    false,
    true,
  ]);
  assert.equal(rule.ask(question(5000, tile(1, on), tile(2, on))).count, true);
  assert.equal(rule.ask(question(5100, tile(1, on), tile(2, on))).count, false);
  const later = rule.ask(question(100_000, tile(1, { priority: 1 }), tile(2, on)));
  assert.deepEqual(held(later), [true, false]);
  assert.deepEqual(held(rule.ask(question(200_000, tile(1, { camera: CameraState.unwanted })))), [
    false,
  ]);
});

test('times are taken by their names, and each wall is another', async () => {
  const rule = await makeRule();
  rule.times = { budget: 6000, keep: 100, look: 1000, patrol: 500, hour: 60_000 };
  const battery = { battery: true, camera: CameraState.live };
  assert.equal(rule.ask(question(1000, tile(11, battery), tile(12))).next, 1100);
  assert.equal(rule.ask(question(2000, tile(11, battery), tile(12))).tiles[0]?.left, 5000);
  assert.deepEqual(held(rule.ask(question(2100, tile(11, battery), tile(12)))), [false, true]);

  const other = await makeRule();
  assert.deepEqual(held(other.ask(question(2100, tile(11), tile(12)))), [true, false]);
  // Each name that pages may say is one of the module's.
  for (const name of ['attention', 'handover', 'calm', 'patience'] as const) {
    other.times = { [name]: 1000 };
  }
});

test('a wall of a thousand has room', async () => {
  const rule = await makeRule();
  const tiles = Array.from({ length: 1000 }, (_, index) => tile(index + 1));
  const answer = rule.ask({ ...question(1000, ...tiles), most: 0 });
  assert.equal(held(answer).filter(Boolean).length, 6);
});

test('what a camera has used is remembered when its wall has gone, and on another one', async () => {
  const battery = { battery: true, camera: CameraState.live };
  const rule = await makeRule();
  rule.ask(question(1_000_000, tile(77, battery)));
  rule.ask(question(1_040_000, tile(77, battery)));
  rule.close(1_040_000);
  const other = await makeRule();
  const answer = other.ask(question(1_050_000, tile(77, battery), tile(78, battery)));
  assert.deepEqual(
    answer.tiles.map(({ left }) => left),
    [560_000, 600_000],
  );
});
