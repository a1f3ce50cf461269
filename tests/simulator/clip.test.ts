import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { test } from 'node:test';
import { clipFile, clipInfo, decodeStrip, readClip } from './clip.js';
import { nalType } from './h264.js';
import type { Encoding } from './offer-rules.js';

const encodings: Encoding[] = ['baseline', 'high', 'vp8'];

test('the clips hold as many frames as promised, with a keyframe every second', () => {
  for (const encoding of encodings) {
    const units = readClip(encoding);
    assert.equal(units.length, clipInfo.frames, encoding);
    const keyframes = units.flatMap((unit, index) => (unit.keyframe ? [index] : []));
    assert.deepEqual(keyframes, [0, 15, 30, 45, 60, 75, 90, 105], encoding);
  }
});

test('a viewer can join at every keyframe: parameter sets stand before each', () => {
  for (const unit of readClip('baseline').filter(({ keyframe }) => keyframe)) {
    assert.deepEqual(unit.parts.map(nalType), [7, 8, 5]);
  }
});

test('each H.264 clip is of the profile it is named after', () => {
  const profileOf = (encoding: Encoding): number | undefined =>
    readClip(encoding)[0]?.parts[0]?.[1];
  assert.equal(profileOf('baseline'), 66);
  assert.equal(profileOf('high'), 100);
});

test('a VP8 keyframe says its size: the one promised', () => {
  const frame = readClip('vp8')[0]?.parts[0] ?? Buffer.alloc(10);
  assert.deepEqual([...frame.subarray(3, 6)], [0x9d, 0x01, 0x2a]); // RFC 6386 section 9.1: the start code
  assert.deepEqual(
    [frame.readUInt16LE(6), frame.readUInt16LE(8)],
    [clipInfo.width, clipInfo.height],
  );
});

test('the committed clips stay small: H.264 within 300 kB, VP8 within 200 kB', () => {
  const size = (encoding: Encoding): number => statSync(clipFile(encoding)).size;
  assert.ok(size('baseline') + size('high') <= 300_000);
  assert.ok(size('vp8') <= 200_000);
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
