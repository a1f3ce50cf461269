// The owners' tokens: linked once, refreshed for as long as anybody watches, given to the relay while they are good.

import type { OwnedToken, TokenRequest } from '../options.js';
import { Recent } from '../recent.js';
import { TokensError } from './error.js';
import { TokenService } from './oauth.js';
import {
  settingsOf,
  type TokensEvent,
  type TokensOptions,
  type TokensSettings,
} from './options.js';
import { linked, Records, type OwnerRecord } from './record.js';
import { Refresher } from './refresher.js';
import { jittered } from './time.js';
import { Vault } from './vault.js';

/** `relink-needed`: the owner has to link again; what is left of the last token is used up meanwhile. */
export type OwnerState = 'unlinked' | 'linked' | 'relink-needed';

export interface Tokens {
  /** The relay's `token`. */
  readonly token: (request: TokenRequest) => Promise<OwnedToken>;
  /** Redeems the code that the service sent back with the owner, in place of whatever this owner had before. */
  link(code: string, owner: string): Promise<void>;
  /** Forgets the owner's tokens. */
  unlink(owner: string): Promise<void>;
  state(owner: string): Promise<OwnerState>;
  /**
   * Refreshes those whom nobody has watched for a day: a refresh token that is not used for thirty days is dead. Done every
   * hour by itself, where a program runs on between its requests; elsewhere a timer of the platform calls it.
   */
  refreshIdle(): Promise<void>;
  /** Ends the timer, and resolves when what has begun is written. */
  close(): Promise<void>;
}

/** @throws TypeError for options that could not work or would not be safe. */
export function createTokens(options: TokensOptions): Tokens {
  const tokens = new OwnersTokens(options, settingsOf(options));
  return {
    token: (request) => tokens.token(request),
    link: (code, owner) => tokens.link(code, owner),
    unlink: (owner) => tokens.unlink(owner),
    state: (owner) => tokens.state(owner),
    refreshIdle: () => tokens.refreshIdle(),
    close: () => tokens.close(),
  };
}

/** Before the end: as the service advises, but no more than a part of a short life. */
const aheadSeconds = 300;
const aheadPart = 1 / 4;
/** What a request needs to get there. */
const onTheWaySeconds = 5;
const onTheWayPart = 1 / 20;
const idleSeconds = 23 * 3600;
const idleLookSeconds = 3600;
const mostTries = 3;
/** With a token at hand, a store that is away is not waited for longer. */
const glanceSeconds = 1;
/** And so long not asked again, or each request would wait. */
const awaySeconds = 2;

class OwnersTokens {
  readonly #options: TokensOptions;
  readonly #vault: Vault;
  readonly #service: TokenService;
  readonly #refresher: Refresher;
  /** By owner: the token that the service has refused last. */
  readonly #refused = new Recent<string>(4 * 3600, 20_000);
  /** Instances do not all come at the same moment. */
  readonly #earliness = 1 + Math.random() / 5;
  /** By the clock that only goes forward: the store is taken to be away. */
  #awayUntil = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isClosed = false;

