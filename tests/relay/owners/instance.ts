// One instance of an app, made to be killed: it asks for the tokens of random owners as fast as it may, uses them, and serves
// a relay. What it sees it tells at once.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  createTokens,
  TokensError,
  type TokenStore,
} from '../../../web/src/relay/owner-tokens/index.js';
import { createRelay } from '../../../web/src/relay/index.js';
import { toNodeHandler } from '../../../web/src/relay/node.js';
import { openStore, type Kind } from './stores.js';

export interface InstanceOptions {
  readonly kind: Kind;
  readonly place: string;
  readonly key: string;
  /** Of the service. */
  readonly origin: string;
  readonly owners: readonly string[];
  /** Milliseconds between two requests of one of its four visitors. */
  readonly restMilliseconds: number;
  /** For an answer of the service. */
  readonly requestSeconds: number;
}

export type Told =
  | { readonly is: 'listening'; readonly port: number }
  /** Of a request with a token: how long after it was given. */
  | { readonly is: 'answered'; readonly status: number; readonly milliseconds: number }
  /** From before an owner's token is refreshed until it is written. */
  | { readonly is: 'refreshing' | 'done'; readonly owner: string }
  /** A refresh without an answer: what the service gave for it, if it did, is lost. */
  | { readonly is: 'unanswered'; readonly cause: string; readonly owner: string }
  | { readonly is: 'without-token'; readonly code: string; readonly owner: string };

const options = JSON.parse(process.argv[2] ?? '') as InstanceOptions;
const tell = (told: Told): void => void process.send?.(told);
const rest = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

async function open(): ReturnType<typeof openStore> {
  for (;;) {
    try {
      return await openStore(options.kind, options.place);
    } catch {
      await rest(50); // The store was killed.
    }
  }
}

const { store: opened } = await open();
const store: TokenStore = {
  get: (key) => opened.get(key),
  compareAndSet: (key, before, after) => opened.compareAndSet(key, before, after),
  keys: () => opened.keys(),
  lock: async (owner, holder, seconds) => {
    const isOurs = await opened.lock(owner, holder, seconds);
    if (isOurs) tell({ is: 'refreshing', owner });
    return isOurs;
  },
  unlock: async (owner, holder) => {
    tell({ is: 'done', owner });
    await opened.unlock(owner, holder);
  },
};
const tokens = createTokens({
  clientId: 'app',
  clientSecret: 'secret',
  tokenUrl: `${options.origin}/oauth/token`,
  ownerOf: ({ deviceId }) => deviceId,
  timeouts: { request: options.requestSeconds, store: 2 },
  key: options.key,
  store,
  onEvent: ({ type, owner, cause = '?' }) => {
    if (type === 'refresh-failed') tell({ is: 'unanswered', cause, owner });
  },
});
const relay = createRelay({
  upstream: options.origin,
  leaseKey: options.key,
  authorize: () => 'ann',
  token: tokens.token,
  maxOpening: 100,
  requestsPerSecond: Infinity,
});
const server = createServer(toNodeHandler(relay)).listen(0, '127.0.0.1', () => {
  tell({ is: 'listening', port: (server.address() as AddressInfo).port });
});

async function visit(owner: string): Promise<void> {
  const asked = { deviceId: owner, subject: 'ann' };
  const { token } = await tokens.token({ ...asked, reason: 'initial' });
  if ((await use(owner, token)) !== 401) return;
  const { token: fresh } = await tokens.token({ ...asked, reason: 'refresh', refused: token });
  await use(owner, fresh);
}

async function use(owner: string, token: string): Promise<number> {
  const given = performance.now();
  const headers = { Authorization: `Bearer ${token}` };
  const { status, body } = await fetch(`${options.origin}/v1/devices/${owner}`, { headers });
  await body?.cancel();
  tell({ is: 'answered', status, milliseconds: performance.now() - given });
  return status;
}

let isOver = false;

async function visitor(): Promise<void> {
  while (!isOver) {
    const owner = options.owners[Math.floor(Math.random() * options.owners.length)] ?? '';
    await visit(owner).catch((reason: unknown) => {
      const code = reason instanceof TokensError ? reason.code : String(reason);
      tell({ is: 'without-token', code, owner });
    });
    await rest(options.restMilliseconds);
  }
}

/** In good order: what has begun is written. */
process.on('SIGTERM', () => {
  isOver = true;
});

await Promise.all(Array.from({ length: 4 }, visitor));
await tokens.close();
process.exit(0);
