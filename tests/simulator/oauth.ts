// The token endpoint, as far as it is documented: a code is good once and for a minute, an access token for four hours,
// a refresh token for thirty days and once, for each answer brings the next. Errors are those of RFC 6749 section 5.2.

import type { Reply } from './errors.js';
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

const codeSeconds = 60;
const accessSeconds = 4 * 3600;
const refreshSeconds = 30 * 24 * 3600;

export class TokenEndpoint {
  readonly #options: OAuthOptions;
  readonly #tokens: TokenBook;
  readonly #random: RandomSource;
  readonly #codes: SecretBook<TokenScope>;
  readonly #refreshTokens: SecretBook<TokenScope>;

  constructor(options: OAuthOptions, tokens: TokenBook, random: RandomSource, now: Now) {
    this.#options = options;
    this.#tokens = tokens;
    this.#random = random;
    this.#codes = new SecretBook(now);
    this.#refreshTokens = new SecretBook(now);
    this.reset();
  }

  /** As it was made: neither codes nor refresh tokens but those of the options. */
  reset(): void {
    this.#codes.clear();
    this.#refreshTokens.clear();
    for (const token of this.#options.refreshTokens ?? [])
      this.#refreshTokens.add(token, {}, refreshSeconds);
  }

  /** What the service hands to the app when a person has linked an account. */
  issueCode(scope: TokenScope = {}): string {
    const code = this.#random.token();
    this.#codes.add(code, scope, codeSeconds);
    return code;
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

  /** What the tokens may see, or the error. */
  #grantOf(form: URLSearchParams): TokenScope | string {
    const type = form.get('grant_type');
    const books = new Map([
      ['authorization_code', { field: 'code', book: this.#codes }],
      ['refresh_token', { field: 'refresh_token', book: this.#refreshTokens }],
    ]);
    if (type === null) return 'invalid_request';
    const grant = books.get(type);
    if (grant === undefined) return 'unsupported_grant_type';
    const secret = form.get(grant.field);
    return secret === null ? 'invalid_request' : (grant.book.take(secret) ?? 'invalid_grant');
  }

  #newTokens(scope: TokenScope): Reply {
    const seconds = this.#options.tokenSeconds ?? accessSeconds;
    const refreshToken = this.#random.token();
    this.#refreshTokens.add(refreshToken, scope, refreshSeconds);
    return json(200, {
      access_token: this.#tokens.issue(undefined, { ...scope, seconds }),
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
