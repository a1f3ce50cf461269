// Shows how long the viewing still lasts: a number and a ring.

import type { Words } from '../index.js';
import { make } from './make.js';
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
  const text = seconds < 100 ? String(seconds) : inMinutes(seconds);
  // Once a second: another text in the same node is laid out anew, where another node is also styled; and in a box whose
  // size is that of its surroundings nothing else is laid out.
  const box = timeText.firstChild ?? timeText.appendChild(make('span'));
  const node = box.firstChild ?? box.appendChild(new Text());
  node.nodeValue = text;
  const shape = text.replace(/\d/g, '0');
  if (timeText.dataset['shape'] !== shape) {
    timeText.dataset['shape'] = shape;
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
