// What the demo server tells the demo page about the simulator's ledger: facts only, the page words
// them. No token, query or body is in the ledger, so none can be here.

export interface FedRequest {
  /** Stays the same while the request is answered. */
  readonly id: number;
  readonly deviceId: string | null;
  readonly sessionId: string | null;
  readonly method: string;
  /** Null until answered. */
  readonly status: number | null;
  /** Milliseconds since 1970, on the server's clock; so are all instants here. */
  readonly at: number;
}

export interface FedSession {
  readonly id: string;
  readonly deviceId: string;
  readonly openedAt: number;
  readonly endedAt: number | null;
  /** Ended without a DELETE, although its opener knew where to send it. */
  readonly leftOpen: boolean;
}

export interface LedgerFeed {
  /** The first message of a connection: forget what was known. */
  readonly all: boolean;
  readonly now: number;
  readonly requests: readonly FedRequest[];
  readonly sessions: readonly FedSession[];
}
