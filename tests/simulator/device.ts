// One simulated camera: its settings, its faults to come, its clock and the sessions open on it.

import { BadInput } from './bad-input.js';
import { CameraClock } from './camera-clock.js';
import { openLink, type CameraLink, type MediaPlan } from './camera.js';
import type { Resources } from './devices-api.js';
import type { OverlapStatus } from './errors.js';
import {
  FaultQueue,
  type DeleteFault,
  type FaultOptions,
  type FaultOrder,
  type GetFault,
  type PostFault,
} from './faults.js';
import type { EndedBy, Ledger, SessionRecord } from './ledger.js';
import { NetworkPath, type DelayOptions, type LossOptions } from './network-path.js';
import type { AcceptedOffer, CameraCodec } from './offer-rules.js';
import { readPicture, scene, type Picture } from './picture.js';
import type { RandomSource } from './random.js';
import { relayLink } from './relay.js';

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
  /** `vp8` is no Ring camera: it is for browsers without H.264, and refuses offers without VP8. */
  codec: CameraCodec;
  /** A second session on one device: allowed, refused, or it ends the first one without a word, once answered. */
  concurrency: 'allow' | 'reject' | 'replace';
  /** What `reject` answers while another session is open. */
  overlapStatus: OverlapStatus;
  location: 'absolute' | 'relative';
  /** The long query that real Locations carry; a DELETE must repeat it byte for byte. */
  locationQuery: boolean;
  /** Media of new sessions goes through a relay on this machine; `loss`, `delay` and `blackout` act there. */
  relay: boolean;
  /** These three hold for every session; a fault of the same name has precedence. */
  firstFrameSeconds: number | undefined;
  stallAfterSeconds: number | undefined;
  stallForSeconds: number | undefined;
}

export interface DeviceOptions extends Partial<DeviceSettings> {
  id: string;
  /** What people call it; its id if left out. */
  name?: string | undefined;
  /** Attributes of its JSON:API resources, in place of the usual ones of these names. */
  resources?: Resources | undefined;
  /** An MP4 or H.264 file that it shows, over and over, in place of the usual scene. */
  picture?: string | undefined;
  /** A JPEG file: the picture it has recorded last, in place of the usual one. */
  still?: string | undefined;
  /** Where in the scene this camera starts. */
  offsetSeconds?: number | undefined;
  /** In the order in which they come; see `onPost`, `onDelete` and `onGet`. */
  faults?: FaultOrder[] | undefined;
}

export const defaultSettings: DeviceSettings = {
  power: 'battery',
  limitSeconds: undefined,
  auth: 'bearer',
  cors: 'off',
  online: true,
  codec: 'h264',
  concurrency: 'allow',
  overlapStatus: 409,
  location: 'absolute',
  locationQuery: false,
  relay: false,
  firstFrameSeconds: undefined,
  stallAfterSeconds: undefined,
  stallForSeconds: undefined,
};

export interface Session {
  readonly record: SessionRecord;
  /** Path and query, exactly as a DELETE has to repeat them. */
  readonly path: string;
  readonly answerSdp: string;
  end(by: EndedBy): void;
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

/** What a device shares with the others. */
export interface Surroundings {
  ledger: Ledger;
  random: RandomSource;
  bindAddress: string | undefined;
}

export class Device {
  readonly id: string;
  readonly name: string;
  readonly resources: Resources;
  /** A JPEG file; undefined: of the usual scene. */
  readonly still: string | undefined;
  readonly settings: DeviceSettings;
  readonly postFaults = new FaultQueue<PostFault>();
  readonly deleteFaults = new FaultQueue<DeleteFault>();
  readonly getFaults = new FaultQueue<GetFault>();
  readonly #sessions = new Map<string, LiveSession>();
  readonly #picture: Picture;
  readonly #clock: CameraClock;
  readonly #surroundings: Surroundings;
  readonly #initial: { settings: DeviceSettings; faults: FaultOrder[] };
  readonly #path = new NetworkPath();
  #opening = 0;
  #retired = false;

  constructor(options: DeviceOptions, defaults: DeviceSettings, surroundings: Surroundings) {
    const {
      id,
      name,
      resources,
      picture,
      still,
      offsetSeconds,
      faults = [],
      ...settings
    } = options;
    this.id = id;
    this.name = name ?? id;
    this.resources = resources ?? {};
    this.still = still;
    this.settings = { ...defaults, ...settings };
    this.#picture = picture === undefined ? scene : readPicture(picture);
    this.#clock = new CameraClock(this.#picture.timeline, offsetSeconds);
    this.#surroundings = surroundings;
    this.configure({});
    this.#initial = { settings: { ...this.settings }, faults };
    this.addFaults(faults);
  }

