// A real relay behind a real HTTP server, in front of the simulated service or of one that a test writes itself. Whatever
// comes back is looked at twice: by the test, and at its end for secrets.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  createServer,
  request,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
  type RequestListener,
} from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { TestContext } from 'node:test';
import {
  createRelay,
  type Relay,
  type RelayOptions,
  type RelayProblem,
} from '../../web/src/relay/index.js';
import { toNodeHandler } from '../../web/src/relay/node.js';
import { startSimulator, type Simulator, type SimulatorOptions } from '../simulator/index.js';

export const offer = readFileSync(
  new URL('../fixtures/sdp/chromium_recvonly_offer.sdp', import.meta.url),
  'utf8',
);
export const answer = readFileSync(
  new URL('../fixtures/sdp/camera_sendonly_answer.sdp', import.meta.url),
  'utf8',
);
export const newKey = (): string => randomBytes(32).toString('base64url');

export interface Sent {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Ask {
  readonly method?: string;
  /** Sent as it is: nothing tidies it up. */
  readonly path?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string | Buffer;
}

/** What came out of relays, and what must never be in it. */
export class Witness {
  readonly problems: RelayProblem[] = [];
  readonly #seen: string[] = [];
  readonly #secrets = new Set<string>(['/whep/sessions']);

  keep(...secrets: string[]): void {
    for (const secret of secrets) this.#secrets.add(secret);
  }

  see(what: unknown): void {
    this.#seen.push(JSON.stringify(what));
  }

  sawProblem(problem: RelayProblem): void {
    this.problems.push(problem);
    this.see(problem);
  }

  testify(): void {
    for (const seen of this.#seen)
      for (const secret of this.#secrets)
        assert.ok(!seen.includes(secret), `${secret} came out: ${seen}`);
  }
}

/** A relay's HTTP server. */
export class Site {
  readonly origin: string;
  readonly problems: RelayProblem[];
  readonly #witness: Witness;

  constructor(origin: string, witness: Witness) {
    this.origin = origin;
    this.problems = witness.problems;
    this.#witness = witness;
  }

  get codes(): string[] {
    return this.problems.map(({ code }) => code);
  }

  post(ask: Ask & { device?: string; subject?: string } = {}): Promise<Sent> {
    const { device = 'front-door', subject = 'ann', headers, ...rest } = ask;
    return this.ask({
      method: 'POST',
      path: `/ring/devices/${device}/whep`,
      body: offer,
      ...rest,
      headers: { 'Content-Type': 'application/sdp', 'X-Subject': subject, ...headers },
    });
  }

  /** @param location Relative to the address of the device, as a browser resolves it. */
  delete(
    location: string | undefined,
    {
      device = 'front-door',
      subject = 'ann',
      headers,
    }: { device?: string; subject?: string } & Ask = {},
  ): Promise<Sent> {
    const { pathname } = new URL(location ?? '', `${this.origin}/ring/devices/${device}/whep`);
    return this.ask({
      method: 'DELETE',
      path: pathname,
      headers: { 'X-Subject': subject, ...headers },
    });
  }

  async ask({ method = 'GET', path = '/', headers = {}, body }: Ask): Promise<Sent> {
    const { hostname, port } = new URL(this.origin);
    const sent = await new Promise<Sent>((resolve, reject) => {
      const req = request({ hostname, port, method, path, headers, agent: false }, (res) => {
        let text = '';
        res.setEncoding('utf8');
        res.on('data', (chunk: string) => (text += chunk));
        res.on('error', reject);
        res.on('end', () => {
          resolve({ status: res.statusCode ?? 0, headers: res.headers, body: text });
        });
      });
      req.on('error', reject);
      req.setTimeout(20_000, () => req.destroy(new Error('no reply')));
      req.end(body);
    });
    this.#witness.see(sent);
    return sent;
  }

  /** Writes this and nothing more; the test does the rest to the socket. */
  socket(text: string): Socket {
    const { hostname, port } = new URL(this.origin);
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined);
    socket.write(text);
    return socket;
  }

  /** A POST over a bare socket; more may have been announced than is sent. */
  rawPost({
    body = offer,
    announced = body.length,
    headers = { 'X-Subject': 'ann' },
  }: {
    body?: string;
    announced?: number;
    headers?: Record<string, string>;
  } = {}): Socket {
    const lines = Object.entries({
      Host: new URL(this.origin).host,
      'Content-Type': 'application/sdp',
      'Content-Length': String(announced),
      ...headers,
    }).map(([name, value]) => `${name}: ${value}`);
    return this.socket(
      ['POST /ring/devices/front-door/whep HTTP/1.1', ...lines, '', body].join('\r\n'),
    );
  }
}

export type Changes = Partial<RelayOptions>;

/** The options of most tests: who asks says so itself, and may watch everything but the cellar. */
export function optionsFor(upstream: string, token: string, changes: Changes = {}): RelayOptions {
  return {
    upstream,
    leaseKey: newKey(),
    authorize: ({ headers }, deviceId) => (deviceId === 'cellar' ? null : headers.get('X-Subject')),
    token: () => token,
    onProblem: () => undefined,
    ...changes,
  };
}

/** The simulated service behind a relay. At the test's end all sessions are closed, and nothing secret came out. */
export async function startBoth(
  t: TestContext,
  { simulator: settings = {}, ...changes }: Changes & { simulator?: SimulatorOptions } = {},
): Promise<{ simulator: Simulator; site: Site; token: string }> {
  const simulator = await startSimulator(settings);
  t.after(async () => {
    await simulator.ledger.whenIdle(5000).finally(() => simulator.close());
    assert.deepEqual(simulator.ledger.violations(), []);
  });
  const token = simulator.tokens.issue();
  const site = await startRelay(t, optionsFor(simulator.origin, token, changes), token);
  return { simulator, site, token };
}

/** @param secrets What must not come out, besides the upstream's address. */
export async function startRelay(
  t: TestContext,
  options: RelayOptions,
  ...secrets: string[]
): Promise<Site> {
  const witness = new Witness();
  witness.keep(new URL(options.upstream ?? '').host, ...secrets);
  t.after(() => {
    witness.testify();
  });
  const relay: Relay = createRelay({
    ...options,
    onProblem: (problem) => {
      witness.sawProblem(problem);
    },
  });
  const { origin } = await listen(t, toNodeHandler(relay));
  return new Site(origin, witness);
}

export interface Listening {
  readonly origin: string;
  stop(): Promise<void>;
}

/** Serves until it is stopped, at the test's end at the latest. */
export async function listen(t: TestContext, listener: RequestListener): Promise<Listening> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => {
        resolve();
      });
      server.closeAllConnections();
    });
  t.after(stop);
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${String(port)}`, stop };
}

/** Asks until it holds: the tests never sleep for a guessed time. */
export async function until(condition: () => boolean, what: string): Promise<void> {
  const deadline = performance.now() + 20_000;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
