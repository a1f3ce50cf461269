// The buttons: for those who have neither wheel nor two fingers. They stay where they are, so that the focus does.

import { iconButton } from '../element/icon-button.js';
import type { IconButton } from '../element/icon-button.js';
import { make } from '../element/make.js';
import { most } from './geometry.js';
import type { ZoomWords } from './words.js';

/** On a 24 by 24 grid: a lens with a plus, one with a minus, and a frame around a picture. */
const lens =
  'M10.5 3a7.5 7.5 0 0 1 5.9 12.1l4.3 4.2a1 1 0 0 1-1.4 1.4l-4.2-4.3A7.5 7.5 0 1 1 10.5 3Zm0 2a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11Z';
const outlines = {
  zoomIn: `${lens}M9.6 7.5h1.8v2.1h2.1v1.8h-2.1v2.1H9.6v-2.1H7.5V9.6h2.1Z`,
  zoomOut: `${lens}M7.5 9.6h6v1.8h-6Z`,
  whole:
    'M4 5h16a1 1 0 0 1 1 1v12a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1Zm1 2v10h14V7Zm2 2h10v6H7Z',
} as const;

export class Buttons {
  readonly root = make('div', 'zoom', 'zoom-controls');
  readonly #zoomIn = iconButton('', 'button zoom-in-button');
  readonly #zoomOut = iconButton('', 'button zoom-out-button');
  readonly #whole = iconButton('', 'button whole-picture-button');

  /** Each is told when its button is pressed. */
  constructor(zoomIn: () => void, zoomOut: () => void, whole: () => void) {
    for (const [icon, act] of [
      [this.#zoomIn, zoomIn],
      [this.#zoomOut, zoomOut],
      [this.#whole, whole],
    ] as const) {
      icon.button.addEventListener('click', act);
      this.root.append(icon.button);
    }
  }

  show(words: ZoomWords, scale: number): void {
    for (const [icon, name, isUseless] of [
      [this.#zoomIn, 'zoomIn', scale === most],
      [this.#zoomOut, 'zoomOut', scale === 1],
      [this.#whole, 'whole', scale === 1],
    ] as const) {
      icon.name(outlines[name], words[name]);
      setUseless(icon, isUseless);
    }
  }
}

function setUseless({ button }: IconButton, isUseless: boolean): void {
  if (isUseless) {
    button.setAttribute('aria-disabled', 'true');
  } else {
    button.removeAttribute('aria-disabled');
  }
}
