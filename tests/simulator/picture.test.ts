import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { BadInput } from './bad-input.js';
import { clipFile } from './clip.js';
import { nalType, splitAnnexB } from './h264.js';
import { readPicture, scene } from './picture.js';
import { failedCommand } from './test-command.js';
import { random, start, until, Viewer } from './test-support.js';
import { Timeline } from './timeline.js';

const folder = fileURLToPath(new URL('../fixtures/pictures/', import.meta.url));
const fixture = (name: string): string => join(folder, name);

const scratch = mkdtempSync(join(tmpdir(), 'ring-live-pictures-'));
after(() => {
  rmSync(scratch, { recursive: true });
});
/** A file with these bytes. */
function file(bytes: Buffer | string): string {
  const path = join(scratch, 'picture');
  writeFileSync(path, bytes);
  return path;
}

/** Times of the first so many frames, in milliseconds. */
const times = (path: string, count: number): number[] => {
  const { timeline } = readPicture(path);
  return Array.from({ length: count }, (_, frame) => timeline.startOf(frame) / 90);
};

test('an MP4 is shown at the times of its samples, over and over', () => {
  assert.deepEqual(times(fixture('with-sound.mp4'), 22).slice(-3), [760, 800, 840]);
  const uneven = times(fixture('uneven.mp4'), 19);
  assert.deepEqual(uneven.slice(0, 3), [0, 40, 80]);
  assert.deepEqual(uneven.slice(9, 13), [360, 400, 480, 560]);
});

test('a fragmented MP4 is read like any other', () => {
  assert.deepEqual(
    times(fixture('fragmented.mp4'), 16),
    Array.from({ length: 16 }, (_, n) => n * 40),
  );
});

test('a bare stream is shown at the rate that it states, a picture of several slices at once', () => {
  const picture = readPicture(fixture('slices.h264'));
  assert.deepEqual(
    times(fixture('slices.h264'), 11),
    Array.from({ length: 11 }, (_, n) => n * 40),
  );
  assert.deepEqual(picture.unit('baseline', 0)?.parts.map(nalType), [7, 8, 5, 5, 5]);
  assert.deepEqual(picture.unit('baseline', 1)?.parts.map(nalType), [1, 1, 1]);
  assert.deepEqual(picture.unit('baseline', 10), picture.unit('baseline', 0));
});

test('parameter sets stand before every keyframe, also where the file has them once', () => {
  const nalUnits = splitAnnexB(readFileSync(clipFile('baseline')));
  const seen = new Set<number>();
  const once = nalUnits.filter((nalUnit) => {
    const type = nalType(nalUnit);
    if (type !== 7 && type !== 8) return true;
    if (seen.has(type)) return false;
    seen.add(type);
    return true;
  });
  const startCode = Buffer.from([0, 0, 0, 1]);
  const picture = readPicture(file(Buffer.concat(once.flatMap((nalUnit) => [startCode, nalUnit]))));
  for (let frame = 0; frame < 120; frame += 1)
    assert.deepEqual(picture.unit('baseline', frame), scene.unit('baseline', frame));
});

test('what precedes the first keyframe is left out', () => {
  const stream = readFileSync(fixture('slices.h264'));
  const second = stream.indexOf(Buffer.from([0, 0, 1, 0x41]));
  const headless = readPicture(file(Buffer.concat([stream.subarray(second), stream])));
  assert.equal(headless.unit('baseline', 0)?.keyframe, true);
  assert.deepEqual(headless.unit('baseline', 10), headless.unit('baseline', 0));
});

const refused: [string, string, RegExp][] = [
  ['B-frames', fixture('b-frames.mp4'), /B-frames.*ffmpeg .*-bf 0/],
  ['4:2:2', fixture('four-two-two.mp4'), /not 4:2:0 with 8 bits/],
  ['ten bits', fixture('ten-bits.mp4'), /not 4:2:0 with 8 bits/],
  ['interlaced video', fixture('interlaced.mp4'), /interlaced/],
  ['HEVC', fixture('hevc.mp4'), /\(hev1\) is not H\.264.*ffmpeg/],
  ['an MP4 without video', fixture('sound.mp4'), /no video in it/],
  ['no file', fixture('nothing.mp4'), /cannot be read \(ENOENT\)/],
  ['a folder', folder, /cannot be read \(EISDIR\)/],
];
for (const [story, path, words] of refused) {
  test(`${story} is refused with its reason`, () => {
    assert.throws(
      () => readPicture(path),
      (error) =>
        error instanceof BadInput && error.message.startsWith(path) && words.test(error.message),
    );
  });
}

