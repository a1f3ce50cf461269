// <ring-live-wall>: many players, few of them live. Which ones is the core's to decide (wasm/core/machine/wall.hpp); here
// they are put up, asked about and shown.
//
// Importing this file registers nothing (see index.ts) and is safe where there is no DOM.

import { adoptProperties, dress, toggleFullscreen } from '../element/custom-element.js';
import { make, setAttribute, setText } from '../element/make.js';
import { viewOf } from '../element/on-screen.js';
import type { RingLiveElement } from '../element/register.js';
import { langOf } from '../element/words-of.js';
import { pageIsVisible } from '../session/page.js';
import { now } from '../session/ports.js';
import { toSeconds } from '../session/units.js';
import { onWordsDefined } from '../words/words.js';
import { Bar } from './bar.js';
import { Desk } from './desk.js';
import { Grid } from './grid.js';
import { listenToHands } from './hands.js';
import { stylesFor } from './styles.js';
import { Tile } from './tile.js';
import { WallAttributes, wallAttributes, wallProperties } from './wall-attributes.js';
import { wallWordsFor } from './words.js';
import type { WallWords } from './words.js';

/** Of its players: what the rule asks about, and what they are called. */
const cameraAttributes = ['src', 'device-id', 'component-id'];
const watched = [...cameraAttributes, 'priority', 'power', 'label'];

/** Less of a player does not show that something happened there. */
const most = 0.5;

/**
 * `<ring-live-wall controls><ring-live src="…" label="Front door" power="line"></ring-live> …</ring-live-wall>`
 *
 * Its children are players, which come and go as the page likes. Those on screen come first, of these the ones with the
 * highest `priority` (an attribute of the player, a whole number; absent: 0), of these the first. The others show their
 * last picture and its age.
 *
 * @attr {number} max-live - How many are live at most. Absent: 6, fewer when this machine drops frames, more when it does not.
 * @attr {number} patrol - Seconds after which a place goes to the next camera. Absent: places stay where they are.
 * @attr {number} budget - Seconds of camera time in any hour for each camera whose `power` is not `line`. Absent: 600.
 * @attr {boolean} controls - Show the wall's buttons.
 * @attr {string} lang - Language of the words, as everywhere in HTML; may stand on any element around it.
 *
 * @slot - The players.
 *
 * @csspart controls - The bar of buttons, and of what there is to say.
 * @csspart button - Each button.
 * @csspart enlarge-button - "Enlarge".
 * @csspart before-button - "Move back".
 * @csspart after-button - "Move on".
 * @csspart fullscreen-button - "Full screen".
 * @csspart notice - What has happened.
 * @csspart notice-button - The same, where it leads to the camera.
 * @csspart grid - Where the tiles are.
 * @csspart tile - A player and the line below it.
 * @csspart caption - That line; also what it is dragged by.
 * @csspart name - The camera's label.
 * @csspart mark - "Something happened".
 * @csspart state - "Live", or how old the picture is.
 * @csspart budget - What is left of a battery's budget.
 *
 * @cssprop [--ring-live-wall-tile=16rem] - How wide a tile is at least.
 * @cssprop [--ring-live-wall-gap=0.75rem] - Between tiles.
 * @cssprop [--ring-live-wall-background] - Behind the tiles, in full screen.
 */
export class RingLiveWallElement extends WallAttributes {
  static readonly observedAttributes = wallAttributes;

  readonly #bar: Bar;
  readonly #grid: Grid;
  readonly #keys = make('p', 'spoken');
  readonly #desk: Desk;
  readonly #tiles = new Map<RingLiveElement, Tile>();
  #live: readonly RingLiveElement[] = [];
  /** Whom the notice is about. */
  #told: Tile | null = null;
  #screen: IntersectionObserver | null = null;
  readonly #stopWatching: (() => void)[] = [];

