// Shows how long the viewing still lasts: a number and a ring.

import type { Words } from '../index.js';
import { setText } from './make.js';
import { ringSteps } from './parts.js';
import type { Parts } from './parts.js';

/** @param timeLeft Seconds. @param limit Seconds of a full ring. */
export function showTimeLeft(
  { time, timeText, timeRing }: Parts,
  timeLeft: number,
  limit: number,
  words: Words,
): void {
  const seconds = Math.ceil(timeLeft);
  setText(timeText, seconds < 100 ? String(seconds) : inMinutes(seconds));
  time.title = words.other.timeLeft(seconds);
  const gone = Math.round((1 - seconds / limit) * ringSteps);
  timeRing.setAttribute('stroke-dashoffset', String(gone));
}

/** `9:05`. @param seconds Whole. */
export function inMinutes(seconds: number): string {
  return `${String(Math.floor(seconds / 60))}:${String(seconds % 60).padStart(2, '0')}`;
}
