// What can be made to go wrong. Each POST or DELETE takes the next fault from its device's queue, and the parts of one
// fault combine: `{ delaySeconds: 1, location: 'missing' }` is a slow reply without a Location.

import type { Reply } from './errors.js';

/** What can hit any request; all that can hit a read (`GET /v1/devices/…`). */
export interface GetFault {
  /** This reply instead of the proper one; see `replies` for the documented ones. Nothing is opened; a DELETE told 2xx, 404 or 410 closes. */
  reply?: Reply | undefined;
  /** 401 whose detail repeats the Authorization header. */
  echoAuthorization?: boolean | undefined;
  /** 307 to this address. */
  redirectTo?: string | undefined;
  /** Wait before doing anything. */
  delaySeconds?: number | undefined;
}

export interface PostFault extends GetFault {
  /** Never answer: without opening a session, or with one that nobody is told about. */
  never?: 'without-session' | 'with-session' | undefined;
  /** When the client leaves in mid-POST: `open` (default) runs the session all the same, `drop` ends it at once. */
  clientGone?: 'open' | 'drop' | undefined;
  /** A session is opened, but its answer cannot be used. */
  answer?: 'garbage' | 'empty' | 'html' | 'audio-section' | 'wrong-mid' | undefined;
  /** The answer's direction, `sendonly` otherwise. */
  direction?: 'recvonly' | 'sendrecv' | 'inactive' | undefined;
  /** `{path}` in a value stands for the true path and query; `hidden` leaves it out of the CORS exposed headers. */
  location?: 'missing' | 'foreign' | 'hostile' | 'hidden' | { value: string } | undefined;
  /** Silence between connection and first frame. */
  firstFrameSeconds?: number | undefined;
  /** Connects, then never sends a frame. */
  noMedia?: boolean | undefined;
  /** Sends video of which no picture can be made: there is no frame to begin with. */
  noKeyframes?: boolean | undefined;
  /** This viewer sees all of it so much later than others: no two sessions of a camera are quite in step. */
  lagSeconds?: number | undefined;
  /** RTP stops this long after the connection, ICE stays alive. */
  stallAfterSeconds?: number | undefined;
  /** That stall ends by itself this long after it began. */
  stallForSeconds?: number | undefined;
  /** The peer is destroyed this long after the 201. */
  cutAfterSeconds?: number | undefined;
}

export interface DeleteFault extends GetFault {
  /** Closes the session or leaves it open, but never answers. A second DELETE is then no violation. */
  never?: 'closing' | 'leaving-open' | undefined;
}

/** What can hit a request for tokens. */
export interface TokenFault extends Pick<GetFault, 'reply' | 'delaySeconds'> {
  /** The connection is cut: before anything is done, or after the tokens were made that nobody is told about. */
  cut?: 'before' | 'after' | undefined;
}

export interface FaultOptions {
  /** How many requests it hits; 1 unless said otherwise, `Infinity` until cleared. */
  times?: number | undefined;
}

/** Faults as a file or a control request asks for them: the same for each kind of request that is named. */
export interface FaultOrder extends FaultOptions {
  post?: PostFault | undefined;
  delete?: DeleteFault | undefined;
  get?: GetFault | undefined;
}

export class FaultQueue<F extends object> {
  #queue: { fault: F; left: number }[] = [];

  add(fault: F, options: FaultOptions = {}): void {
    const left = options.times ?? 1;
    if (left > 0) this.#queue.push({ fault, left });
  }

  take(): Partial<F> {
    const head = this.#queue[0];
    if (head === undefined) return {};
    head.left -= 1;
    if (head.left <= 0) this.#queue.shift();
    return head.fault;
  }

  /** Requests that will still be hit. */
  get left(): number {
    return this.#queue.reduce((sum, { left }) => sum + left, 0);
  }

  clear(): void {
    this.#queue = [];
  }
}

const unusableAnswers = {
  garbage: { type: 'application/sdp', body: 'v=0\r\nthis is not a session description\r\n' },
  empty: { type: 'application/sdp', body: '' },
  html: {
    type: 'text/html',
    body: '<!doctype html><title>Sign in</title><h1>Sign in to continue</h1>',
  },
} as const;

/** The body of a 201, spoilt as asked. */
export function spoilAnswer(sdp: string, fault: PostFault): { type: string; body: string } {
  const { answer, direction } = fault;
  if (answer === 'garbage' || answer === 'empty' || answer === 'html')
    return unusableAnswers[answer];
  let body = sdp;
  if (direction !== undefined) body = body.replace(/^a=sendonly(?=\r?$)/m, `a=${direction}`);
  if (answer === 'wrong-mid')
    body = body
      .replace(/^a=mid:.*(?=\r$)/m, 'a=mid:other')
      .replace(/^(a=group:BUNDLE).*(?=\r$)/m, '$1 other');
  if (answer === 'audio-section') body += audioSection(sdp);
  return { type: 'application/sdp', body };
}

/** A second section that the offer never asked for: breaks RFC 3264 section 6 (same number of sections). */
function audioSection(sdp: string): string {
  const transport = sdp.split('\r\n').filter((line) => /^a=(ice-|fingerprint|setup)/.test(line));
  const lines = [
    'm=audio 9 UDP/TLS/RTP/SAVPF 111',
    'c=IN IP4 0.0.0.0',
    'a=mid:audio',
    'a=sendonly',
    'a=rtcp-mux',
  ];
  return [...lines, ...transport, 'a=rtpmap:111 opus/48000/2', ''].join('\r\n');
}

/** The Location of a 201; undefined where the fault leaves it out. */
export function spoilLocation(proper: string, path: string, fault: PostFault): string | undefined {
  const { location } = fault;
  if (location === undefined || location === 'hidden') return proper;
  if (location === 'missing') return undefined;
  if (location === 'foreign') return `https://sessions.example${path}`;
  if (location === 'hostile')
    return 'http://user:secret@[::bad/..%2f..%00?"><script>alert(1)</script>#';
  // Node refuses a header with control characters by throwing.
  return location.value.replaceAll('{path}', path).replace(/[^\t\x20-\x7e\x80-\xff]/g, '');
}
