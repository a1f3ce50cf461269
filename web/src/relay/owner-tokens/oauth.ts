// The service's token endpoint. Of each request it is told what has become of the secret in it: a code or a refresh token
// works once, and whoever does not know whether it was used must not throw it away, nor believe in it.

import * as oauth from 'oauth4webapi';
import type { TokensErrorCode } from './error.js';

export interface Granted {
  readonly access: string;
  readonly refresh: string | undefined;
  readonly seconds: number;
}

/**
 * `granted`: used, and this came for it. `refused`: it is worth nothing, or no longer. `unused`: nobody has looked at it.
 * `unknown`: it may have been used, and what came for it is lost.
 */
export type Outcome =
  | { readonly is: 'granted'; readonly granted: Granted }
  | { readonly is: 'refused' }
  | {
      readonly is: 'unused';
      readonly code: TokensErrorCode;
      readonly reason: string | undefined;
      readonly retryAfter: number | undefined;
    }
  | { readonly is: 'unknown'; readonly reason: string | undefined };

/** The documented lifetime, for an answer that names none. */
const usualSeconds = 4 * 3600;

/** What the platform says when there was no connection on which anything could have been sent. */
const neverSent =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ENETDOWN|UND_ERR_CONNECT_TIMEOUT|CERT_\w+|ERR_TLS_\w+|DEPTH_ZERO_\w+|SELF_SIGNED_\w+|UNABLE_TO_\w+)$/;

export class TokenService {
  readonly #server: oauth.AuthorizationServer;
  readonly #client: oauth.Client;
  readonly #authentication: oauth.ClientAuth;
  readonly #isPlain: boolean;
  readonly #seconds: number;

  /** @param seconds how long an answer is waited for */
  constructor(url: URL, clientId: string, clientSecret: string, seconds: number) {
    this.#server = { issuer: url.origin, token_endpoint: url.href };
    this.#client = { client_id: clientId };
    this.#authentication = oauth.ClientSecretPost(clientSecret);
    this.#isPlain = url.protocol === 'http:';
    this.#seconds = seconds;
  }

  redeem(code: string): Promise<Outcome> {
    return this.#ask('authorization_code', { code });
  }

  refresh(token: string): Promise<Outcome> {
    return this.#ask('refresh_token', { refresh_token: token });
  }

  async #ask(grant: string, parameters: Record<string, string>): Promise<Outcome> {
    let response: Response | undefined;
    try {
      response = await this.#send(grant, parameters);
      return granted(
        await oauth.processGenericTokenEndpointResponse(this.#server, this.#client, response),
      );
    } catch (reason) {
      return response === undefined ? withoutAnswer(reason) : afterAnswer(response, reason);
    }
  }

  #send(grant: string, parameters: Record<string, string>): Promise<Response> {
    return oauth.genericTokenEndpointRequest(
      this.#server,
      this.#client,
      this.#authentication,
      grant,
      parameters,
      {
        // Only on loopback, where the options have allowed it.
        [oauth.allowInsecureRequests]: this.#isPlain,
        signal: AbortSignal.timeout(this.#seconds * 1000),
      },
    );
  }
}

function granted(answer: oauth.TokenEndpointResponse): Outcome {
  const { access_token: access, refresh_token: refresh, expires_in: seconds } = answer;
  return { is: 'granted', granted: { access, refresh, seconds: seconds ?? usualSeconds } };
}

function withoutAnswer(thrown: unknown): Outcome {
  const { cause, name } = thrown as { cause?: { code?: unknown }; name?: string };
  const reason = shortCode(cause?.code) ?? (name === 'TimeoutError' ? 'timeout' : undefined);
  if (reason === undefined || !neverSent.test(reason)) return { is: 'unknown', reason };
  return { is: 'unused', code: 'service-failed', reason, retryAfter: undefined };
}

function afterAnswer({ status, headers }: Response, thrown: unknown): Outcome {
  const error = thrown instanceof oauth.ResponseBodyError ? thrown.error : undefined;
  if (error === 'invalid_grant') return { is: 'refused' };
  const reason = shortCode(error) ?? String(status);
  // An error of the server, or a success that makes no sense: it may have come after the token was used.
  if (status < 300 || status >= 500) return { is: 'unknown', reason };
  const isClient = status === 401 || error === 'invalid_client' || error === 'unauthorized_client';
  const retryAfter = Number(headers.get('Retry-After') ?? NaN);
  return {
    is: 'unused',
    code: isClient ? 'client-refused' : 'service-failed',
    reason,
    retryAfter: retryAfter > 0 ? retryAfter : undefined,
  };
}

/** Sentences could quote what was sent. */
function shortCode(text: unknown): string | undefined {
  return typeof text === 'string' && /^\w{1,60}$/.test(text) ? text : undefined;
}
