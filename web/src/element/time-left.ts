// Shows how long the viewing still lasts: a number and a ring. Called once per painted frame, so it
// touches the page only when something visible changes.

import type { Words } from '../index.js';
import { ringSteps } from './parts.js';
import type { Parts } from './parts.js';

/**
 * @param timeLeft Seconds. @param limit Seconds of a full ring.
 * @returns Whether another second is shown.
 */
export function showTimeLeft(
  { time, timeText, timeRing }: Parts,
  timeLeft: number,
  limit: number,
  words: Words,
): boolean {
  const seconds = Math.ceil(timeLeft);
  const spoken = words.other.timeLeft(seconds);
  const isNew = time.title !== spoken;
  if (isNew) {
    timeText.textContent = seconds < 100 ? String(seconds) : inMinutes(seconds);
    time.setAttribute('aria-label', spoken);
    time.title = spoken;
  }
  const gone = String(Math.round((1 - timeLeft / limit) * ringSteps));
  if (timeRing.getAttribute('stroke-dashoffset') !== gone) {
    timeRing.setAttribute('stroke-dashoffset', gone);
  }
  return isNew;
}

/** `9:05` */
function inMinutes(seconds: number): string {
  return `${String(Math.floor(seconds / 60))}:${String(seconds % 60).padStart(2, '0')}`;
}
