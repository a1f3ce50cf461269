// Who opened and who closed each session, and every request seen. No token, query or body is ever written here.

export type EndedBy = 'delete' | 'limit' | 'cut' | 'replaced' | 'dropped' | 'shutdown';

export interface SessionRecord {
  sessionId: string;
  deviceId: string;
  componentId: string | undefined;
  /** The page's origin, as the browser stated it. */
  origin: string | undefined;
  /** Whether the POST carried a valid bearer. */
  bearer: boolean;
  /** Milliseconds since 1970, as all times here. */
  openedAt: number;
  /** When the first frame was sent. */
  firstFrameAt: number | undefined;
  /** Whether the 201 was handed to a client that was still there. */
  delivered: boolean;
  /** Whether the client was told a Location that it can use; without one it cannot close, and is not blamed. */
  closable: boolean;
  endedAt: number | undefined;
  endedBy: EndedBy | undefined;
  /** All DELETEs for it. */
  deletes: number;
  /** Those among them that a fault answered, or nobody, or 401 or 403: the client may well send another. */
  deletesRefused: number;
  framesSent: number;
  keyframeRequests: number;
  packetsResent: number;
  /** Through the relay, both ways, and lost there; 0 without one. */
  datagramsPassed: number;
  datagramsDropped: number;
  /** Grows with every change, over all records: what a poller asks for by `since`. */
  seq: number;
}

export interface RequestRecord {
  /** Counts requests from 1, and stays when the record changes; `seq` does not. */
  number: number;
  seq: number;
  at: number;
  method: string;
  /** Without the query. */
  path: string;
  deviceId: string | undefined;
  sessionId: string | undefined;
  origin: string | undefined;
  /** Whether it carried an Authorization header, whatever was in it. */
  authorization: boolean;
  /** Undefined until answered; stays so when it never is. */
  status: number | undefined;
  clientGone: boolean;
}

export interface LedgerView {
  /** The `since` of the next poll. */
  next: number;
  open: number;
  /** All that a poller has of a `seq` up to this is forgotten; see `Ledger.clear`. */
  cleared: number;
  /** By device; see `Ledger.mostOpen`. */
  mostOpen: Record<string, number>;
  sessions: SessionRecord[];
  requests: RequestRecord[];
  violations: string[];
}

const keptRecords = 5000; // a tool that runs for weeks must not grow for weeks

export class Ledger {
  readonly #sessions: SessionRecord[] = [];
  readonly #requests: RequestRecord[] = [];
  readonly #strayDeletes: string[] = [];
  readonly #changed = new Set<() => void>();
  readonly #mostOpen = new Map<string, number>();
  #seq = 0;
  #requestCount = 0;
  #cleared = 0;

