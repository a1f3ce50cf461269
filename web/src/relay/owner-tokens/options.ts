// What a backend says to its tokens, checked once, when they are made.

import { loopbackOrSecure } from '../address.js';
import type { TokenRequest } from '../options.js';
import { keysOf, type SecretKey } from '../seal.js';
import type { TokenStore } from './store.js';

/** Seconds, each above 0 and at most 300. */
export interface TokensTimeouts {
  /** For an answer of the service. Default 10. After one and a half times that, others take over from an instance that died. */
  readonly request: number;
  /** For each step of the store. Default 5. */
  readonly store: number;
}

/** Never holds a token, a code or a key. */
export interface TokensEvent {
  /** `refresh-failed` is tried again by itself; after `relink-needed` only the owner can do something. */
  readonly type: 'linked' | 'unlinked' | 'refreshed' | 'refresh-failed' | 'relink-needed';
  readonly owner: string;
  /**
   * Of `relink-needed`: `refused` (withdrawn, or not used for thirty days) or `answer-lost` (the answer to an earlier refresh
   * did not reach the store). Of `refresh-failed`: a short code such as `ECONNREFUSED`, `timeout` or `503`.
   */
  readonly cause?: string;
}

export interface TokensOptions {
  readonly clientId: string;
  readonly clientSecret: string;
  /** The same one for all instances. */
  readonly store: TokenStore;
  /** Seals what is stored. Of several keys the first seals and all open. */
  readonly key: SecretKey | readonly SecretKey[];
  /** Whose camera it is: the name given to `link`. Nobody's: undefined. */
  readonly ownerOf: (
    request: TokenRequest,
  ) => string | null | undefined | Promise<string | null | undefined>;
  /** Plain http only on loopback. Default `https://oauth.ring.com/oauth/token`. */
  readonly tokenUrl?: string;
  readonly timeouts?: Partial<TokensTimeouts>;
  /** Told what happens, for a log. */
  readonly onEvent?: (event: TokensEvent) => void;
}

export interface TokensSettings {
  readonly tokenUrl: URL;
  readonly keys: readonly Uint8Array<ArrayBuffer>[];
  readonly timeouts: TokensTimeouts;
}

/** Throws a TypeError for what could not work or would not be safe. */
export function settingsOf(options: TokensOptions): TokensSettings {
  for (const name of ['clientId', 'clientSecret'] as const) {
    // Of a variable of the environment that is not set.
    if (typeof options[name] !== 'string' || options[name] === '') {
      throw new TypeError(`createTokens: ${name} is missing.`);
    }
  }
  if (typeof options.ownerOf !== 'function') {
    throw new TypeError('createTokens: ownerOf must be a function.');
  }
  if (typeof options.store?.compareAndSet !== 'function') {
    throw new TypeError('createTokens: store must be a store, such as fileStore(folder).');
  }
  const url = loopbackOrSecure(options.tokenUrl ?? 'https://oauth.ring.com/oauth/token');
  if (url === undefined) {
    throw new TypeError('createTokens: tokenUrl must be an https address (http on loopback only).');
  }
  const timeouts = timeoutsOf(options.timeouts);
  return { tokenUrl: url, keys: keysOf(options.key, 'createTokens: key'), timeouts };
}

function timeoutsOf(given: Partial<TokensTimeouts> = {}): TokensTimeouts {
  const timeouts = { request: 10, store: 5, ...given };
  for (const seconds of Object.values(timeouts)) {
    if (!(seconds > 0 && seconds <= 300)) {
      throw new TypeError('createTokens: timeouts must be seconds, above 0 and at most 300.');
    }
  }
  return timeouts;
}
