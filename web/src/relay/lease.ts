// A lease is a session's upstream address, sealed, so that the browser can carry it: any instance with
// the key opens it, nothing is stored, and it is of no use for another camera or another visitor.

import { joined } from './body.js';
import { Problem } from './problem.js';

/** At least 32 random bytes: as they are, or as base64 or base64url text (`openssl rand -base64 32`). */
export type LeaseKey = string | Uint8Array;

/** Whose the session is. */
export interface Holder {
  readonly deviceId: string;
  readonly subject: string;
}

/**
 * A session ends by itself after 60 s at the most; the rest is for an opening that took long, a DELETE
 * that is tried again, and clocks of instances that differ.
 */
const lifetimeSeconds = 300;
const nonceBytes = 12; // NIST SP 800-38D section 8.2.2: a random nonce, below 2^32 leases for each key.
const maxLength = 8192;

/** Throws a TypeError for a key that is too short or no key at all. */
export function keyBytes(key: LeaseKey): Uint8Array<ArrayBuffer> {
  const bytes = typeof key === 'string' ? fromBase64(key) : new Uint8Array(key);
  if (bytes === undefined || bytes.byteLength < 32) {
    throw new TypeError('createRelay: leaseKey must be at least 32 random bytes, or their base64.');
  }
  return bytes;
}

export class Leases {
  readonly #secrets: readonly Uint8Array<ArrayBuffer>[];
  #keys: Promise<CryptoKey[]> | undefined;

  /** @param secrets The first seals, all open. */
  constructor(secrets: readonly Uint8Array<ArrayBuffer>[]) {
    this.#secrets = secrets;
  }

  async seal(address: string, holder: Holder): Promise<string> {
    const [key] = await this.#derived();
    if (key === undefined) throw new TypeError('no key');
    const nonce = crypto.getRandomValues(new Uint8Array(nonceBytes));
    const expiresAt = Date.now() + lifetimeSeconds * 1000;
    const plain = new TextEncoder().encode(`${String(expiresAt)} ${address}`);
    const sealed = await crypto.subtle.encrypt(algorithm(nonce, holder), key, plain);
    return toBase64url(joined([nonce, new Uint8Array(sealed)]));
  }

  /** The address; a `no-such-session` for a lease that is forged, expired or somebody else's. */
  async open(lease: string, holder: Holder): Promise<string> {
    const bytes = lease.length <= maxLength ? fromBase64(lease) : undefined;
    // One lease, one spelling.
    const isExact = bytes !== undefined && toBase64url(bytes) === lease;
    const text = isExact ? await this.#decrypt(bytes, holder) : undefined;
    const [, expiresAt, address] = /^(\d+) (.+)$/.exec(text ?? '') ?? [];
    if (address === undefined || Number(expiresAt) < Date.now())
      throw new Problem('no-such-session');
    return address;
  }

  async #decrypt(bytes: Uint8Array<ArrayBuffer>, holder: Holder): Promise<string | undefined> {
    const [nonce, sealed] = [bytes.subarray(0, nonceBytes), bytes.subarray(nonceBytes)];
    for (const key of await this.#derived()) {
      const plain = await crypto.subtle
        .decrypt(algorithm(nonce, holder), key, sealed)
        .catch(() => undefined);
      if (plain !== undefined) return new TextDecoder().decode(plain);
    }
    return undefined;
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

/** Device and subject are authenticated with it: for others the lease does not open. */
function algorithm(iv: Uint8Array<ArrayBuffer>, { deviceId, subject }: Holder): AesGcmParams {
  const additionalData = new TextEncoder().encode(JSON.stringify([deviceId, subject]));
  return { name: 'AES-GCM', iv, additionalData };
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