  /** Everything, oldest first. The records are live: their counters go on. */
  sessions(): SessionRecord[] {
    return [...this.#sessions];
  }

  requests(): RequestRecord[] {
    return [...this.#requests];
  }

  open(): SessionRecord[] {
    return this.#sessions.filter((session) => session.endedAt === undefined);
  }

  /** How many sessions of the device were open at one moment, at the most. */
  mostOpen(deviceId: string): number {
    return this.#mostOpen.get(deviceId) ?? 0;
  }

  /** Broken promises of the client, in plain sentences; empty is what a test wants to see at its end. */
  violations(): string[] {
    return [...this.#sessions.flatMap(violationsOf), ...this.#strayDeletes];
  }

  /** The violations, and whatever else is open: what a build should not end with. */
  leaks(): string[] {
    const others = this.open().filter((session) => violationsOf(session).length === 0);
    return [
      ...this.violations(),
      ...others.map((session) => `${nameOf(session)} is open, and nobody can close it`),
    ];
  }

  /** Resolves when no session is open; rejects with the open ones after the time given. */
  whenIdle(timeoutMs: number): Promise<void> {
    return this.when(
      () => this.open().length === 0,
      timeoutMs,
      () => {
        const ids = this.open().map((session) => `${session.sessionId} on ${session.deviceId}`);
        return `still open after ${String(timeoutMs)} ms: ${ids.join(', ')}`;
      },
    );
  }

  /** Resolves when the condition holds; asked again after every change. */
  when(
    condition: () => boolean,
    timeoutMs: number,
    complaint = (): string => 'condition never held',
  ): Promise<void> {
    if (condition()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const finish = (settle: () => void): void => {
        clearTimeout(timer);
        this.#changed.delete(check);
        settle();
      };
      const check = (): void => {
        if (condition()) finish(resolve);
      };
      const timer = setTimeout(() => {
        finish(() => {
          reject(new Error(complaint()));
        });
      }, timeoutMs);
      this.#changed.add(check);
    });
  }

  view(since = 0): LedgerView {
    return {
      next: this.#seq,
      open: this.open().length,
      cleared: this.#cleared,
      mostOpen: Object.fromEntries(this.#mostOpen),
      sessions: this.#sessions.filter((session) => session.seq > since),
      requests: this.#requests.filter((request) => request.seq > since),
      violations: this.violations(),
    };
  }

  /** Forgets all that is over, so that the next test starts with a clean sheet. */
  clear(): void {
    const open = this.open();
    this.#sessions.splice(0, this.#sessions.length, ...open);
    this.#requests.length = 0;
    this.#strayDeletes.length = 0;
    this.#mostOpen.clear();
    for (const { deviceId } of open) this.#countOpen(deviceId);
    this.#cleared = this.#seq;
    this.#seq += 1; // a change of its own, also with nothing open
    for (const session of open) this.update(session);
    this.#announce();
  }

  addSession(
    session: Pick<SessionRecord, 'sessionId' | 'deviceId' | 'componentId' | 'origin' | 'bearer'>,
  ): SessionRecord {
    const record: SessionRecord = {
      ...session,
      openedAt: Date.now(),
      firstFrameAt: undefined,
      delivered: false,
      closable: false,
      endedAt: undefined,
      endedBy: undefined,
      deletes: 0,
      deletesRefused: 0,
      framesSent: 0,
      keyframeRequests: 0,
      packetsResent: 0,
      datagramsPassed: 0,
      datagramsDropped: 0,
      seq: 0,
    };
    this.#sessions.push(record);
    this.#countOpen(record.deviceId);
    const oldest = this.#sessions.findIndex((kept) => kept.endedAt !== undefined);
    if (this.#sessions.length > keptRecords && oldest !== -1) this.#sessions.splice(oldest, 1);
    this.update(record);
    return record;
  }

  addRequest(
    request: Omit<RequestRecord, 'number' | 'seq' | 'at' | 'status' | 'clientGone'>,
  ): RequestRecord {
    const record: RequestRecord = {
      ...request,
      number: (this.#requestCount += 1),
      seq: 0,
      at: Date.now(),
      status: undefined,
      clientGone: false,
    };
    this.#requests.push(record);
    if (this.#requests.length > keptRecords) this.#requests.shift();
    this.update(record);
    return record;
  }

  addStrayDelete(path: string): void {
    this.#strayDeletes.push(`a DELETE to ${path}, which is not the Location of any session`);
    if (this.#strayDeletes.length > keptRecords) this.#strayDeletes.shift();
    this.#announce();
  }

  /** Writes down a change; `change` may be empty for a counter that matters. */
  update<R extends SessionRecord | RequestRecord>(record: R, change: Partial<R> = {}): void {
    Object.assign(record, change);
    this.#seq += 1;
    record.seq = this.#seq;
    this.#announce();
  }

  #countOpen(deviceId: string): void {
    const now = this.open().filter((session) => session.deviceId === deviceId).length;
    this.#mostOpen.set(deviceId, Math.max(now, this.mostOpen(deviceId)));
  }

  #announce(): void {
    for (const listener of [...this.#changed]) listener();
  }
}

function nameOf({ sessionId, deviceId }: SessionRecord): string {
  return `session ${sessionId} on ${deviceId}`;
}

function violationsOf(session: SessionRecord): string[] {
  const name = nameOf(session);
  const settled = session.deletes - session.deletesRefused;
  const found: string[] = [];
  if (settled > 1) found.push(`${name} got ${String(settled)} DELETEs`);
  if (!session.delivered || !session.closable) return found;
  if (session.endedBy === undefined) found.push(`${name} is still open`);
  // Only its time limit ends a session without a word from the client; after a cut it cannot know and must ask.
  else if (settled === 0 && session.endedBy !== 'limit' && session.endedBy !== 'delete') {
    found.push(`${name} ended by ${session.endedBy} and never got a DELETE`);
  }
  return found;
}
