// Which part of the picture is shown, by numbers: near the edges, under the fingers, and beside bars.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wholePicture } from '../../web/src/element/zoom-part.js';
import { boxOf, moved, near, seenOf, transformOf } from '../../web/src/zoom/geometry.js';
import type { Box, Point } from '../../web/src/zoom/geometry.js';

const video = { width: 1280, height: 720 };
/** It fits. */
const box = boxOf({ width: 640, height: 360 }, video);
/** A phone held upright: bars above and below. */
const upright = boxOf({ width: 360, height: 800 }, video);

function assertZoom(
  { scale, x, y }: { scale: number; x: number; y: number },
  [wantedScale, wantedX, wantedY]: readonly [number, number, number],
): void {
  for (const [is, wanted] of [
    [scale, wantedScale],
    [x, wantedX],
    [y, wantedY],
  ] as const) {
    assert.ok(Math.abs(is - wanted) < 1e-9, `${JSON.stringify([scale, x, y])}, wanted ${wanted}`);
  }
}

/** Where a place of the picture stands on the screen. */
function standsAt(zoom: { scale: number; x: number; y: number }, place: Point, { picture }: Box) {
  return {
    x: (place.x - zoom.x) * picture.width * zoom.scale,
    y: (place.y - zoom.y) * picture.height * zoom.scale,
  };
}

test('the whole picture is shown as large as fits, in its proportions', () => {
  assert.deepEqual(box.picture, { width: 640, height: 360 });
  assert.deepEqual(upright.picture, { width: 360, height: 202.5 });
  assert.deepEqual(boxOf({ width: 900, height: 360 }, video).picture, { width: 640, height: 360 });
});

test('without a picture, or without a box, nothing is divided by zero', () => {
  const none = { width: 0, height: 0 };
  for (const empty of [
    boxOf(none, video),
    boxOf(none, none),
    boxOf({ width: 9, height: 9 }, none),
  ]) {
    assertZoom(near({ scale: 4, x: 0.9 }, wholePicture, empty), [4, 0.875, 0.5]);
    assert.doesNotMatch(transformOf({ scale: 4, x: 0.5, y: 0.5 }, empty), /NaN|Infinity/);
  }
});

test('no more than eight times, no less than the whole, and never past an edge', () => {
  assertZoom(near({ scale: 99, x: 2, y: -1 }, wholePicture, box), [8, 1 - 1 / 16, 1 / 16]);
  assertZoom(near({ scale: 0.5, x: 0, y: 1 }, wholePicture, box), [1, 0.5, 0.5]);
  assertZoom(near({ scale: 2, x: 0.1, y: 0.6 }, wholePicture, box), [2, 0.25, 0.6]);
});

test('what a page leaves out stays as it is, and what is no number is the middle', () => {
  const now = { scale: 4, x: 0.3, y: 0.7 };
  assertZoom(near({ scale: 8 }, now, box), [8, 0.3, 0.7]);
  assertZoom(near({ x: 0.6 }, now, box), [4, 0.6, 0.7]);
  for (const nothing of [null, undefined]) assertZoom(near(nothing, now, box), [1, 0.5, 0.5]);
  assertZoom(near({ scale: NaN, x: NaN }, now, box), [1, 0.5, 0.5]);
  assertZoom(near({ x: Number('left') }, now, box), [4, 0.5, 0.7]);
});

test('a bar is filled before there is anything to move', () => {
  const twice = near({ scale: 2, x: 0, y: 0 }, wholePicture, upright);
  assertZoom(twice, [2, 0.25, 0.5]); // 405 of 800 pixels high.
  assert.deepEqual(seenOf(twice, upright), { x: 0, y: 0, width: 0.5, height: 1 });
  const eight = near({ scale: 8, x: 0, y: 0 }, wholePicture, upright);
  assertZoom(eight, [8, 1 / 16, 800 / (202.5 * 8) / 2]);
});

test('what is under the pointer stays there while it grows and shrinks', () => {
  const at = { x: 100, y: -50 };
  let zoom = wholePicture;
  const place = { x: 0.5 + 100 / 640, y: 0.5 - 50 / 360 };
  for (const factor of [1.5, 1.5, 1.2, 0.8]) {
    zoom = moved(zoom, { from: at, to: at, factor }, box);
    const { x, y } = standsAt(zoom, place, box);
    assert.ok(Math.hypot(x - at.x, y - at.y) < 1e-6, `${x} ${y}`);
  }
  assert.equal(zoom.scale.toFixed(2), '2.16');
});

test('two fingers that go apart and aside take the picture along', () => {
  const before = near({ scale: 2, x: 0.5, y: 0.5 }, wholePicture, box);
  const after = moved(before, { from: { x: 20, y: 10 }, to: { x: -30, y: 30 }, factor: 1.5 }, box);
  const held = { x: 0.5 + 20 / 1280, y: 0.5 + 10 / 720 };
  const { x, y } = standsAt(after, held, box);
  assert.equal(after.scale, 3);
  assert.deepEqual([x.toFixed(6), y.toFixed(6)], ['-30.000000', '30.000000']);
});

test('at the greatest, fingers that go on apart only take it along', () => {
  const before = near({ scale: 8, x: 0.5, y: 0.5 }, wholePicture, box);
  const after = moved(before, { from: { x: 0, y: 0 }, to: { x: 64, y: 0 }, factor: 3 }, box);
  assertZoom(after, [8, 0.5 - 64 / (640 * 8), 0.5]);
});

test('the style sheet is told where the picture stands', () => {
  assert.equal(
    transformOf({ scale: 2, x: 0.25, y: 0.75 }, box),
    'translate(320px, -180px) scale(2)',
  );
});
