// The simulator as a whole: devices, tokens and ledger behind one request handler, with or without a server of its own.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Control } from './control.js';
import { Device, defaultSettings, type DeviceOptions, type DeviceSettings } from './device.js';
import { locateImage, sendImage } from './images.js';
import { isResourceName, listDevices, readDevice, type ResourceName } from './devices-api.js';
import { replies } from './errors.js';
import { decodedPart, Exchange, preflightHeaders } from './exchange.js';
import { Ledger } from './ledger.js';
import { TokenEndpoint, type OAuthOptions } from './oauth.js';
import { RandomSource } from './random.js';
import { RateLimit } from './rate-limit.js';
import { TokenBook, type TokenOptions } from './tokens.js';
import { deleteSession, postSession } from './whep.js';

/** The settings given here are the defaults of all devices. */
export interface SimulatorOptions extends Partial<DeviceSettings> {
  /** One battery device called `front-door` if left out. */
  devices?: DeviceOptions[] | undefined;
  /** Accepted bearers; `tokens.issue()` makes more. */
  tokens?: (string | ({ token: string } & TokenOptions))[] | undefined;
  /** There is a token endpoint only with it. */
  oauth?: OAuthOptions | undefined;
  /** More answer 429; the service documents 100. No limit if left out. */
  requestsPerSecond?: number | undefined;
  /** Ids, tokens and RTP's random beginnings are the same in each run with the same seed. */
  seed?: number | undefined;
  /** False: no server of its own, another one calls `handle`. */
  listen?: boolean | undefined;
  host?: string | undefined;
  port?: number | undefined;
  /** Put before every path, such as `/simulator`. */
  basePath?: string | undefined;
  /** Address of the media candidates; all interfaces but loopback if left out. */
  bindAddress?: string | undefined;
  /** What `POST /control/shutdown` does; without it there is none. */
  onShutdown?: (() => void) | undefined;
}

export interface Simulator {
  /** `http://host:port` of its own server; empty without one. */
  readonly origin: string;
  readonly ledger: Ledger;
  readonly tokens: TokenBook;
  /** Throws for an id that does not exist. */
  device(id: string): Device;
  devices(): Device[];
  addDevice(options: DeviceOptions): Device;
  /** From now on 404, and its sessions end. */
  removeDevice(id: string): void;
  /** Path of the WHEP endpoint; put `origin` before it. */
  endpointPath(deviceId: string, componentId?: string): string;
  /** What the token endpoint takes for tokens, once and within a minute. Throws where there is no token endpoint. */
  issueCode(scope?: TokenOptions): string;
  /** The token endpoint: its faults, and what has become of each link. Throws where there is none. */
  readonly oauth: Pick<TokenEndpoint, 'onRequest' | 'links'>;
  /** False when the path is not the simulator's. The page and the control requests are on its own server only. */
  handle(req: IncomingMessage, res: ServerResponse): boolean;
  /** As it was started: settings, faults, tokens; nothing open, an empty ledger. `leaks` are not forgotten. */
  reset(): void;
  /** All violations so far, and the sessions that are open now: what a build should fail for. */
  leaks(): string[];
  /** Ends all sessions and frees everything, so that the process can exit. */
  close(): Promise<void>;
}

interface Route {
  kind: 'sessions' | 'session' | 'devices' | 'device' | 'image' | 'token' | 'ledger';
  deviceId?: string | undefined;
  sessionId?: string | undefined;
  resource?: ResourceName | undefined;
}

export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const simulator = new RingSimulator(options);
  if (options.listen !== false)
    await simulator.listen(options.port ?? 0, options.host ?? '127.0.0.1');
  return simulator;
}

class RingSimulator implements Simulator {
  origin = '';
  readonly ledger = new Ledger();
  readonly tokens: TokenBook;
  readonly #devices = new Map<string, Device>();
  readonly #defaults: DeviceSettings;
  readonly #basePath: string;
  readonly #bindAddress: string | undefined;
  readonly #random: RandomSource;
  readonly #requestIds: RandomSource;
  readonly #givenTokens: NonNullable<SimulatorOptions['tokens']>;
  readonly #tokenEndpoint: TokenEndpoint | undefined;
  readonly #rateLimit: RateLimit;
  readonly #control: Control;
  readonly #leaksBefore: string[] = [];
  #server: Server | undefined;

