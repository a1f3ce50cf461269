// What a backend says to its relay, checked once, when it is made.

import { loopbackOrSecure } from './address.js';
import type { RelayProblem } from './problem.js';
import { keysOf } from './seal.js';

/** At least 32 random bytes: as they are, or as base64 or base64url text (`openssl rand -base64 32`). */
export type LeaseKey = string | Uint8Array;

export interface TokenRequest {
  readonly deviceId: string;
  /** Who watches, as `authorize` named it. */
  readonly subject: string;
  /** `refresh`: the service has refused the token given last (401). */
  readonly reason: 'initial' | 'refresh';
  /** With `refresh`: that token. Another instance may have replaced it meanwhile, and then there is nothing to refresh. */
  readonly refused?: string;
}

/** A token whose owner is named. */
export interface OwnedToken {
  readonly token: string;
  /** Any name, the same one for all cameras of the same owner. Shown to nobody. */
  readonly owner: string;
}

/** What comes with a request besides it. */
export interface RelayContext {
  /** Of workers, which are stopped once they have answered: keeps them until sessions are closed. */
  waitUntil?(work: Promise<unknown>): void;
  /** Of Next's route handlers; not used. Named here so that a relay is one. */
  readonly params?: unknown;
  /** Of `toNodeHandler`: Node's own request, with what the app has put on it (Express: `session`, `user`). */
  readonly nodeRequest?: unknown;
  /** Of `toNodeHandler`: what came can be no `Request`, and gets 400. */
  readonly isUnreadable?: boolean;
}

/** Seconds, each above 0 and at most 3600. */
export interface RelayTimeouts {
  /** For the body of an offer, an answer or an error. Default 10. */
  readonly body: number;
  /** The longest that a caller waits for a reply, and that the token provider may take. Default 15. */
  readonly reply: number;
  /**
   * How long an opening is followed up that nobody waits for any more, so that its session can be
   * closed. Default 60: a session lives no longer.
   */
  readonly late: number;
}

export interface RelayOptions {
  /**
   * Whether this visitor may watch this camera: an id of the visitor, of 1 to 512 characters; or null, and the answer is
   * 403. Asked for each POST: for closing, the lease is proof enough. Must not read the request's body.
   */
  readonly authorize: (
    request: Request,
    deviceId: string,
    context: RelayContext,
  ) => string | null | Promise<string | null>;
  /**
   * The bearer for this camera's owner; throws where there is none. Asked for each request to the service, and once more
   * after a 401. Refreshes of one token that come together share one call: of one camera, or of all cameras of an owner
   * who is named. When the fresh token is refused too, there is none for a minute.
   */
  readonly token: (request: TokenRequest) => string | OwnedToken | Promise<string | OwnedToken>;
  /** Seals the addresses of sessions. Of several keys the first seals and all open. */
  readonly leaseKey: LeaseKey | readonly LeaseKey[];
  /** The service's address, without `/v1/devices`; plain http only on loopback. Default `https://api.amazonvision.com`. */
  readonly upstream?: string;
  /**
   * Origins of pages that may ask, besides the relay's own: `https://app.example`, or of a packaged app
   * `capacitor://localhost`, `tauri://localhost`, `app://-`. `null` is the origin of files and sandboxes, anybody's: named only
   * when nothing else will do. For pages elsewhere the app must answer their preflights (CORS); the relay does not.
   */
  readonly allowedOrigins?: readonly string[];
  /** Sessions that one subject may be opening at the same time through this instance. Default 20. */
  readonly maxOpening?: number;
  readonly timeouts?: Partial<RelayTimeouts>;
  /** Told whenever the relay itself refuses or fails, for a log. */
  readonly onProblem?: (problem: RelayProblem) => void;
}

export interface Settings {
  readonly upstream: URL;
  readonly keys: readonly Uint8Array<ArrayBuffer>[];
  readonly allowedOrigins: readonly string[];
  readonly maxOpening: number;
  readonly timeouts: RelayTimeouts;
}

/** Throws a TypeError for what could not work or would not be safe. */
export function settingsOf(options: RelayOptions): Settings {
  for (const name of ['authorize', 'token'] as const) {
    if (typeof options[name] !== 'function') {
      throw new TypeError(`createRelay: ${name} must be a function.`);
    }
  }
  return {
    upstream: upstreamOf(options.upstream ?? 'https://api.amazonvision.com'),
    keys: keysOf(options.leaseKey, 'createRelay: leaseKey'),
    allowedOrigins: (options.allowedOrigins ?? []).map(originOf),
    maxOpening: maxOpeningOf(options.maxOpening ?? 20),
    timeouts: timeoutsOf(options.timeouts),
  };
}

function upstreamOf(text: string): URL {
  // The token travels there.
  const url = loopbackOrSecure(text);
  if (url === undefined) {
    throw new TypeError('createRelay: upstream must be an https address (http on loopback only).');
  }
  if (/\/(v1|whep|devices)(\/|$)/.test(url.pathname)) {
    throw new TypeError('createRelay: upstream is what stands before /v1/devices, without that.');
  }
  return url;
}

/** Of a scheme of its own, URL knows no origin; browsers send what stands before the path. */
const appOrigin = /^(?!https?:|file:|data:|blob:)[a-z][a-z0-9+.-]*:\/\/[a-z0-9.-]+(:\d+)?$/;

function originOf(text: string): string {
  if (text === 'null' || appOrigin.test(text)) return text;
  if (URL.canParse(text) && new URL(text).origin === text) return text;
  throw new TypeError('createRelay: allowedOrigins must be origins, such as https://app.example');
}

function maxOpeningOf(count: number): number {
  if (Number.isInteger(count) && count > 0) return count;
  throw new TypeError('createRelay: maxOpening must be a whole number above 0.');
}

function timeoutsOf(given: Partial<RelayTimeouts> = {}): RelayTimeouts {
  const timeouts = { body: 10, reply: 15, late: 60, ...given };
  for (const seconds of Object.values(timeouts)) {
    if (!(seconds > 0 && seconds <= 3600)) {
      throw new TypeError('createRelay: timeouts must be seconds, above 0 and at most 3600.');
    }
  }
  return timeouts;
}
