// A tether is a request that a viewer holds while its session lives. When it breaks and nobody holds it again, the viewer has
// died without a word, and its session is closed. Who holds one is a claim in the store that all instances share, and so is who
// closes: of many instances one does, and only when none of them holds it.

import { memoryLimits } from './limits/memory.js';
import { LimitQueue } from './limits/queue.js';
import { Recent } from './recent.js';

/** What becomes of a session when its viewer has died. */
export interface Tethered {
  readonly lease: string;
  readonly close: () => Promise<void>;
  /** This process ends: its viewers go to another one, and so do their tethers. */
  readonly isEnding: () => boolean;
}

export interface Held {
  /** Says nothing, and ends with the session. */
  readonly body: ReadableStream<Uint8Array>;
  /** Nobody has to watch it any more. */
  readonly over: Promise<void>;
}

/** From the 201 to the tether. */
const takeUpSeconds = 3;
/** From one tether to the next. The player knows it (wasm/core/limits.hpp). */
const graceSeconds = 2;
/** A session lives no longer (and a player lets go of it before). */
const lifetimeSeconds = 60;
/** An instance that dies holds its tethers for so long. Renewed after half of it. */
const claimSeconds = 10;
/** A store that does not answer is asked again. */
const awaySeconds = 0.5;

/** What counts under the key of a lease: each who holds it 1, its end as much as there is room for. */
const room = 1000;

export class Tethers {
  readonly #store: LimitQueue;
  readonly #held = new Map<string, Set<() => void>>();
  /** Closed, through this instance. */
  readonly #over = new Recent<true>(lifetimeSeconds);

  /** @param shared Without it only the tethers of this instance count. */
  constructor(shared = new LimitQueue(memoryLimits())) {
    this.#store = shared;
  }

  /** For a viewer who has just been told of it. Resolves when nobody has to watch any more. */
  expect(session: Tethered): Promise<void> {
    return this.#watch(session, takeUpSeconds);
  }

  /** Undefined for a session that is over. */
  async hold(session: Tethered, left: AbortSignal): Promise<Held | undefined> {
    const { lease } = session;
    const claim = new HoldClaim(this.#store, await keyOf(lease));
    if (this.#over.get(lease) === true || !(await claim.isGiven())) return undefined;
    const { body, ended, end } = endless(left);
    const all = this.#held.get(lease) ?? new Set();
    this.#held.set(lease, all.add(end));
    const over = ended.then(async () => {
      all.delete(end);
      if (all.size === 0) this.#held.delete(lease);
      // Until then it counts, or whoever waits for the first one would close it before its time.
      await sleep(graceSeconds);
      await claim.giveBack();
      await this.#watch(session, 0);
    });
    return { body, over };
  }

  /** A DELETE is on its way: until it has failed nobody else sends one. */
  async closing(lease: string): Promise<void> {
    await this.#markEnd(lease, claimSeconds);
  }

  async closed(lease: string): Promise<void> {
    this.#over.set(lease, true);
    for (const end of this.#held.get(lease) ?? []) end();
    await this.#markEnd(lease, lifetimeSeconds);
  }

  /** Until somebody holds it here, it is over, or nobody holds it anywhere. */
  async #watch(session: Tethered, seconds: number): Promise<void> {
    const { lease, isEnding, close } = session;
    const key = await keyOf(lease);
    const end = performance.now() + lifetimeSeconds * 1000;
    // What counts for longer than who holds it is an end.
    for (let wait = seconds; wait <= claimSeconds && performance.now() < end;) {
      await sleep(wait);
      if (this.#over.get(lease) === true || this.#held.has(lease) || isEnding()) return;
      wait = await this.#claimEnd(key);
      if (wait === 0) return close();
    }
  }

  /** @returns 0 when it is ours to close; else seconds until it may be. */
  async #claimEnd(key: string): Promise<number> {
    const claim = { key, amount: room, most: room, seconds: lifetimeSeconds };
    try {
      const refusal = await this.#store.take(crypto.randomUUID(), [claim]);
      return refusal === undefined ? 0 : Math.max(refusal.seconds, awaySeconds);
    } catch {
      // Who holds it now may not have been able to say so: that comes first when the store is back.
      return graceSeconds;
    }
  }

  async #markEnd(lease: string, seconds: number): Promise<void> {
    const claim = { key: await keyOf(lease), amount: room, most: room * room, seconds };
    await this.#store.take(crypto.randomUUID(), [claim]).catch(() => undefined);
  }
}

/** Counts for as long as somebody renews it. */
class HoldClaim {
  readonly #store: LimitQueue;
  readonly #key: string;
  #id = '';
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isOver = false;

  constructor(store: LimitQueue, key: string) {
    this.#store = store;
    this.#key = key;
  }

  /** False when its session is being closed. With the store away it is given, and said as soon as it can be. */
  async isGiven(): Promise<boolean> {
    const before = this.#id;
    this.#id = crypto.randomUUID();
    const claim = { key: this.#key, amount: 1, most: room, seconds: claimSeconds };
    let wait = claimSeconds / 2;
    let isRefused = false;
    try {
      isRefused = (await this.#store.take(this.#id, [claim])) !== undefined;
    } catch {
      wait = awaySeconds;
    }
    void this.#lower(before);
    if (this.#isOver) void this.#lower(this.#id);
    else if (!isRefused) this.#timer = setTimeout(() => void this.isGiven(), wait * 1000);
    return !isRefused;
  }

  async giveBack(): Promise<void> {
    this.#isOver = true;
    clearTimeout(this.#timer);
    await this.#lower(this.#id);
  }

  async #lower(id: string): Promise<void> {
    if (id === '') return;
    const change = { key: this.#key, amount: 0 };
    await this.#store.lower(id, [change]).catch(() => undefined);
  }
}

/** A body that says nothing until it is ended or nobody reads it any more. */
function endless(left: AbortSignal) {
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      // The head goes with the first piece, a line without words. Nothing more: as long as the system waits for a receipt, it
      // does not ask whether the other end is still there, and takes a quarter of an hour to give up.
      controller.enqueue(Uint8Array.of(10));
      left.addEventListener('abort', end);
      void ended.then(() => {
        left.removeEventListener('abort', end);
        try {
          controller.close();
        } catch {
          // Nobody reads it any more.
        }
      });
      if (left.aborted) end();
    },
    cancel: () => {
      end();
    },
  });
  return { body, ended, end };
}

/** A lease itself closes its session: it is in no store. */
async function keyOf(lease: string): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(lease));
  const hex = Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0'));
  return `tether ${hex.join('')}`;
}

const sleep = (seconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, seconds * 1000));
