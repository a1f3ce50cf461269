// One simulated camera: its settings, its faults to come, its clock and the sessions open on it.

import { randomUUID } from 'node:crypto';
import { CameraClock } from './camera-clock.js';
import { openLink, type CameraLink } from './camera.js';
import { FaultQueue, type DeleteFault, type FaultOptions, type PostFault } from './faults.js';
import type { EndedBy, Ledger, SessionRecord } from './ledger.js';
import type { AcceptedOffer } from './offer-rules.js';

export type Cors = 'off' | 'on' | 'hide-location';

/** Can be changed at any time; a change holds from the next request on. */
export interface DeviceSettings {
  /** `battery` ends sessions after 30 s, `line` after 60 s, as documented. */
  power: 'battery' | 'line';
  /** Overrides the documented limit. */
  limitSeconds: number | undefined;
  /** `none` is a device behind a relay: the relay holds the token. */
  auth: 'bearer' | 'none';
  /** `off` as the real service. */
  cors: Cors;
  online: boolean;
  /** A second session on one device: allowed, refused with 409, or it ends the first one. */
  concurrency: 'allow' | 'reject' | 'replace';
  location: 'absolute' | 'relative';
  /** The long query that real Locations carry; a DELETE must repeat it byte for byte. */
  locationQuery: boolean;
}

export interface DeviceOptions extends Partial<DeviceSettings> {
  id: string;
  /** Where in the scene this camera starts. */
  offsetSeconds?: number | undefined;
}

export const defaultSettings: DeviceSettings = {
  power: 'battery',
  limitSeconds: undefined,
  auth: 'bearer',
  cors: 'off',
  online: true,
  concurrency: 'allow',
  location: 'absolute',
  locationQuery: false,
};

export interface Session {
  readonly record: SessionRecord;
  /** Path and query, exactly as a DELETE has to repeat them. */
  readonly path: string;
  readonly answerSdp: string;
  end(by: EndedBy): void;
  stall(): void;
}

export interface OpenRequest {
  offer: AcceptedOffer;
  fault: PostFault;
  postedAt: number;
  /** The path of the collection, as the client wrote it. */
  path: string;
  componentId: string | undefined;
  origin: string | undefined;
  bearer: boolean;
}

export class Device {
  readonly id: string;
  readonly settings: DeviceSettings;
  readonly postFaults = new FaultQueue<PostFault>();
  readonly deleteFaults = new FaultQueue<DeleteFault>();
  readonly #sessions = new Map<string, LiveSession>();
  readonly #clock: CameraClock;
  readonly #ledger: Ledger;
  readonly #bindAddress: string | undefined;
  #opening = 0;
  #retired = false;

  constructor(
    options: DeviceOptions,
    defaults: DeviceSettings,
    ledger: Ledger,
    bindAddress: string | undefined,
  ) {
    const { id, offsetSeconds, ...settings } = options;
    this.id = id;
    this.settings = { ...defaults, ...settings };
    this.#clock = new CameraClock(offsetSeconds);
    this.#ledger = ledger;
    this.#bindAddress = bindAddress;
  }

  configure(change: Partial<DeviceSettings>): void {
    Object.assign(this.settings, change);
  }

  /** For the next POST, or as many as `times` says. Faults queue up in the order given. */
  onPost(fault: PostFault, options?: FaultOptions): void {
    this.postFaults.add(fault, options);
  }

  onDelete(fault: DeleteFault, options?: FaultOptions): void {
    this.deleteFaults.add(fault, options);
  }

  clearFaults(): void {
    this.postFaults.clear();
    this.deleteFaults.clear();
  }

  /** Destroys the peers of all open sessions, now. */
  cut(): void {
    this.endAll('cut');
  }

  /** Stops the picture of all open sessions, now; their connections stay alive. */
  stall(): void {
    for (const session of this.#sessions.values()) {
      if (session.record.endedAt === undefined) session.stall();
    }
  }

  get limitSeconds(): number {
    return this.settings.limitSeconds ?? (this.settings.power === 'line' ? 60 : 30);
  }

