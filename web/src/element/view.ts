// Brings the shadow tree into line with what is to be seen. Knows no session: a View goes in, and only
// what differs is touched.

import type { FoundWords, StateName } from '../index.js';
import { ageOf } from './auto-poster.js';
import type { IconButton, IconName } from './icon-button.js';
import { looks } from './looks.js';
import type { Mode } from './looks.js';
import { setAttribute, setText } from './make.js';
import type { Parts } from './parts.js';

/** A switch; null: not to be had here. */
export type Switch = boolean | null;

export interface View {
  readonly mode: Mode;
  readonly state: StateName | null;
  readonly words: FoundWords;
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

/** For style sheets of the page: `ring-live:state(live)`. */
export function setState(internals: ElementInternals | null, before: Mode, after: Mode): void {
  const states = internals?.states;
  // Older engines accept only names with two dashes and refuse others loudly.
  if (states !== undefined && CSS.supports('selector(:state(live))')) {
    states.delete(before);
    states.add(after);
  }
}

export function render(parts: Parts, view: View): void {
  const { frame, bar, buttons, main } = parts;
  const { mode, words } = view;
  setAttribute(frame, 'lang', view.lang);
  frame.dataset['mode'] = mode;
  frame.toggleAttribute('data-near', view.near);
  renderPicture(parts, view);

  setText(parts.statusText, view.state === null ? '' : words.states[view.state]);
  parts.status.hidden = view.state === null;
  const said = mode === 'tap' ? words.actions.tap : parts.statusText.textContent;
  sayState(parts, said, view.state === 'reconnecting');
  const isOld = parts.frame.hasAttribute('data-old');
  const age = isOld ? ageOf(parts.poster, view.lang) : '';
  const isPast = view.held || isOld;
  setText(parts.heldLabel, isPast ? [words.other.held, age].filter(Boolean).join(', ') : '');
  parts.heldLabel.hidden = !isPast;
  setText(parts.message, view.message);
  parts.message.hidden = view.message === '';
  parts.time.hidden = !view.hasTime;
  parts.statistics.hidden = !view.statistics;

  const look = looks[mode];
  // In a rest nothing is being tried.
  const { main: action } = view.state === 'resting' ? looks.idle : look;
  main.button.hidden = action === null || !(action.always || view.controls);
  if (action !== null) {
    main.label(action.icon, words.actions[action.action]);
  }
  parts.details.name('what', words.actions.details);
  parts.details.button.hidden = view.message === '';
  frame.toggleAttribute(
    'data-told',
    view.message !== '' && parts.details.button.ariaExpanded === 'true',
  );
  bar.hidden = !view.controls;
  buttons.more.name('more', words.actions.more);
  buttons.extend.label('plus', words.actions.extend);
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
  keepFocus(parts);
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

/** Once; a trouble that is over within a second is not said: when that is, the style sheet's clock says. */
function sayState({ said }: Parts, text: string, mayPass: boolean): void {
  const waits = mayPass && said.textContent !== text;
  said.toggleAttribute('data-waits', waits);
  if (!waits) {
    setText(said, text);
  }
}

/**
 * Whoever has just pressed a button that goes, or has the focus on one that has no room any more, must not be thrown out
 * of the player, nor onto a button that undoes it: the key that started the camera, pressed again, must not stop it.
 */
export function keepFocus(
  { frame, main, buttons: { stop, more } }: Parts,
  focused: EventTarget | null = (frame.getRootNode() as ShadowRoot).activeElement,
): void {
  if (frame.hasAttribute('data-more') && !isSeen(more.button)) {
    disclose(more, frame, 'data-more', false); // There is room for all of them again.
  }
  if (!(focused instanceof HTMLElement) || isSeen(focused)) {
    return;
  }
  const isMinor = focused.classList.contains('minor');
  const next = focused === stop.button ? main.button : isMinor ? more.button : frame;
  const place = isSeen(next) ? next : frame;
  place.toggleAttribute('data-landed', place === frame);
  place.focus({ preventScroll: true });
}

/** What it shows, and where there is need of it, is the style sheet's business. @param open Default: not as it is. */
export function disclose(
  { button }: IconButton,
  frame: HTMLElement,
  attribute: 'data-more' | 'data-told',
  open = button.ariaExpanded !== 'true',
): void {
  button.ariaExpanded = String(open);
  frame.toggleAttribute(attribute, open);
}

/** By its own and by the style sheet's rules. */
function isSeen(element: HTMLElement): boolean {
  return element.getClientRects().length > 0;
}
