// Brings the shadow tree into line with what is to be seen. Knows no session: a View goes in, and only
// what differs is touched.

import type { StateName, Words } from '../index.js';
import { ageOf } from './auto-poster.js';
import type { IconButton, IconName } from './icon-button.js';
import { looks } from './looks.js';
import type { Mode } from './looks.js';
import { setText } from './make.js';
import type { Parts } from './parts.js';

/** A switch; null: not to be had here. */
export type Switch = boolean | null;

export interface View {
  readonly mode: Mode;
  readonly state: StateName | null;
  readonly words: Words;
  /** The language of the words. */
  readonly lang: string;
  /** What has happened, in sentences; empty: nothing worth telling. */
  readonly message: string;
  readonly controls: boolean;
  /** Address; empty: none. */
  readonly poster: string;
  /** That is the last picture there was: it says so, and loads when it comes near the screen. */
  readonly isOldPoster: boolean;
  /** A frame of the present session is shown. */
  readonly shown: boolean;
  /** The last frame of one that has gone is shown. */
  readonly held: boolean;
  /** The time is nearly up, and nothing follows. */
  readonly near: boolean;
  readonly hasTime: boolean;
  readonly statistics: boolean;
  readonly pictureInPicture: Switch;
  readonly fullscreen: Switch;
}

export function render(parts: Parts, view: View): void {
  const { frame, bar, buttons, main } = parts;
  const focused = (frame.getRootNode() as ShadowRoot).activeElement;
  const { mode, words } = view;
  frame.lang = view.lang;
  frame.dataset['mode'] = mode;
  frame.toggleAttribute('data-near', view.near);
  renderPicture(parts, view);

  setText(parts.statusText, view.state === null ? '' : words.states[view.state]);
  parts.status.hidden = view.state === null;
  const isOld = parts.frame.hasAttribute('data-old');
  const age = isOld ? ageOf(parts.poster, view.lang) : '';
  setText(parts.heldLabel, [words.other.held, age].filter((text) => text !== '').join(', '));
  parts.heldLabel.hidden = !view.held && !isOld;
  setText(parts.message, view.message);
  parts.message.hidden = view.message === '';
  parts.time.hidden = !view.hasTime;
  setText(parts.spoken, view.near ? parts.spoken.textContent : '');
  parts.statistics.hidden = !view.statistics;

  const look = looks[mode];
  main.button.hidden = look.main === null || !(look.main.always || view.controls);
  main.button.title = view.message; // A thumbnail has no room for the sentences.
  if (look.main !== null) {
    main.label(look.main.icon, words.actions[look.main.action]);
  }
  bar.hidden = !view.controls;
  buttons.extend.label('more', words.actions.extend);
  buttons.extend.button.hidden = !view.near || look.stop !== true;
  buttons.stop.name('stop', words.actions.stop);
  buttons.stop.button.hidden = look.stop === false;
  setAria(buttons.stop, 'disabled', look.stop === 'busy' ? true : null);
  buttons.snapshot.name('camera', words.actions.snapshot);
  buttons.snapshot.button.hidden = !view.shown && !view.held;
  renderSwitch(buttons.statistics, 'chart', words.actions.statistics, view.statistics);
  renderSwitch(
    buttons.pictureInPicture,
    'window',
    words.actions.pictureInPicture,
    view.shown ? view.pictureInPicture : null,
  );
  renderSwitch(buttons.fullscreen, 'expand', words.actions.fullscreen, view.fullscreen);
  keepFocus(parts, focused);
}

function renderPicture({ frame, held, poster, posterSlot }: Parts, view: View): void {
  held.hidden = !view.held;
  const hasPicture = view.held || view.shown;
  posterSlot.hidden = hasPicture;
  poster.hidden = view.poster === '';
  if (!poster.hidden && poster.getAttribute('src') !== view.poster) {
    poster.loading = view.isOldPoster ? 'lazy' : 'eager';
    poster.src = view.poster;
  }
  const isOldThere = view.isOldPoster && poster.naturalWidth > 0;
  const hasPoster = view.isOldPoster ? isOldThere : !poster.hidden;
  const hasOwn = posterSlot.assignedNodes().length > 0;
  frame.toggleAttribute('data-old', isOldThere && !hasPicture && !hasOwn);
  frame.toggleAttribute('data-bare', !hasPicture && !hasPoster && !hasOwn);
}

function renderSwitch(button: IconButton, icon: IconName, name: string, state: Switch): void {
  button.name(icon, name);
  button.button.hidden = state === null;
  setAria(button, 'pressed', state);
}

function setAria({ button }: IconButton, name: 'disabled' | 'pressed', value: Switch): void {
  if (value === null) {
    button.removeAttribute(`aria-${name}`);
  } else {
    button.setAttribute(`aria-${name}`, String(value));
  }
}

/**
 * Whoever has just pressed a button that goes must not be thrown out of the player, nor onto a button that undoes it: the
 * key that started the camera, pressed again, must not stop it.
 */
function keepFocus({ frame, main, bar, buttons }: Parts, focused: Element | null): void {
  if (!(focused instanceof HTMLElement) || !focused.hidden) {
    return;
  }
  if (focused === main.button) {
    frame.focus({ preventScroll: true });
    return;
  }
  const inBar = bar.hidden ? [] : Object.values(buttons);
  const next = [main, ...inBar].find(({ button }) => !button.hidden);
  next?.button.focus({ preventScroll: true });
}
