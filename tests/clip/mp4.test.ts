// Files, and what ffprobe and ffmpeg find in them, who were not written here.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { writeMp4 } from '../../web/src/clip/mp4.js';
import { codecString, parameterSetsOf } from '../../web/src/clip/parameter-sets.js';
import { lastSeconds } from '../../web/src/clip/timeline.js';
import type { KeptFrame } from '../../web/src/clip/messages.js';
import { readClipFile, type ClipFile } from '../clip-file.js';
import { clipFile, clipInfo } from '../simulator/clip.js';
import { framesOfStream, recorded } from './frames.js';

const { width, height } = clipInfo;

async function written(frames: readonly KeptFrame[]): Promise<ClipFile> {
  const blob = await writeMp4(lastSeconds(frames, 60), { width, height });
  assert.equal(blob.type, 'video/mp4');
  return readClipFile(new Uint8Array(await blob.arrayBuffer()));
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, index) => from + index);

test('H.264: one description, every frame at its own time', async () => {
  const file = await written(recorded('high', 30, 60));
  assert.deepEqual([file.tag, file.width, file.height], ['avc1', width, height]);
  assert.deepEqual(file.numbers, range(30, 90));
  for (const [index, time] of file.times.entries()) {
    assert.ok(Math.abs(time - index / clipInfo.frameRate) < 1e-6, String(time));
  }
  assert.ok(Math.abs(file.duration - 4) < 0.001, String(file.duration));
});

test('other parameter sets from the next session on: they stand in the stream', async () => {
  const file = await written([...recorded('high', 0, 45), ...recorded('baseline', 30, 45, 2)]);
  assert.equal(file.tag, 'avc3');
  assert.deepEqual(file.numbers, range(0, 75));
});

test('another size from the next session on', async () => {
  const baseline = fileURLToPath(clipFile('baseline'));
  const small = spawnSync('ffmpeg', [
    ...['-v', 'error', '-i', baseline, '-frames:v', '30', '-vf', 'scale=640:360'],
    ...['-c:v', 'libx264', '-bf', '0', '-g', '15', '-x264-params', 'repeat-headers=1'],
    ...['-f', 'h264', '-'],
  ]).stdout;
  const file = await written([...recorded('baseline', 0, 30), ...framesOfStream(small, 30, 2)]);
  assert.equal(file.tag, 'avc3');
  assert.deepEqual(file.numbers, [...range(0, 30), ...range(0, 30)]);
});

test('VP8', async () => {
  const file = await written(recorded('vp8', 0, 30));
  assert.equal(file.tag, 'vp08');
  assert.deepEqual(file.numbers, range(0, 30));
});

test('what is neither is refused', async () => {
  const frames = recorded('vp8', 0, 15).map((frame) => ({ ...frame, mimeType: 'video/AV1' }));
  await assert.rejects(writeMp4(lastSeconds(frames, 9), { width, height }), {
    name: 'NotSupportedError',
  });
});

test('parameter sets are found after start codes of either length, and not in pictures', () => {
  const frame = [
    0, 0, 0, 1, 0x67, 0x42, 0xe0, 0x1f, 0, 0, 1, 0x68, 9, 0, 0, 0, 1, 0x65, 1, 0, 0, 1, 0x67, 5,
  ];
  const bytes = Uint8Array.from(frame);
  const sets = parameterSetsOf(bytes).map((set) => [...set]);
  assert.deepEqual(sets, [
    [0x67, 0x42, 0xe0, 0x1f],
    [0x68, 9],
  ]);
  assert.equal(codecString(bytes, 'avc1'), 'avc1.42e01f');
  assert.equal(codecString(Uint8Array.of(0, 0, 0, 1, 0x65, 1), 'avc1'), null);
});
