// One HTTP request and its reply: reads without trusting, answers once, keeps the ledger's line about it.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Cors } from './device.js';
import type { Reply } from './errors.js';
import type { Ledger, RequestRecord } from './ledger.js';

export interface Target {
  deviceId?: string | undefined;
  sessionId?: string | undefined;
}

export interface ReplyOptions {
  hideLocation?: boolean | undefined;
  /** The reply was handed over to a client that was still there. */
  delivered?: (() => void) | undefined;
  /** The client had left. */
  lost?: (() => void) | undefined;
}

export class Exchange {
  readonly ledger: Ledger;
  /** As the client wrote it, undecoded. */
  readonly url: string;
  readonly path: string;
  readonly query: URLSearchParams;
  clientGone = false;
  readonly #req: IncomingMessage;
  readonly #res: ServerResponse;
  readonly #record: RequestRecord;
  readonly #cors: Cors;
  readonly #requestId: string;

  constructor(
    req: IncomingMessage,
    res: ServerResponse,
    target: Target,
    ledger: Ledger,
    cors: Cors,
    requestId: string,
  ) {
    this.ledger = ledger;
    this.#req = req;
    this.#res = res;
    this.#cors = cors;
    this.#requestId = requestId;
    this.url = req.url ?? '/';
    const mark = this.url.indexOf('?');
    this.path = mark === -1 ? this.url : this.url.slice(0, mark);
    this.query = new URLSearchParams(mark === -1 ? '' : this.url.slice(mark));
    this.#record = ledger.addRequest({
      method: req.method ?? '',
      path: this.path,
      deviceId: target.deviceId,
      sessionId: target.sessionId,
      origin: this.origin,
      authorization: this.authorization !== undefined,
    });
    res.on('error', () => undefined); // a client that left in the middle of the reply
    res.once('close', () => {
      if (res.writableFinished) return;
      this.clientGone = true;
      ledger.update(this.#record, { clientGone: true });
    });
  }

  get method(): string {
    return this.#req.method ?? '';
  }

  get authorization(): string | undefined {
    return this.#req.headers.authorization;
  }

  get origin(): string | undefined {
    return this.#req.headers.origin;
  }

  get contentType(): string {
    return this.#req.headers['content-type'] ?? '';
  }

  get fetchSite(): string | undefined {
    return this.#req.headers['sec-fetch-site']?.toString();
  }

  /** As the client addressed us: also right when another server has mounted the simulator. */
  get ownOrigin(): string {
    return `http://${this.#req.headers.host ?? 'localhost'}`;
  }

  isCrossOrigin(): boolean {
    return this.origin !== undefined && this.origin !== this.ownOrigin;
  }

  noteSession(sessionId: string): void {
    this.ledger.update(this.#record, { sessionId });
  }

  /** Undefined when it is too long or the client left before its end. */
  async readBody(maxBytes: number): Promise<string | undefined> {
    const chunks: Buffer[] = [];
    let size = 0;
    try {
      for await (const chunk of this.#req as AsyncIterable<Buffer>) {
        size += chunk.length;
        // Read on, but keep nothing: cutting the connection would hide the 400 from the client.
        if (size <= maxBytes) chunks.push(chunk);
      }
    } catch {
      return undefined;
    }
    return size > maxBytes ? undefined : Buffer.concat(chunks).toString('utf8');
  }

  reply(reply: Reply, options: ReplyOptions = {}): void {
    const res = this.#res;
    if (res.headersSent) return;
    if (this.clientGone || res.destroyed) {
      options.lost?.();
      return;
    }
    res.once('finish', () => options.delivered?.());
    res.once('close', () => {
      if (!res.writableFinished) options.lost?.();
    });
    this.ledger.update(this.#record, { status: reply.status });
    res.writeHead(reply.status, {
      ...this.#commonHeaders(options.hideLocation === true),
      ...reply.headers,
    });
    res.end(reply.body ?? '');
  }

  /** No reply: the connection ends. */
  cut(): void {
    this.#res.destroy();
  }

  /** A 200 without an end; returns what writes to it. */
  stream(type: string, headers: Record<string, string>): (text: string) => void {
    this.ledger.update(this.#record, { status: 200 });
    this.#res.writeHead(200, { ...this.#commonHeaders(false), ...headers, 'Content-Type': type });
    return (text) => void this.#res.write(text);
  }

  #commonHeaders(hideLocation: boolean): Record<string, string> {
    const headers: Record<string, string> = {
      'x-request-id': this.#requestId,
      'Cache-Control': 'no-store',
    };
    return { ...headers, ...corsHeaders(this.#cors, hideLocation) };
  }
}

export function corsHeaders(cors: Cors, hideLocation: boolean): Record<string, string> {
  if (cors === 'off') return {};
  const exposed = ['Retry-After', 'X-Request-Id'];
  if (cors === 'on' && !hideLocation) exposed.unshift('Location');
  return {
    'Access-Control-Allow-Origin': '*',
    'Access-Control-Expose-Headers': exposed.join(', '),
  };
}

export function preflightHeaders(cors: Cors): Record<string, string> {
  if (cors === 'off') return {};
  return {
    'Access-Control-Allow-Methods': 'POST, DELETE, OPTIONS',
    'Access-Control-Allow-Headers': 'Authorization, Content-Type',
  };
}

/** Of a path; undefined for broken escapes, which are an id that no device has. */
export function decodedPart(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
