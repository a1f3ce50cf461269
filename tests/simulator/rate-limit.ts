/** Requests in each second, counted together over all cameras as the service counts those of a partner. */
export class RateLimit {
  readonly #perSecond: number;
  #second = 0;
  #count = 0;

  constructor(perSecond = Infinity) {
    this.#perSecond = perSecond;
  }

  /** Counts a request. */
  isExceeded(): boolean {
    const second = Math.floor(Date.now() / 1000);
    if (second !== this.#second) this.#count = 0;
    this.#second = second;
    this.#count += 1;
    return this.#count > this.#perSecond;
  }
}
