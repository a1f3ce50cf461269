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
/**
 * An instance that is busy takes turns for so long ahead, as many as it has had in as long, and asks the store seldom. They
 * count for as much longer, so that no second has more than it may whenever they are used.
 */
const aheadSeconds = 0.05;

export class Turns {
  readonly #limits: Limits;
  readonly #perSecond: number;
  readonly #seconds: number;
  /** Go first: they end what a camera does. */
  readonly #closing = new Set<Waiting>();
  /** By visitor, in the order in which their turn comes: a wall of cameras does not hold up everybody else. */
  readonly #opening = new Map<string, Set<Waiting>>();
  #isLetting = false;
  /** Had lately, in milliseconds by the clock that only goes forward. */
  readonly #had: number[] = [];
  #ahead = 0;
  #aheadUntil = 0;
  /** Where there are not enough for all, none is kept for who may come. */
  #scarceUntil = 0;

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
    if (this.#count() === 0 && this.#hasOneAhead()) return;
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
      if (this.#hasOneAhead()) {
        this.#next()?.go();
        continue;
      }
      const ahead = this.#wantedAhead();
      const seconds = await this.#take(Math.min(count, batch), count > batch ? 0 : ahead);
      if (seconds > 0) await sleep(seconds);
    }
    this.#isLetting = false;
  }

  /** @returns Seconds until there may be another turn. */
  async #take(count: number, ahead: number): Promise<number> {
    const asked = performance.now();
    const amount = count + ahead;
    const seconds = ahead > 0 ? 1 + aheadSeconds : 1;
    const claim = { key: 'service', amount, most: this.#perSecond, seconds };
    const refusal = await this.#limits.take(crypto.randomUUID(), [claim]);
    if (refusal !== undefined) {
      this.#scarceUntil = asked + 1000;
      return amount > 1 ? this.#take(1, 0) : refusal.seconds;
    }
    this.#ahead = ahead;
    this.#aheadUntil = asked + aheadSeconds * 1000;
    for (let given = 0; given < count; given += 1) {
      this.#had.push(performance.now());
      this.#next()?.go();
    }
    return 0;
  }

  /** Then it is had. */
  #hasOneAhead(): boolean {
    const now = performance.now();
    if (this.#ahead === 0 || now > this.#aheadUntil) return false;
    this.#ahead -= 1;
    this.#had.push(now);
    return true;
  }

  #wantedAhead(): number {
    const now = performance.now();
    const recent = this.#had.findIndex((time) => time > now - aheadSeconds * 1000);
    this.#had.splice(0, recent < 0 ? this.#had.length : recent);
    const most = Math.floor(this.#perSecond * aheadSeconds);
    return now < this.#scarceUntil ? 0 : Math.min(this.#had.length, most);
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
