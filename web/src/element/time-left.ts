// Shows how long the viewing still lasts: a number and a ring.

import type { Words } from '../index.js';
import { make, makeSvg, setAttribute } from './make.js';

/** Steps of the ring: fine enough to look smooth, coarse enough to cost nothing. */
const ringSteps = 90;

export class TimeLeft {
  readonly #pill: HTMLElement;
  /** Holds the number in a box whose size is that of its surroundings: when it changes, nothing else is laid out. */
  readonly #text = make('span');
  /** Changed once a second: another text in the same node is laid out anew, where another node is also styled. */
  readonly #number = new Text();
  readonly #ring: SVGElement;

  /** @param pill Where it is shown; empty. */
  constructor(pill: HTMLElement) {
    this.#pill = pill;
    const box = make('span');
    box.append(this.#number);
    this.#text.append(box);
    const circle = { cx: '12', cy: '12', r: '9.5' };
    // The circle's length is declared as the number of steps, so that its offset counts steps.
    const steps = String(ringSteps);
    const dashes = { pathLength: steps, 'stroke-dasharray': steps };
    this.#ring = makeSvg('circle', { ...circle, class: 'left', ...dashes });
    const svg = makeSvg('svg', { viewBox: '0 0 24 24', 'aria-hidden': 'true' });
    svg.append(makeSvg('circle', circle), this.#ring);
    pill.append(svg, this.#text);
  }

  /** @param timeLeft Seconds. @param limit Seconds of a full ring. */
  show(timeLeft: number, limit: number, words: Words): void {
    const seconds = Math.ceil(timeLeft);
    const text = seconds < 100 ? String(seconds) : inMinutes(seconds);
    this.#number.nodeValue = text;
    setAttribute(this.#text, 'data-shape', text.replace(/\d/g, '0'));
    this.#pill.title = words.other.timeLeft(seconds);
    const gone = Math.round((1 - seconds / limit) * ringSteps);
    setAttribute(this.#ring, 'stroke-dashoffset', String(gone));
  }
}

/** `9:05`. @param seconds Whole. */
export function inMinutes(seconds: number): string {
  return `${String(Math.floor(seconds / 60))}:${String(seconds % 60).padStart(2, '0')}`;
}
