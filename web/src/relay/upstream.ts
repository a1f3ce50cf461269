// The camera service. Addresses are built here, from the configured one and a device id; a Location is
// only believed when it leads back to the same place.

import { readBody, type ReadBody } from './body.js';
import type { Holder } from './lease.js';
import type { RelayTimeouts } from './options.js';
import { during, Problem, type Patience } from './problem.js';
import { decoded } from './request.js';
import { secretsOfHost, secretsOfQuery } from './secrets.js';
import type { Turns } from './limits/turns.js';
import type { Tokens } from './tokens.js';

/** A reply of the service, its body read as far as it is useful. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: ReadBody;
  /** What must not be shown to a caller: the bearers used, and where the service is. */
  readonly secrets: readonly string[];
}

export interface Opening {
  readonly offer: Uint8Array<ArrayBuffer>;
  readonly componentId: string | undefined;
  /** Nothing is begun for a caller who has left; what is on its way goes on. */
  readonly left: AbortSignal;
  /** For a session that came with a refusal. */
  readonly stray: (address: string) => void;
}

interface UpstreamParts {
  readonly tokens: Tokens;
  readonly turns: Turns;
  readonly timeouts: RelayTimeouts;
}

interface Outgoing extends Partial<Opening> {
  readonly method: 'POST' | 'DELETE';
  readonly url: URL;
  readonly seconds: number;
  /** In place of an offer: for the one request that is answered by a redirect. */
  readonly json?: string;
}