  isBusy(): boolean {
    // Also while one is being opened, or two POSTs at once would both find the camera free.
    if (this.#opening > 0) return true;
    return [...this.#sessions.values()].some((session) => session.record.endedAt === undefined);
  }

  /** Also those that have ended: a DELETE for them is late, not wrong. */
  find(sessionId: string): Session | undefined {
    return this.#sessions.get(sessionId);
  }

  endAll(by: EndedBy): void {
    for (const session of this.#sessions.values()) session.end(by);
  }

  /** The end of the device: a POST that is still being served must not bring a session to life after it. */
  retire(): void {
    this.#retired = true;
    this.endAll('shutdown');
  }

  /** Rejects when the offer does not please the native library after all, or the device is gone. */
  async open(request: OpenRequest): Promise<Session> {
    const { fault } = request;
    const link = await this.#connect(request);
    if (this.settings.concurrency === 'replace') this.endAll('replaced');
    const session = this.#register(link, request);
    session.endAfter('limit', request.postedAt + this.limitSeconds * 1000 - performance.now());
    const cutAfter = milliseconds(fault.cutAfterSeconds);
    if (cutAfter !== undefined) session.endAfter('cut', cutAfter);
    return session;
  }

  async #connect({ offer, fault }: OpenRequest): Promise<CameraLink> {
    this.#opening += 1;
    try {
      const link = await openLink(offer, this.#clock, {
        sends: fault.noMedia !== true,
        firstFrameDelayMs: (fault.firstFrameSeconds ?? 0) * 1000,
        stallAfterMs: milliseconds(fault.stallAfterSeconds),
        bindAddress: this.#bindAddress,
      });
      if (!this.#retired) return link;
      link.close();
      throw new Error('the device is gone');
    } finally {
      this.#opening -= 1;
    }
  }

  #register(link: CameraLink, request: OpenRequest): LiveSession {
    const sessionId = randomUUID();
    const { componentId, origin, bearer } = request;
    const record = this.#ledger.addSession({
      sessionId,
      deviceId: this.id,
      componentId,
      origin,
      bearer,
    });
    const query = this.settings.locationQuery ? longQuery(sessionId) : '';
    const session = new LiveSession(
      record,
      `${request.path}/${sessionId}${query}`,
      link,
      this.#ledger,
    );
    this.#sessions.set(sessionId, session);
    this.#forgetOldest();
    return session;
  }

  /** A tool that runs for weeks; a DELETE hundreds of sessions late is a stray one. */
  #forgetOldest(): void {
    if (this.#sessions.size <= 1000) return;
    for (const [sessionId, session] of this.#sessions) {
      if (session.record.endedAt === undefined) continue;
      this.#sessions.delete(sessionId);
      return;
    }
  }
}

class LiveSession implements Session {
  readonly record: SessionRecord;
  readonly path: string;
  readonly #link: CameraLink;
  readonly #ledger: Ledger;
  readonly #timers: NodeJS.Timeout[] = [];

  constructor(record: SessionRecord, path: string, link: CameraLink, ledger: Ledger) {
    this.record = record;
    this.path = path;
    this.#link = link;
    this.#ledger = ledger;
    // The counters are read where they are made, so that a test that looks at a running session sees them move.
    for (const counter of ['framesSent', 'keyframeRequests', 'packetsResent'] as const) {
      Object.defineProperty(record, counter, { get: () => link.stats[counter], enumerable: true });
    }
  }

  get answerSdp(): string {
    return this.#link.answerSdp;
  }

  endAfter(by: EndedBy, delayMs: number): void {
    const timer = setTimeout(
      () => {
        this.end(by);
      },
      Math.max(0, delayMs),
    );
    this.#timers.push(timer);
  }

  end(by: EndedBy): void {
    if (this.record.endedAt !== undefined) return;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#link.close();
    this.#ledger.update(this.record, { endedAt: Date.now(), endedBy: by });
  }

  stall(): void {
    this.#link.stall();
  }
}

function milliseconds(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : seconds * 1000;
}

/** About 360 characters, with everything that a tidy-minded client might normalise. */
function longQuery(sessionId: string): string {
  const awkward =
    'sig=a%2Fb%2fc+d%20e~f!*(g),;:@&empty=&flag&dup=1&dup=2&plus=%2B&path=/x//y/../z&eq==';
  return `?${awkward}&sid=${sessionId}&pad=`.padEnd(360, 'Ab9-_.');
}
