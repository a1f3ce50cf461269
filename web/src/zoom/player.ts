// The zoom of a <ring-live>: which part of the picture is shown, and all that shows and changes it.

import { make } from '../element/make.js';
import { viewOf } from '../element/on-screen.js';
import type { Parts } from '../element/parts.js';
import type { Screen } from '../element/screen.js';
import { wholePicture } from '../element/zoom-part.js';
import type { PlayerZoom, SomeZoom, Zoom, ZoomPlayer } from '../element/zoom-part.js';
import { Buttons } from './buttons.js';
import { sizeOf } from './copy.js';
import { boxOf, moved, near, seenOf, transformOf } from './geometry.js';
import type { Box, Grip, Point } from './geometry.js';
import { listenToHands } from './hands.js';
import { Overview } from './overview.js';
import { stylesFor } from './styles.js';
import { zoomWordsFor } from './words.js';
import type { ZoomWords } from './words.js';

/** How much larger a step makes it; of what is seen, how much an arrow key goes on. */
const stepFactor = 2;
const panShare = 0.25;

export class ZoomOfPlayer implements PlayerZoom {
  readonly #player: ZoomPlayer;
  readonly #parts: Parts;
  readonly #picture: () => Screen['picture'];
  readonly #enlarged: readonly HTMLElement[];
  readonly #overview: Overview;
  readonly #buttons: Buttons;
  /** Ends all that is listened to; null: it is not zoomable. */
  #listening: AbortController | null = null;
  #zoom = wholePicture;
  /** What somebody wanted last: a player of other proportions may show less of it, for a while. */
  #wanted = wholePicture;
  #camera = '';
  #words: ZoomWords = zoomWordsFor('');
  #lang = '';
  /** The scale that was said last. */
  #said = 1;