  constructor(options: SimulatorOptions) {
    const {
      devices,
      tokens = [],
      oauth,
      requestsPerSecond,
      seed,
      basePath,
      bindAddress,
      onShutdown,
      listen: _listen,
      host: _host,
      port: _port,
      ...settings
    } = options;
    this.#defaults = { ...defaultSettings, ...settings };
    this.#basePath = basePath ?? '';
    this.#bindAddress = bindAddress;
    this.#random = new RandomSource(seed);
    this.#requestIds = this.#random.for('requests');
    this.#rateLimit = new RateLimit(requestsPerSecond);
    this.tokens = new TokenBook(this.#random.for('tokens'));
    this.#givenTokens = tokens;
    this.#tokenEndpoint =
      oauth && new TokenEndpoint(oauth, this.tokens, this.#random.for('oauth'), Date.now);
    this.#control = new Control(this, onShutdown);
    for (const device of devices ?? [{ id: 'front-door' }]) this.addDevice(device);
    this.#issueGivenTokens();
  }

  async listen(port: number, host: string): Promise<void> {
    const server = createServer((req, res) => {
      const url = req.url ?? '/';
      const exchange = (): Exchange => this.#exchange(req, res, {}, 'off');
      if (this.#control.handle(url.split('?')[0] ?? '/', exchange)) return;
      if (!this.handle(req, res)) this.#unknownRoute(req, res);
    });
    // Text that is not HTTP at all.
    server.on('clientError', (_error, socket) => {
      socket.destroy();
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, resolve);
    });
    this.#server = server;
    const address = server.address() as AddressInfo;
    this.origin = `http://${host.includes(':') ? `[${host}]` : host}:${String(address.port)}`;
  }

  device(id: string): Device {
    const device = this.#devices.get(id);
    if (device === undefined) throw new Error(`the simulator has no device called ${id}`);
    return device;
  }

  devices(): Device[] {
    return [...this.#devices.values()];
  }

  addDevice(options: DeviceOptions): Device {
    const device = new Device(options, this.#defaults, {
      ledger: this.ledger,
      random: this.#random.for(`device ${options.id}`),
      bindAddress: this.#bindAddress,
    });
    this.#devices.set(device.id, device);
    return device;
  }

  removeDevice(id: string): void {
    this.#devices.get(id)?.retire();
    this.#devices.delete(id);
  }

  endpointPath(deviceId: string, componentId?: string): string {
    const query =
      componentId === undefined ? '' : `?component_id=${encodeURIComponent(componentId)}`;
    return `${this.#basePath}/v1/devices/${encodeURIComponent(deviceId)}/media/streaming/whep/sessions${query}`;
  }

  issueCode(scope: TokenOptions = {}): string {
    return this.oauth.issueCode(scope);
  }

  get oauth(): TokenEndpoint {
    if (this.#tokenEndpoint === undefined)
      throw new Error('the simulator has no token endpoint: set oauth');
    return this.#tokenEndpoint;
  }

  handle(req: IncomingMessage, res: ServerResponse): boolean {
    const route = this.#route(req.url ?? '/');
    if (route === undefined) return false;
    const device = this.#devices.get(route.deviceId ?? '');
    const exchange = this.#exchange(req, res, route, (device?.settings ?? this.#defaults).cors);
    this.#serve(exchange, route, device).catch(() => {
      exchange.reply(replies.serverError());
    });
    return true;
  }

  reset(): void {
    this.#leaksBefore.push(...this.ledger.leaks());
    for (const device of this.#devices.values()) device.reset();
    this.tokens.expireAll();
    this.#issueGivenTokens();
    this.#tokenEndpoint?.reset();
    this.ledger.clear();
  }

  leaks(): string[] {
    return [...this.#leaksBefore, ...this.ledger.leaks()];
  }

  async close(): Promise<void> {
    for (const device of this.#devices.values()) device.retire();
    const server = this.#server;
    this.#server = undefined;
    if (server !== undefined) {
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
    }
  }

  #issueGivenTokens(): void {
    for (const given of this.#givenTokens) {
      if (typeof given === 'string') this.tokens.issue(given);
      else this.tokens.issue(given.token, given);
    }
  }

  #exchange(
    req: IncomingMessage,
    res: ServerResponse,
    target: Pick<Route, 'deviceId' | 'sessionId'>,
    cors: DeviceSettings['cors'],
  ): Exchange {
    return new Exchange(req, res, target, this.ledger, cors, this.#requestIds.uuid());
  }

  async #serve(exchange: Exchange, route: Route, device: Device | undefined): Promise<void> {
    if (route.kind === 'ledger') this.#serveLedger(exchange);
    else if (exchange.method === 'OPTIONS') this.#servePreflight(exchange, device);
    else if (route.kind === 'token') await this.#serveTokens(exchange);
    else if (this.#rateLimit.isExceeded()) exchange.reply(replies.rateLimited(1));
    else if (route.kind === 'devices') this.#serveDevices(exchange);
    else if (device === undefined) this.#serveUnknownDevice(exchange);
    else await this.#serveDevice(exchange, route, device);
  }

  async #serveDevice(exchange: Exchange, route: Route, device: Device): Promise<void> {
    const request = `${exchange.method} ${route.kind}`;
    if (request === 'POST sessions') await postSession(exchange, device, this.tokens);
    else if (request === 'DELETE session')
      await deleteSession(exchange, device, this.tokens, route.sessionId ?? '');
    else if (request === 'GET device')
      await readDevice(exchange, device, this.tokens, route.resource);
    else if (request === 'POST image') await locateImage(exchange, device, this.tokens);
    else if (request === 'GET image') sendImage(exchange, device);
    else exchange.reply(replies.methodNotAllowed());
  }

  #serveDevices(exchange: Exchange): void {
    if (exchange.method === 'GET') listDevices(exchange, this.devices(), this.tokens);
    else exchange.reply(replies.methodNotAllowed());
  }

  async #serveTokens(exchange: Exchange): Promise<void> {
    if (exchange.method !== 'POST') exchange.reply(replies.methodNotAllowed());
    else if (this.#tokenEndpoint === undefined) exchange.reply(replies.notFound());
    else await answerTokens(exchange, this.#tokenEndpoint);
  }

  /** With CORS off the real service answers without a single CORS header, and the browser stops there. */
  #servePreflight(exchange: Exchange, device: Device | undefined): void {
    const cors = (device?.settings ?? this.#defaults).cors;
    exchange.reply({ status: cors === 'off' ? 403 : 204, headers: preflightHeaders(cors) });
  }

  #serveUnknownDevice(exchange: Exchange): void {
    if (exchange.method === 'DELETE') this.ledger.addStrayDelete(exchange.path);
    exchange.reply(replies.notFound());
  }

  #serveLedger(exchange: Exchange): void {
    if (exchange.method !== 'GET') {
      exchange.reply(replies.methodNotAllowed());
      return;
    }
    const since = Number(exchange.query.get('since') ?? 0);
    const body = JSON.stringify(this.ledger.view(Number.isFinite(since) ? since : 0));
    exchange.reply({ status: 200, headers: { 'Content-Type': 'application/json' }, body });
  }

