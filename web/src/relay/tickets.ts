// Who may watch what, said by a backend that is not JavaScript: a signed ticket that its page shows to the relay.

import { jwtVerify } from 'jose';

/** What a ticket grants, until its end. */
export interface Ticket {
  /** Who watches. */
  readonly visitor: string;
  /** Whose cameras. */
  readonly owner: string;
  /** Which of them. */
  readonly devices: readonly string[];
  /** It lets link and unlink this owner's account, in place of watching. */
  readonly link: boolean;
}

/** A ticket is for one visit of a page. */
const longestSeconds = 3600;
const audience = 'ring-live';

/**
 * Reads tickets: JSON Web Tokens signed with HS256, with the claims `aud` (`ring-live`), `sub` (the visitor), `owner`, `devices` and
 * `exp`, at most an hour ahead; in `Authorization: Bearer …` or a cookie `ring-ticket`.
 *
 * @param secret At least 32 characters; its bytes are the key.
 * @returns Of what is no valid ticket: undefined.
 * @throws TypeError for a secret that is too short.
 */
export function ticketReader(
  secret: string | undefined,
): (request: Request) => Promise<Ticket | undefined> {
  const key = new TextEncoder().encode(secret);
  if (key.byteLength < 32) throw new TypeError('ticketReader: secret must have 32 characters.');
  return async ({ headers }) => {
    const token = tokenOf(headers);
    if (token === undefined) return undefined;
    const options = { algorithms: ['HS256'], audience, requiredClaims: ['exp', 'sub'] };
    const verified = await jwtVerify(token, key, options).catch(() => undefined);
    return verified && ticketOf(verified.payload);
  };
}

function tokenOf(headers: Headers): string | undefined {
  const [, bearer] = /^Bearer (\S+)$/i.exec(headers.get('Authorization') ?? '') ?? [];
  const [, cookie] = /(?:^|; )ring-ticket=([^;]+)/.exec(headers.get('Cookie') ?? '') ?? [];
  return bearer ?? cookie;
}

function ticketOf(claims: Readonly<Record<string, unknown>>): Ticket | undefined {
  const { sub: visitor, owner, devices = [], link = false, exp } = claims;
  const isShort = Number(exp) <= Date.now() / 1000 + longestSeconds;
  const isNamed = typeof visitor === 'string' && visitor !== '';
  const isOwned = typeof owner === 'string' && owner !== '';
  const isList = Array.isArray(devices) && devices.every((each) => typeof each === 'string');
  if (!isShort || !isNamed || !isOwned || !isList) return undefined;
  return { visitor, owner, devices, link: link === true };
}
