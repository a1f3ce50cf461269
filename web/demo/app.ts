// The demo's backend: who its visitors are, which tokens it has, and the relay in front of the camera service. So would an
// app do it, with sessions and accounts of its own.

import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createRelay } from '../../web/src/relay/index.js';
import { toNodeHandler } from '../../web/src/relay/node.js';
import type { Simulator } from '../../tests/simulator/index.js';
import { issueToken } from './cameras.js';

export type Handler = (req: IncomingMessage, res: ServerResponse) => void;

/** Answers below `/ring/`. */
export function relayTo(service: Simulator): Handler {
  let works = issueToken(service, false);
  return toNodeHandler(
    createRelay({
      upstream: service.origin,
      leaseKey: randomBytes(32), // one process: several would share a key
      authorize: ({ headers }) => visitorIn(headers.get('Cookie') ?? '') ?? null,
      // The side gate's has always expired: refused once, and the page notices nothing.
      token: ({ deviceId, reason }) => {
        if (reason === 'refresh') works = issueToken(service, false);
        return deviceId === 'side-gate' && reason === 'initial' ? issueToken(service, true) : works;
      },
      onProblem: ({ code, status, deviceId }) => {
        console.log(`relay: ${code} (${String(status)}) ${deviceId ?? ''}`);
      },
    }),
  );
}

/** Everybody may watch, but only as somebody: the relay asks for each POST who it is. */
export function welcome(req: IncomingMessage): Record<string, string> {
  if (visitorIn(req.headers.cookie ?? '') !== undefined) return {};
  return { 'Set-Cookie': `visitor=${randomUUID()}; HttpOnly; SameSite=Strict; Path=/` };
}

function visitorIn(cookies: string): string | undefined {
  return /(?:^|; )visitor=([\w-]{36})(?:;|$)/.exec(cookies)?.[1];
}
