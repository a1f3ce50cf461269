// The shadow tree of <ring-live>: built by hand from elements and text, never from markup, so that
// nothing foreign is ever parsed (Trusted Types). Parts marked with `part` can be styled from outside.

import { iconButton } from './icon-button.js';
import type { IconButton } from './icon-button.js';
import { make } from './make.js';

/** In the order of the bar, which is the order of the Tab key. */
export interface BarButtons {
  readonly extend: IconButton;
  readonly stop: IconButton;
  /** Where there is room for it alone: shows those that follow. */
  readonly more: IconButton;
  readonly snapshot: IconButton;
  readonly statistics: IconButton;
  readonly pictureInPicture: IconButton;
  readonly fullscreen: IconButton;
}

export interface Parts {
  readonly frame: HTMLElement;
  readonly video: HTMLVideoElement;
  /** Its like: which of the two is in front is the screen's business. */
  readonly spare: HTMLVideoElement;
  readonly held: HTMLCanvasElement;
  readonly poster: HTMLImageElement;
  readonly posterSlot: HTMLSlotElement;
  readonly status: HTMLElement;
  readonly statusText: HTMLElement;
  readonly heldLabel: HTMLElement;
  /** The state line as it is heard: not all that is seen is worth saying. */
  readonly said: HTMLElement;
  /** Heard, not seen: what has just happened. */
  readonly spoken: HTMLElement;
  /** Empty before there can be a picture: see time-left.ts. */
  readonly time: HTMLElement;
  readonly message: HTMLElement;
  readonly statistics: HTMLElement;
  readonly main: IconButton;
  /** Shows the message where there is no room for it. */
  readonly details: IconButton;
  readonly bar: HTMLElement;
  readonly buttons: BarButtons;
}

export function buildParts(): Parts {
  const video = makeVideo('picture', 'video');
  const spare = makeVideo('picture behind', 'next-video');
  const held = make('canvas', 'picture held', 'held');
  held.setAttribute('role', 'img');
  const poster = make('img', 'picture', 'poster');
  poster.alt = '';
  const posterSlot = slot('poster', 'picture poster');
  posterSlot.append(poster);

  // Each is heard when it changes, so each stays where it is and only its text comes and goes.
  const statusText = make('span', 'status-text');
  const status = make('span', 'pill', 'status');
  status.append(make('span', 'dot'), statusText);
  status.setAttribute('aria-hidden', 'true');
  const said = live(make('div', 'heard said'));
  said.setAttribute('role', 'status');
  const heldLabel = make('span', 'pill quiet', 'held-label');
  const spoken = live(make('div', 'heard spoken'));
  const line = make('div', 'line');
  line.append(status, heldLabel);

  const message = make('p', 'message', 'message');
  const told = live(make('div', 'told'));
  told.append(message);
  const main = iconButton('primary', 'button main-button');
  const details = iconButton('details', 'button details-button');
  details.button.ariaExpanded = 'false';
  const acts = make('div', 'acts');
  acts.append(main.button, details.button);
  const center = make('div', 'center');
  center.append(told, acts);

  const time = make('div', 'pill time', 'time');
  time.setAttribute('role', 'timer');

  const buttons = {
    extend: iconButton('extend', 'button extend-button'),
    stop: iconButton('stop', 'button stop-button'),
    more: iconButton('more', 'button more-button'),
    snapshot: iconButton('minor', 'button snapshot-button'),
    statistics: iconButton('minor', 'button statistics-button'),
    pictureInPicture: iconButton('minor', 'button picture-in-picture-button'),
    fullscreen: iconButton('fullscreen', 'button fullscreen-button'),
  };
  buttons.more.button.ariaExpanded = 'false';
  const bar = make('div', 'bar', 'controls');
  bar.append(...Object.values(buttons).map(({ button }) => button), slot('controls'));

  const statistics = make('dl', 'statistics', 'statistics');
  statistics.hidden = true;
  const layer = make('div', 'layer');
  layer.append(said, spoken, center, line, time, bar);
  const frame = make('div', 'frame', 'frame');
  frame.tabIndex = -1; // What a click or `focus()` on the player reaches, and its keys.
  frame.append(video, spare, held, posterSlot, slot('', 'overlay', 'overlay'));
  frame.append(make('div', 'shade'), statistics, layer);
  return {
    ...{ frame, video, spare, held, poster, posterSlot, status, statusText, heldLabel, said },
    ...{ spoken, time, message, statistics, main, details, bar, buttons },
  };
}

/** Empty: it is not laid out. */
function makeVideo(className: string, part: string): HTMLVideoElement {
  const video = make('video', className, part);
  video.hidden = true;
  video.muted = true; // There is no sound, and only muted video may start unasked.
  video.setAttribute('muted', '');
  video.playsInline = true;
  video.disableRemotePlayback = true; // A live picture cannot be handed to another device.
  return video;
}

function slot(name: string, className = '', part = ''): HTMLSlotElement {
  const element = make('slot', className, part);
  element.name = name;
  return element;
}

function live(element: HTMLElement): HTMLElement {
  element.setAttribute('aria-live', 'polite');
  return element;
}
