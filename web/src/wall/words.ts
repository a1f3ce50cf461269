// What a wall says, and how a page brings other words. A language that misses one does not compile.

import { lookAgain } from '../words/words.js';

export interface WallWords {
  /** Name of the wall for a screen reader. */
  readonly wall: string;
  /** How it is worked with keys: read once, when one comes into it. */
  readonly keys: string;
  /** A camera without a label. @param number From 1. */
  readonly camera: (number: number) => string;
  /** @param name Of the camera. @param number From 1. */
  readonly tile: (name: string, number: number, count: number) => string;
  /** Said when the page calls `attend()`, and shown while that camera cannot be seen. */
  readonly attention: (name: string) => string;
  /** Mark of that tile. */
  readonly marked: string;
  /** Said after a tile was moved. */
  readonly moved: (name: string, number: number, count: number) => string;
  readonly live: string;
  /** Not live, and without a picture. */
  readonly resting: string;
  /** A battery's camera time. @param time As in `8:20`. */
  readonly budget: (time: string) => string;
  readonly enlarge: string;
  readonly before: string;
  readonly after: string;
  readonly fullscreen: string;
}

export const english: WallWords = {
  wall: 'Cameras',
  keys: 'Arrow keys: next camera. Enter: enlarge. Escape: back. Shift and arrow keys: move the camera.',
  camera: (number) => `Camera ${String(number)}`,
  tile: (name, number, count) => `${name}, ${String(number)} of ${String(count)}`,
  attention: (name) => `${name}: something happened`,
  marked: 'Something happened',
  moved: (name, number, count) => `${name} is now ${String(number)} of ${String(count)}`,
  live: 'Live',
  resting: 'Resting',
  budget: (time) => `${time} left this hour`,
  enlarge: 'Enlarge',
  before: 'Move back',
  after: 'Move on',
  fullscreen: 'Full screen',
};

const languages = new Map<string, WallWords>([['en', english]]);

/** Brings a language, or changes single words of one, for all walls of the page. Its players' words are others. */
export function defineWallWords(lang: string, words: WallWords | Partial<WallWords>): void {
  languages.set(lang.toLowerCase(), { ...wallWordsFor(lang).words, ...words });
  lookAgain();
}

/** The words for a language, and which one they are in: that language, its primary one, or English. */
export function wallWordsFor(lang: string): { readonly lang: string; readonly words: WallWords } {
  const wanted = lang.toLowerCase();
  for (const tag of [wanted, wanted.split('-')[0] ?? '']) {
    const words = languages.get(tag);
    if (words !== undefined) {
      return { lang: tag, words };
    }
  }
  return { lang: 'en', words: english };
}
