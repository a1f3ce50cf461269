// What is kept of an owner, and how it is sealed.

import { Sealer } from '../seal.js';
import { TokensError } from './error.js';
import type { Granted } from './oauth.js';

export interface OwnerRecord {
  /** Another one for each link: what came for an earlier one never replaces it. */
  readonly link: string;
  /** Counts the refreshes of this link. */
  readonly generation: number;
  readonly access: string;
  /** By the clock of the instance that asked, in milliseconds since 1970; from before it asked. */
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly refresh: string;
  /**
   * How often the refresh token has been sent without a known end. Written before it is sent: who finds it above 0, and
   * nobody at work, knows that it may have been used.
   */
  readonly sent: number;
  /** There is nothing left to refresh with. */
  readonly isOver: boolean;
}

export function linked(granted: Granted, issuedAt: number): OwnerRecord {
  const link = crypto.randomUUID();
  return { link, generation: 0, ...tokensOf(granted, '', issuedAt) };
}

export function refreshed(before: OwnerRecord, granted: Granted, issuedAt: number): OwnerRecord {
  const { link, generation, refresh } = before;
  return { link, generation: generation + 1, ...tokensOf(granted, refresh, issuedAt) };
}

/** @param refresh The one to go on with when there is no new one (RFC 6749 section 6). */
function tokensOf(granted: Granted, refresh: string, issuedAt: number) {
  return {
    access: granted.access,
    refresh: granted.refresh ?? refresh,
    issuedAt,
    expiresAt: issuedAt + granted.seconds * 1000,
    sent: 0,
    isOver: false,
  };
}

/** A record that may be written over with one of its own kind that is newer. */
export function isBehind(stored: OwnerRecord, { link, generation }: OwnerRecord): boolean {
  return stored.link === link && stored.generation < generation;
}

export class Records {
  readonly #sealer: Sealer;

  /** @param secrets The first seals, all open. */
  constructor(secrets: readonly Uint8Array<ArrayBuffer>[]) {
    this.#sealer = new Sealer(secrets, 'ring-live relay owner 1');
  }

  /** No two seals are alike. For another owner it does not open. */
  seal(owner: string, record: OwnerRecord): Promise<string> {
    return this.#sealer.seal(JSON.stringify(record), owner);
  }

  async open(owner: string, sealed: string): Promise<OwnerRecord> {
    const text = await this.#sealer.open(sealed, owner);
    if (text === undefined) throw new TokensError('wrong-key');
    return JSON.parse(text) as OwnerRecord;
  }
}
