// What a meter in the page has seen, judged outside: gaps, steps back, unreadable pictures.

import { clipInfo } from '../simulator/clip.js';
import { decodeStrip } from '../simulator/index.js';
import type { SeenFrame } from './picture-meter.js';

export interface Continuity {
  /** Different frames that were read. */
  readonly frames: number;
  /** Milliseconds between two presented frames, the longest first. */
  readonly gaps: number[];
  /** Where another video came to the front. */
  readonly swaps: number;
  /** Frames whose number was smaller than that of the one before. */
  readonly backward: number;
  /** Pictures in which no number could be read: black ones, for example. */
  readonly unreadable: number;
}

export function judge(seen: readonly SeenFrame[]): Continuity {
  let unreadable = 0;
  let backward = 0;
  let frames = 0;
  const gaps: number[] = [];
  let last: { at: number; number: number } | undefined;
  for (const { at, strip, presented } of seen) {
    const number = decodeStrip(strip);
    if (number === undefined) {
      unreadable += 1;
      continue;
    }
    if (number === last?.number) continue; // a busy page found the same frame twice
    if (last !== undefined) {
      const step = (number - last.number + clipInfo.frames) % clipInfo.frames;
      if (step > clipInfo.frames / 2) backward += 1;
      gaps.push((at - last.at) / presented);
    }
    frames += 1;
    last = { at, number };
  }
  gaps.sort((a, b) => b - a);
  const swaps = seen.filter(({ swapped }) => swapped).length;
  return { frames, gaps, swaps, backward, unreadable };
}
