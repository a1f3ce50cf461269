// The last picture that the service has of a camera, for the seconds until the live one is there. It is a recording: asking
// for it wakes no camera.

import { readBody } from './body.js';
import type { Holder } from './lease.js';
import { passOn } from './pass-on.js';
import { alwaysSent, Problem, type Patience } from './problem.js';
import { Recent } from './recent.js';
import type { Reply, Upstream } from './upstream.js';

/** What is asked: who, and whether they have it already. */
export interface PosterRequest {
  readonly holder: Holder;
  readonly ifNoneMatch: string | null;
  readonly patience: Patience;
}

interface Picture {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly type: string;
  readonly etag: string;
  /** In milliseconds since 1970, as far as the service says it. */
  readonly takenAt: number | undefined;
}

/** So long one picture does for all who ask, and so is it remembered that there is none. */
const rememberedSeconds = 60;
const mostRemembered = 100;
const maxBytes = 1024 * 1024;
/** It took 6.6 s in all (observed). */
const downloadSeconds = 10;
/** An older one says nothing of now. */
const oldestSeconds = 24 * 3600;
const types = ['image/jpeg', 'image/png', 'image/webp'];
/** There is none in the range. */
const nothing = [404, 416];

export class Posters {
  readonly #upstream: Upstream;
  readonly #hosts: readonly string[];
  readonly #recent = new Recent<Promise<Picture | Reply>>(rememberedSeconds, mostRemembered);

  /** @param hosts Where pictures may be fetched from: names, or `*.` and what is below. */
  constructor(upstream: Upstream, hosts: readonly string[]) {
    this.#upstream = upstream;
    this.#hosts = hosts;
  }

  async answer({ holder, ifNoneMatch, patience }: PosterRequest): Promise<Response> {
    const known = this.#recent.get(holder.deviceId);
    const picture = await (known ?? this.#ask(holder, patience));
    return 'status' in picture ? passOn(picture) : responseOf(picture, ifNoneMatch);
  }

  #ask(holder: Holder, patience: Patience): Promise<Picture | Reply> {
    const asked = this.#fetch(holder, patience);
    this.#recent.set(holder.deviceId, asked);
    const forget = (): void => {
      this.#recent.delete(holder.deviceId, asked);
    };
    asked.then(
      (picture) => {
        if ('status' in picture) forget();
      },
      (reason: unknown) => {
        if (!(reason instanceof Problem && reason.code === 'no-poster')) forget();
      },
    );
    return asked;
  }

  async #fetch(holder: Holder, patience: Patience): Promise<Picture | Reply> {
    const since = Date.now() - oldestSeconds * 1000;
    const reply = await this.#upstream.image(since, holder, patience);
    if (nothing.includes(reply.status)) throw new Problem('no-poster');
    if (reply.status >= 400) return reply;
    const location = reply.headers.get('Location') ?? '';
    if (!this.#isAllowed(location)) throw new Problem('poster-elsewhere');
    return download(location);
  }

  #isAllowed(location: string): boolean {
    if (!URL.canParse(location)) return false;
    const { origin, protocol, hostname, username, password, port } = new URL(location);
    if (username + password !== '') return false;
    const isNamed = this.#hosts.some((host) =>
      host.startsWith('*.') ? hostname.endsWith(host.slice(1)) : hostname === host,
    );
    return origin === this.#upstream.origin || (isNamed && protocol === 'https:' && port === '');
  }
}

/** The address is signed: nothing of ours goes there, and nowhere from there. */
async function download(location: string): Promise<Picture> {
  const limits = { bytes: maxBytes, seconds: downloadSeconds };
  const unusable = (): never => {
    throw new Problem('poster-unusable');
  };
  const signal = AbortSignal.timeout(downloadSeconds * 1000);
  const response = await fetch(location, { redirect: 'manual', signal }).catch(unusable);
  const body = await readBody(response.body, limits);
  if (nothing.includes(response.status)) throw new Problem('no-poster');
  const type = response.headers.get('Content-Type')?.split(';')[0]?.trim().toLowerCase() ?? '';
  const isUsable = response.status === 200 && types.includes(type);
  if (!isUsable || body.fault !== undefined || body.bytes.byteLength === 0) return unusable();
  const takenAt = timeOf(response.headers.get('X-Media-Timestamp'));
  return { bytes: body.bytes, type, etag: await etagOf(body.bytes), takenAt };
}

/** Milliseconds, seconds or a date: which of them is not documented. */
function timeOf(text: string | null): number | undefined {
  if (text === null) return undefined;
  const time = /^\d{13}$/.test(text)
    ? Number(text)
    : /^\d{10}$/.test(text)
      ? Number(text) * 1000
      : Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}

async function etagOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const hex = [...digest.subarray(0, 12)].map((byte) => byte.toString(16).padStart(2, '0'));
  return `"${hex.join('')}"`;
}

function responseOf(picture: Picture, ifNoneMatch: string | null): Response {
  const { bytes, type, etag, takenAt } = picture;
  const headers = new Headers({
    ...alwaysSent,
    // `authorize` is asked each time; what has not changed is not sent again.
    'Cache-Control': 'private, no-cache',
    'Cross-Origin-Resource-Policy': 'same-origin',
    ETag: etag,
  });
  if (takenAt !== undefined) {
    headers.set('Last-Modified', new Date(takenAt).toUTCString());
    // The one header that a page can read of what an <img> has loaded.
    headers.set('Server-Timing', `age;dur=${String(Math.max(0, Date.now() - takenAt))}`);
  }
  if (ifNoneMatch?.includes(etag) === true) return new Response(null, { status: 304, headers });
  headers.set('Content-Type', type);
  headers.set('Content-Length', String(bytes.byteLength));
  return new Response(bytes, { status: 200, headers });
}
