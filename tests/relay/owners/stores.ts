// Real servers in folders of their own, on free ports, which a test can kill and start again; and a store in each.

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'pg';
import { createClient } from 'redis';
import { fileLimits } from '../../../web/src/relay/limits/file.js';
import { postgresLimits } from '../../../web/src/relay/limits/postgres.js';
import { redisLimits } from '../../../web/src/relay/limits/redis.js';
import type { LimitStore } from '../../../web/src/relay/limits/store.js';
import { fileStore } from '../../../web/src/relay/owner-tokens/file.js';
import { postgresStore } from '../../../web/src/relay/owner-tokens/postgres.js';
import { redisStore } from '../../../web/src/relay/owner-tokens/redis.js';
import type { TokenStore } from '../../../web/src/relay/owner-tokens/store.js';
import { freePorts } from '../../free-ports.js';

export const kinds = ['file', 'redis', 'postgres'] as const;
export type Kind = (typeof kinds)[number];

/** A store as an app opens it. */
export interface OpenStore {
  readonly store: TokenStore;
  close(): Promise<void>;
}

/** Limits as an app opens them. */
export interface OpenLimits {
  readonly limits: LimitStore;
  close(): Promise<void>;
}

/** @param place Of a `StoreServer`. */
export async function openStore(kind: Kind, place: string): Promise<OpenStore> {
  if (kind === 'file') return { store: fileStore(place), close: nothing };
  if (kind === 'redis') {
    const { client, close } = await connected(place);
    return { store: redisStore(client), close };
  }
  const pool = poolOf(place);
  return { store: postgresStore(pool), close: () => pool.end() };
}

/** @param place Of a `StoreServer`. */
export async function openLimits(kind: Kind, place: string): Promise<OpenLimits> {
  if (kind === 'file') return { limits: fileLimits(place), close: nothing };
  if (kind === 'redis') {
    const { client, close } = await connected(place);
    return { limits: redisLimits(client), close };
  }
  const pool = poolOf(place);
  return { limits: postgresLimits(pool), close: () => pool.end() };
}

async function connected(url: string) {
  const client = createClient({ url, socket: { reconnectStrategy: 50 } });
  // The client goes on by itself.
  client.on('error', () => undefined);
  await client.connect();
  const close = async (): Promise<void> => {
    client.destroy();
  };
  return { client, close };
}

function poolOf(connectionString: string): Pool {
  const pool = new Pool({ connectionString, max: 4, connectionTimeoutMillis: 2000 });
  pool.on('error', () => undefined);
  return pool;
}

const nothing = (): Promise<void> => Promise.resolve();

export interface StoreServer {
  /** Folder or address. */
  readonly place: string;
  /** SIGKILL to all of it. Nothing to do for files. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** And removes what it has written. */
  end(): Promise<void>;
}

export async function startStore(kind: Kind): Promise<StoreServer> {
  const folder = mkdtempSync(join(tmpdir(), `ring-live-${kind}-`));
  if (kind === 'file') {
    return {
      place: folder,
      kill: nothing,
      start: nothing,
      end: async () => {
        rmSync(folder, { recursive: true });
      },
    };
  }
  const [port = 0] = await freePorts(1);
  const isRedis = kind === 'redis';
  if (!isRedis) await makeCluster(folder);
  const place = isRedis
    ? `redis://127.0.0.1:${String(port)}`
    : `postgres://owner@127.0.0.1:${String(port)}/postgres`;
  const command = isRedis ? redisCommand(folder, port) : postgresCommand(folder, port);
  const server = new Server(port, command, () => works(kind, place));
  await server.start();
  return {
    place,
    kill: () => server.kill(),
    start: () => server.start(),
    end: async () => {
      await server.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A server that listens may still be reading what it has written before. */
async function works(kind: Kind, place: string): Promise<boolean> {
  try {
    const { store, close } = await openStore(kind, place);
    return await store
      .get('')
      .then(() => true)
      .finally(close);
  } catch {
    return false;
  }
}

/** As the guide says: each write is on the disk before it is answered. */
function redisCommand(folder: string, port: number): string[] {
  return [
    ...['redis-server', '--port', String(port), '--bind', '127.0.0.1', '--dir', folder],
    ...['--appendonly', 'yes', '--appendfsync', 'always', '--save', ''],
  ];
}

function postgresCommand(folder: string, port: number): string[] {
  return asPostgres([
    ...[join(postgresPrograms(), 'postgres'), '-D', join(folder, 'data'), '-p', String(port)],
    ...['-c', 'listen_addresses=127.0.0.1', '-c', `unix_socket_directories=${folder}`],
  ]);
}

async function makeCluster(folder: string): Promise<void> {
  if (isRoot) {
    const [uid, gid] = (await idsOf('postgres')) as [number, number];
    chownSync(folder, uid, gid);
  }
  const args = ['-D', join(folder, 'data'), '-U', 'owner', '-A', 'trust', '--no-sync'];
  const [command = '', ...rest] = asPostgres([join(postgresPrograms(), 'initdb'), ...args]);
  const child = spawn(command, rest, { stdio: ['ignore', 'ignore', 'inherit'], cwd: folder });
  const [code] = (await once(child, 'exit')) as [number];
  if (code !== 0) throw new Error(`initdb ended with ${String(code)}`);
}

const isRoot = process.getuid?.() === 0;

/** PostgreSQL runs for anybody but root. */
const asPostgres = (command: string[]): string[] =>
  isRoot
    ? ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups', ...command]
    : command;

async function idsOf(user: string): Promise<number[]> {
  return Promise.all(
    ['-u', '-g'].map(async (flag) => {
      const child = spawn('id', [flag, user], { stdio: ['ignore', 'pipe', 'inherit'] });
      let text = '';
      for await (const chunk of child.stdout) text += String(chunk);
      return Number(text);
    }),
  );
}

/** Debian keeps them beside each other, by version, and not on PATH. */
function postgresPrograms(): string {
  const versions = '/usr/lib/postgresql';
  const newest = readdirSync(versions)
    .sort((a, b) => Number(a) - Number(b))
    .at(-1);
  return join(versions, newest ?? '', 'bin');
}

class Server {
  readonly #port: number;
  readonly #command: string[];
  readonly #works: () => Promise<boolean>;
  #child: ChildProcess | undefined;

  constructor(port: number, command: string[], works: () => Promise<boolean>) {
    this.#port = port;
    this.#command = command;
    this.#works = works;
  }

  async start(): Promise<void> {
    // What was killed may leave children behind for a moment, which a new server waits for by giving up.
    for (let tries = 0; tries < 50; tries += 1) {
      const [command = '', ...args] = this.#command;
      // A group of its own: with it all its children are killed.
      const child = spawn(command, args, { stdio: 'ignore', detached: true, cwd: tmpdir() });
      this.#child = child;
      if (await this.#isUp(child)) return;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    throw new Error(`${this.#command.join(' ')} does not start`);
  }

  /** False when it has ended. */
  async #isUp(child: ChildProcess): Promise<boolean> {
    while (await answers(this.#port, child)) {
      if (await this.#works()) return true;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return false;
  }

  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    process.kill(-child.pid, 'SIGKILL');
    await ended;
  }
}

/** Until somebody listens; false when it has ended. */
async function answers(port: number, child: ChildProcess): Promise<boolean> {
  while (child.exitCode === null && child.signalCode === null) {
    const socket = connect(port, '127.0.0.1');
    const isOpen = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'error').then(() => false),
    ]).catch(() => false);
    socket.destroy();
    if (isOpen) return true;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return false;
}
