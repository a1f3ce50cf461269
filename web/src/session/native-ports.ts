// The browser, as the native module sees it: a handful of functions that are handed to it for one
// opening. They carry; they decide nothing.

import type { Ports } from './contract.js';
import { now, peerConstructor } from './ports.js';
import type { BrowserParts, HeadersSource, TokenSource } from './ports.js';

export interface PortOptions {
  readonly parts: BrowserParts;
  readonly iceServers: readonly RTCIceServer[];
  /** What signs in: at most one of the two. */
  readonly token: TokenSource | null;
  readonly headers: HeadersSource | null;
  readonly credentials: RequestCredentials;
  /** To whose origin cookies may go. */
  readonly endpoint: string;
  readonly noticesWait: () => void;
  readonly streamArrived: (attempt: number, stream: MediaStream) => void;
}

/** The functions for one opening. Safe without a browser: what is missing is null until it is used. */
export function browserPorts({
  parts,
  iceServers,
  token,
  headers,
  credentials,
  endpoint,
  noticesWait,
  streamArrived,
}: PortOptions): Ports {
  const send = (url: string, init: RequestInit): Promise<Response> =>
    // Called as a method of nothing: a detached `fetch` would throw "Illegal invocation".
    parts.fetch === undefined ? globalThis.fetch(url, init) : parts.fetch(url, init);
  return {
    RTCPeerConnection: peerConstructor(parts),
    ice_servers: [...iceServers],
    fetch: (url, init) => send(url, { ...init, ...cookies(credentials, url, endpoint) }),
    now,
    wall: () => Date.now(),
    set_timeout: (callback, ms) => globalThis.setTimeout(callback, ms),
    clear_timeout: (handle) => {
      // Whatever `set_timeout` gave out, handed back: a number here, an object elsewhere.
      globalThis.clearTimeout(handle as number);
    },
    ask_token: (fresh) => (headers === null ? askToken(token, fresh) : askHeaders(headers, fresh)),
    notices_wait: noticesWait,
    stream_arrived: streamArrived,
  };
}

/**
 * Rejects when there is no usable token. The reasons are fixed sentences: what a provider throws could
 * quote the token, and this text ends up in an error that pages log.
 */
async function askToken(source: TokenSource | null, fresh: boolean): Promise<string> {
  // The module calls this below a C++ frame, where user code must never run.
  await Promise.resolve();
  let token: unknown;
  try {
    token = typeof source === 'function' ? await source({ fresh }) : source;
  } catch {
    throw new Error('The token provider failed.');
  }
  if (token === undefined || token === null || token === '') {
    throw new Error('The token provider returned nothing.');
  }
  if (typeof token !== 'string') {
    throw new Error('The token provider returned something that is not a string.');
  }
  return token;
}

/** Names and values in turn, as `Headers` has made of them. Rejects as above. */
async function askHeaders(source: HeadersSource, fresh: boolean): Promise<string[]> {
  await Promise.resolve();
  try {
    const headers = new Headers(typeof source === 'function' ? await source({ fresh }) : source);
    headers.delete('accept'); // These are not the page's to say.
    headers.delete('content-type');
    return [...headers].flat();
  } catch {
    throw new Error('The headers function failed, or gave what are no headers.');
  }
}

/** Those of another origin go to the endpoint's alone, and never along a redirect (promise 3). */
function cookies(credentials: RequestCredentials, url: string, endpoint: string): RequestInit {
  if (credentials !== 'include') {
    return { credentials };
  }
  const isHome = new URL(url).origin === new URL(endpoint).origin;
  return isHome ? { credentials, redirect: 'manual' } : {};
}
