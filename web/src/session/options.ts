// What a page asks for. Whether it can work is the core's to judge; here only what no configuration can
// express is refused.

import type { BrowserParts, HeadersSource, TokenSource } from './ports.js';

/** How the camera is powered. Nothing in the service's API says it, so the page must. */
export type Power = 'battery' | 'line';

/**
 * Times of the core, in seconds, by the core's names. Defaults and reasons are in the core
 * (`wasm/core/limits.hpp`). An unknown name, and a length that is not between 1 ms and a day, end the
 * opening as `bad-request`.
 */
export interface SessionTimes {
  /** Quiet after a server-reflexive candidate (after a host candidate where `iceServers` is empty), then the offer is sent. */
  readonly gatheringQuiet?: number;
  /** Longest wait for more candidates when there is one. */
  readonly gatheringCap?: number;
  /** Longest wait for any candidate at all. */
  readonly gatheringNone?: number;
  /** Longest wait for the token provider. */
  readonly token?: number;
  /** The reply to the POST takes so long: said by `slowchange`, and still waited for, */
  readonly postSlow?: number;
  /** up to this. What it may have opened must then be over before the next one is asked for. */
  readonly post?: number;
  /** Longest wait for the reply to the PATCH that answers a server's own offer. */
  readonly patch?: number;
  /** Answer to connected. */
  readonly connect?: number;
  /** Connected to first frame. */
  readonly firstFrame?: number;
  /** How often decoded frames are counted, */
  readonly sample?: number;
  /** and while something looks wrong, or where the browser does not say when the last one came. */
  readonly sampleClosely?: number;
  /** Without a frame for so long: not called live any more. */
  readonly stalled?: number;
  /** Without a frame for so long: given up. */
  readonly lost?: number;
  /** Grace for a connection that calls itself disconnected. */
  readonly disconnected?: number;
  /** Warning, so long before the camera is released. */
  readonly limitWarning?: number;
  /** Close, so long before the limit. */
  readonly limitMargin?: number;
  /** Longest wait for the reply to the DELETE. */
  readonly close?: number;
  /** Grace after `viewerRemoved()`. */
  readonly removal?: number;
  /** Hidden or scrolled away for so long: the camera rests. */
  readonly unseen?: number;
  /** How late timers of a hidden page may come: its sessions close so much earlier. */
  readonly hiddenLateness?: number;
  /** What ends so close to the limit has ended by the limit. */
  readonly nearLimit?: number;
  /** The next session starts at least so long before the limit, */
  readonly rolloverLeast?: number;
  /** and at most so long. */
  readonly rolloverMost?: number;
  /** Steady frames of the next session before it is shown. */
  readonly swap?: number;
  /** How long the old session stays after that. */
  readonly linger?: number;
  /** A smaller rest of `extend` is not worth a session. */
  readonly leastSession?: number;
  /** First wait before a retry, or at least half of it; doubled each time, */
  readonly backoff?: number;
  /** up to this. */
  readonly backoffMost?: number;
  /** What costs the camera nothing (a server that is away) is tried for so long while somebody looks. */
  readonly patience?: number;
  /** Live for so long: earlier failures are forgotten. */
  readonly steady?: number;
  /** What a camera has taught (a slow first frame, one session only) is believed for so long. */
  readonly memory?: number;
  /** Back on the network, players return spread over this. */
  readonly onlineSpread?: number;
  /** For each other player of the page that asked first: they do not start all at once. */
  readonly turn?: number;
  /** What `prepare()` gathered is let go of after this. */
  readonly prepared?: number;
  /** The service's limit for a camera on battery. */
  readonly batteryLimit?: number;
  /** The service's limit for a camera on line power. */
  readonly lineLimit?: number;
}

interface CommonOptions {
  /** Default: unknown, which the core treats like `battery`, the shorter limit. */
  readonly power?: Power | undefined;
  /**
   * Seconds of camera time over all sessions of one viewing: before one session's limit, the next takes
   * over without a gap. At most a day. Default: one session.
   */
  readonly extend?: number | undefined;
  /** Keep the camera although nobody can see the picture, e.g. to analyse frames. Default: false. */
  readonly keepWhenHidden?: boolean | undefined;
  /**
   * Default: {@link defaultIceServers}, and from the next connection on those that an endpoint names in `Link` headers
   * (Ring names none).
   */
  readonly iceServers?: readonly RTCIceServer[] | undefined;
  /** Single times, in seconds; whatever is absent keeps the core's default. */
  readonly times?: SessionTimes | undefined;
  /** In place of the browser's own functions, for tests. */
  readonly ports?: BrowserParts | undefined;
}

