// The simulator's ledger as server-sent events: all of it once, then each change as it happens.

import type { ServerResponse } from 'node:http';
import type { Ledger, RequestRecord, SessionRecord } from '../../tests/simulator/index.js';
import type { FedRequest, FedSession, LedgerFeed } from './ledger-feed.js';

/** Goes on until nobody listens any more. The head of the reply has been written. */
export async function feed(res: ServerResponse, ledger: Ledger): Promise<void> {
  let gone = false;
  res.on('close', () => {
    gone = true;
  });
  let since = 0;
  for (let first = true; !gone; first = false) {
    res.write(`data: ${JSON.stringify(changes(ledger, since, first))}\n\n`);
    since = ledger.view(since).next;
    const seen = since;
    // Woken now and then without a change: an empty message shows whether anybody still listens.
    await ledger.when(() => ledger.view(seen).next > seen, 10_000).catch(() => undefined);
  }
}

function changes(ledger: Ledger, since: number, all: boolean): LedgerFeed {
  const { requests, sessions } = ledger.view(since);
  return {
    all,
    now: Date.now(),
    requests: requests.map(fedRequest),
    sessions: sessions.map(fedSession),
  };
}

function fedRequest(request: RequestRecord): FedRequest {
  return {
    id: idOf(request),
    deviceId: request.deviceId ?? null,
    sessionId: request.sessionId ?? null,
    method: request.method,
    status: request.status ?? null,
    at: request.at,
  };
}

function fedSession(session: SessionRecord): FedSession {
  return {
    id: session.sessionId,
    deviceId: session.deviceId,
    openedAt: session.openedAt,
    endedAt: session.endedAt ?? null,
    leftOpen: isLeftOpen(session),
  };
}

function isLeftOpen(session: SessionRecord): boolean {
  return (
    session.endedAt !== undefined &&
    session.endedBy !== 'cut' && // by the camera itself: nothing is left there
    session.delivered &&
    session.closable &&
    session.deletes === session.deletesRefused
  );
}

/** The ledger numbers changes, not requests. */
const requestIds = new WeakMap<RequestRecord, number>();
let lastRequestId = 0;

function idOf(request: RequestRecord): number {
  const id = requestIds.get(request) ?? (lastRequestId += 1);
  requestIds.set(request, id);
  return id;
}
