// Asks the core who is live, when something has changed and when it wants to be asked, and passes on what it says.

import { now } from '../session/ports.js';
import { toMilliseconds } from '../session/units.js';
import { makeRule } from './rule.js';
import type { Rule, RuleTimes, TileFacts, WallTimes } from './rule.js';
import type { Tile } from './tile.js';

/** What it reads of the wall, anew for each question. */
export interface DeskWall {
  /** In the order of the page. */
  readonly tiles: () => readonly Tile[];
  /** Times in seconds; null: the core's own. */
  readonly settings: {
    readonly maxLive: number | null;
    readonly patrol: number | null;
    readonly budget: number | null;
    readonly times: WallTimes;
  };
  /** Nothing hides it: neither another tab nor another tile. */
  readonly canSee: (tile: Tile) => boolean;
  /** The answer has been passed on. */
  readonly answered: () => void;
}

/** Of the page's cameras: each has one budget, on however many walls it hangs, and whichever of them have gone. */
const ids = new Map<string, number>();

export class Desk {
  readonly #wall: DeskWall;
  #rule: Rule | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asking = false;
  #decoded = 0;
  #dropped = 0;
  #open = false;

  constructor(wall: DeskWall) {
    this.#wall = wall;
  }

  open(): void {
    this.#open = true;
    if (this.#rule === null) {
      makeRule().then(
        (rule) => {
          if (this.#open && this.#rule === null) {
            this.#rule = rule;
            this.askSoon();
          } else {
            rule.close(now());
          }
        },
        () => {
          // WebAssembly may not run here, so no player can: one of them says so.
          void this.#wall.tiles()[0]?.player.play();
        },
      );
    }
    this.askSoon();
  }

  close(): void {
    this.#open = false;
    clearTimeout(this.#timer);
    this.askSoon(); // A wall that is moved is back by then.
  }

  /** Once for all that changes in one task. */
  askSoon(): void {
    if (!this.#asking) {
      this.#asking = true;
      queueMicrotask(() => {
        this.#asking = false;
        this.#ask();
      });
    }
  }

  #ask(): void {
    if (!this.#open) {
      this.#rule?.close(now());
      this.#rule = null;
    }
    if (this.#rule === null) {
      return;
    }
    const tiles = this.#wall.tiles();
    const { maxLive, patrol, budget, times } = this.#wall.settings;
    this.#rule.times = inMilliseconds({ ...times, patrol: patrol ?? 0, budget });
    const answer = this.#rule.ask({
      now: now(),
      most: maxLive ?? 0,
      decoded: this.#decoded,
      dropped: this.#dropped,
      tiles: this.#factsOf(tiles),
    });
    this.#decoded = 0;
    this.#dropped = 0;
    tiles.forEach((tile, index) => {
      const told = answer.tiles[index];
      if (told !== undefined) {
        tile.obey(told);
      }
    });
    this.#wall.answered();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(
      () => {
        this.#ask();
      },
      Math.max(0, answer.next - now()),
    );
    if (answer.count) {
      void this.#count();
    }
  }

  async #count(): Promise<void> {
    const live = this.#wall.tiles().filter(({ isLive }) => isLive);
    for (const { decoded, dropped } of await Promise.all(live.map((tile) => tile.countFrames()))) {
      this.#decoded += decoded;
      this.#dropped += dropped;
    }
    this.askSoon();
  }

  #factsOf(tiles: readonly Tile[]): TileFacts[] {
    const taken = new Set<number>();
    return tiles.map((tile) => {
      if (tile.id === 0 || taken.has(tile.id)) {
        tile.id = this.#idOf(tile, taken);
      }
      taken.add(tile.id);
      return tile.facts(this.#wall.canSee(tile));
    });
  }

  /** Of the camera; one that is there twice has two. */
  #idOf(tile: Tile, taken: ReadonlySet<number>): number {
    const { deviceId, componentId, src } = tile.player;
    for (let nth = 0; ; nth += 1) {
      const key = JSON.stringify([deviceId === '' ? src : deviceId, componentId, nth]);
      const id = ids.get(key) ?? ids.size + 1;
      ids.set(key, id);
      if (!taken.has(id)) {
        return id;
      }
    }
  }
}

/** Those that were said. */
function inMilliseconds(seconds: Readonly<Record<string, number | null | undefined>>): RuleTimes {
  const said = Object.entries(seconds).filter(([, value]) => value != null);
  return Object.fromEntries(said.map(([name, value]) => [name, toMilliseconds(value ?? 0)]));
}