/** Any WHEP endpoint, normally a relay on the page's own origin. No token is sent. */
export interface SourceOptions extends CommonOptions {
  /** Address of the endpoint; relative ones are resolved against `document.baseURI`. */
  readonly src: string;
  /**
   * What signs in to it, if cookies do not: header fields, or a function that gets them, asked before each POST, PATCH and
   * DELETE, and with `fresh: true` after a 401. Where nothing can be awaited (the page goes), or it fails or hangs, what it
   * gave last serves for the DELETE. They go to the endpoint's origin and nowhere else, never along a redirect.
   */
  readonly headers?: HeadersSource | undefined;
  /** As in `fetch()`; `include` for cookies of an endpoint on another origin. Default: `same-origin`. */
  readonly credentials?: RequestCredentials | undefined;
  readonly deviceId?: never;
  readonly componentId?: never;
  readonly apiBase?: never;
  readonly token?: never;
}

/** A camera by its id, at the service's documented address, signed in with a bearer. */
export interface DeviceOptions extends CommonOptions {
  readonly src?: never;
  readonly headers?: never;
  readonly credentials?: never;
  /** The service's opaque device id. */
  readonly deviceId: string;
  /** One camera of a device that has several. */
  readonly componentId?: string | undefined;
  /** Origin (and path) before `/v1/devices`. Default: {@link defaultApiBase}. */
  readonly apiBase?: string | undefined;
  /**
   * A bearer, or a function that gets one. A function is asked for each POST, and with `fresh: true`
   * after the service refused the one before. The DELETE carries the token in hand, so that it can
   * leave at once, also with a closing tab. It goes to the endpoint's origin and nowhere else.
   */
  readonly token: TokenSource;
}

/** Where the video comes from: exactly one of `src` and `deviceId`. */
export type LiveSessionOptions = SourceOptions | DeviceOptions;

/** The base of the documented address (developer page "Live Video Streaming"). */
export const defaultApiBase = 'https://api.amazonvision.com';

/** The one public STUN server of the vendor's sample; without one, few home networks are passed. */
export const defaultIceServers: readonly RTCIceServer[] = [
  { urls: 'stun:stun.l.google.com:19302' },
];

/** @throws TypeError for what the types forbid too. */
export function checkOptions(options: LiveSessionOptions): void {
  const { src, deviceId, token, headers, credentials } = options;
  if (typeof src === 'string' ? deviceId !== undefined : typeof deviceId !== 'string') {
    throw new TypeError('LiveSession needs exactly one of src and deviceId.');
  }
  if (src !== undefined && token !== undefined) {
    throw new TypeError('LiveSession sends no token to src: use a relay, or deviceId with token.');
  }
  if (src === undefined && typeof token !== 'string' && typeof token !== 'function') {
    throw new TypeError('LiveSession needs a token, or a function that gets one, for deviceId.');
  }
  if (src === undefined && (headers !== undefined || credentials !== undefined)) {
    throw new TypeError(
      'LiveSession signs in to deviceId with the token alone: headers and credentials go with src.',
    );
  }
  if (credentials !== undefined && !['same-origin', 'include', 'omit'].includes(credentials)) {
    throw new TypeError("credentials is one of 'same-origin', 'include' and 'omit'.");
  }
  checkIceServers(options.iceServers);
  checkHeaders(headers);
}

/** @throws TypeError for a single server without its list: the browser would refuse it much later. */
export function checkIceServers(servers: readonly RTCIceServer[] | null | undefined): void {
  if (servers != null && !Array.isArray(servers)) {
    throw new TypeError("iceServers is a list: [{ urls: 'stun:…' }].");
  }
}

/** @throws TypeError for what cannot be header fields; a function is seen when it is asked. */
export function checkHeaders(headers: HeadersSource | null | undefined): void {
  if (headers != null && typeof headers !== 'function') {
    new Headers(headers);
  }
}
