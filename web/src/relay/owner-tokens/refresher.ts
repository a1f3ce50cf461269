// One refresh at a time for each owner, over all instances. A refresh token works once, so before it is sent the store knows
// that it may be; who is killed in between leaves that behind for the others.

import { within } from '../body.js';
import { TokensError } from './error.js';
import type { Outcome, TokenService } from './oauth.js';
import type { TokensEvent } from './options.js';
import { Pauses } from './pauses.js';
import { refreshed, type OwnerRecord } from './record.js';
import { jittered, sleep } from './time.js';
import type { Stored, Vault } from './vault.js';

/** Between two looks at what another instance is doing. */
const lookSeconds = 0.2;
/** How long a new token waits to be written before it is used all the same: with the store away, what can go on goes on. */
const writeSeconds = 2;
/**
 * How long the store has to answer before a refresh token that was sent already is sent again. Whoever sent it may live and
 * have the answer: a store that was away for longer than the lock lasts gives it free in the moment it is back, and a client
 * of a store takes up to 2 s to notice that it is.
 */
const overtakeSeconds = 2.5;

export interface RefresherOptions {
  readonly vault: Vault;
  readonly service: TokenService;
  /** How long the service may take. */
  readonly seconds: number;
  /** Whether a record has to be refreshed. */
  readonly isDue: (owner: string, record: OwnerRecord) => boolean;
  readonly tell: (event: TokensEvent) => void;
}

export class Refresher {
  readonly #options: RefresherOptions;
  readonly #vault: Vault;
  /** From the first step to the last one, the answer of the service included. */
  readonly #lockSeconds: number;
  readonly #flights = new Map<string, Promise<OwnerRecord>>();
  readonly #pauses = new Pauses();

  constructor(options: RefresherOptions) {
    this.#options = options;
    this.#vault = options.vault;
    this.#lockSeconds = 1.5 * options.seconds;
  }

  /** A record that is not due: of this instance's refresh, or of another one's. */
  refresh(owner: string): Promise<OwnerRecord> {
    const known = this.#flights.get(owner);
    if (known !== undefined) return known;
    const flight = this.#fly(owner).finally(() => this.#flights.delete(owner));
    this.#flights.set(owner, flight);
    return flight;
  }

  /** Of a new link: nothing that went wrong before matters. */
  forgive(owner: string): void {
    this.#pauses.end(owner);
  }

  /** Resolves when nothing is on its way. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#flights.values());
  }

  async #fly(owner: string): Promise<OwnerRecord> {
    this.#pauses.check(owner);
    const since = performance.now();
    const elapsed = (): number => (performance.now() - since) / 1000;
    const patience = Math.min(overtakeSeconds, this.#lockSeconds / 2);
    // Whoever had the lock and was killed: its time runs out, and then it is our turn.
    while (elapsed() < 2 * this.#lockSeconds) {
      // A store that fails ends the flight: it has answered since it began.
      const { record } = await this.#refreshable(owner);
      if (!this.#options.isDue(owner, record)) return record;
      const isTurn = record.sent === 0 || elapsed() >= patience;
      const fresh = isTurn ? await this.#tryLocked(owner) : undefined;
      if (fresh !== undefined) return fresh;
      await sleep(jittered(lookSeconds));
    }
    throw new TokensError('refresh-late');
  }

  async #refreshable(owner: string): Promise<Stored> {
    const stored = await this.#vault.load(owner);
    if (stored === undefined) throw new TokensError('not-linked');
    if (stored.record.isOver) throw new TokensError('relink-needed');
    return stored;
  }

  /** Undefined when another instance is at it. */
  async #tryLocked(owner: string): Promise<OwnerRecord | undefined> {
    const holder = crypto.randomUUID();
    const since = performance.now();
    const unlock = (): Promise<void> => this.#vault.unlock(owner, holder);
    // What failed may have happened: then nobody would have the lock, and nobody could get it.
    const locking = this.#vault.lock(owner, holder, this.#lockSeconds);
    const isOurs = await locking.catch((reason: unknown) => {
      void unlock();
      throw reason;
    });
    if (!isOurs) return undefined;
    const intent = await this.#intend(owner, since).catch(async (reason: unknown) => {
      await unlock();
      throw reason;
    });
    if (intent !== undefined) return this.#send(owner, intent, unlock);
    await unlock();
    return undefined;
  }

  /** Writes that the refresh token is going to be sent. Undefined when it is not to be. */
  async #intend(owner: string, since: number): Promise<Stored | undefined> {
    const stored = await this.#refreshable(owner);
    if (!this.#options.isDue(owner, stored.record)) return undefined;
    const record = { ...stored.record, sent: stored.record.sent + 1 };
    const intent = await this.#vault.change(owner, stored, record);
    // Whoever was held up for so long may have lost the lock by the time of the answer.
    const left = this.#lockSeconds - (performance.now() - since) / 1000;
    return left < this.#options.seconds ? undefined : intent;
  }

  async #send(owner: string, intent: Stored, unlock: () => Promise<void>): Promise<OwnerRecord> {
    const issuedAt = Date.now();
    const outcome = await this.#options.service.refresh(intent.record.refresh);
    if (outcome.is === 'granted') {
      const record = refreshed(intent.record, outcome.granted, issuedAt);
      await this.#keep(owner, intent, record, unlock);
      return record;
    }
    // After an unknown end the lock stays: the request may still be on its way, and nobody is to overtake it.
    if (outcome.is !== 'unknown') await this.#settle(owner, intent, outcome).finally(unlock);
    throw this.#failure(owner, intent.record, outcome);
  }

  /** The lock stays until the store knows: to others the refresh token would look like one to be sent again. */
  async #keep(
    owner: string,
    intent: Stored,
    record: OwnerRecord,
    unlock: () => Promise<void>,
  ): Promise<void> {
    const written = this.#vault.persist(owner, intent, record).finally(unlock);
    await within(writeSeconds, written, () => undefined);
    this.#pauses.end(owner);
    this.#options.tell({ type: 'refreshed', owner });
  }

  /** When this fails, the store holds what was intended, which costs a question more and loses nothing. */
  async #settle(owner: string, intent: Stored, { is }: Outcome): Promise<void> {
    const { record } = intent;
    const known =
      is === 'refused'
        ? { ...record, refresh: '', isOver: true }
        : { ...record, sent: record.sent - 1 };
    await this.#vault.change(owner, intent, known).catch(() => undefined);
  }

  #failure(
    owner: string,
    { sent }: OwnerRecord,
    outcome: Exclude<Outcome, { is: 'granted' }>,
  ): TokensError {
    if (outcome.is === 'refused') {
      // Sent for the first time, it was dead already; sent again, an earlier time has been the use of it.
      const cause = sent > 1 ? 'answer-lost' : 'refused';
      this.#options.tell({ type: 'relink-needed', owner, cause });
      return new TokensError('relink-needed');
    }
    const [code, wait] =
      outcome.is === 'unused' ? [outcome.code, outcome.retryAfter] : ['service-failed' as const];
    const { reason } = outcome;
    const error = new TokensError(code, reason);
    this.#pauses.begin(owner, error, wait);
    const cause = reason !== undefined && { cause: reason };
    this.#options.tell({ type: 'refresh-failed', owner, ...cause });
    return error;
  }
}
