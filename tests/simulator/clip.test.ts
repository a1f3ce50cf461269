import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { test } from 'node:test';
import { clipInfo, decodeStrip, nalType, readClip } from './clip.js';
import type { Profile } from './offer-rules.js';

const profiles: Profile[] = ['baseline', 'high'];

test('both clips hold as many frames as promised, with a keyframe every second', () => {
  for (const profile of profiles) {
    const units = readClip(profile);
    assert.equal(units.length, clipInfo.frames, profile);
    const keyframes = units.flatMap((unit, index) => (unit.keyframe ? [index] : []));
    assert.deepEqual(keyframes, [0, 15, 30, 45, 60, 75, 90, 105], profile);
  }
});

test('a viewer can join at every keyframe: parameter sets stand before each', () => {
  for (const unit of readClip('baseline').filter(({ keyframe }) => keyframe)) {
    assert.deepEqual(unit.nalUnits.map(nalType), [7, 8, 5]);
  }
});

test('each clip is of the profile it is named after', () => {
  const profileOf = (profile: Profile): number | undefined =>
    readClip(profile)[0]?.nalUnits[0]?.[1];
  assert.equal(profileOf('baseline'), 66);
  assert.equal(profileOf('high'), 100);
});

test('the committed clips stay within 300 kB', () => {
  const sizes = profiles.map(
    (name) => statSync(new URL(`../fixtures/front-door-${name}.h264`, import.meta.url)).size,
  );
  assert.ok(sizes.reduce((sum, size) => sum + size) <= 300_000);
});

function strip(frame: number): number[] {
  const bits = [...frame.toString(2).padStart(12, '0')].map(Number);
  const parity = bits.filter((bit) => bit === 1).length % 2;
  return [1, ...bits, 1 - (bits[11] ?? 0), parity, 0].flatMap((cell) =>
    Array<number>(4).fill(cell * 235),
  );
}

test('a frame number is read from its strip', () => {
  for (const frame of [0, 1, 14, 119, 4095]) assert.equal(decodeStrip(strip(frame)), frame);
});

test('a black, white, short or torn strip has no number', () => {
  assert.equal(decodeStrip(Array(64).fill(0)), undefined);
  assert.equal(decodeStrip(Array(64).fill(255)), undefined);
  assert.equal(decodeStrip([]), undefined);
  const torn = strip(6).map((value, index) => (Math.floor(index / 4) === 9 ? 235 - value : value));
  assert.equal(decodeStrip(torn), undefined);
});
