// Sealing with AES-GCM: what only holders of a key can read, change or make. Of several keys the first seals and all open, so
// that keys can be changed while instances run.

import { cipherOf, type Cipher } from './cipher.js';

/** At least 32 random bytes: as they are, or as base64 or base64url text (`openssl rand -base64 32`). */
export type SecretKey = string | Uint8Array;

const nonceBytes = 12; // NIST SP 800-38D section 8.2.2: a random nonce, below 2^32 seals for each key.

/** In 32 random bytes there are fewer different ones once in 10^35 keys. */
const leastDifferent = 8;

/**
 * Throws a TypeError for a key that is too short, that nobody has drawn, or no key at all.
 *
 * @param name what the key is called in the error
 */
export function keyBytes(key: SecretKey, name = 'createRelay: leaseKey'): Uint8Array<ArrayBuffer> {
  const bytes = typeof key === 'string' ? fromBase64(key) : new Uint8Array(key);
  if (bytes === undefined || bytes.byteLength < 32 || new Set(bytes).size < leastDifferent) {
    throw new TypeError(`${name} must be at least 32 random bytes, or their base64.`);
  }
  return bytes;
}

/** @param given Undefined where an environment variable is not set. */
export function keysOf(
  given: SecretKey | readonly SecretKey[] | undefined,
  name: string,
): Uint8Array<ArrayBuffer>[] {
  const isOne = typeof given === 'string' || given instanceof Uint8Array;
  const keys = isOne ? [given] : [...(given ?? [])];
  if (keys.length === 0) throw new TypeError(`${name} is missing.`);
  const bytes = keys.map((key) => keyBytes(key, name));
  // Nothing would be rotated.
  if (new Set(bytes.map(String)).size < bytes.length) {
    throw new TypeError(`${name} holds the same key twice.`);
  }
  return bytes;
}

export class Sealer {
  readonly #secrets: readonly Uint8Array<ArrayBuffer>[];
  readonly #purpose: string;
  #ciphers: Promise<Cipher[]> | undefined;

  /**
   * @param secrets The first seals, all open.
   * @param purpose Another one for each use: the same secret then gives each use a key of its own.
   */
  constructor(secrets: readonly Uint8Array<ArrayBuffer>[], purpose: string) {
    this.#secrets = secrets;
    this.#purpose = purpose;
  }

  /** @param context Authenticated with it: in another one it does not open. */
  async seal(text: string, context: string): Promise<string> {
    const [cipher] = await this.#derived();
    if (cipher === undefined) throw new TypeError('no key');
    const nonce = crypto.getRandomValues(new Uint8Array(nonceBytes));
    const sealed = await cipher.seal(bytesOf(text), nonce, bytesOf(context));
    const bytes = new Uint8Array(nonceBytes + sealed.byteLength);
    bytes.set(nonce);
    bytes.set(sealed, nonceBytes);
    return toBase64url(bytes);
  }

  /** Undefined for what nobody has sealed with one of the keys, in this context and in this very spelling. */
  async open(sealed: string, context: string): Promise<string | undefined> {
    const bytes = fromBase64(sealed);
    if (bytes === undefined || toBase64url(bytes) !== sealed) return undefined;
    const [nonce, rest] = [bytes.subarray(0, nonceBytes), bytes.subarray(nonceBytes)];
    for (const cipher of await this.#derived()) {
      const plain = await cipher.open(rest, nonce, bytesOf(context)).catch(() => undefined);
      if (plain !== undefined) return new TextDecoder().decode(plain);
    }
    return undefined;
  }

  /** On first use: workers do no cryptography before their first request. */
  #derived(): Promise<Cipher[]> {
    return (this.#ciphers ??= Promise.all(
      this.#secrets.map((secret) => cipherOf(secret, this.#purpose)),
    ));
  }
}

const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

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
