// AES-256-GCM with a key of its own for each use. Node's own module does it at once; WebCrypto hands each text to another
// thread and back, which costs several times as much as the sealing, and most on a busy machine.

type Bytes = Uint8Array<ArrayBuffer>;

export interface Cipher {
  /** @returns With the tag at the end. */
  seal(plain: Bytes, nonce: Bytes, context: Bytes): Promise<Bytes>;
  /** Rejects for what this key has not sealed with this nonce in this context. */
  open(sealed: Bytes, nonce: Bytes, context: Bytes): Promise<Bytes>;
}

const keyBytes = 32;
const tagBytes = 16;

/** RFC 5869, so that a secret that is used elsewhere too gives a key of its own here. */
export async function cipherOf(secret: Bytes, purpose: string): Promise<Cipher> {
  const info = new TextEncoder().encode(purpose);
  return (await nodeCipher(secret, info)) ?? webCipher(secret, info);
}

async function webCipher(secret: Bytes, info: Bytes): Promise<Cipher> {
  const material = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveKey']);
  const key = await crypto.subtle.deriveKey(
    { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info },
    material,
    { name: 'AES-GCM', length: keyBytes * 8 },
    false,
    ['encrypt', 'decrypt'],
  );
  const algorithm = (iv: Bytes, additionalData: Bytes): AesGcmParams => ({
    ...{ name: 'AES-GCM', iv, additionalData },
  });
  return {
    seal: async (plain, nonce, context) =>
      new Uint8Array(await crypto.subtle.encrypt(algorithm(nonce, context), key, plain)),
    open: async (sealed, nonce, context) =>
      new Uint8Array(await crypto.subtle.decrypt(algorithm(nonce, context), key, sealed)),
  };
}

interface NodeCipher {
  setAAD(context: Bytes): unknown;
  update(bytes: Bytes): Uint8Array;
  final(): Uint8Array;
}

/** What is used of `node:crypto`. */
interface NodeCrypto {
  hkdfSync(hash: string, secret: Bytes, salt: Bytes, info: Bytes, length: number): ArrayBuffer;
  createSecretKey(bytes: Bytes): unknown;
  createCipheriv(name: string, key: unknown, nonce: Bytes): NodeCipher & { getAuthTag(): Bytes };
  createDecipheriv(
    name: string,
    key: unknown,
    nonce: Bytes,
    options: { readonly authTagLength: number },
  ): NodeCipher & { setAuthTag(tag: Bytes): unknown };
}

interface Platform {
  readonly process?: { getBuiltinModule?(name: string): NodeCrypto | undefined };
}

/** Undefined where it is not there, or does not do what WebCrypto does: other platforms have parts of Node's modules. */
async function nodeCipher(secret: Bytes, info: Bytes): Promise<Cipher | undefined> {
  try {
    const node = (globalThis as unknown as Platform).process?.getBuiltinModule?.('node:crypto');
    return node && (await isSame(node, secret)) ? cipherWith(node, secret, info) : undefined;
  } catch {
    return undefined;
  }
}

/** Tried with a key that is used for nothing else: under one key a nonce is used once. */
async function isSame(node: NodeCrypto, secret: Bytes): Promise<boolean> {
  const text = new TextEncoder().encode('ring-live relay trial');
  const nonce = new Uint8Array(12);
  const [one, other] = [cipherWith(node, secret, text), await webCipher(secret, text)];
  const there = await other.open(await one.seal(text, nonce, text), nonce, text);
  const back = await one.open(await other.seal(text, nonce, text), nonce, text);
  return [there, back].every((opened) => String(opened) === String(text));
}

function cipherWith(node: NodeCrypto, secret: Bytes, info: Bytes): Cipher {
  const name = 'aes-256-gcm';
  const bytes = node.hkdfSync('sha256', secret, new Uint8Array(), info, keyBytes);
  const key = node.createSecretKey(new Uint8Array(bytes));
  return {
    seal: async (plain, nonce, context) => {
      const cipher = node.createCipheriv(name, key, nonce);
      cipher.setAAD(context);
      return joined(cipher.update(plain), cipher.final(), cipher.getAuthTag());
    },
    open: async (sealed, nonce, context) => {
      // Node would take a tag that is shorter.
      if (sealed.length < tagBytes) throw new Error('no tag');
      const cipher = node.createDecipheriv(name, key, nonce, { authTagLength: tagBytes });
      cipher.setAAD(context);
      cipher.setAuthTag(sealed.subarray(-tagBytes));
      return joined(cipher.update(sealed.subarray(0, -tagBytes)), cipher.final());
    },
  };
}

function joined(...parts: readonly Uint8Array[]): Bytes {
  const all = new Uint8Array(parts.reduce((size, { length }) => size + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
