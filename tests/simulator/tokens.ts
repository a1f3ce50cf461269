// The access tokens that the simulated service accepts at this moment. Only digests are kept, so that no dump, log or
// ledger can show one.

import { createHash, randomBytes } from 'node:crypto';

export interface TokenScope {
  /** Devices this token may see, all if left out; any other device answers 403. */
  devices?: string[] | undefined;
}

export class TokenBook {
  readonly #valid = new Map<string, TokenScope>();

  /** Makes a token valid, a new one if none is given, and returns it. */
  issue(token: string = randomBytes(24).toString('base64url'), scope: TokenScope = {}): string {
    this.#valid.set(digest(token), scope);
    return token;
  }

  expire(token: string): void {
    this.#valid.delete(digest(token));
  }

  expireAll(): void {
    this.#valid.clear();
  }

  check(authorization: string | undefined, deviceId: string): 'valid' | 'invalid' | 'out-of-scope' {
    const token = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
    const scope = token === undefined ? undefined : this.#valid.get(digest(token));
    if (scope === undefined) return 'invalid';
    return scope.devices === undefined || scope.devices.includes(deviceId)
      ? 'valid'
      : 'out-of-scope';
  }
}

function digest(token: string): string {
  return createHash('sha256').update(token).digest('base64');
}
