// Shows how long the session still lasts: a number and a ring. Called once per painted frame, so it
// touches the page only when something visible changes.

import { timeLeftWords } from '../words.js';
import { ringSteps } from './parts.js';
import type { Parts } from './parts.js';

/** @param timeLeft Seconds; null: nothing to show. @param limit Seconds of a full ring. */
export function showTimeLeft(parts: Parts, timeLeft: number | null, limit: number | null): void {
  if (timeLeft === null || limit === null) {
    return;
  }
  const { time, timeText, timeRing } = parts;
  const words = timeLeftWords(Math.ceil(timeLeft));
  if (timeText.textContent !== words.short) {
    timeText.textContent = words.short;
    time.setAttribute('aria-label', words.spoken);
    time.title = words.spoken;
  }
  const gone = String(Math.round((1 - timeLeft / limit) * ringSteps));
  if (timeRing.getAttribute('stroke-dashoffset') !== gone) {
    timeRing.setAttribute('stroke-dashoffset', gone);
  }
}
