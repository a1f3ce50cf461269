// Shows how long the viewing still lasts: a number and a ring.

import type { Words } from '../index.js';
import { ringSteps } from './parts.js';
import type { Parts } from './parts.js';

/** @param timeLeft Seconds. @param limit Seconds of a full ring. */
export function showTimeLeft(
  { time, timeRoom, timeText, timeRing }: Parts,
  timeLeft: number,
  limit: number,
  words: Words,
): void {
  const seconds = Math.ceil(timeLeft);
  // Once a second: another text in the same node is laid out anew, where another node is also styled.
  const text = timeText.firstChild ?? timeText.appendChild(new Text());
  text.nodeValue = seconds < 100 ? String(seconds) : inMinutes(seconds);
  const shape = text.nodeValue.replace(/\d/g, '0');
  if (timeRoom.dataset['shape'] !== shape) {
    timeRoom.dataset['shape'] = shape;
  }
  time.title = words.other.timeLeft(seconds);
  const gone = String(Math.round((1 - seconds / limit) * ringSteps));
  if (gone !== timeRing.getAttribute('stroke-dashoffset')) {
    timeRing.setAttribute('stroke-dashoffset', gone);
  }
}

/** `9:05`. @param seconds Whole. */
export function inMinutes(seconds: number): string {
  return `${String(Math.floor(seconds / 60))}:${String(seconds % 60).padStart(2, '0')}`;
}
