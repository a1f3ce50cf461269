// The recorded scene that every simulated camera plays, and how to read a frame's number back from its picture.

import { readFileSync } from 'node:fs';
import { liveUnits, splitAnnexB, splitPictures, type AccessUnit } from './h264.js';
import type { Encoding } from './offer-rules.js';

/** What the committed files contain; see make-clip.sh. */
export const clipInfo = {
  width: 1280,
  height: 720,
  frameRate: 15,
  framesPerKeyframe: 15,
  frames: 120,
} as const;

/** The bottom 16 rows: 16 cells of 80 pixels. Sample row `y`, the middle of each cell. */
export const stripInfo = { cells: 16, cellWidth: 80, y: 712, height: 16 } as const;

const cache = new Map<Encoding, AccessUnit[]>();

export function readClip(encoding: Encoding): AccessUnit[] {
  let units = cache.get(encoding);
  if (units === undefined) {
    const stream = readFileSync(clipFile(encoding));
    units = encoding === 'vp8' ? framesOfIvf(stream) : unitsOfStream(stream);
    cache.set(encoding, units);
  }
  return units;
}

export function clipFile(encoding: Encoding): URL {
  const ending = encoding === 'vp8' ? 'ivf' : 'h264';
  return new URL(`../fixtures/front-door-${encoding}.${ending}`, import.meta.url);
}

/** The encoder put parameter sets before every keyframe, and a keyframe at the beginning. */
function unitsOfStream(stream: Buffer): AccessUnit[] {
  return liveUnits(splitPictures(splitAnnexB(stream))).filter((unit) => unit !== undefined);
}

/** IVF: a file header that states its own length, then each frame after its length and its time. */
function framesOfIvf(file: Buffer): AccessUnit[] {
  const units: AccessUnit[] = [];
  let offset = file.readUInt16LE(6);
  while (offset + 12 <= file.length) {
    const start = offset + 12;
    offset = start + file.readUInt32LE(offset);
    const frame = file.subarray(start, offset);
    // RFC 6386 section 9.1: the lowest bit of a frame is 0 where nothing before it is needed.
    units.push({ keyframe: ((frame[0] ?? 1) & 1) === 0, parts: [frame] });
  }
  return units;
}

/**
 * The frame number from 16 RGBA pixels, one from each cell, left to right: white, twelve bits with the highest first,
 * the lowest bit inverted, the parity of the twelve, black. Undefined where that does not hold: no picture yet, or a
 * torn one. Numbers run from 0 to `clipInfo.frames - 1` and start again.
 */
export function decodeStrip(rgba: ArrayLike<number>): number | undefined {
  const cells = Array.from({ length: stripInfo.cells }, (_, cell) =>
    (rgba[cell * 4 + 1] ?? 0) > 127 ? 1 : 0,
  );
  const bits = cells.slice(1, 13);
  const ones = bits.filter((bit) => bit === 1).length;
  const sound =
    cells[0] === 1 &&
    cells[15] === 0 &&
    cells[13] === 1 - (cells[12] ?? 0) &&
    cells[14] === ones % 2;
  return sound ? bits.reduce<number>((number, bit) => number * 2 + bit, 0) : undefined;
}
