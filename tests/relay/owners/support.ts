// Instances of an app on one store, in front of the simulated service.

import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { memoryStore } from '../../../web/src/relay/owner-tokens/memory.js';
import {
  createTokens,
  type Tokens,
  type TokensEvent,
  type TokensOptions,
  type TokenStore,
} from '../../../web/src/relay/owner-tokens/index.js';
import type { TokenRequest } from '../../../web/src/relay/index.js';
import {
  startSimulator,
  type LinkRecord,
  type OAuthOptions,
  type Simulator,
} from '../../simulator/index.js';
import { newKey } from '../support.js';

export const clientSecret = 'precious-secret-of-the-client';

export const asked = (deviceId = 'front-door', refused?: string): TokenRequest =>
  refused === undefined
    ? { deviceId, subject: 'ann', reason: 'initial' }
    : { deviceId, subject: 'ann', reason: 'refresh', refused };

export class App {
  readonly simulator: Simulator;
  readonly store: TokenStore;
  readonly events: TokensEvent[] = [];
  readonly #t: TestContext;
  readonly #key = newKey();

  constructor(t: TestContext, simulator: Simulator, store: TokenStore) {
    this.#t = t;
    this.simulator = simulator;
    this.store = store;
  }

  /** Each device is its owner's only one, and called as the owner. */
  instance(changes: Partial<TokensOptions> = {}): Tokens {
    const tokens = createTokens({
      clientId: 'app',
      clientSecret,
      store: this.store,
      key: this.#key,
      ownerOf: ({ deviceId }) => deviceId,
      tokenUrl: `${this.simulator.origin}/oauth/token`,
      onEvent: (event) => this.events.push(event),
      ...changes,
    });
    this.#t.after(() => tokens.close());
    return tokens;
  }

  /** Of the owner's last link. */
  link(owner = 'front-door'): LinkRecord {
    const links = this.simulator.oauth.links();
    const link = links.filter(({ devices }) => devices?.includes(owner)).at(-1);
    assert.ok(link);
    return link;
  }

  /** Refresh tokens that were used. */
  refreshes(owner = 'front-door'): number {
    return this.link(owner).grants - 1;
  }

  told(type: TokensEvent['type']): TokensEvent[] {
    return this.events.filter((event) => event.type === type);
  }

  async linked(tokens: Tokens, owner = 'front-door'): Promise<void> {
    await tokens.link(this.simulator.issueCode({ devices: [owner] }), owner);
  }

  /** Whether the service takes it for this device. */
  async takes(token: string, device = 'front-door'): Promise<boolean> {
    const url = `${this.simulator.origin}/v1/devices/${device}`;
    const { status } = await fetch(url, { headers: { Authorization: `Bearer ${token}` } });
    return status === 200;
  }
}

export async function startApp(
  t: TestContext,
  {
    store = memoryStore(),
    devices = ['front-door', 'garden'],
    ...oauth
  }: Partial<OAuthOptions> & { store?: TokenStore; devices?: string[] } = {},
): Promise<App> {
  const simulator = await startSimulator({
    oauth: { clientId: 'app', clientSecret, ...oauth },
    devices: devices.map((id) => ({ id })),
  });
  t.after(() => simulator.close());
  return new App(t, simulator, store);
}

/** A store that a test can take away: what is asked meanwhile fails. */
export class FailingStore implements TokenStore {
  isAway = false;
  /** Then it does not even fail. */
  isSilent = false;
  /** How often it was asked. */
  asked = 0;
  readonly #inner: TokenStore;

  constructor(inner: TokenStore) {
    this.#inner = inner;
  }

  get(key: string): Promise<string | undefined> {
    return this.#ask(() => this.#inner.get(key));
  }

  compareAndSet(key: string, before?: string, after?: string): Promise<boolean> {
    return this.#ask(() => this.#inner.compareAndSet(key, before, after));
  }

  keys(): Promise<string[]> {
    return this.#ask(() => this.#inner.keys());
  }

  lock(key: string, holder: string, seconds: number): Promise<boolean> {
    return this.#ask(() => this.#inner.lock(key, holder, seconds));
  }

  unlock(key: string, holder: string): Promise<void> {
    return this.#ask(() => this.#inner.unlock(key, holder));
  }

  async #ask<T>(step: () => Promise<T>): Promise<T> {
    this.asked += 1;
    if (this.isSilent) return new Promise(() => undefined);
    if (this.isAway) throw new Error('the store at redis://user:hunter2@host is away');
    return step();
  }
}
