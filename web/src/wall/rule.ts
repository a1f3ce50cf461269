// The one door to the rule for walls (wasm/wall/module.cpp): facts of the tiles go in, places come out. It decides nothing.

import wall from '../../generated/wall.js';

/** What a tile's camera does, as the core numbers it (wasm/core/machine/wall.hpp). */
export enum CameraState {
  unwanted,
  failed,
  off,
  starting,
  live,
  rolling,
}

/** As the core numbers them. */
enum Place {
  none,
  yielding,
  held,
}

/** Single times of a wall, in seconds; absent: the core's own. */
export interface WallTimes {
  /** Whoever gets a place keeps it for so long, and whoever loses it waits as long. Default: 15. */
  readonly keep?: number | undefined;
  /** What somebody asked for, or something happened at, comes first for so long. Default: 60. */
  readonly attention?: number | undefined;
  /** A picture that yields stays until the next one is there, but not longer. Default: 10. */
  readonly handover?: number | undefined;
  /** How often dropped frames and budgets are looked at. Default: 5. */
  readonly look?: number | undefined;
  /** How long all must go well before there is another place. Default: 60. */
  readonly calm?: number | undefined;
  /** What has failed is tried again after this. Default: 600. */
  readonly patience?: number | undefined;
  /** What the budgets count as an hour. Default: 3600. */
  readonly hour?: number | undefined;
}

/** In milliseconds; 0 or absent: as the core has it. */
export type RuleTimes = { readonly [Name in keyof WallTimes | 'patrol' | 'budget']?: number };

export interface TileFacts {
  readonly id: number;
  readonly camera: CameraState;
  readonly seen: boolean;
  /** Whole; the highest comes first. */
  readonly priority: number;
  /** On the clock of `now`; 0: never. */
  readonly attended: number;
  readonly asked: number;
  /** Has a budget. */
  readonly battery: boolean;
}

export interface Question {
  readonly now: number;
  /** Places; 0: as many as the machine decodes. */
  readonly most: number;
  /** Frames since they were last counted; 0 where this question does not follow that. */
  readonly decoded: number;
  readonly dropped: number;
  /** In the order of the page, each id once. */
  readonly tiles: readonly TileFacts[];
}

export interface TileAnswer {
  /** It has a place, or shows its picture until its successor has one. */
  readonly live: boolean;
  /** It has a place. */
  readonly held: boolean;
  /** Because of a person or an event. */
  readonly urgent: boolean;
  /** Milliseconds of its budget, if it has one. */
  readonly left: number;
}

export interface Answer {
  /** When to ask again, on the clock of `now`. */
  readonly next: number;
  /** How many places there are. */
  readonly most: number;
  /** The frames are to be counted now. */
  readonly count: boolean;
  readonly tiles: readonly TileAnswer[];
}

type Exports = { readonly [Name in keyof Required<RuleTimes>]: (ms: number) => void } & {
  _initialize(): void;
  open(): number;
  choose(wall: number): void;
  close(wall: number): void;
  add_tile(
    ...facts: [
      id: number,
      camera: number,
      seen: number,
      priority: number,
      attended: number,
      asked: number,
      battery: number,
    ]
  ): void;
  arrange(now: number, most: number, decoded: number, dropped: number): number;
  place(id: number): Place;
  urgent(id: number): number;
  left(id: number): number;
  most(): number;
  count(): number;
};

let started: Promise<Exports> | undefined;

/** Of one wall. Rejects where WebAssembly may not be compiled. */
export async function makeRule(): Promise<Rule> {
  started ??= start();
  return new Rule(await started);
}

/** One for the page: what a camera has used outlives its wall. */
async function start(): Promise<Exports> {
  const bytes = Uint8Array.from(atob(wall), (byte) => byte.charCodeAt(0));
  const { instance } = await WebAssembly.instantiate(bytes);
  const exports = instance.exports as unknown as Exports;
  exports._initialize();
  return exports;
}

export class Rule {
  readonly #exports: Exports;
  readonly #wall: number;

  constructor(exports: Exports) {
    this.#exports = exports;
    this.#wall = exports.open();
  }

  /** The wall has gone, and its cameras are off: it is asked no more. */
  close(now: number): void {
    this.ask({ now, most: 0, decoded: 0, dropped: 0, tiles: [] });
    this.#exports.close(this.#wall);
  }

  set times(times: RuleTimes) {
    this.#exports.choose(this.#wall);
    for (const [name, ms] of Object.entries(times)) {
      this.#exports[name as keyof RuleTimes](ms);
    }
  }

  ask({ now, most, decoded, dropped, tiles }: Question): Answer {
    const { add_tile, arrange, place, urgent, left, most: places, count } = this.#exports;
    this.#exports.choose(this.#wall);
    for (const { id, camera, seen, priority, attended, asked, battery } of tiles) {
      add_tile(id, camera, Number(seen), priority, attended, asked, Number(battery));
    }
    const next = arrange(now, most, decoded, dropped);
    return {
      next,
      most: places(),
      count: count() !== 0,
      tiles: tiles.map(({ id }) => ({
        live: place(id) !== Place.none,
        held: place(id) === Place.held,
        urgent: urgent(id) !== 0,
        left: left(id),
      })),
    };
  }
}
