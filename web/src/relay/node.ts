// `node:http` in front of the relay. The types say what is used of it, so that the package needs none of Node's.

import type { Relay } from './relay.js';
import { tetherType } from './request.js';

/** An `http.IncomingMessage`. */
export interface NodeRequest extends AsyncIterable<Uint8Array | string> {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly complete: boolean;
  readonly socket: NodeSocket;
  resume(): unknown;
}

/** A `net.Socket`. */
export interface NodeSocket {
  readonly destroyed: boolean;
  on(event: 'close', listener: () => void): unknown;
  setKeepAlive(isOn: boolean, first: number, next: number, count: number): unknown;
}

/** An `http.ServerResponse`. */
export interface NodeResponse {
  on(event: 'close', listener: () => void): unknown;
  setHeader(name: string, value: string): unknown;
  statusCode: number;
  write(chunk: Uint8Array, written: (error?: Error | null) => void): unknown;
  end(chunk?: Uint8Array): unknown;
  destroy(): unknown;
}

/**
 * Mounts a relay in `node:http` (HTTP/1.1), Express or Connect. It reads the body itself: put it before body parsers.
 */
export function toNodeHandler(relay: Relay): (req: NodeRequest, res: NodeResponse) => void {
  return (req, res) => {
    const left = new AbortController();
    abortAtEnd(req, res, left);
    respond(relay, req, res, left).catch(() => {
      res.destroy();
    });
  };
}

/** An `http.Server`. */
export interface NodeServer {
  close(): unknown;
}

interface NodeProcess {
  once(signal: 'SIGTERM', listener: () => void): unknown;
}

let isEnding = false;
/** Tethers: they have no end of their own. */
const endless = new Set<AbortController>();

/**
 * On SIGTERM the process ends when nobody waits for it any more: `…/health` says 503 at once; after `noticeSeconds`, when load
 * balancers send nobody new, the server takes no more connections; what has been asked for is answered, and what is left is
 * closed. Then it runs out by itself, if nothing else of the app holds it.
 *
 * @param noticeSeconds Longer than your load balancer takes to notice. Default 5.
 */
export function endOnSigterm(server: NodeServer, noticeSeconds = 5): void {
  const { process } = globalThis as unknown as { readonly process: NodeProcess };
  process.once('SIGTERM', () => {
    isEnding = true;
    setTimeout(() => {
      server.close();
      // Who holds one goes to another instance.
      for (const left of endless) left.abort('over');
    }, noticeSeconds * 1000);
  });
}

/** Who waits for the end of a connection. */
const waiting = new WeakMap<NodeSocket, Set<AbortController>>();

/**
 * Of the response, after a whole answer too: what waits for an abort is let go of only then (see `upstream.ts`). And of the
 * connection: a pipelined response that is not yet its turn hears nothing of that. One listener for each connection,
 * however many requests it carries.
 */
function abortAtEnd({ socket }: NodeRequest, res: NodeResponse, left: AbortController): void {
  const others = waiting.get(socket);
  const all = others ?? new Set<AbortController>();
  all.add(left);
  res.on('close', () => {
    all.delete(left);
    left.abort('over'); // A reason costs nothing; the platform's own is an error with its stack.
  });
  if (socket.destroyed) left.abort();
  if (others !== undefined) return;
  waiting.set(socket, all);
  socket.on('close', () => {
    for (const each of all) each.abort();
  });
}

async function respond(
  relay: Relay,
  req: NodeRequest,
  res: NodeResponse,
  left: AbortController,
): Promise<void> {
  const request = requestOf(req, left.signal);
  const response =
    request === undefined
      ? await relay(new Request('http://localhost/'), { nodeRequest: req, isUnreadable: true })
      : await relay(request, {
          nodeRequest: req,
          get isEnding() {
            return isEnding;
          },
        });
  const isEndless = response.headers.get('Content-Type') === tetherType;
  if (isEndless) holdOn(req, res, left);
  if (isEnding || isEndless) res.setHeader('Connection', 'close');
  if (!req.complete) {
    // A body that was refused is not waited for.
    res.setHeader('Connection', 'close');
    req.resume();
  }
  response.headers.forEach((value, name) => res.setHeader(name, value));
  res.statusCode = response.status;
  await write(response, res, left.signal, isEndless);
}

/**
 * Of a viewer whose machine has vanished nothing comes, not even an end: the system asks each second. It gives up at the third
 * question without an answer; before Node 26.4, which does not know the last two, at the tenth.
 */
function holdOn({ socket }: NodeRequest, res: NodeResponse, left: AbortController): void {
  socket.setKeepAlive(true, 1000, 1000, 3);
  endless.add(left);
  res.on('close', () => {
    endless.delete(left);
  });
}

async function write(
  { body }: Response,
  res: NodeResponse,
  left: AbortSignal,
  isEndless: boolean,
): Promise<void> {
  const reader = body?.getReader();
  // One piece behind, so that Node can name the length of what is one piece or none: a request whose reply has no length
  // is now and then called aborted by Chromium, although it came whole.
  let last: Uint8Array | undefined;
  for (let chunk = await reader?.read(); chunk?.value !== undefined; chunk = await reader?.read()) {
    const due = isEndless ? chunk.value : last;
    last = isEndless ? undefined : chunk.value;
    if (due) await written(res, due, left);
  }
  res.end(last);
}

/** Undefined for what can be no request, such as one with a path in its `Host`. */
function requestOf(req: NodeRequest, signal: AbortSignal): Request | undefined {
  const { method = 'GET', url = '/' } = req;
  const host = req.headers['host'] ?? 'localhost';
  if (typeof host !== 'string' || !/^[\w.:[\]-]+$/.test(host)) return undefined;
  // Behind a host without a port, an absolute address would make another one of both.
  if (!url.startsWith('/')) return undefined;
  const body = method === 'POST' ? { body: streamOf(req), duplex: 'half' } : {};
  try {
    return new Request(`http://${host}${url}`, {
      method,
      signal,
      headers: headersOf(req),
      ...body,
    });
  } catch {
    return undefined;
  }
}

function headersOf(req: NodeRequest): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(req.headers)) headers.set(name, String(value));
  return headers;
}

function streamOf(req: NodeRequest): ReadableStream<Uint8Array> {
  const chunks = req[Symbol.asyncIterator]();
  const source: UnderlyingDefaultSource<Uint8Array> = {
    async pull(controller) {
      const { done, value } = await chunks.next();
      if (done === true) controller.close();
      // An app may have called `setEncoding`.
      else controller.enqueue(typeof value === 'string' ? new TextEncoder().encode(value) : value);
    },
  };
  return new ReadableStream(source, { highWaterMark: 0 });
}

/** Resolves when the system has it; rejects when the reader leaves before. */
function written(res: NodeResponse, chunk: Uint8Array, left: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    left.addEventListener('abort', reject);
    res.write(chunk, (error) => {
      if (error) reject(error);
      else resolve();
    });
  });
}
