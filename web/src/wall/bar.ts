// The wall's buttons: what keys and drags do, for those who have neither; and what it has to say.

import { iconButton } from '../element/icon-button.js';
import type { IconButton, IconName } from '../element/icon-button.js';
import { make, setText } from '../element/make.js';
import type { WallWords } from './words.js';

/** By what each button does. */
export interface BarActions {
  readonly enlarge: () => void;
  readonly before: () => void;
  readonly after: () => void;
  readonly fullscreen: () => void;
}

export interface BarLook {
  readonly words: WallWords;
  readonly controls: boolean;
  readonly enlarged: boolean;
  /** Null: not to be had here. */
  readonly fullscreen: boolean | null;
  readonly canMoveBefore: boolean;
  readonly canMoveAfter: boolean;
  /** What the notice is about cannot be seen. */
  readonly isElsewhere: boolean;
}

/** On a 24 by 24 grid. */
const outlines = {
  enlarge:
    'M10 3a7 7 0 0 1 5.6 11.2l5.1 5.1-1.4 1.4-5.1-5.1A7 7 0 1 1 10 3Zm0 2a5 5 0 1 0 0 10 5 5 0 0 0 0-10ZM9 7h2v2h2v2h-2v2H9v-2H7V9h2Z',
  before: 'M15 5v14l-9-7Z',
  after: 'M9 5v14l9-7Z',
  fullscreen: 'expand',
} as const satisfies Readonly<Record<keyof BarActions, IconName>>;

export class Bar {
  readonly root = make('div', 'bar', 'controls');
  /** Heard once; seen as long as it is about something that is not. */
  readonly #notice = make('p', 'notice', 'notice');
  readonly #said = make('span');
  /** The same, where it is about a tile: goes there. */
  readonly #goThere = make('button', '', 'button notice-button');
  readonly #buttons: Readonly<Record<keyof BarActions, IconButton>>;

  /** @param goThere Somebody wants to see what the notice is about. */
  constructor(actions: BarActions, goThere: () => void) {
    const button = (name: keyof BarActions): IconButton => {
      const icon = iconButton('', `button ${name}-button`);
      icon.button.addEventListener('click', () => {
        if (icon.button.getAttribute('aria-disabled') !== 'true') {
          actions[name]();
        }
      });
      this.root.append(icon.button);
      return icon;
    };
    this.#buttons = {
      enlarge: button('enlarge'),
      before: button('before'),
      after: button('after'),
      fullscreen: button('fullscreen'),
    };
    this.#goThere.type = 'button';
    this.#goThere.addEventListener('click', goThere);
    this.#notice.setAttribute('role', 'status');
    this.#notice.append(this.#said, this.#goThere);
    this.root.append(this.#notice);
  }

  /** Somebody is about to go there: it must not be taken away. */
  get isPointedAt(): boolean {
    return this.#goThere.matches(':focus');
  }

  /** @param isPlace One can go where that is. */
  say(text: string, isPlace: boolean): void {
    setText(this.#said, isPlace ? '' : text);
    setText(this.#goThere, isPlace ? text : '');
  }

  show(look: BarLook): void {
    const { words, controls, enlarged, fullscreen } = look;
    for (const [name, { button, name: say }] of Object.entries(this.#buttons) as [
      keyof BarActions,
      IconButton,
    ][]) {
      say(outlines[name], words[name]);
      button.hidden = !controls || (name === 'fullscreen' && fullscreen === null);
    }
    const { enlarge, before, after, fullscreen: full } = this.#buttons;
    enlarge.button.setAttribute('aria-pressed', String(enlarged));
    full.button.setAttribute('aria-pressed', String(fullscreen === true));
    before.button.setAttribute('aria-disabled', String(!look.canMoveBefore));
    after.button.setAttribute('aria-disabled', String(!look.canMoveAfter));
    this.#notice.toggleAttribute('data-elsewhere', look.isElsewhere);
  }
}
