// The access tokens that the simulated service accepts at this moment. Only digests are kept, so that no dump, log or
// ledger can show one.

import { createHash } from 'node:crypto';
import { RandomSource } from './random.js';

export interface TokenScope {
  /** Devices this token may see, all if left out; any other device answers 403. */
  devices?: string[] | undefined;
}

export interface TokenOptions extends TokenScope {
  /** How long it is accepted; until `expire` if left out. */
  seconds?: number | undefined;
}

/** Milliseconds since 1970, as `Date.now`. */
export type Now = () => number;

export class TokenBook {
  readonly #valid: SecretBook<TokenScope>;
  readonly #random: RandomSource;

  constructor(random = new RandomSource(), now: Now = Date.now) {
    this.#random = random;
    this.#valid = new SecretBook(now);
  }

  /** Makes a token valid, a new one if none is given, and returns it. */
  issue(token: string = this.#random.token(), options: TokenOptions = {}): string {
    const { devices, seconds } = options;
    this.#valid.add(token, { devices }, seconds);
    return token;
  }

  expire(token: string): void {
    this.#valid.remove(token);
  }

  expireAll(): void {
    this.#valid.clear();
  }

  /** What the bearer may see; undefined for none, an unknown one and one whose time is over. */
  scopeOf(authorization: string | undefined): TokenScope | undefined {
    const token = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
    return token === undefined ? undefined : this.#valid.find(token);
  }
}

export function covers({ devices }: TokenScope, deviceId: string): boolean {
  return devices === undefined || devices.includes(deviceId);
}

/** Secrets, each good for something and for a time. */
export class SecretBook<T> {
  readonly #entries = new Map<string, { worth: T; until: number }>();
  readonly #now: Now;

  constructor(now: Now) {
    this.#now = now;
  }

  add(secret: string, worth: T, seconds = Infinity): void {
    this.#forgetDead(); // a tool that runs for weeks
    this.#entries.set(digest(secret), { worth, until: this.#now() + seconds * 1000 });
  }

  find(secret: string): T | undefined {
    const entry = this.#entries.get(digest(secret));
    return entry === undefined || entry.until <= this.#now() ? undefined : entry.worth;
  }

  /** For secrets that are good once. */
  take(secret: string): T | undefined {
    const worth = this.find(secret);
    this.remove(secret);
    return worth;
  }

  remove(secret: string): void {
    this.#entries.delete(digest(secret));
  }

  clear(): void {
    this.#entries.clear();
  }

  #forgetDead(): void {
    for (const [key, { until }] of this.#entries) {
      if (until <= this.#now()) this.#entries.delete(key);
    }
  }
}

export function digest(secret: string): string {
  return createHash('sha256').update(secret).digest('base64');
}