  /** As it was made: its settings, faults and network. What is open on it ends. */
  reset(): void {
    this.endAll('shutdown');
    this.configure(this.#initial.settings);
    this.#path.reset();
    this.clearFaults();
    this.addFaults(this.#initial.faults);
  }

  /** Throws where the picture of its own cannot be sent as the codec asked for. */
  configure(change: Partial<DeviceSettings>): void {
    const { codec } = { ...this.settings, ...change };
    if (codec === 'vp8' && this.#picture !== scene)
      throw new BadInput(`${this.id} cannot send its picture as vp8: it is H.264`);
    Object.assign(this.settings, change);
  }

  /** For the next POST, or as many as `times` says. Faults queue up in the order given. */
  onPost(fault: PostFault, options?: FaultOptions): void {
    this.postFaults.add(fault, options);
  }

  onDelete(fault: DeleteFault, options?: FaultOptions): void {
    this.deleteFaults.add(fault, options);
  }

  onGet(fault: GetFault, options?: FaultOptions): void {
    this.getFaults.add(fault, options);
  }

  addFaults(orders: readonly FaultOrder[]): void {
    for (const { post, delete: deletion, get, times } of orders) {
      if (post !== undefined) this.onPost(post, { times });
      if (deletion !== undefined) this.onDelete(deletion, { times });
      if (get !== undefined) this.onGet(get, { times });
    }
  }

  clearFaults(): void {
    this.postFaults.clear();
    this.deleteFaults.clear();
    this.getFaults.clear();
  }

  /** Requests that will still be hit, by kind. Infinity is null in JSON. */
  get faultsLeft(): Record<'post' | 'delete' | 'get', number> {
    const { postFaults, deleteFaults, getFaults } = this;
    return { post: postFaults.left, delete: deleteFaults.left, get: getFaults.left };
  }

  /** Destroys the peers of all open sessions, now. */
  cut(): void {
    this.endAll('cut');
  }

  /** Stops the picture of all open sessions, now; their connections stay alive. */
  stall(): void {
    for (const session of this.#open()) session.stall();
  }

  /** The picture of all open sessions goes on, where the camera is now. */
  resume(): void {
    for (const session of this.#open()) session.resume();
  }

  /** From now on this part (0 to 1) of the datagrams of all sessions, open ones too, is lost. Needs `relay`. */
  loss(rate: number, options?: LossOptions): void {
    this.#relayedPath().loss(rate, options);
  }

  /** From now on every datagram takes so much longer, each way. Needs `relay`. */
  delay(seconds: number, options?: DelayOptions): void {
    this.#relayedPath().delay(seconds, options);
  }

  /** Nothing passes, either way, for so long; without an argument until `blackout(0)`. Needs `relay`. */
  blackout(seconds = Infinity): void {
    this.#relayedPath().blackout(seconds);
  }

  get limitSeconds(): number {
    return this.settings.limitSeconds ?? (this.settings.power === 'line' ? 60 : 30);
  }

  isBusy(): boolean {
    // Also while one is being opened, or two POSTs at once would both find the camera free.
    if (this.#opening > 0) return true;
    return this.#open().length > 0;
  }

  /** Also those that have ended: a DELETE for them is late, not wrong. */
  find(sessionId: string): Session | undefined {
    return this.#sessions.get(sessionId);
  }

  endAll(by: EndedBy): void {
    for (const session of this.#sessions.values()) session.end(by);
  }

  /** The session has been answered: where the device knows only one viewer, those before it are over. */
  answered(session: Session): void {
    if (this.settings.concurrency !== 'replace' || session.record.endedAt !== undefined) return;
    for (const older of this.#sessions.values()) {
      if (older === session) return;
      older.end('replaced');
    }
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
    const session = this.#register(link, request);
    session.endAfter('limit', request.postedAt + this.limitSeconds * 1000 - performance.now());
    const cutAfter = milliseconds(fault.cutAfterSeconds);
    if (cutAfter !== undefined) session.endAfter('cut', cutAfter);
    return session;
  }

  async #connect({ offer, fault }: OpenRequest): Promise<CameraLink> {
    this.#opening += 1;
    try {
      const link = await this.#link(offer, this.#plan(fault));
      if (!this.#retired) return link;
      link.close();
      throw new Error('the device is gone');
    } finally {
      this.#opening -= 1;
    }
  }

  async #link(offer: AcceptedOffer, plan: MediaPlan): Promise<CameraLink> {
    const { random } = this.#surroundings;
    if (!this.settings.relay) return openLink(offer, plan, random);
    const hidden = { ...offer, candidates: [] };
    const direct = await openLink(hidden, plan, random);
    return relayLink(direct, this.#path);
  }

  #plan(fault: PostFault): MediaPlan {
    const { firstFrameSeconds, stallAfterSeconds, stallForSeconds } = this.settings;
    return {
      sends: fault.noMedia !== true,
      noKeyframes: fault.noKeyframes === true,
      firstFrameDelayMs: milliseconds(fault.firstFrameSeconds ?? firstFrameSeconds) ?? 0,
      stallAfterMs: milliseconds(fault.stallAfterSeconds ?? stallAfterSeconds),
      stallForMs: milliseconds(fault.stallForSeconds ?? stallForSeconds),
      bindAddress: this.#surroundings.bindAddress,
      picture: this.#picture,
      clock: fault.lagSeconds === undefined ? this.#clock : this.#clock.behind(fault.lagSeconds),
    };
  }

  #open(): LiveSession[] {
    return [...this.#sessions.values()].filter(({ record }) => record.endedAt === undefined);
  }

  /** A fault that nobody could feel would make a test pass for nothing. */
  #relayedPath(): NetworkPath {
    if (!this.settings.relay) throw new Error(`${this.id} has no relay: set relay to true`);
    return this.#path;
  }

  #register(link: CameraLink, request: OpenRequest): LiveSession {
    const { ledger, random } = this.#surroundings;
    const sessionId = random.uuid();
    const { componentId, origin, bearer } = request;
    const record = ledger.addSession({
      sessionId,
      deviceId: this.id,
      componentId,
      origin,
      bearer,
    });
    const query = this.settings.locationQuery ? longQuery(sessionId) : '';
    const path = `${request.path}/${sessionId}${query}`;
    const session = new LiveSession(record, path, link, ledger);
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

const counters = [
  'framesSent',
  'keyframeRequests',
  'packetsResent',
  'datagramsPassed',
  'datagramsDropped',
] as const;

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
    for (const counter of counters) {
      Object.defineProperty(record, counter, { get: () => link.stats[counter], enumerable: true });
    }
    void link.firstFrame.then((firstFrameAt) => {
      ledger.update(record, { firstFrameAt });
    });
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

  resume(): void {
    this.#link.resume();
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
