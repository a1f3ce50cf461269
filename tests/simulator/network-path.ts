// What the network between a camera and its viewers does to their datagrams. One per device: all its sessions share it,
// and a change is felt at once by those that are open.

export type Direction = 'from-camera' | 'to-camera';

export interface LossOptions {
  /** Both ways unless said otherwise. */
  direction?: Direction | 'both' | undefined;
  /** The same seed drops the same datagrams, counted from the start of each session. */
  seed?: number | undefined;
}

export interface DelayOptions {
  /** Seconds: each datagram takes up to so much longer still, so that some overtake others. */
  jitter?: number | undefined;
  /** Of the jitter, as {@link LossOptions.seed}. */
  seed?: number | undefined;
}

export class NetworkPath {
  #delayMs = 0;
  #jitterMs = 0;
  #jitterSeed = 2;
  #rate = 0;
  #direction: Direction | 'both' = 'both';
  #seed = 1;
  #darkUntil = -Infinity;

  loss(rate: number, { direction = 'both', seed = 1 }: LossOptions = {}): void {
    if (!(rate >= 0 && rate <= 1)) throw new RangeError('a loss is between 0 and 1');
    this.#rate = rate;
    this.#direction = direction;
    this.#seed = seed;
  }

  delay(seconds: number, { jitter = 0, seed = 2 }: DelayOptions = {}): void {
    this.#delayMs = seconds * 1000;
    this.#jitterMs = jitter * 1000;
    this.#jitterSeed = seed;
  }

  reset(): void {
    this.delay(0);
    this.#rate = 0;
    this.#darkUntil = -Infinity;
  }

  /** Replaces the blackout before it: 0 ends it. */
  blackout(seconds: number): void {
    this.#darkUntil = performance.now() + seconds * 1000;
  }

  isDark(): boolean {
    return performance.now() < this.#darkUntil;
  }

  /** @param index how many datagrams of the session have gone this way before. */
  drops(direction: Direction, index: number): boolean {
    if (this.isDark()) return true;
    if (this.#direction !== 'both' && this.#direction !== direction) return false;
    return chance(stream(this.#seed, direction), index) < this.#rate;
  }

  /** In milliseconds, how much longer this one takes. */
  delayOf(direction: Direction, index: number): number {
    return this.#delayMs + this.#jitterMs * chance(stream(this.#jitterSeed, direction), index);
  }
}

/** The directions must not lose, or linger, in step. */
function stream(seed: number, direction: Direction): number {
  return direction === 'from-camera' ? seed : ~seed;
}

/** The index-th number in [0, 1) of mulberry32, whose state is a mere count: no generator to carry along. */
function chance(seed: number, index: number): number {
  const state = (Math.imul(seed, 0x9e3779b1) + Math.imul(index + 1, 0x6d2b79f5)) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), state | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
}
