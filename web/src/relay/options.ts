// What a backend says to its relay, checked once, when it is made.

import { loopbackOrSecure } from './address.js';
import type { QuotaSettings } from './limits/quotas.js';
import type { LimitStore } from './limits/store.js';
import type { ProblemCode, RelayProblem } from './problem.js';
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
  /** The process is about to end: `…/health` says so. */
  readonly isEnding?: boolean;
}

export interface RelayEvent {
  /**
   * `opened` and `closed`: sessions at the service, also those that nobody got. `left-open`: could not be closed; its limit
   * ends it. `refused`: an opening, by the service or the relay. What becomes of tokens `createTokens` tells.
   */
  readonly type: 'opened' | 'closed' | 'left-open' | 'refused';
  /** As asked for; missing while it is not known. */
  readonly deviceId?: string;
  /** As `authorize` named it; missing while it is not known. */
  readonly subject?: string;
  /** Of `refused`: what the caller was told. */
  readonly status?: number;
  /** Of `refused`, by the relay: see {@link RelayProblem}. */
  readonly code?: ProblemCode;
}

/** What is used of cameras. Whole numbers above 0; what is absent has no limit. */
export interface RelayQuota {
  /** Seconds that one camera may be on in any hour, over all who watch it. */
  readonly cameraSeconds?: number;
  /** Seconds that one visitor may have cameras on in any hour, over all cameras. */
  readonly visitorSeconds?: number;
  /** Sessions of one camera that may be open at the same time. A player that goes on watching has two for a moment. */
  readonly openPerCamera?: number;
  /** The service's limit of a session, 30 or 60: what one counts until it is closed, or that nobody closes. Default 60. */
  readonly sessionSeconds?: number;
}

/** Seconds, each above 0 and at most 3600. */
export interface RelayTimeouts {
  /** For the body of an offer, an answer or an error. Default 10. */
  readonly body: number;
  /** The longest that a caller waits for a reply, and that `authorize` and `token` may take. Default 15. */
  readonly reply: number;
  /**
   * How long an opening is followed up that nobody waits for any more, so that its session can be
   * closed. Default 60: a session lives no longer.
   */
  readonly late: number;
  /** The longest that an opening waits for its turn at the service: see `requestsPerSecond`. Default 5. */
  readonly turn: number;
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
  /** Sessions that one subject may be opening at the same time: a whole number above 0. Default 20. */
  readonly maxOpening?: number;
  /** Default: no limits. */
  readonly quota?: RelayQuota;
  /**
   * Requests to the service in any second: a whole number above 0. More wait for their turn. The service allows an app 100, of
   * all its instances and for all that it asks. Default 90. `Infinity`: nothing waits.
   */
  readonly requestsPerSecond?: number;
  /** Where `maxOpening`, `quota` and `requestsPerSecond` are counted for all instances. Default: each counts its own. */
  readonly limits?: LimitStore;
  /**
   * Whether players may hold a request while they watch, so that a session whose viewer has died is closed within seconds.
   * Only where connections can be held and work goes on after them (Node, Deno, Bun; not workers), and where several instances
   * share `limits`. Default false.
   */
  readonly tether?: boolean;
  /**
   * Hosts from which pictures may be fetched, besides the service's own: names, or `*.` and what is below. Default
   * `*.prod.phoenix.devices.amazon.dev`.
   */
  readonly posterHosts?: readonly string[];
  /** Those that are absent have their defaults. */
  readonly timeouts?: Partial<RelayTimeouts>;
  /** Told what happens, for a log or for figures. The names stay. Nothing in it is secret. */
  readonly onEvent?: (event: RelayEvent) => void;
  /**
   * Told whenever the relay itself refuses or fails, for a log. Default: a line to `console.error`, for each code once a minute.
   */
  readonly onProblem?: (problem: RelayProblem) => void;
}

export interface Settings {
  readonly upstream: URL;
  readonly keys: readonly Uint8Array<ArrayBuffer>[];
  readonly allowedOrigins: readonly string[];
  readonly quotas: QuotaSettings;
  readonly requestsPerSecond: number;
  readonly posterHosts: readonly string[];
  readonly timeouts: RelayTimeouts;
}

/** Throws a TypeError for what could not work or would not be safe. */
export function settingsOf(options: RelayOptions): Settings {
  for (const name of ['authorize', 'token'] as const) {
    if (typeof options[name] !== 'function') {
      throw new TypeError(`createRelay: ${name} must be a function.`);
    }
  }
  if (options.limits !== undefined && typeof options.limits.run !== 'function') {
    throw new TypeError('createRelay: limits must be a store, such as redisLimits(client).');
  }
  const timeouts = timeoutsOf(options.timeouts);
  return {
    upstream: upstreamOf(options.upstream ?? 'https://api.amazonvision.com'),
    keys: keysOf(options.leaseKey, 'createRelay: leaseKey'),
    allowedOrigins: (options.allowedOrigins ?? []).map(originOf),
    quotas: {
      ...quotaOf(options.quota),
      maxOpening: wholeOf('maxOpening', options.maxOpening ?? 20),
      openingSeconds: Math.min(
        timeouts.body + timeouts.turn + timeouts.reply + timeouts.late,
        3600,
      ),
    },
    requestsPerSecond: rateOf(options.requestsPerSecond ?? 90),
    posterHosts: (options.posterHosts ?? ['*.prod.phoenix.devices.amazon.dev']).map(hostOf),
    timeouts,
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

function hostOf(text: string): string {
  // A whole top-level domain is no host.
  if (/^(\*\.[a-z0-9-]+\.)?([a-z0-9-]+\.)*[a-z0-9-]+$/.test(text)) return text;
  throw new TypeError('createRelay: posterHosts must be hosts, such as *.pictures.example');
}

function wholeOf(name: string, count: number): number {
  if (Number.isInteger(count) && count > 0) return count;
  throw new TypeError(`createRelay: ${name} must be a whole number above 0.`);
}

const rateOf = (rate: number): number =>
  rate === Infinity ? rate : wholeOf('requestsPerSecond', rate);

const quotaNames = ['cameraSeconds', 'visitorSeconds', 'openPerCamera'];

/** A limit whose name is misspelt would limit nothing. */
function refuseOtherNames(what: string, given: object, names: readonly string[]): void {
  const other = Object.keys(given).find((name) => !names.includes(name));
  if (other !== undefined) throw new TypeError(`createRelay: ${what} has no ${other}.`);
}

function quotaOf(given: RelayQuota = {}): RelayQuota & { readonly sessionSeconds: number } {
  const quota = { sessionSeconds: 60, ...given };
  refuseOtherNames('quota', given, [...quotaNames, 'sessionSeconds']);
  for (const [name, count] of Object.entries(quota)) wholeOf(`quota.${name}`, count);
  const { sessionSeconds, cameraSeconds, visitorSeconds } = quota;
  // Nobody could watch.
  if (sessionSeconds > Math.min(cameraSeconds ?? 3600, visitorSeconds ?? 3600)) {
    throw new TypeError('createRelay: quota must have room for one session of sessionSeconds.');
  }
  return quota;
}

function timeoutsOf(given: Partial<RelayTimeouts> = {}): RelayTimeouts {
  const defaults = { body: 10, reply: 15, late: 60, turn: 5 };
  refuseOtherNames('timeouts', given, Object.keys(defaults));
  const timeouts = { ...defaults, ...given };
  for (const seconds of Object.values(timeouts)) {
    if (!(seconds > 0 && seconds <= 3600)) {
      throw new TypeError('createRelay: timeouts must be seconds, above 0 and at most 3600.');
    }
  }
  return timeouts;
}
