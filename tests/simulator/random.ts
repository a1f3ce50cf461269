// Every number that the simulator draws. With a seed the same run draws the same ones: what the service is told to do
// then depends on its requests alone. Time, ICE and DTLS keep their own mind.

import { createHash, randomBytes } from 'node:crypto';

export class RandomSource {
  readonly #seed: string | undefined;
  #drawn = 0;

  /** @param seed a test's choice, and then anybody can foretell ids and tokens; without one nobody can. */
  constructor(seed?: number | string) {
    this.#seed = seed === undefined ? undefined : String(seed);
  }

  /** One of its own for each user, so that one camera's visitors do not change another camera's ids. */
  for(user: string): RandomSource {
    return new RandomSource(this.#seed === undefined ? undefined : `${this.#seed} ${user}`);
  }

  uuid(): string {
    const bytes = this.#bytes();
    // RFC 9562 section 5.4: version 4 and its variant.
    bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6);
    bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
    const hex = bytes.toString('hex');
    return [
      [0, 8],
      [8, 12],
      [12, 16],
      [16, 20],
      [20, 32],
    ]
      .map(([a, b]) => hex.slice(a, b))
      .join('-');
  }

  token(): string {
    return this.#bytes().subarray(0, 24).toString('base64url');
  }

  /** From `least` to below `limit`, which is at most 2^32. */
  integer(least: number, limit: number): number {
    return least + (this.#bytes().readUInt32BE(0) % (limit - least));
  }

  /** 32 of them. */
  #bytes(): Buffer {
    if (this.#seed === undefined) return randomBytes(32);
    this.#drawn += 1;
    return createHash('sha256')
      .update(`${this.#seed} ${String(this.#drawn)}`)
      .digest();
  }
}
