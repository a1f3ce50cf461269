// The tiles of a wall as they stand on the page: their order, the one that keys are about, and the one that is shown alone.

import { make } from '../element/make.js';
import { viewOf } from '../element/on-screen.js';
import type { RingLiveElement } from '../element/register.js';
import type { Step } from './hands.js';
import type { Tile } from './tile.js';

/** What the grid tells the wall. */
export interface GridNews {
  /** There is something else to see. */
  changed(): void;
  /** A person wants the camera to stand there, from 0. */
  move(tile: Tile, to: number): void;
}

export class Grid {
  readonly root = make('div', 'grid', 'grid');
  readonly #news: GridNews;
  #tiles: readonly Tile[] = [];
  #current: Tile | null = null;
  #enlarged: Tile | null = null;
  /** The player has its buttons from here, not from the page. */
  #lentControls = false;

  constructor(news: GridNews) {
    this.#news = news;
    this.root.setAttribute('role', 'group');
  }

  /** In the order of the page. */
  get tiles(): readonly Tile[] {
    return this.#tiles;
  }
  set tiles(tiles: readonly Tile[]) {
    const focused = this.#focused();
    for (const tile of this.#tiles) {
      if (!tiles.includes(tile)) {
        this.#remove(tile);
      }
    }
    this.#tiles = tiles;
    tiles.forEach(({ cell: { root } }, index) => {
      if (this.root.children[index] !== root) {
        this.root.insertBefore(root, this.root.children[index] ?? null);
      }
    });
    if (this.#current === null) {
      this.choose(tiles[0] ?? null);
    } else if (focused === this.#current) {
      focused.cell.root.focus({ preventScroll: true }); // Whatever is moved in a page loses it.
    }
  }

  /** The one that keys and buttons are about. */
  get current(): Tile | null {
    return this.#current;
  }

  get enlarged(): Tile | null {
    return this.#enlarged;
  }

  tileOf(cell: Element): Tile | null {
    return this.#tiles.find((tile) => tile.cell.root === cell) ?? null;
  }

  choose(tile: Tile | null): void {
    this.#current = tile;
    for (const one of this.#tiles) {
      one.cell.root.tabIndex = one === tile ? 0 : -1;
    }
    this.#news.changed();
  }

  /** The next one that way; with `move`, the camera itself goes there. */
  step(by: Step, move: boolean): void {
    const from = this.#current === null ? -1 : this.#tiles.indexOf(this.#current);
    const to = Math.min(Math.max(this.#target(from, by), 0), this.#tiles.length - 1);
    const target = this.#tiles[to] ?? null;
    if (move) {
      this.moveBy(to - from);
      return;
    }
    this.goTo(target);
  }

  /** Shows it as the one before was shown: alone, or among the others. */
  goTo(tile: Tile | null): void {
    if (this.#enlarged !== null) {
      this.enlarge(tile);
    }
    this.#focus(tile);
  }

  /** The current one, so many places on. */
  moveBy(by: number): void {
    const tile = this.#current;
    const to = tile === null ? -1 : this.#tiles.indexOf(tile) + by;
    if (tile !== null && by !== 0 && to >= 0 && to < this.#tiles.length) {
      this.#news.move(tile, to);
    }
  }

  drop(cell: Element, onto: Element): void {
    const [tile, place] = [this.tileOf(cell), this.tileOf(onto)];
    if (tile !== null && place !== null && tile !== place) {
      this.choose(tile);
      this.#news.move(tile, this.#tiles.indexOf(place));
    }
  }

  toggle(tile: Tile | null): void {
    this.enlarge(tile === this.#enlarged ? null : tile);
    this.#focus(tile);
  }

  /** @returns Whether the enlarged player has acted on this key. */
  pass(key: string): boolean {
    const player = this.#enlarged?.player;
    const event = new KeyboardEvent('keydown', { key, cancelable: true });
    return player !== undefined && !player.dispatchEvent(event);
  }

  /** @returns Whether there was something to go back from. */
  back(): boolean {
    const was = this.#enlarged;
    this.enlarge(null);
    if (was !== null) {
      this.#focus(was);
    }
    return was !== null;
  }

  /** Shows it alone; null: all of them. */
  enlarge(tile: Tile | null): void {
    if (tile === this.#enlarged) {
      return;
    }
    this.#reduce();
    this.#enlarged = tile;
    this.root.toggleAttribute('data-enlarged', tile !== null);
    if (tile !== null) {
      tile.cell.root.setAttribute('data-enlarged', '');
      this.#lentControls = !tile.player.controls;
      tile.player.controls = true;
      tile.ask();
    }
    this.#news.changed();
  }

  #reduce(): void {
    const before = this.#enlarged;
    before?.cell.root.removeAttribute('data-enlarged');
    if (before !== null && this.#lentControls) {
      before.player.controls = false;
    }
  }

  #remove(tile: Tile): void {
    if (tile === this.#enlarged) {
      this.enlarge(null);
    }
    if (tile === this.#current) {
      this.#current = null;
    }
    tile.cell.root.remove();
  }

  #focus(tile: Tile | null): void {
    this.choose(tile);
    tile?.cell.root.focus();
  }

  /** The tile that has the focus, itself or in its player. */
  #focused(): Tile | null {
    const { activeElement } = this.root.ownerDocument;
    const inside = (this.root.getRootNode() as ShadowRoot | Document).activeElement;
    const has = ({ cell, player }: Tile): boolean =>
      cell.root === inside || (activeElement as RingLiveElement | null) === player;
    return this.#tiles.find(has) ?? null;
  }

  #target(from: number, by: Step): number {
    const { direction } = viewOf(this.root).getComputedStyle(this.root);
    const onward = direction === 'rtl' ? -1 : 1;
    switch (by) {
      case 'left':
        return from - onward;
      case 'right':
        return from + onward;
      case 'up':
        return from - this.#columns();
      case 'down':
        return from + this.#columns();
      case 'first':
        return 0;
      case 'last':
        return this.#tiles.length - 1;
    }
  }

  #columns(): number {
    const top = this.#tiles[0]?.cell.root.offsetTop;
    const row = this.#tiles.filter(({ cell }) => cell.root.offsetTop === top);
    return this.#enlarged === null ? Math.max(row.length, 1) : 1;
  }
}