  constructor() {
    super();
    this.#grid = new Grid({
      changed: () => {
        this.changed();
      },
      move: (tile, to) => {
        this.#move(tile, to);
      },
    });
    this.#bar = this.#makeBar(this.#grid);
    this.#desk = new Desk({
      tiles: () => this.#grid.tiles,
      settings: this,
      canSee: (tile) => this.#canSee(tile),
      answered: () => {
        this.#answered();
      },
    });
    this.#keys.setAttribute('id', 'keys');
    this.#grid.root.setAttribute('aria-describedby', 'keys');
    const root = this.attachShadow({ mode: 'open', slotAssignment: 'manual' });
    root.append(this.#bar.root, this.#keys, this.#grid.root);
    dress(this, stylesFor);
    adoptProperties(this, wallProperties);
  }

  #makeBar(grid: Grid): Bar {
    listenToHands(grid.root, {
      pass: (key) => grid.pass(key),
      step: (by, move) => {
        grid.step(by, move);
      },
      back: () => grid.back(),
      choose: (cell) => {
        grid.choose(grid.tileOf(cell));
      },
      toggle: (cell) => {
        grid.toggle(grid.tileOf(cell));
      },
      pinch: (cell, larger) => {
        if (larger !== (grid.enlarged !== null)) {
          grid.toggle(grid.tileOf(cell));
        }
      },
      drop: (cell, onto) => {
        grid.drop(cell, onto);
      },
    });
    const actions = {
      enlarge: () => {
        grid.enlarge(grid.enlarged === null ? grid.current : null);
      },
      before: () => {
        grid.moveBy(-1);
      },
      after: () => {
        grid.moveBy(1);
      },
      fullscreen: () => {
        toggleFullscreen(this);
      },
    };
    return new Bar(actions, () => {
      grid.goTo(this.#told);
    });
  }

  connectedCallback(): void {
    const view = viewOf(this);
    const screen = new view.IntersectionObserver(
      (entries) => {
        this.#noteSeen(entries);
      },
      { threshold: [0, most] },
    );
    this.#screen = screen;
    const children = new view.MutationObserver((changes) => {
      this.#noteChanges(changes);
    });
    children.observe(this, { childList: true, subtree: true, attributeFilter: watched });
    const listening = new AbortController();
    for (const type of ['visibilitychange', 'fullscreenchange']) {
      const changed = (): void => {
        this.changed();
      };
      this.ownerDocument.addEventListener(type, changed, { signal: listening.signal });
    }
    this.#stopWatching.push(
      () => {
        screen.disconnect();
        children.disconnect();
        listening.abort();
      },
      onWordsDefined(() => {
        this.#render();
      }),
    );
    this.#readChildren();
    this.#desk.open();
  }

  disconnectedCallback(): void {
    for (const stop of this.#stopWatching.splice(0)) {
      stop();
    }
    this.#desk.close();
    this.#keepOnly([]);
    this.#screen = null;
  }

  /** Style sheets belong to a document. */
  adoptedCallback(): void {
    dress(this, stylesFor);
  }

  attributeChangedCallback(): void {
    this.changed();
  }

  protected changed(): void {
    this.#render();
    this.#desk.askSoon();
  }

  /** Its players, in their order. */
  get players(): readonly RingLiveElement[] {
    return this.#grid.tiles.map(({ player }) => player);
  }

  /** Those that have a place now. */
  get live(): readonly RingLiveElement[] {
    return this.#live;
  }

  /** The one that is shown alone, large; null: none. */
  get enlarged(): RingLiveElement | null {
    return this.#grid.enlarged?.player ?? null;
  }
  set enlarged(player: RingLiveElement | null) {
    this.#grid.enlarge(player === null ? null : (this.#tiles.get(player) ?? null));
  }

  /**
   * Something happened there, as a webhook says or the page has seen: that camera gets a place at once, for a while, is
   * marked, and told to screen readers. The page stays where it is: what is said leads there.
   *
   * @param camera A player of this wall, its `device-id` or its `id`.
   * @returns The player; null: there is none such.
   */
  attend(camera: RingLiveElement | string): RingLiveElement | null {
    const tile = this.#grid.tiles.find(
      ({ player }) => player === camera || player.deviceId === camera || player.id === camera,
    );
    if (tile === undefined) {
      return null;
    }
    tile.attend();
    this.#say(tile, ({ attention }, name) => attention(name));
    this.changed();
    return tile.player;
  }

  #canSee(tile: Tile): boolean {
    if (tile === this.#grid.enlarged) {
      tile.asked = now(); // As long as somebody looks at it.
    }
    const { fullscreenElement } = this.ownerDocument;
    return pageIsVisible() && (fullscreenElement?.contains(tile.player) ?? true);
  }

  #answered(): void {
    const held = this.#grid.tiles.filter(({ answer }) => answer.held);
    const live = held.map(({ player }) => player);
    const before = this.#live;
    this.#live = live;
    if (this.#told?.attended === 0 && !this.#bar.isPointedAt) {
      this.#say(null, () => '');
    }
    this.#render();
    if (live.length !== before.length || live.some((player) => !before.includes(player))) {
      this.dispatchEvent(new CustomEvent('livechange', { detail: { live } }));
    }
  }

  #noteSeen(entries: readonly IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting, intersectionRatio } of entries) {
      const tile = this.#tiles.get(target as RingLiveElement);
      if (tile !== undefined) {
        tile.onScreen = isIntersecting;
        tile.inSight = intersectionRatio >= most;
      }
    }
    this.#desk.askSoon();
  }

  #noteChanges(changes: readonly MutationRecord[]): void {
    for (const { target, attributeName } of changes) {
      if (attributeName !== null && cameraAttributes.includes(attributeName)) {
        this.#tiles.get(target as RingLiveElement)?.forget();
      }
    }
    this.#readChildren();
  }

  /** Makes tiles of new children, lets go of those that went, and puts all into the page's order. */
  #readChildren(): void {
    const children = [...this.children].filter(({ localName }) => localName === 'ring-live');
    this.#keepOnly(children);
    this.#grid.tiles = children.map((child) => {
      const player = child as RingLiveElement;
      return this.#tiles.get(player) ?? this.#add(player);
    });
    this.changed();
  }

  #add(player: RingLiveElement): Tile {
    const tile = new Tile(player, () => {
      this.#desk.askSoon();
    });
    this.#tiles.set(player, tile);
    this.#screen?.observe(player);
    return tile;
  }

  #keepOnly(children: readonly Element[]): void {
    for (const [player, tile] of this.#tiles) {
      if (!children.includes(player)) {
        this.#tiles.delete(player);
        this.#screen?.unobserve(player);
        tile.leave();
      }
    }
    this.#grid.tiles = this.#grid.tiles.filter(({ player }) => children.includes(player));
  }

  #move(tile: Tile, to: number): void {
    const order = this.players.filter((player) => player !== tile.player);
    order.splice(to, 0, tile.player);
    if (this.dispatchEvent(new CustomEvent('reorder', { detail: { order }, cancelable: true }))) {
      put(this, tile.player, order[to + 1] ?? null);
      this.#readChildren();
    }
    const count = order.length;
    this.#say(null, ({ moved }) => moved(this.#nameOf(tile), to + 1, count));
  }

  #nameOf(tile: Tile): string {
    const { label } = tile.player;
    const number = this.#grid.tiles.indexOf(tile) + 1;
    return label === '' ? wallWordsFor(langOf(this)).words.camera(number) : label;
  }

  #say(about: Tile | null, text: (words: WallWords, name: string) => string): void {
    this.#told = about;
    const name = about === null ? '' : this.#nameOf(about);
    this.#bar.say(text(wallWordsFor(langOf(this)).words, name), about !== null);
  }

  #render(): void {
    const { lang, words } = wallWordsFor(langOf(this));
    const { root, tiles, current, enlarged } = this.#grid;
    for (const said of [this.#bar.root, this.#keys, root]) {
      setAttribute(said, 'lang', lang);
    }
    setAttribute(root, 'aria-label', words.wall);
    setText(this.#keys, words.keys);
    this.#bar.show({
      words,
      controls: this.controls,
      enlarged: enlarged !== null,
      fullscreen: this.ownerDocument.fullscreenEnabled ? this.matches(':fullscreen') : null,
      canMoveBefore: current !== null && current !== tiles[0],
      canMoveAfter: current !== null && current !== tiles.at(-1),
      isElsewhere: this.#told?.inSight === false,
    });
    tiles.forEach((tile, index) => {
      const { player, cell, answer, attended, age, rests, isLive: live } = tile;
      cell.show({
        ...{ lang, words, live, rests, age, marked: attended > 0 },
        ...{ name: this.#nameOf(tile), number: index + 1, count: tiles.length },
        left: player.power === 'line' ? null : toSeconds(answer.left),
      });
    });
  }
}

/** Where there is such a move, nothing in the player notices. */
function put(
  parent: Node & { moveBefore?: (node: Node, before: Node | null) => void },
  player: Node,
  before: Node | null,
): void {
  if (typeof parent.moveBefore === 'function') {
    parent.moveBefore(player, before);
  } else {
    parent.insertBefore(player, before);
  }
}
