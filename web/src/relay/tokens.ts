// The owner's bearers: asked for, looked at, and refreshed once for all who were refused the same one.

import { within } from './body.js';
import type { Holder } from './lease.js';
import type { RelayOptions, TokenRequest } from './options.js';
import { Problem } from './problem.js';

/** A request that was on its way with the old token is answered within this time. */
const rememberedSeconds = 60;

interface Refresh {
  readonly token: Promise<string>;
  readonly since: number;
}

export class Tokens {
  readonly #provider: RelayOptions['token'];
  readonly #seconds: number;
  /** By the refused token: it is its owner's, whichever camera was asked for. In the order of their coming. */
  readonly #refreshes = new Map<string, Refresh>();

  constructor(provider: RelayOptions['token'], seconds: number) {
    this.#provider = provider;
    this.#seconds = seconds;
  }

  initial(holder: Holder): Promise<string> {
    return this.#ask({ ...holder, reason: 'initial' });
  }

  /** The token that replaces the refused one; may be the same one again. */
  refreshed(refused: string, holder: Holder): Promise<string> {
    this.#forgetOld();
    const known = this.#refreshes.get(refused);
    if (known !== undefined) return known.token;

    const token = this.#ask({ ...holder, reason: 'refresh' });
    this.#refreshes.set(refused, { token, since: Date.now() });
    const forget = (): void => {
      this.#refreshes.delete(refused);
    };
    // Only a refresh that brought something new is worth remembering.
    token.then((fresh) => {
      if (fresh === refused) forget();
    }, forget);
    return token;
  }

  async #ask(request: TokenRequest): Promise<string> {
    const failed = (): never => {
      // What a provider throws could quote the token: its words go nowhere.
      throw new Problem('token-failed');
    };
    const asked = (async () => this.#provider(request))().catch(failed);
    const token: unknown = await within(this.#seconds, asked, failed);
    // RFC 6750 section 2.1. Anything else could end the header and begin another.
    const isBearer = typeof token === 'string' && /^[A-Za-z0-9._~+/-]+=*$/.test(token);
    return isBearer ? token : failed();
  }

  #forgetOld(): void {
    for (const [refused, { since }] of this.#refreshes) {
      if (Date.now() - since < rememberedSeconds * 1000) return;
      this.#refreshes.delete(refused);
    }
  }
}
