// What a test or a person may do to the simulator over HTTP, and the page that shows what happens. Only on the simulator's
// own server, and not for pages of other origins: it may run on a developer's machine, whose browser visits anything.

import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { BadInput } from './bad-input.js';
import { parse, read, shapes } from './config.js';
import type { Device } from './device.js';
import type { Reply } from './errors.js';
import { decodedPart, type Exchange } from './exchange.js';
import type { Simulator } from './server.js';

const maxBodyBytes = 64 * 1024;

const pageFiles: Readonly<Record<string, readonly [string, string]>> = {
  '/': ['index.html', 'text/html; charset=utf-8'],
  '/page.css': ['page.css', 'text/css; charset=utf-8'],
  '/page.js': ['page.js', 'text/javascript; charset=utf-8'],
};

const pageHeaders = {
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; '),
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

/** What `POST /control/devices/{id}/{action}` does. */
const actions: Readonly<Record<string, (device: Device, body: unknown) => void>> = {
  faults(device, body) {
    device.addFaults([read(shapes.fault, body, 'fault')]);
  },
  stall(device) {
    device.stall();
  },
  resume(device) {
    device.resume();
  },
  cut(device) {
    device.cut();
  },
  loss(device, body) {
    const { rate, ...options } = read(shapes.loss, body, 'loss');
    needRelay(device).loss(rate, options);
  },
  delay(device, body) {
    const { seconds, ...options } = read(shapes.delay, body, 'delay');
    needRelay(device).delay(seconds, options);
  },
  blackout(device, body) {
    needRelay(device).blackout(read(shapes.blackout, body ?? {}, 'blackout').seconds);
  },
};

export class Control {
  readonly #simulator: Simulator;
  readonly #shutDown: (() => void) | undefined;

  constructor(simulator: Simulator, shutDown: (() => void) | undefined) {
    this.#simulator = simulator;
    this.#shutDown = shutDown;
  }

  /**
   * False when the path is not one of ours.
   *
   * @param open makes the exchange, which writes the request down
   */
  handle(path: string, open: () => Exchange): boolean {
    const page = Object.hasOwn(pageFiles, path) ? pageFiles[path] : undefined;
    if (page === undefined && path !== '/events' && !path.startsWith('/control/')) return false;
    const exchange = open();
    this.#serve(exchange, page).catch((error: unknown) => {
      exchange.reply(
        error instanceof BadInput ? complaint(400, error.message) : complaint(500, 'failed'),
      );
    });
    return true;
  }

  async #serve(exchange: Exchange, page: readonly [string, string] | undefined): Promise<void> {
    const isRead = exchange.method === 'GET';
    if (!isFromHere(exchange)) exchange.reply(complaint(403, 'not for pages of other origins'));
    else if (page !== undefined)
      exchange.reply(isRead ? await pageReply(...page) : complaint(405, 'only GET'));
    else if (exchange.path === '/events')
      if (isRead) await this.#tell(exchange);
      else exchange.reply(complaint(405, 'only GET'));
    else exchange.reply(await this.#control(exchange));
  }

  async #control(exchange: Exchange): Promise<Reply> {
    const [what = '', id, action, ...more] = exchange.path.split('/').slice(2);
    if (more.length > 0) return complaint(404, 'there is no such control');
    const body = await bodyOf(exchange);
    if (what === 'devices' && id !== undefined)
      return this.#controlDevice(exchange.method, id, action, body);
    return id === undefined
      ? this.#controlAll(`${exchange.method} ${what}`, body)
      : complaint(404, 'there is no such control');
  }

  #controlAll(request: string, body: unknown): Reply {
    switch (request) {
      case 'GET devices':
        return json(200, { devices: this.#simulator.devices().map(viewOf) });
      case 'POST tokens': {
        const { token, ...options } = read(shapes.newToken, body ?? {}, 'token');
        return json(201, { token: this.#simulator.tokens.issue(token, options) });
      }
      case 'DELETE tokens':
        this.#simulator.tokens.expireAll();
        return json(200, {});
      case 'POST codes':
        return json(201, { code: this.#issueCode(body) });
      case 'POST token-faults':
        this.#addTokenFault(body);
        return json(200, {});
      case 'GET links':
        return json(200, { links: this.#oauth().links() });
      case 'POST reset':
        this.#simulator.reset();
        return json(200, { leaks: this.#simulator.leaks() });
      case 'POST shutdown':
        return this.#shutdown();
      default:
        return complaint(404, 'there is no such control');
    }
  }

  #controlDevice(method: string, id: string, action: string | undefined, body: unknown): Reply {
    const device = this.#simulator.devices().find((known) => known.id === decodedPart(id));
    if (device === undefined) return complaint(404, `there is no device called ${id}`);
    if (method === 'PATCH' && action === undefined)
      device.configure(read(shapes.changes, body, id));
    else if (method === 'DELETE' && action === 'faults') device.clearFaults();
    else if (method === 'POST' && action !== undefined && Object.hasOwn(actions, action))
      actions[action]?.(device, body);
    else if (method !== 'GET' || action !== undefined)
      return complaint(404, 'there is no such control');
    return json(200, viewOf(device));
  }

  #issueCode(body: unknown): string {
    const scope = read(shapes.scope, body ?? {}, 'code');
    this.#oauth();
    return this.#simulator.issueCode(scope);
  }

  #addTokenFault(body: unknown): void {
    const { times, ...fault } = read(shapes.tokenFault, body, 'fault');
    this.#oauth().onRequest(fault, { times });
  }

  #oauth(): Simulator['oauth'] {
    try {
      return this.#simulator.oauth;
    } catch (error) {
      throw new BadInput((error as Error).message);
    }
  }

  /** The leaks first: what is cut by the end itself is none. */
  #shutdown(): Reply {
    const shutDown = this.#shutDown;
    if (shutDown === undefined) return complaint(404, 'this simulator is not a process of its own');
    const leaks = this.#simulator.leaks();
    setImmediate(shutDown);
    return json(200, { leaks });
  }

  /** Server-sent events: the ledger since the last event, and how the cameras are now; one for each change. */
  async #tell(exchange: Exchange): Promise<void> {
    const { ledger } = this.#simulator;
    const write = exchange.stream('text/event-stream', pageHeaders);
    let since = Number(exchange.query.get('since') ?? 0) || 0;
    while (!exchange.clientGone) {
      const view = ledger.view(since);
      const devices = this.#simulator.devices().map(viewOf);
      write(`data: ${JSON.stringify({ ...view, devices })}\n\n`);
      since = view.next;
      const seen = since;
      // Woken now and then without a change: whoever has gone is only noticed by writing.
      await ledger.when(() => ledger.view(seen).next > seen, 10_000).catch(() => undefined);
    }
  }
}

/**
 * Not a page of another origin, by what browsers say about their requests. One that has its own name point at this
 * machine says that it is ours, so a page must call us by a name that nobody else can give: other programs, which state no
 * origin, may call us anything, as in a network of containers.
 */
function isFromHere({ origin, ownOrigin, fetchSite }: Exchange): boolean {
  if (fetchSite !== undefined && fetchSite !== 'same-origin' && fetchSite !== 'none') return false;
  if (origin === undefined) return true;
  const name = URL.canParse(origin) ? new URL(origin).hostname.replace(/^\[|\]$/g, '') : '';
  return origin === ownOrigin && (isIP(name) !== 0 || name === 'localhost');
}

async function bodyOf(exchange: Exchange): Promise<unknown> {
  const body = await exchange.readBody(maxBodyBytes);
  if (body === undefined) throw new BadInput('the body is too long');
  if (body === '') return undefined;
  if (!/^application\/json\s*(;|$)/i.test(exchange.contentType))
    throw new BadInput('Content-Type must be application/json');
  return parse(body, 'body');
}

/** A fault that nobody could feel would make a test pass for nothing. */
function needRelay(device: Device): Device {
  if (!device.settings.relay) throw new BadInput(`${device.id} has no relay: set relay to true`);
  return device;
}

/** A device as JSON shows it. */
export type DeviceView = Pick<Device, 'id' | 'name' | 'settings' | 'limitSeconds' | 'faultsLeft'>;

function viewOf({ id, name, settings, limitSeconds, faultsLeft }: Device): DeviceView {
  return { id, name, settings, limitSeconds, faultsLeft };
}

async function pageReply(file: string, type: string): Promise<Reply> {
  const body = await readFile(new URL(`page/${file}`, import.meta.url), 'utf8');
  return { status: 200, headers: { ...pageHeaders, 'Content-Type': type }, body };
}

function complaint(status: number, error: string): Reply {
  return json(status, { error });
}

function json(status: number, body: object): Reply {
  return {
    status,
    headers: { 'Content-Type': 'application/json', 'X-Content-Type-Options': 'nosniff' },
    body: JSON.stringify(body),
  };
}
