// A lease is a session's upstream address, sealed, so that the browser can carry it: any instance with
// the key opens it, nothing is stored, and it is of no use for another camera or at another service.

import { Problem } from './problem.js';

/** At least 32 random bytes: as they are, or as base64 or base64url text (`openssl rand -base64 32`). */
export type LeaseKey = string | Uint8Array;

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
const nonceBytes = 12; // NIST SP 800-38D section 8.2.2: a random nonce, below 2^32 leases for each key.
const maxLength = 8192;

/** In 32 random bytes there are fewer different ones once in 10^35 keys. */
const leastDifferent = 8;

/** Throws a TypeError for a key that is too short, that nobody has drawn, or no key at all. */
export function keyBytes(key: LeaseKey): Uint8Array<ArrayBuffer> {
  const bytes = typeof key === 'string' ? fromBase64(key) : new Uint8Array(key);
  if (bytes === undefined || bytes.byteLength < 32 || new Set(bytes).size < leastDifferent) {
    throw new TypeError('createRelay: leaseKey must be at least 32 random bytes, or their base64.');
  }
  return bytes;
}

export class Leases {
  readonly #secrets: readonly Uint8Array<ArrayBuffer>[];
  readonly #upstream: string;
  #keys: Promise<CryptoKey[]> | undefined;

  /**
   * @param secrets The first seals, all open.
   * @param upstream Where the sessions are.
   */
  constructor(secrets: readonly Uint8Array<ArrayBuffer>[], upstream: string) {
    this.#secrets = secrets;
    this.#upstream = upstream;
  }

  async seal(address: string, { deviceId, subject }: Holder): Promise<string> {
    const [key] = await this.#derived();
    if (key === undefined) throw new TypeError('no key');
    const nonce = crypto.getRandomValues(new Uint8Array(nonceBytes));
    const expiresAt = Date.now() + lifetimeSeconds * 1000;
    const plain = new TextEncoder().encode(JSON.stringify([expiresAt, subject, address]));
    const sealed = await crypto.subtle.encrypt(this.#algorithm(nonce, deviceId), key, plain);
    const bytes = new Uint8Array(nonceBytes + sealed.byteLength);
    bytes.set(nonce);
    bytes.set(new Uint8Array(sealed), nonceBytes);
    return toBase64url(bytes);
  }

  /** A `no-such-session` for a lease that is forged, expired, or of another camera or service. */
  async open(lease: string, deviceId: string): Promise<Lease> {
    const bytes = lease.length <= maxLength ? fromBase64(lease) : undefined;
    // One lease, one spelling.
    const isExact = bytes !== undefined && toBase64url(bytes) === lease;
    const text = isExact ? await this.#decrypt(bytes, deviceId) : undefined;
    if (text === undefined) throw new Problem('no-such-session');
    // Sealed by the same key: it is as `seal` wrote it.
    const [expiresAt, subject, address] = JSON.parse(text) as [number, string, string];
    if (expiresAt < Date.now()) throw new Problem('no-such-session');
    return { address, subject };
  }

  async #decrypt(bytes: Uint8Array<ArrayBuffer>, deviceId: string): Promise<string | undefined> {
    const [nonce, sealed] = [bytes.subarray(0, nonceBytes), bytes.subarray(nonceBytes)];
    for (const key of await this.#derived()) {
      const plain = await crypto.subtle
        .decrypt(this.#algorithm(nonce, deviceId), key, sealed)
        .catch(() => undefined);
      if (plain !== undefined) return new TextDecoder().decode(plain);
    }
    return undefined;
  }

  /** Device and service are authenticated with it: for others the lease does not open. */
  #algorithm(iv: Uint8Array<ArrayBuffer>, deviceId: string): AesGcmParams {
    const additionalData = new TextEncoder().encode(JSON.stringify([this.#upstream, deviceId]));
    return { name: 'AES-GCM', iv, additionalData };
  }

  /** On first use: workers do no cryptography before their first request. */
  #derived(): Promise<CryptoKey[]> {
    return (this.#keys ??= Promise.all(this.#secrets.map(derive)));
  }
}

/** RFC 5869, so that a secret that is used elsewhere too gives a key of its own here. */
async function derive(secret: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  const material = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveKey']);
  const info = new TextEncoder().encode('ring-live relay lease 1');
  return crypto.subtle.deriveKey(
    { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info },
    material,
    { name: 'AES-GCM', length: 256 },
    false,
    ['encrypt', 'decrypt'],
  );
}

// Array-like all the way: spread and `from` go through an iterator, which costs 110 kB for each session (measured).

function toBase64url(bytes: Uint8Array): string {
  const binary = String.fromCharCode.apply(null, bytes as unknown as number[]);
  return btoa(binary).replace(/[+/=]/g, (letter) => ({ '+': '-', '/': '_' })[letter] ?? '');
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[\w+/-]+={0,2}$/.test(text)) return undefined;
  try {
    const binary = atob(text.replace(/[-_]/g, (letter) => (letter === '-' ? '+' : '/')));
    const bytes = new Uint8Array(binary.length);
    for (let at = 0; at < bytes.length; at += 1) bytes[at] = binary.charCodeAt(at);
    return bytes;
  } catch {
    return undefined;
  }
}
