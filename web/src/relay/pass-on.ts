// The service's own errors, as they came, less what a page must not see.

import { alwaysSent } from './problem.js';
import { leaks } from './secrets.js';
import type { Reply } from './upstream.js';

const headersPassed = [
  'Retry-After',
  'X-RateLimit-Limit',
  'X-RateLimit-Remaining',
  'X-Request-Id',
  'X-Amzn-RequestId',
  'X-Amz-Request-Id',
];

/** What a player may read. All else is shown as the text that it is: never as a page of this origin. */
const typesPassed = [
  'application/json',
  'application/problem+json',
  'application/vnd.api+json',
  'text/plain',
];

export function passOn(reply: Reply): Response {
  const headers = new Headers(alwaysSent);
  for (const name of headersPassed) {
    const value = reply.headers.get(name);
    if (value !== null && value.length <= 128 && !leaks(value, reply.secrets)) {
      headers.set(name, value);
    }
  }
  const body = bodyOf(reply);
  if (body !== undefined) headers.set('Content-Type', typeOf(reply));
  return new Response(body ?? null, { status: reply.status, headers });
}

/** Undefined where there is none that could be shown; the status still says what happened. */
function bodyOf({ status, body, secrets }: Reply): Uint8Array<ArrayBuffer> | undefined {
  if (status < 400 || body.fault !== undefined || body.bytes.byteLength === 0) return undefined;
  return leaks(new TextDecoder().decode(body.bytes), secrets) ? undefined : body.bytes;
}

function typeOf({ headers }: Reply): string {
  const type = headers.get('Content-Type')?.split(';')[0]?.trim().toLowerCase() ?? '';
  return typesPassed.includes(type) ? type : 'text/plain';
}
