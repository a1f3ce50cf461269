// The token endpoint, as far as it is documented: a code is good once and for a minute, an access token for four hours,
// a refresh token for thirty days and once, for each answer brings the next. Errors are those of RFC 6749 section 5.2.

import type { Reply } from './errors.js';
import { FaultQueue, type FaultOptions, type TokenFault } from './faults.js';
import type { RandomSource } from './random.js';
import { digest, SecretBook, type Now, type TokenBook, type TokenScope } from './tokens.js';

export interface OAuthOptions {
  clientId: string;
  clientSecret: string;
  /** Lifetime of access tokens; 14400 if left out. */
  tokenSeconds?: number | undefined;
  /** Good from the start, as those of an account that was linked before. */
  refreshTokens?: string[] | undefined;
}

/** What has become of one account's link: all tokens that came from one code, or from one of the first refresh tokens. */
export interface LinkRecord {
  /** As its code said; undefined: all. */
  devices: string[] | undefined;
  /** Milliseconds since 1970; of the last refresh token that was used, or of the code. */
  grantedAt: number;
  /** Codes and refresh tokens that were used: each can be used once. */
  grants: number;
  /** Refresh tokens that were sent again after their use. They got `invalid_grant`. */
  replays: number;
}

/** What a secret is good for. */
interface Grant extends TokenScope {
  link: LinkRecord;
}

const codeSeconds = 60;
const accessSeconds = 4 * 3600;
const refreshSeconds = 30 * 24 * 3600;

export class TokenEndpoint {
  readonly #options: OAuthOptions;
  readonly #tokens: TokenBook;
  readonly #random: RandomSource;
  readonly #codes: SecretBook<Grant>;
  readonly #refreshTokens: SecretBook<Grant>;
  readonly #used: SecretBook<Grant>;
  readonly #faults = new FaultQueue<TokenFault>();
  readonly #now: Now;
  #links: LinkRecord[] = [];

  constructor(options: OAuthOptions, tokens: TokenBook, random: RandomSource, now: Now) {
    this.#options = options;
    this.#tokens = tokens;
    this.#random = random;
    this.#codes = new SecretBook(now);
    this.#refreshTokens = new SecretBook(now);
    this.#used = new SecretBook(now);
    this.#now = now;
    this.reset();
  }

  /** As it was made: neither codes nor refresh tokens but those of the options. */
  reset(): void {
    this.#codes.clear();
    this.#refreshTokens.clear();
    this.#used.clear();
    this.#faults.clear();
    this.#links = [];
    for (const token of this.#options.refreshTokens ?? [])
      this.#refreshTokens.add(token, this.#newLink({}), refreshSeconds);
  }

  /** What the service hands to the app when a person has linked an account. */
  issueCode(scope: TokenScope = {}): string {
    const code = this.#random.token();
    this.#codes.add(code, this.#newLink(scope), codeSeconds);
    return code;
  }

  onRequest(fault: TokenFault, options?: FaultOptions): void {
    this.#faults.add(fault, options);
  }

  /** What hits the request that has just come. */
  takeFault(): TokenFault {
    return this.#faults.take();
  }

  /** Oldest first; live, as the ledger's records are. */
  links(): LinkRecord[] {
    return [...this.#links];
  }

  /** @param body undefined if it was too long. */
  answer(contentType: string, body: string | undefined): Reply {
    if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(contentType) || body === undefined)
      return refusal('invalid_request');
    const form = new URLSearchParams(body);
    if (!this.#knows(form)) return refusal('invalid_client', 401);
    const grant = this.#grantOf(form);
    if (typeof grant === 'string') return refusal(grant);
    return this.#newTokens(grant);
  }

  #knows(form: URLSearchParams): boolean {
    const { clientId, clientSecret } = this.#options;
    return (
      form.get('client_id') === clientId &&
      digest(form.get('client_secret') ?? '') === digest(clientSecret)
    );
  }

  #newLink(scope: TokenScope): Grant {
    const { devices } = scope;
    const link = { devices, grantedAt: this.#now(), grants: 0, replays: 0 };
    this.#links.push(link);
    return { devices, link };
  }

  /** What the tokens may see, or the error. */
  #grantOf(form: URLSearchParams): Grant | string {
    const type = form.get('grant_type');
    const books = new Map([
      ['authorization_code', { field: 'code', book: this.#codes }],
      ['refresh_token', { field: 'refresh_token', book: this.#refreshTokens }],
    ]);
    if (type === null) return 'invalid_request';
    const grant = books.get(type);
    if (grant === undefined) return 'unsupported_grant_type';
    const secret = form.get(grant.field);
    return secret === null ? 'invalid_request' : this.#use(secret, grant.book);
  }

  #use(secret: string, book: SecretBook<Grant>): Grant | string {
    const grant = book.take(secret);
    const used = this.#used.find(secret);
    if (used !== undefined) used.link.replays += 1;
    if (grant === undefined) return 'invalid_grant';
    grant.link.grants += 1;
    grant.link.grantedAt = this.#now();
    this.#used.add(secret, grant, refreshSeconds);
    return grant;
  }

  #newTokens({ devices, link }: Grant): Reply {
    const seconds = this.#options.tokenSeconds ?? accessSeconds;
    const refreshToken = this.#random.token();
    this.#refreshTokens.add(refreshToken, { devices, link }, refreshSeconds);
    return json(200, {
      access_token: this.#tokens.issue(undefined, { devices, seconds }),
      token_type: 'Bearer',
      expires_in: seconds,
      refresh_token: refreshToken,
    });
  }
}

function refusal(error: string, status = 400): Reply {
  return json(status, { error });
}

function json(status: number, body: object): Reply {
  return {
    status,
    // RFC 6749 section 5.1; `no-store` is said with every reply.
    headers: { 'Content-Type': 'application/json', Pragma: 'no-cache' },
    body: JSON.stringify(body),
  };
}