  /** Also written down: a test sees what reached a place where nothing should have arrived. */
  #unknownRoute(req: IncomingMessage, res: ServerResponse): void {
    const exchange = this.#exchange(req, res, {}, this.#defaults.cors);
    if (req.method === 'OPTIONS') this.#servePreflight(exchange, undefined);
    else exchange.reply(replies.notFound());
  }

  #route(url: string): Route | undefined {
    const path = url.split('?')[0] ?? '';
    if (!path.startsWith(this.#basePath)) return undefined;
    const local = path.slice(this.#basePath.length);
    if (local === '/ledger') return { kind: 'ledger' };
    if (local === '/oauth/token' && this.#tokenEndpoint !== undefined) return { kind: 'token' };
    const [version, devices, id, ...rest] = local.slice(1).split('/');
    if (!local.startsWith('/') || version !== 'v1' || devices !== 'devices') return undefined;
    if (id === undefined) return { kind: 'devices' };
    return id === '' ? undefined : deviceRoute(decodedPart(id), rest);
  }
}

async function answerTokens(exchange: Exchange, endpoint: TokenEndpoint): Promise<void> {
  const { cut, delaySeconds = 0, reply } = endpoint.takeFault();
  const body = await exchange.readBody(10_000);
  await new Promise((resolve) => setTimeout(resolve, delaySeconds * 1000));
  if (cut !== 'before') {
    const answer = reply ?? endpoint.answer(exchange.contentType, body);
    if (cut === undefined) exchange.reply(answer);
  }
  if (cut !== undefined) exchange.cut();
}

/** What stands below `/v1/devices/{id}`. */
function deviceRoute(deviceId: string | undefined, rest: string[]): Route | undefined {
  const [first, ...more] = rest;
  if (first === undefined) return { kind: 'device', deviceId };
  if (isResourceName(first) && more.length === 0)
    return { kind: 'device', deviceId, resource: first };
  if (/^media\/image\/download(\/\w+)?$/.test(rest.join('/'))) return { kind: 'image', deviceId };
  const match = /^media\/streaming\/whep\/sessions(?:\/([^/]+))?$/.exec(rest.join('/'));
  if (match === null) return undefined;
  const sessionId = match[1];
  return { kind: sessionId === undefined ? 'sessions' : 'session', deviceId, sessionId };
}
