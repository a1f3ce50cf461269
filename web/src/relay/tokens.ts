// The owner's bearers: asked for, looked at, and refreshed once for all who were refused the same one.

import { within } from './body.js';
import type { Holder } from './lease.js';
import type { RelayOptions, TokenRequest } from './options.js';
import { Problem } from './problem.js';
import { Recent } from './recent.js';

/**
 * A request that was on its way with the old token is answered within this time; and so long is not refreshed again what
 * was refused fresh.
 */
const rememberedSeconds = 60;

export interface Bearer {
  readonly token: string;
  readonly owner: string | undefined;
}

interface Fresh {
  readonly token: string;
  isRefused: boolean;
}

export class Tokens {
  readonly #provider: RelayOptions['token'];
  readonly #seconds: number;
  /** By owner and refused token: stale tokens of two owners may be the same text. */
  readonly #refreshes = new Recent<Promise<Bearer>>(rememberedSeconds);
  /** What the last refresh gave, by owner. */
  readonly #fresh = new Recent<Fresh>(rememberedSeconds);

  constructor(provider: RelayOptions['token'], seconds: number) {
    this.#provider = provider;
    this.#seconds = seconds;
  }

  initial({ deviceId, subject }: Holder): Promise<Bearer> {
    return this.#ask({ deviceId, subject, reason: 'initial' });
  }

  /** What replaces the refused one; undefined when there is nothing new. */
  async refreshed(refused: Bearer, holder: Holder): Promise<Bearer | undefined> {
    const key = JSON.stringify([whose(refused, holder), refused.token]);
    const known = this.#refreshes.get(key);
    // A refresh token works once: a service that refuses whatever it is shown must not use them up.
    if (known === undefined && this.#noteRefusal(refused, holder)) return undefined;

    const refresh = known ?? this.#refresh(refused, holder);
    if (known === undefined) this.#refreshes.set(key, refresh);
    try {
      const fresh = await refresh;
      if (fresh.token !== refused.token) return fresh;
      this.refusedAgain(fresh, holder);
      return undefined;
    } catch (reason) {
      this.#refreshes.delete(key, refresh);
      throw reason;
    }
  }

  /** The fresh one was refused too. */
  refusedAgain(fresh: Bearer, holder: Holder): void {
    this.#noteRefusal(fresh, holder);
  }

  /** Whether what the last refresh gave has been refused as well, by this refusal or before. */
  #noteRefusal(refused: Bearer, holder: Holder): boolean {
    const fresh = this.#fresh.get(whose(refused, holder));
    if (fresh?.token === refused.token) fresh.isRefused = true;
    return fresh?.isRefused === true;
  }

  async #refresh(refused: Bearer, holder: Holder): Promise<Bearer> {
    const { deviceId, subject } = holder;
    const { token, owner = refused.owner } = await this.#ask({
      ...{ deviceId, subject },
      reason: 'refresh',
      refused: refused.token,
    });
    // The camera has changed hands meanwhile: not a token for the others who wait.
    if (owner !== refused.owner && refused.owner !== undefined) throw new Problem('token-failed');
    this.#fresh.set(whose(refused, holder), { token, isRefused: false });
    return { token, owner: refused.owner };
  }

  async #ask(request: TokenRequest): Promise<Bearer> {
    const failed = (): never => {
      // What a provider throws could quote the token: its words go nowhere.
      throw new Problem('token-failed');
    };
    const asked = (async () => bearerOf(await this.#provider(request)))().catch(failed);
    return (await within(this.#seconds, asked, failed)) ?? failed();
  }
}

/** Undefined for what is none. */
function bearerOf(given: unknown): Bearer | undefined {
  const isNamed = typeof given === 'object' && given !== null;
  const { token, owner } = (isNamed ? given : { token: given }) as Record<string, unknown>;
  // RFC 6750 section 2.1. Anything else could end the header and begin another.
  if (typeof token !== 'string' || !/^[A-Za-z0-9._~+/-]+=*$/.test(token)) return undefined;
  if (!isNamed) return { token, owner: undefined };
  return typeof owner === 'string' && owner !== '' ? { token, owner } : undefined;
}

/** Whose token it is, as far as is known: of the owner that the app named, else of this camera alone. */
function whose({ owner }: Bearer, { deviceId }: Holder): string {
  return JSON.stringify(owner === undefined ? { deviceId } : { owner });
}