const maxAnswerBytes = 64 * 1024; // A real one is below 20 kB.
const maxErrorBytes = 16 * 1024;
const maxLocation = 2048; // Real ones are about 500 characters long.
/** Exactly one more segment than the path that was posted to, and nothing encoded in it. */
const sessionPath =
  /^\/v1\/devices\/([^/]+)\/media\/streaming\/whep\/sessions\/[\w.~!$&'()*+,;=:@-]{1,256}$/;

export class Upstream {
  readonly #base: URL;
  /** The base's path without the slash at its end. */
  readonly #prefix: string;
  readonly #tokens: Tokens;
  readonly #turns: Turns;
  readonly #timeouts: RelayTimeouts;

  constructor(base: URL, { tokens, turns, timeouts }: UpstreamParts) {
    this.#base = base;
    this.#prefix = base.pathname.replace(/\/+$/, '');
    this.#tokens = tokens;
    this.#turns = turns;
    this.#timeouts = timeouts;
  }

  post(opening: Opening, holder: Holder, patience: Patience): Promise<Reply> {
    const url = this.#url(this.#sessionsPath(holder.deviceId));
    const { componentId } = opening;
    if (componentId !== undefined) url.search = `component_id=${encodeURIComponent(componentId)}`;
    const outgoing = { method: 'POST', url, seconds: this.#timeouts.late, ...opening } as const;
    return this.#send(outgoing, holder, patience);
  }

  get origin(): string {
    return this.#base.origin;
  }

  /**
   * Asks where the newest picture since then is: a refusal, or a redirect, which is not followed.
   *
   * @param since In milliseconds since 1970.
   */
  image(since: number, holder: Holder, patience: Patience): Promise<Reply> {
    const url = this.#url(`${this.#devicePath(holder.deviceId)}/media/image/download`);
    const image_options = { format: 'jpeg', resolution: { width: 1280, height: 720 } };
    const json = JSON.stringify({ type: 'latest_in_range', start_timestamp: since, image_options });
    const seconds = this.#timeouts.reply;
    return this.#send({ method: 'POST', url, seconds, json }, holder, patience);
  }

  /** @param address As `address` gave it. */
  delete(address: string, holder: Holder, patience: Patience): Promise<Reply> {
    const url = this.#url(address);
    const outgoing = { method: 'DELETE', url, seconds: this.#timeouts.reply } as const;
    return this.#send(outgoing, holder, patience);
  }

  /**
   * Path and query of a session of this device, byte for byte as the service wrote them, or undefined when the
   * `Location` leads anywhere else or would be read in more than one way.
   */
  address(location: string | null, deviceId: string): string | undefined {
    if (location === null || location.length > maxLocation) return undefined;
    const base = this.#url(this.#sessionsPath(deviceId));
    if (!URL.canParse(location, base)) return undefined;
    const url = new URL(location, base);
    const address = url.pathname + url.search;
    // Dot segments, backslashes, white space, fragments: what the parser rewrites is no longer at its end.
    const isExact = location.endsWith(address) || address.endsWith(`/${location}`);
    const isOurs = url.origin === this.#base.origin && url.username + url.password === '';
    return isExact && isOurs && this.#isSession(url.pathname, deviceId) ? address : undefined;
  }

  #isSession(path: string, deviceId: string): boolean {
    const ours = path.startsWith(this.#prefix) ? path.slice(this.#prefix.length) : '';
    const device = sessionPath.exec(ours)?.[1];
    return device !== undefined && decoded(device) === deviceId;
  }

  #sessionsPath(deviceId: string): string {
    return `${this.#devicePath(deviceId)}/media/streaming/whep/sessions`;
  }

  #devicePath(deviceId: string): string {
    return `${this.#prefix}/v1/devices/${encodeURIComponent(deviceId)}`;
  }

  #url(pathAndQuery: string): URL {
    return new URL(this.#base.origin + pathAndQuery);
  }

  /** A request that was refused for its token is sent once more. No other is: it may have opened a session. */
  async #send(outgoing: Outgoing, holder: Holder, patience: Patience): Promise<Reply> {
    const given = await during(patience, 'token-failed', this.#tokens.initial(holder));
    await this.#waitForTurn(outgoing, holder, patience);
    const reply = await this.#exchange(outgoing, holder, [given.token]);
    if (reply.status !== 401) return reply;
    refuseWhoLeft(outgoing);
    const fresh = await during(patience, 'token-failed', this.#tokens.refreshed(given, holder));
    if (fresh === undefined) throw new Problem('token-refused');
    await this.#waitForTurn(outgoing, holder, patience);
    const again = await this.#exchange(outgoing, holder, [fresh.token, given.token]);
    if (again.status !== 401) return again;
    this.#tokens.refusedAgain(fresh, holder);
    throw new Problem('token-refused');
  }

  #waitForTurn({ method, left }: Outgoing, { subject }: Holder, patience: Patience): Promise<void> {
    return during(patience, 'service-busy', this.#turns.wait({ method, subject, left }));
  }

  async #exchange(
    outgoing: Outgoing,
    { deviceId }: Holder,
    tokens: readonly string[],
  ): Promise<Reply> {
    refuseWhoLeft(outgoing);
    const controller = new AbortController();
    const timer = setTimeout(() => {
      controller.abort();
    }, outgoing.seconds * 1000);
    try {
      const response = await this.#fetch(outgoing, tokens[0] ?? '', controller.signal);
      const { status, headers, ok } = response;
      this.#noticeStray(response, outgoing, deviceId);
      const bytes = ok ? maxAnswerBytes : maxErrorBytes;
      const body = await readBody(response.body, { bytes, seconds: this.#timeouts.body });
      // Status 0 is how some platforms hide a redirect.
      const isExpected = status >= 400 || (outgoing.json !== undefined && status === 303);
      if (!ok && (!isExpected || status > 599)) throw new Problem('upstream-redirect');
      return { status, headers, body, secrets: this.#secrets(outgoing, headers, tokens) };
    } finally {
      clearTimeout(timer);
      // Over by now: lets go of what `fetch` keeps in case of an abort, in Node until a long garbage collection. With a
      // reason, or the platform makes an error with its stack, which costs more than all our own code.
      controller.abort('over');
    }
  }

  /** A refusal that names a session may have opened one; a conflict (409) names the one of somebody else. */
  #noticeStray({ ok, status, headers }: Response, { stray }: Outgoing, deviceId: string): void {
    if (ok || status === 409) return;
    const address = this.address(headers.get('Location'), deviceId);
    if (address !== undefined) stray?.(address);
  }

  #secrets({ method, url }: Outgoing, headers: Headers, tokens: readonly string[]): string[] {
    const asked = method === 'DELETE' ? secretsOfQuery(url.search) : [];
    const told = secretsOfQuery(headers.get('Location') ?? '');
    return [...tokens, ...secretsOfHost(this.#base), '/whep/sessions', ...asked, ...told];
  }

  async #fetch(
    { method, url, offer, json }: Outgoing,
    token: string,
    signal: AbortSignal,
  ): Promise<Response> {
    const type = json === undefined ? 'application/sdp' : 'application/json';
    const headers = new Headers({ Authorization: `Bearer ${token}`, Accept: type });
    const body = offer ?? json ?? null;
    if (body !== null) headers.set('Content-Type', type);
    try {
      return await fetch(url, { method, headers, body, signal, redirect: 'manual' });
    } catch (reason) {
      const code = signal.aborted ? 'upstream-late' : 'upstream-unreachable';
      throw new Problem(code, { cause: causeOf(reason) });
    }
  }
}

/** Nothing is begun for a caller who has left. */
function refuseWhoLeft({ left }: Outgoing): void {
  if (left?.aborted === true) throw new Problem('viewer-left');
}

/** The platform's short code; its sentences may name addresses. */
function causeOf(reason: unknown): string | undefined {
  const code: unknown = ((reason as Error).cause as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' && /^[A-Z0-9_]{1,60}$/.test(code) ? code : undefined;
}
