// What a wall draws around each of its players: a frame that takes the focus, and a line below the picture, which must not
// be covered. The player itself stays where the page has put it; a slot shows it here.

import { make, setAttribute, setText } from '../element/make.js';
import type { RingLiveElement } from '../element/register.js';
import { inMinutes } from '../element/time-left.js';
import type { WallWords } from './words.js';

/** What there is to say of a tile. */
export interface TileLook {
  readonly name: string;
  /** From 1. */
  readonly number: number;
  readonly count: number;
  readonly live: boolean;
  /** Nothing is asked of it, and nothing is wrong: else its player says what is. */
  readonly rests: boolean;
  /** Something happened there. */
  readonly marked: boolean;
  /** Seconds since it last was live; null: never. */
  readonly age: number | null;
  /** Seconds of its budget; null: it has none. */
  readonly left: number | null;
  readonly lang: string;
  readonly words: WallWords;
}

export class Cell {
  readonly root = make('div', 'tile', 'tile');
  readonly #slot = make('slot');
  readonly #name = make('span', 'name', 'name');
  readonly #mark = make('span', 'mark', 'mark');
  readonly #state = make('span', 'state', 'state');
  readonly #budget = make('span', 'budget', 'budget');

  constructor(player: RingLiveElement) {
    const caption = make('div', 'caption', 'caption');
    caption.draggable = true; // Not the picture: fingers and mice have other business there.
    caption.append(this.#name, this.#mark, this.#state, this.#budget);
    this.root.append(this.#slot, caption);
    this.root.setAttribute('role', 'group');
    this.root.tabIndex = -1;
    this.#slot.assign(player);
  }

  show({ name, number, count, live, rests, marked, age, left, lang, words }: TileLook): void {
    setAttribute(this.root, 'aria-label', words.tile(name, number, count));
    this.root.toggleAttribute('data-live', live);
    this.root.toggleAttribute('data-marked', marked);
    setText(this.#name, name);
    setText(this.#mark, marked ? words.marked : '');
    const past = age === null ? (rests ? words.resting : '') : ageIn(lang, age);
    setText(this.#state, live ? words.live : past);
    setText(this.#budget, left === null ? '' : words.budget(inMinutes(Math.floor(left))));
  }
}

/** "2 min. ago", in the largest unit that is full. */
function ageIn(lang: string, seconds: number): string {
  const format = formatFor(lang);
  const minutes = seconds / 60;
  if (minutes < 1) {
    return format.format(-Math.round(seconds), 'second');
  }
  return minutes < 60
    ? format.format(-Math.floor(minutes), 'minute')
    : format.format(-Math.floor(minutes / 60), 'hour');
}

const formats = new Map<string, Intl.RelativeTimeFormat>();

/** Kept: making one takes longer than all else that a hundred tiles show. */
function formatFor(lang: string): Intl.RelativeTimeFormat {
  const format = formats.get(lang) ?? new Intl.RelativeTimeFormat(lang, { style: 'short' });
  formats.set(lang, format);
  return format;
}
