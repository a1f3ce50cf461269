// What a camera and a visitor may do: how many sessions at once, and how many seconds of camera in an hour. A session is
// counted with its whole limit when it is asked for, and with what it has lasted when it is closed. So one that nobody closes
// counts as long as it can have lasted, whoever dies.

import type { Booking, Holder } from '../lease.js';
import type { RelayQuota } from '../options.js';
import { Problem, type ProblemCode } from '../problem.js';
import type { Limits } from './limits.js';
import type { Claim } from './store.js';

export interface QuotaSettings extends RelayQuota {
  readonly sessionSeconds: number;
  /** Sessions that a visitor may be opening. */
  readonly maxOpening: number;
  /** No opening takes longer. */
  readonly openingSeconds: number;
}

const hour = 3600;

/** After these the service may have opened a session. */
const unsure: readonly ProblemCode[] = [
  'upstream-late',
  'upstream-location',
  'upstream-answer',
  'internal',
];

const problemOfKey: Readonly<Record<string, ProblemCode>> = {
  opening: 'too-many-openings',
  open: 'camera-in-use',
  camera: 'camera-time-used',
  visitor: 'viewer-time-used',
};

export class Quotas {
  readonly #limits: Limits;
  readonly #settings: QuotaSettings;

  constructor(limits: Limits, settings: QuotaSettings) {
    this.#limits = limits;
    this.#settings = settings;
  }

  /**
   * Does the work, which may open a session; rejects where that would be too much.
   *
   * @param background Gets what goes on after it, which does not reject.
   */
  async run<T>(
    holder: Holder,
    background: Promise<unknown>[],
    work: (booked: Holder) => Promise<T>,
  ): Promise<T> {
    const booking = { id: crypto.randomUUID(), since: Date.now() };
    const opening = this.#opening(holder);
    const session = this.#session(holder);
    await this.#take(booking, [opening, ...session]);
    const booked = session.length > 0 ? { ...holder, booking } : holder;
    try {
      return await work(booked);
    } catch (reason) {
      if (!(reason instanceof Problem && unsure.includes(reason.code)))
        background.push(this.cancel(booked));
      throw reason;
    } finally {
      background.push(this.#limits.lower(booking.id, [{ key: opening.key, amount: 0 }]));
    }
  }

  /** It has not been opened. Never rejects. */
  cancel(holder: Holder): Promise<void> {
    return this.#lower(holder, () => 0);
  }

  /** It is over now: what is counted in seconds counts with those that it has lasted. Never rejects. */
  settle(holder: Holder): Promise<void> {
    return this.#lower(holder, ({ key }, { since }) => {
      if (key.startsWith('open ')) return 0;
      // The clocks of two instances may differ. More than it counts already it never gets.
      return Math.max(Math.ceil((Date.now() - since) / 1000), 1);
    });
  }

  async #take(booking: Booking, claims: readonly Claim[]): Promise<void> {
    const refusal = await this.#limits.take(booking.id, claims);
    if (refusal === undefined) return;
    const code = problemOfKey[refusal.key.split(' ')[0] ?? ''] ?? 'internal';
    // An opening ends long before it has to.
    const seconds = code === 'too-many-openings' ? 1 : Math.max(1, Math.ceil(refusal.seconds));
    throw new Problem(code, { headers: { 'Retry-After': String(seconds) } });
  }

  async #lower(
    holder: Holder,
    amountOf: (claim: Claim, booking: Booking) => number,
  ): Promise<void> {
    const { booking } = holder;
    if (booking === undefined) return;
    const changes = this.#session(holder).map((claim) => ({
      key: claim.key,
      amount: amountOf(claim, booking),
    }));
    await this.#limits.lower(booking.id, changes);
  }

  #opening({ subject }: Holder): Claim {
    const { maxOpening: most, openingSeconds: seconds } = this.#settings;
    return { key: `opening ${subject}`, amount: 1, most, seconds };
  }

  #session({ deviceId, subject }: Holder): Claim[] {
    const { openPerCamera, cameraSeconds, visitorSeconds, sessionSeconds } = this.#settings;
    const time = { amount: sessionSeconds, seconds: hour };
    return [
      ...claimUpTo(openPerCamera, {
        key: `open ${deviceId}`,
        ...{ amount: 1, seconds: sessionSeconds },
      }),
      ...claimUpTo(cameraSeconds, { key: `camera ${deviceId}`, ...time }),
      ...claimUpTo(visitorSeconds, { key: `visitor ${subject}`, ...time }),
    ];
  }
}

const claimUpTo = (most: number | undefined, claim: Omit<Claim, 'most'>): Claim[] =>
  most === undefined ? [] : [{ ...claim, most }];