  constructor(player: ZoomPlayer, parts: Parts, picture: () => Screen['picture']) {
    this.#player = player;
    this.#parts = parts;
    this.#picture = picture;
    const { frame, video, spare, held } = parts;
    // What lies over the picture, boxes of the page perhaps, goes along with it.
    const overlay = frame.querySelector<HTMLElement>('.overlay') ?? video;
    this.#enlarged = [video, spare, held, overlay];
    this.#overview = new Overview(overlay, (place) => {
      this.#set(place, true);
    });
    this.#buttons = new Buttons(
      () => {
        this.#step(1);
      },
      () => {
        this.#step(-1);
      },
      () => {
        this.#set(null, true);
      },
    );
    const clock = make('div', 'heard settles');
    parts.bar.after(this.#buttons.root, clock);
    clock.addEventListener('animationend', () => {
      this.#settled();
    });
  }

  get zoom(): Zoom {
    return this.#zoom;
  }
  set zoom(zoom: SomeZoom) {
    this.#set(zoom);
  }

  render(lang: string): void {
    this.#lang = lang;
    this.#words = zoomWordsFor(lang);
    const { src, deviceId, componentId, zoomable } = this.#player;
    const camera = JSON.stringify([deviceId || src, componentId]);
    const isSame = camera === this.#camera;
    this.#camera = camera;
    this.#join();
    this.#parts.frame.toggleAttribute('data-zoomable', this.#mayZoom());
    if (zoomable && this.#listening === null) {
      this.#listening = this.#listen();
    } else if (!zoomable) {
      this.#listening?.abort();
      this.#listening = null;
    }
    if (!isSame || !this.#mayZoom()) {
      this.#wanted = wholePicture;
    }
    this.#fit();
  }

  /** A player that has come into another document has the sheet of its own alone. */
  #join(): void {
    const { frame } = this.#parts;
    const root = frame.getRootNode() as ShadowRoot;
    const sheet = stylesFor(frame.ownerDocument);
    if (!root.adoptedStyleSheets.includes(sheet)) {
      root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
    }
  }

  #listen(): AbortController {
    const { frame } = this.#parts;
    const listening = new AbortController();
    const { signal } = listening;
    const isOn = (): boolean => this.#mayZoom() && this.#picture() !== null;
    const actions = {
      isOn,
      isZoomed: () => this.#zoom.scale > 1,
      move: (grip: Grip) => {
        this.#set(moved(this.#zoom, grip, this.#box()));
      },
      step: (direction: 1 | -1, around?: Point) => {
        this.#step(direction, around);
      },
      pan: (right: number, down: number) => {
        const { width, height } = seenOf(this.#zoom, this.#box());
        const { x, y } = this.#zoom;
        this.#set({ x: x + right * width * panShare, y: y + down * height * panShare }, true);
      },
      whole: () => {
        this.#set(null, true);
      },
    };
    listenToHands(this.#player, frame, actions, signal);
    const resized = new (viewOf(frame).ResizeObserver)(() => {
      this.#fit();
    });
    resized.observe(frame);
    signal.addEventListener('abort', () => {
      resized.disconnect();
    });
    return listening;
  }

  /** Of a wall, the one that is shown alone: the others are enlarged first. */
  #mayZoom(): boolean {
    const wall = this.#player.closest<Wall>('ring-live-wall');
    return this.#player.zoomable && (wall === null || wall.enlarged === this.#player);
  }

  #box(): Box {
    const { clientWidth: width, clientHeight: height } = this.#parts.frame;
    const picture = this.#picture();
    return boxOf({ width, height }, picture === null ? { width: 0, height: 0 } : sizeOf(picture));
  }

  #step(direction: 1 | -1, around: Point = { x: 0, y: 0 }): void {
    const factor = stepFactor ** direction;
    this.#set(moved(this.#zoom, { from: around, to: around, factor }, this.#box()), true);
  }

  /** @param glides Eyes shall be able to follow. */
  #set(wanted: SomeZoom, glides = false): void {
    if (this.#mayZoom()) {
      this.#wanted = near(wanted, this.#zoom, this.#box());
      this.#fit(glides);
    }
  }

  /** Shows what is wanted as far as the box allows, and tells if that is something else. */
  #fit(glides = false): void {
    const { scale, x, y } = this.#zoom;
    const zoom = Object.freeze(near(this.#wanted, this.#wanted, this.#box()));
    const isSame = scale === zoom.scale && x === zoom.x && y === zoom.y;
    if (!isSame) {
      this.#zoom = zoom;
      this.#parts.frame.toggleAttribute('data-glides', glides);
    }
    this.#show();
    if (!isSame) {
      this.#settle();
      this.#player.dispatchEvent(new CustomEvent('zoomchange', { detail: { zoom } }));
    }
  }

  #show(): void {
    const { frame, message } = this.#parts;
    const zoom = this.#zoom;
    const box = this.#box();
    const picture = this.#picture();
    const isZoomed = zoom.scale > 1;
    for (const { style } of this.#enlarged) {
      style.transform = isZoomed ? transformOf(zoom, box) : '';
    }
    frame.toggleAttribute('data-zoomed', isZoomed && picture !== null);
    this.#overview.show(isZoomed ? picture : null, zoom, box);
    this.#buttons.root.hidden =
      !this.#player.controls || !this.#mayZoom() || picture === null || !message.hidden;
    this.#buttons.show(this.#words, zoom.scale);
  }

  /** Winds the clock up again: see styles.ts. */
  #settle(): void {
    const { dataset } = this.#parts.frame;
    dataset['settles'] = dataset['settles'] === 'a' ? 'b' : 'a';
  }

  /** It has come to rest: said once, however many steps it took. */
  #settled(): void {
    const { frame, spoken } = this.#parts;
    frame.removeAttribute('data-settles');
    const { scale } = this.#zoom;
    if (scale !== this.#said) {
      this.#said = scale;
      const times = new Intl.NumberFormat(this.#lang, { maximumFractionDigits: 1 }).format(scale);
      spoken.textContent = scale === 1 ? this.#words.whole : this.#words.zoomed(times);
    }
  }
}

interface Wall extends HTMLElement {
  readonly enlarged?: unknown;
}
