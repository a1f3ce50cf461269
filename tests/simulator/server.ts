// The simulator as a whole: devices, tokens and ledger behind one request handler, with or without a server of its own.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Device, defaultSettings, type DeviceOptions, type DeviceSettings } from './device.js';
import { replies } from './errors.js';
import { Exchange, preflightHeaders } from './exchange.js';
import { Ledger } from './ledger.js';
import { TokenBook } from './tokens.js';
import { deleteSession, postSession } from './whep.js';

/** The settings given here are the defaults of all devices. */
export interface SimulatorOptions extends Partial<DeviceSettings> {
  /** One battery device called `front-door` if left out. */
  devices?: DeviceOptions[] | undefined;
  /** False: no server of its own, another one calls `handle`. */
  listen?: boolean | undefined;
  host?: string | undefined;
  port?: number | undefined;
  /** Put before every path, such as `/simulator`. */
  basePath?: string | undefined;
  /** Address of the media candidates; all interfaces but loopback if left out. */
  bindAddress?: string | undefined;
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
  /** False when the path is not the simulator's. */
  handle(req: IncomingMessage, res: ServerResponse): boolean;
  /** Ends all sessions and frees everything, so that the process can exit. */
  close(): Promise<void>;
}

interface Route {
  kind: 'sessions' | 'session' | 'ledger';
  deviceId?: string | undefined;
  sessionId?: string | undefined;
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
  readonly tokens = new TokenBook();
  readonly #devices = new Map<string, Device>();
  readonly #defaults: DeviceSettings;
  readonly #basePath: string;
  readonly #bindAddress: string | undefined;
  #server: Server | undefined;

  constructor(options: SimulatorOptions) {
    const {
      devices,
      basePath,
      bindAddress,
      listen: _listen,
      host: _host,
      port: _port,
      ...settings
    } = options;
    this.#defaults = { ...defaultSettings, ...settings };
    this.#basePath = basePath ?? '';
    this.#bindAddress = bindAddress;
    for (const device of devices ?? [{ id: 'front-door' }]) this.addDevice(device);
  }

  async listen(port: number, host: string): Promise<void> {
    const server = createServer((req, res) => {
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
    const device = new Device(options, this.#defaults, this.ledger, this.#bindAddress);
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

  handle(req: IncomingMessage, res: ServerResponse): boolean {
    const route = this.#route(req.url ?? '/');
    if (route === undefined) return false;
    const device = this.#devices.get(route.deviceId ?? '');
    const cors = (device?.settings ?? this.#defaults).cors;
    const exchange = new Exchange(req, res, route, this.ledger, cors);
    this.#serve(exchange, route, device, req.method ?? '').catch(() => {
      exchange.reply(replies.serverError());
    });
    return true;
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

  async #serve(
    exchange: Exchange,
    route: Route,
    device: Device | undefined,
    method: string,
  ): Promise<void> {
    if (route.kind === 'ledger') this.#serveLedger(exchange, method);
    else if (method === 'OPTIONS') this.#servePreflight(exchange, device);
    else if (device === undefined) this.#serveUnknownDevice(exchange, method);
    else if (route.kind === 'sessions' && method === 'POST')
      await postSession(exchange, device, this.tokens);
    else if (route.kind === 'session' && method === 'DELETE') {
      await deleteSession(exchange, device, this.tokens, route.sessionId ?? '');
    } else exchange.reply(replies.methodNotAllowed());
  }

  /** With CORS off the real service answers without a single CORS header, and the browser stops there. */
  #servePreflight(exchange: Exchange, device: Device | undefined): void {
    const cors = (device?.settings ?? this.#defaults).cors;
    exchange.reply({ status: cors === 'off' ? 403 : 204, headers: preflightHeaders(cors) });
  }

  #serveUnknownDevice(exchange: Exchange, method: string): void {
    if (method === 'DELETE') this.ledger.addStrayDelete(exchange.path);
    exchange.reply(replies.notFound());
  }

  #serveLedger(exchange: Exchange, method: string): void {
    if (method !== 'GET') {
      exchange.reply(replies.methodNotAllowed());
      return;
    }
    const since = Number(exchange.query.get('since') ?? 0);
    const body = JSON.stringify(this.ledger.view(Number.isFinite(since) ? since : 0));
    exchange.reply({ status: 200, headers: { 'Content-Type': 'application/json' }, body });
  }

  /** Also written down: a test sees what reached a place where nothing should have arrived. */
  #unknownRoute(req: IncomingMessage, res: ServerResponse): void {
    const exchange = new Exchange(req, res, {}, this.ledger, this.#defaults.cors);
    if (req.method === 'OPTIONS') this.#servePreflight(exchange, undefined);
    else exchange.reply(replies.notFound());
  }

  #route(url: string): Route | undefined {
    const path = url.split('?')[0] ?? '';
    if (!path.startsWith(this.#basePath)) return undefined;
    const local = path.slice(this.#basePath.length);
    if (local === '/ledger') return { kind: 'ledger' };
    const match = /^\/v1\/devices\/([^/]+)\/media\/streaming\/whep\/sessions(?:\/([^/]+))?$/.exec(
      local,
    );
    if (match === null) return undefined;
    const [, deviceId, sessionId] = match;
    return {
      kind: sessionId === undefined ? 'sessions' : 'session',
      deviceId: decode(deviceId ?? ''),
      sessionId,
    };
  }
}

/** Broken escapes are an id that no device has. */
function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
