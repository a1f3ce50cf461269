// A lease is a session's upstream address, sealed, so that the browser can carry it: any instance with
// the key opens it, nothing is stored, and it is of no use for another camera or at another service.

import { Problem } from './problem.js';
import { Sealer } from './seal.js';

/** How a session is counted: see limits/quotas.ts. */
export interface Booking {
  readonly id: string;
  /** By the clock of the instance that opened it, in milliseconds since 1970. */
  readonly since: number;
}

/** Whose the session is. */
export interface Holder {
  readonly deviceId: string;
  readonly subject: string;
  /** Where there is a quota. */
  readonly booking?: Booking | undefined;
}

/** What a lease holds. */
export interface Lease {
  readonly address: string;
  /** Who opened it, and how it is counted. */
  readonly holder: Holder;
}

/**
 * A session ends by itself after 60 s at the most; the rest is for an opening that took long, a DELETE
 * that is tried again, and clocks of instances that differ.
 */
const lifetimeSeconds = 300;
const maxLength = 8192;

type Sealed = [expiresAt: number, subject: string, address: string, id?: string, since?: number];

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

  seal(address: string, { deviceId, subject, booking }: Holder): Promise<string> {
    const expiresAt = Date.now() + lifetimeSeconds * 1000;
    return this.#sealer.seal(
      JSON.stringify([
        expiresAt,
        subject,
        address,
        ...(booking ? [booking.id, booking.since] : []),
      ]),
      this.#context(deviceId),
    );
  }

  /** A `no-such-session` for a lease that is forged, expired, or of another camera or service. */
  async open(lease: string, deviceId: string): Promise<Lease> {
    const isPossible = lease.length <= maxLength;
    const text = isPossible ? await this.#sealer.open(lease, this.#context(deviceId)) : undefined;
    if (text === undefined) throw new Problem('no-such-session');
    // Sealed by the same key: it is as `seal` wrote it.
    const [expiresAt, subject, address, ...booked] = JSON.parse(text) as Sealed;
    if (expiresAt < Date.now()) throw new Problem('no-such-session');
    const [id, since] = booked;
    const booking = id === undefined || since === undefined ? undefined : { id, since };
    return { address, holder: { deviceId, subject, booking } };
  }

  /** For other devices and services the lease does not open. */
  #context(deviceId: string): string {
    return JSON.stringify([this.#upstream, deviceId]);
  }
}