test('an empty, cut or foreign file is refused with its reason', () => {
  const mp4 = readFileSync(fixture('with-sound.mp4'));
  const stream = readFileSync(fixture('slices.h264'));
  const files: [Buffer | string, RegExp][] = [
    ['', /neither MP4 nor H\.264/],
    ['a letter to a friend', /neither MP4 nor H\.264/],
    [mp4.subarray(0, 60), /broken MP4/],
    [mp4.subarray(0, mp4.length / 2), /broken MP4|ends before/],
    [stream.subarray(stream.indexOf(Buffer.from([0, 0, 1, 0x41]))), /no keyframe/],
    [stream.subarray(stream.indexOf(Buffer.from([0, 0, 1, 0x65]))), /no parameter sets/],
    [Buffer.from([0, 0, 1, 0x67, 0x42, 0, 0, 1, 0x65, 0x88]), /ends too early/],
  ];
  for (const [bytes, words] of files) {
    assert.throws(() => readPicture(file(bytes)), words);
  }
});

test('files with broken, doubled and swollen bytes are read or refused, and never hurt', () => {
  const pick = random(20_261_123);
  const originals = readdirSync(folder).map((name) => readFileSync(fixture(name)));
  const outcomes = { read: 0, refused: 0 };
  for (let round = 0; round < 600; round += 1) {
    let bytes = Buffer.from(originals[pick(originals.length)] ?? '');
    for (let times = 1 + pick(6); times > 0; times -= 1) {
      const at = pick(Math.min(bytes.length, pick(2) === 0 ? 1500 : bytes.length));
      const kind = pick(4);
      if (kind === 0) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + pick(40))]);
      else if (kind === 1) bytes = Buffer.concat([bytes.subarray(0, at + 9), bytes.subarray(at)]);
      else if (bytes.length > 0) bytes[at] = kind === 2 ? pick(256) : 255;
    }
    const startedAt = performance.now();
    try {
      const picture = readPicture(file(bytes));
      assert.equal(picture.unit('high', picture.joinAt(50, -1, 'high'))?.keyframe, true);
      outcomes.read += 1;
    } catch (error) {
      assert.ok(error instanceof BadInput, String(error));
      outcomes.refused += 1;
    }
    assert.ok(performance.now() - startedAt < 2000, 'it took too long');
  }
  assert.ok(outcomes.read > 50 && outcomes.refused > 50, JSON.stringify(outcomes));
});

test('a viewer joins at the last keyframe, goes on after a short stall, and waits where a keyframe is long past', () => {
  assert.equal(scene.joinAt(20, -1, 'high'), 15);
  assert.equal(scene.joinAt(140, -1, 'high'), 135);
  assert.equal(scene.joinAt(20, 17, 'high'), 18);
  assert.equal(scene.joinAt(31, 17, 'high'), 30);
  // One keyframe in sixteen seconds.
  const nalUnits = splitAnnexB(readFileSync(clipFile('baseline')));
  const later = nalUnits.filter((nalUnit) => nalType(nalUnit) === 1);
  const first = [...nalUnits.slice(0, 3), ...later, ...later];
  const startCode = Buffer.from([0, 0, 0, 1]);
  const sparse = readPicture(file(Buffer.concat(first.flatMap((nalUnit) => [startCode, nalUnit]))));
  const frames = first.length - 2;
  assert.equal(sparse.joinAt(150, -1, 'high'), 0);
  assert.equal(sparse.joinAt(151, -1, 'high'), frames);
});

test('frame numbers go on through every repetition, and each is shown in its time', () => {
  const timeline = new Timeline([0, 100, 400], 1000);
  assert.deepEqual(
    [0, 99, 100, 399, 400, 999, 1000, 1100, 2400].map((time) => timeline.frameAt(time)),
    [0, 0, 1, 1, 2, 2, 3, 4, 8],
  );
  for (const frame of [0, 1, 2, 3, 7, 3000]) {
    assert.equal(timeline.frameAt(timeline.startOf(frame)), frame);
  }
});

test('a camera with a picture of its own sends it with the times of its file', async (t) => {
  const { simulator, client } = await start(t, {
    devices: [{ id: 'front-door', picture: fixture('uneven.mp4') }],
  });
  const viewer = new Viewer(t);
  const location = await viewer.watch(client);
  await until(() => viewer.timestamps.length > 30, 'frames of two rounds');
  const steps = viewer.timestamps.slice(1).map((at, index) => at - (viewer.timestamps[index] ?? 0));
  assert.deepEqual([...new Set(steps)].sort(), [3600, 7200]);
  assert.equal((await client.delete(location)).status, 200);
  assert.deepEqual(simulator.leaks(), []);
});

test('the command refuses a picture that cannot be shown, and one for a camera that sends VP8', async () => {
  const hevc = await failedCommand('--picture', fixture('hevc.mp4'));
  assert.equal(hevc.code, 2);
  assert.match(hevc.errors, /^ring-live-simulator: \S+hevc\.mp4: [^\n]+\nSee --help\.\n$/);
  const device = JSON.stringify({ id: 'a', codec: 'vp8', picture: fixture('uneven.mp4') });
  const { code, errors } = await failedCommand('--device', device);
  assert.equal(code, 2);
  assert.match(errors, /a cannot send its picture as vp8/);
});

test('the committed pictures stay tiny', () => {
  const sizes = readdirSync(folder).map((name) => statSync(fixture(name)).size);
  assert.ok(sizes.reduce((sum, size) => sum + size, 0) <= 30_000);
});
