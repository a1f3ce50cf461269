/** What came within the last seconds, by a clock that only goes forward. */
export class Recent<Value> {
  readonly #seconds: number;
  readonly #most: number;
  /** In the order of their coming. */
  readonly #entries = new Map<string, { readonly value: Value; readonly since: number }>();

  /** @param most More than these, and the oldest is forgotten. */
  constructor(seconds: number, most = 5000) {
    this.#seconds = seconds;
    this.#most = most;
  }

  get(key: string): Value | undefined {
    this.#forgetOld();
    return this.#entries.get(key)?.value;
  }

  set(key: string, value: Value): void {
    this.#entries.delete(key);
    this.#entries.set(key, { value, since: performance.now() });
    this.#forgetOld();
  }

  /** Only this value: a newer one stays. */
  delete(key: string, value: Value): void {
    if (this.#entries.get(key)?.value === value) this.#entries.delete(key);
  }

  #forgetOld(): void {
    const end = performance.now() - this.#seconds * 1000;
    for (const [key, { since }] of this.#entries) {
      if (since > end && this.#entries.size <= this.#most) return;
      this.#entries.delete(key);
    }
  }
}
