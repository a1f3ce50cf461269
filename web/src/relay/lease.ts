// A lease is a session's upstream address, sealed, so that the browser can carry it: any instance with
// the key opens it, nothing is stored, and it is of no use for another camera or at another service.

import { Problem } from './problem.js';
import { Sealer } from './seal.js';

/** Whose the session is. */
export interface Holder {
  readonly deviceId: string;
  readonly subject: string;
}

/** What a lease holds. */
export interface Lease {
  readonly address: string;
  /** Who opened it. */
  readonly subject: string;
}

/**
 * A session ends by itself after 60 s at the most; the rest is for an opening that took long, a DELETE
 * that is tried again, and clocks of instances that differ.
 */
const lifetimeSeconds = 300;
const maxLength = 8192;

export class Leases {
  readonly #sealer: Sealer;
  readonly #upstream: string;

  /**
   * @param secrets The first seals, all open.
   * @param upstream Where the sessions are.
   */
  constructor(secrets: readonly Uint8Array<ArrayBuffer>[], upstream: string) {
    this.#sealer = new Sealer(secrets, 'ring-live relay lease 1');
    this.#upstream = upstream;
  }

  seal(address: string, { deviceId, subject }: Holder): Promise<string> {
    const expiresAt = Date.now() + lifetimeSeconds * 1000;
    return this.#sealer.seal(
      JSON.stringify([expiresAt, subject, address]),
      this.#context(deviceId),
    );
  }

  /** A `no-such-session` for a lease that is forged, expired, or of another camera or service. */
  async open(lease: string, deviceId: string): Promise<Lease> {
    const isPossible = lease.length <= maxLength;
    const text = isPossible ? await this.#sealer.open(lease, this.#context(deviceId)) : undefined;
    if (text === undefined) throw new Problem('no-such-session');
    // Sealed by the same key: it is as `seal` wrote it.
    const [expiresAt, subject, address] = JSON.parse(text) as [number, string, string];
    if (expiresAt < Date.now()) throw new Problem('no-such-session');
    return { address, subject };
  }

  /** For other devices and services the lease does not open. */
  #context(deviceId: string): string {
    return JSON.stringify([this.#upstream, deviceId]);
  }
}