  constructor(options: TokensOptions, { tokenUrl, keys, timeouts }: TokensSettings) {
    const { clientId, clientSecret, store } = options;
    this.#options = options;
    this.#vault = new Vault(store, new Records(keys), timeouts.store);
    this.#service = new TokenService(tokenUrl, clientId, clientSecret, timeouts.request);
    this.#refresher = new Refresher({
      vault: this.#vault,
      service: this.#service,
      seconds: timeouts.request,
      isDue: (owner, record) => this.#isDead(owner, record) || this.#isOld(record),
      tell: (event) => {
        this.#tell(event);
      },
    });
    this.#wait();
  }

  async token(request: TokenRequest): Promise<OwnedToken> {
    const owner = await this.#options.ownerOf(request);
    if (typeof owner !== 'string' || owner === '') throw new TokensError('not-linked');
    if (request.reason === 'refresh') {
      const refused = request.refused ?? this.#vault.recall(owner)?.access;
      if (refused !== undefined) this.#refused.set(owner, refused);
    }
    return { owner, token: await this.#usable(owner) };
  }

  async link(code: string, owner: string): Promise<void> {
    if (owner === '') throw new TypeError('link: the owner needs a name.');
    // A code works once too: not for a store that is away.
    await this.#vault.load(owner).catch(forgiving('wrong-key'));
    const issuedAt = Date.now();
    const outcome = await this.#service.redeem(code);
    if (outcome.is === 'refused') throw new TokensError('code-refused');
    if (outcome.is === 'unused') throw new TokensError(outcome.code, outcome.reason);
    if (outcome.is === 'unknown') throw new TokensError('service-failed', outcome.reason);
    await this.#vault.replace(owner, linked(outcome.granted, issuedAt));
    this.#refresher.forgive(owner);
    this.#tell({ type: 'linked', owner });
  }

  async unlink(owner: string): Promise<void> {
    await this.#vault.replace(owner, undefined);
    this.#tell({ type: 'unlinked', owner });
  }

  async state(owner: string): Promise<OwnerState> {
    const stored = await this.#vault.load(owner);
    if (stored === undefined) return 'unlinked';
    return stored.record.isOver && this.#vault.unsaved(owner) === undefined
      ? 'relink-needed'
      : 'linked';
  }

  async refreshIdle(): Promise<void> {
    const before = Date.now() - idleSeconds * 1000;
    for (const owner of await this.#vault.owners()) {
      if (this.#isClosed) return;
      const record = (await this.#vault.load(owner).catch(forgiving('wrong-key')))?.record;
      if (record === undefined || record.isOver || record.issuedAt > before) continue;
      // Told as an event; the others have nothing to do with it.
      await this.#refresher.refresh(owner).catch(() => undefined);
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await this.#refresher.settled();
    await this.#vault.settled();
  }

  async #usable(owner: string): Promise<string> {
    let record = await this.#look(owner);
    // More than once when what came was refused meanwhile, or has died on its way into the store.
    for (let tries = 0; this.#isDead(owner, record); tries += 1) {
      if (tries === mostTries) throw new TokensError('service-failed');
      record = await this.#refresher.refresh(owner);
    }
    // In time for the next ones; whoever fails tells it as an event.
    if (!record.isOver && this.#isOld(record)) {
      this.#refresher.refresh(owner).catch(() => undefined);
    }
    return record.access;
  }

  /** What the store says, or with the store away what this instance knows, as long as that is good for something. */
  async #look(owner: string): Promise<OwnerRecord> {
    const known = this.#vault.recall(owner);
    const good = known !== undefined && !this.#isDead(owner, known) ? known : undefined;
    if (good !== undefined && performance.now() < this.#awayUntil) return good;
    try {
      const stored = await this.#vault.load(owner, good && glanceSeconds);
      if (stored === undefined) throw new TokensError('not-linked');
      return this.#vault.unsaved(owner) ?? stored.record;
    } catch (reason) {
      const isAway = reason instanceof TokensError && reason.code === 'store-failed';
      if (good === undefined || !isAway) throw reason;
      this.#awayUntil = performance.now() + awaySeconds * 1000;
      return good;
    }
  }

  /** Not to be sent: the service would refuse it. */
  #isDead(owner: string, record: OwnerRecord): boolean {
    const margin = Math.min(onTheWaySeconds, lifetime(record) * onTheWayPart);
    const isOver = Date.now() >= record.expiresAt - margin * 1000;
    return isOver || this.#refused.get(owner) === record.access;
  }

  #isOld(record: OwnerRecord): boolean {
    const ahead = Math.min(aheadSeconds, lifetime(record) * aheadPart) * this.#earliness;
    return Date.now() >= record.expiresAt - ahead * 1000;
  }

  /** Each instance at a time of its own: those that come later find nothing to do. */
  #wait(): void {
    this.#timer = setTimeout(
      () => {
        void this.refreshIdle()
          .catch(() => undefined)
          .then(() => {
            if (!this.#isClosed) this.#wait();
          });
      },
      jittered(idleLookSeconds) * 1000,
    );
    // In Node it must not keep the process.
    (this.#timer as { unref?(): void }).unref?.();
  }

  #tell(event: TokensEvent): void {
    // A log that fails, at once or later, must not lose a token.
    (async () => this.#options.onEvent?.(event))().catch(() => undefined);
  }
}

const lifetime = ({ issuedAt, expiresAt }: OwnerRecord): number => (expiresAt - issuedAt) / 1000;

const forgiving =
  (code: TokensError['code']) =>
  (reason: unknown): undefined => {
    if (!(reason instanceof TokensError) || reason.code !== code) throw reason;
  };
