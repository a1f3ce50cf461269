// What a request asks for, and whether it may be asked at all. Everything here is a stranger's text.

import { Problem } from './problem.js';

const routes = /\/devices\/([^/]+)\/(poster|whep(?:\/([^/]+)(\/tether)?)?)$/;
/** RFC 3986 section 3.3, nothing encoded: ids are opaque, but no path, query or escape hides in one. */
const deviceIds = /^[\w.~!$&'()*+,;=:@-]{1,256}$/;

/** What load balancers ask. */
export const isHealth = ({ url }: Request): boolean => new URL(url).pathname.endsWith('/health');

export interface Route {
  readonly deviceId: string;
  readonly what: 'sessions' | 'session' | 'tether' | 'poster';
  /** What is done there; the lease is that of what is closed or held. */
  readonly method: 'POST' | 'DELETE' | 'GET';
  readonly lease: string;
}

const methods = { sessions: 'POST', session: 'DELETE', tether: 'GET', poster: 'GET' } as const;

export function routeOf({ url }: Request): Route {
  const [, device = '', name, lease, tether] = routes.exec(new URL(url).pathname) ?? [];
  const deviceId = decoded(device);
  // Only dots: a path segment that leads elsewhere.
  if (deviceId === undefined || !deviceIds.test(deviceId) || /^\.+$/.test(deviceId)) {
    throw new Problem('no-such-path');
  }
  const what =
    name === 'poster' ? name : !lease ? 'sessions' : tether === undefined ? 'session' : 'tether';
  return { deviceId, what, method: methods[what], lease: lease ?? '' };
}

/** Undefined for broken escapes. */
export function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

/** Of a reply that ends with its session. */
export const tetherType = 'application/x.tether';

/** Only who says so is named a tether: another would not hold it. (RFC 6838 section 3.4: a type that nobody has registered.) */
export function asksForTether({ headers }: Request): boolean {
  const accepted = (headers.get('Accept') ?? '').split(',');
  return accepted.some((type) => type.split(';')[0]?.trim().toLowerCase() === tetherType);
}

/** The one parameter that the service knows: which camera of a device that has several. */
export function componentOf({ url }: Request): string | undefined {
  const component = new URL(url).searchParams.get('component_id') ?? undefined;
  if (component !== undefined && !/^\P{Cc}{1,128}$/u.test(component)) {
    throw new Problem('wrong-component');
  }
  return component;
}

/**
 * Refuses other origins' pages, whose requests could carry this visitor's cookies. `Sec-Fetch-Site` is the browser's
 * own word, and right behind any proxy; without it (old browsers, plain http) `Origin` must name the host that was
 * asked. Programs send neither: for them `authorize` decides.
 */
export function refuseForeignPage({ url, headers }: Request, allowed: readonly string[]): void {
  const site = headers.get('Sec-Fetch-Site');
  const origin = headers.get('Origin');
  if (origin !== null && allowed.includes(origin)) return;
  const isSameHost = origin === null || hostOf(origin) === hostOf(url);
  const isOwn = site === null ? isSameHost : site === 'same-origin';
  if (!isOwn) throw new Problem('foreign-page');
}

function hostOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).host : undefined;
}

/** The type is one that no form and no page of another origin can send unasked (it needs a preflight). */
export function refuseOtherTypes({ headers }: Request): void {
  const type = headers.get('Content-Type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/sdp') throw new Problem('wrong-type');
}
