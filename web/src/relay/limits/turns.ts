// The service counts the requests of all instances together, and refuses what is too much. So they wait here for their turn.

import type { Holder } from '../lease.js';
import { Problem } from '../problem.js';
import type { Limits } from './limits.js';

export interface Asking extends Pick<Holder, 'subject'> {
  readonly method: 'POST' | 'DELETE';
  /** Nobody waits any more. */
  readonly left?: AbortSignal | undefined;
}

interface Waiting {
  readonly go: () => void;
}

/** Of those that wait so many are let through by one look at what all instances did: a tenth of a second's. */
const batchPart = 1 / 10;

export class Turns {
  readonly #limits: Limits;
  readonly #perSecond: number;
  readonly #seconds: number;
  /** Go first: they end what a camera does. */
  readonly #closing = new Set<Waiting>();
  /** By visitor, in the order in which their turn comes: a wall of cameras does not hold up everybody else. */
  readonly #opening = new Map<string, Set<Waiting>>();
  #isLetting = false;

  /** @param seconds The longest that an opening waits. */
  constructor(limits: Limits, perSecond: number, seconds: number) {
    this.#limits = limits;
    this.#perSecond = perSecond;
    this.#seconds = seconds;
  }

  /** Resolves when the request may be sent; rejects with `service-busy` when that takes too long, `viewer-left` when nobody waits. */
  async wait({ method, subject, left }: Asking): Promise<void> {
    if (this.#perSecond === Infinity) return;
    if (left?.aborted === true) throw new Problem('viewer-left');
    const isOpening = method === 'POST';
    const queue = isOpening ? this.#queueOf(subject) : this.#closing;
    await new Promise<void>((resolve, reject) => {
      const give = (problem?: Problem): void => {
        queue.delete(waiting);
        if (queue.size === 0 && this.#opening.get(subject) === queue) this.#opening.delete(subject);
        clearTimeout(timer);
        left?.removeEventListener('abort', leave);
        if (problem === undefined) resolve();
        else reject(problem);
      };
      const leave = (): void => {
        give(new Problem('viewer-left'));
      };
      const waiting: Waiting = { go: give };
      const tire = (): void => {
        give(new Problem('service-busy', { headers: { 'Retry-After': '1' } }));
      };
      const timer = isOpening ? setTimeout(tire, this.#seconds * 1000) : undefined;
      left?.addEventListener('abort', leave);
      queue.add(waiting);
      void this.#letThrough();
    });
  }

  #queueOf(subject: string): Set<Waiting> {
    const queue = this.#opening.get(subject) ?? new Set();
    this.#opening.set(subject, queue);
    return queue;
  }

  async #letThrough(): Promise<void> {
    if (this.#isLetting) return;
    this.#isLetting = true;
    const batch = Math.max(1, Math.floor(this.#perSecond * batchPart));
    for (let count = this.#count(); count > 0; count = this.#count()) {
      const seconds = await this.#take(Math.min(count, batch));
      if (seconds > 0) await sleep(seconds);
    }
    this.#isLetting = false;
  }

  /** @returns Seconds until there may be another turn. */
  async #take(count: number): Promise<number> {
    const claim = { key: 'service', amount: count, most: this.#perSecond, seconds: 1 };
    const refusal = await this.#limits.take(crypto.randomUUID(), [claim]);
    if (refusal !== undefined) return count > 1 ? this.#take(1) : refusal.seconds;
    for (let given = 0; given < count; given += 1) this.#next()?.go();
    return 0;
  }

  #count(): number {
    let count = this.#closing.size;
    for (const queue of this.#opening.values()) count += queue.size;
    return count;
  }

  /** One of each visitor after the other. */
  #next(): Waiting | undefined {
    const [closing] = this.#closing;
    if (closing !== undefined) return closing;
    for (const [subject, queue] of this.#opening) {
      this.#opening.delete(subject);
      const [first] = queue;
      if (first === undefined) continue;
      if (queue.size > 1) this.#opening.set(subject, queue);
      return first;
    }
    return undefined;
  }
}

const sleep = (seconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, seconds * 1000));
