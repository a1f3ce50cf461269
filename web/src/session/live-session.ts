// A viewing session as pages use it. It carries calls down to the native module (`run.ts`) and news up to
// the page (`reader.ts`); every decision (order of steps, times, what a failure means) is the core's.

import { traceOf } from './contract.js';
import { deferred } from './deferred.js';
import type { RingLiveError } from './errors.js';
import type {
  LiveSessionEventMap,
  Recovery,
  Timings,
  TypedEventTarget,
  VideoSize,
} from './events.js';
import { checkOptions } from './options.js';
import type { LiveSessionOptions, SourceOptions } from './options.js';
import type { BrowserParts } from './ports.js';
import { Run } from './run.js';
import type { ViewerPresence } from './run.js';
import type { CameraUse, LiveStats, PictureStats } from './stats.js';
import { Told } from './told.js';
import type { AttemptPhase, EndReason, SessionPhase, WaitReason } from './types.js';
import { toMilliseconds, toSeconds } from './units.js';
import { closedBeforePicture } from '../words/words.js';

const unused: CameraUse = { sessions: 0, cameraTime: 0 };

/** Of no picture. */
const unknown: PictureStats = {
  ...{ width: null, height: null, codec: null, codecParameters: null, decoder: null },
  ...{ framesPerSecond: null, framesDecoded: null, framesDropped: null, freezes: null },
  ...{ freezeTime: null, bitrate: null, jitter: null, loss: null, roundTrip: null },
};

/** An EventTarget whose listeners are typed by {@link LiveSessionEventMap}. */
const SessionEventTarget = EventTarget as new () => TypedEventTarget<LiveSessionEventMap>;

/**
 * Live video of one camera.
 *
 * ```ts
 * const session = new LiveSession({ src: '/cameras/front-door/whep' });
 * session.addEventListener('streamchange', ({ detail }) => { video.srcObject = detail.stream; });
 * const { width, height } = await session.open();
 * // …
 * await session.close();
 * ```
 *
 * The service ends a session after 30 s (battery) or 60 s (line power). With `extend` the next one takes
 * over before that, without a gap; the last one is warned of with `limitwarning` and closed just before.
 * What fails is tried again where that can help. While nobody can see the page the camera rests.
 */
export class LiveSession extends SessionEventTarget {
  /**
   * In place of the browser's own functions, from the next `open()` or `prepare()` on. A part that is set already
   * should be built upon, as `ring-live/clip` does.
   */
  ports: BrowserParts;

  #options: LiveSessionOptions;
  #run: Run | null = null;
  /** Of the current opening, or of the next one when there is none or it is closing. */
  #frame = deferred<VideoSize>();
  /** An `open()` that came while the last session was still being released. */
  #openNext = false;

  #record: string | null = null;
  #use: CameraUse = unused;
  readonly #presence: ViewerPresence = { onScreen: true, inPicture: false, removed: false };
  readonly #told = new Told({
    dispatch: (type, detail) => this.dispatchEvent(new CustomEvent(type, { detail })),
    closed: () => {
      this.#finish();
    },
  });

  /**
   * Nothing happens yet: no module is loaded, no camera asked.
   *
   * @throws TypeError when the options name both or neither of `src` and `deviceId`, sign in to one as to
   * the other, or have a list or header fields that are none. Whatever else cannot work fails at `open()`, as a typed error.
   */
  constructor(options: LiveSessionOptions) {
    super();
    checkOptions(options);
    this.#options = options;
    this.ports = options.ports ?? {};
  }

  /**
   * Somebody may want to watch soon: makes the offer and gathers network addresses, so that `open()` has
   * only to send it. No token is asked for, nothing is sent, no event is told and the phase stays as it
   * is. What is prepared is let go of by `close()`, when nobody can see the page, when its network
   * changes, and after the time `prepared`; only another `prepare()` makes it again. No effect while the
   * session is open.
   */
  prepare(): void {
    this.#run ??= this.#newRun();
    if (!this.#run.opened) {
      this.#run.prepare();
    }
  }

  /**
   * Asks the camera for live video. Opening twice is opening once; while the last session is still
   * being released, the next one waits for that. In phase `waiting` it tries at once.
   *
   * @returns The same promise as {@link firstFrame}. It need not be handled.
   */
  open(): Promise<VideoSize> {
    if (!this.#run?.opened) {
      if (this.#frame.settled) {
        this.#frame = deferred(); // The old one stays readable until now.
      }
      this.#begin();
    } else if (!this.#run.leaving) {
      this.#run.open();
    } else if (!this.#openNext) {
      this.#openNext = true;
      this.#frame = deferred();
    }
    return this.#frame.promise;
  }

  /**
   * Somebody wants to go on watching: allows more camera time for this viewing. When it is over, a new one is begun.
   *
   * @param seconds More than 0; default: as much as one session of this camera. A new viewing has what its options say.
   */
  continueWatching(seconds = 0): void {
    if (!this.#run?.opened || this.#run.leaving) {
      void this.open();
      return;
    }
    this.#run.tell('extend', toMilliseconds(seconds));
  }

  /**
   * Ends the video and releases the camera. Idempotent.
   *
   * @returns Resolves when all is released (phase `closed`); at once when nothing was open. Never
   * rejects: a session that could not be deleted is told by `releasefailed`.
   */
  close(): Promise<void> {
    if (this.#openNext) {
      this.#openNext = false;
      this.#frame.reject(aborted());
    }
    const run = this.#run;
    if (!run?.opened) {
      run?.end(); // Nothing to tell of what was only prepared.
      this.#run = null;
      return Promise.resolve();
    }
    run.close();
    return run.closed.promise;
  }

  /** The picture, or null while there is none. Show it muted: there is no sound. */
  get stream(): MediaStream | null {
    return this.#told.stream;
  }

  /**
   * In a rollover, the picture that will take over: played unseen beside the present one it is ready
   * when it becomes `stream`. Null at other times.
   */
  get nextStream(): MediaStream | null {
    return this.#told.nextStream;
  }

  /** Where the viewing stands. `live` and `rolling` mean that frames are being decoded now. */
  get phase(): SessionPhase {
    return this.#told.phase;
  }

  /** Where the current connection attempt stands; null before the first. */
  get attemptPhase(): AttemptPhase | null {
    return this.#told.attemptPhase;
  }

  /** True while frames that should come do not. */
  get stalled(): boolean {
    return this.#told.stalled;
  }

  /** True while the answer to the request for video takes unusually long. It is still waited for. */
  get slow(): boolean {
    return this.#told.slow;
  }

  /** Why it is closing or closed; `none` otherwise. */
  get endReason(): EndReason {
    return this.#told.endReason;
  }

  /** What it waits for in phase `waiting`; `none` otherwise. */
  get waitReason(): WaitReason {
    return this.#told.waitReason;
  }

  /** What has failed and is tried again; null once there are frames, and when it is over. */
  get recovery(): Recovery | null {
    return this.#run?.reader?.recovery ?? null;
  }

  /** Why it failed for good; null when it did not. Kept until the next `open()`. */
  get error(): RingLiveError | null {
    return this.#told.error;
  }

  /** Seconds until the core closes the session that is shown, never negative; null while there is none. */
  get timeLeft(): number | null {
    return this.#run?.reader?.timeLeft ?? null;
  }

  /**
   * Seconds of camera time that this viewing has left: of the session that is shown, and of those that may follow with
   * `extend`. Sessions overlap a little when one takes over from another, so it is over somewhat sooner. Null while there is none.
   */
  get budgetLeft(): number | null {
    return this.#run?.reader?.budgetLeft ?? null;
  }

  /** Seconds from the viewing's first request to the end of its budget; null while there is none. */
  get budget(): number | null {
    return this.#run?.reader?.budget ?? null;
  }

  /** Seconds that session may last, from the moment it was asked for; null while there is none. */
  get limit(): number | null {
    return this.#run?.reader?.limit ?? null;
  }

  /**
   * The real dimensions of the first decoded frame, in pixels, never zero. Belongs to the next opening
   * before `open()`, then to that one. Never an unhandled rejection.
   *
   * Rejects with {@link RingLiveError} when the opening fails, with a DOMException `AbortError` when
   * it is closed first (as `HTMLMediaElement.play()` does).
   */
  get firstFrame(): Promise<VideoSize> {
    return this.#frame.promise;
  }

  /** How long each step to the last session's first frame took, in seconds; null until then. */
  get timings(): Timings | null {
    return this.#told.timings;
  }

  /**
   * How well the picture comes, in numbers, and what this viewing (or the last one) has used. Works at
   * any time and never rejects: what is not known is null.
   */
  async getStats(): Promise<LiveStats> {
    const { chosen } = this.#told;
    const report = this.#run?.tell('stats', chosen);
    const picture = (await this.#run?.reader?.stats.read(chosen, report)) ?? unknown;
    const { phase, attemptPhase, stalled, timings } = this.#told;
    return { phase, attemptPhase, stalled, ...picture, timings, ...this.#readUse() };
  }

  #readUse(): CameraUse {
    if (this.#run?.opened) {
      const sessions = this.#run.tell('sessions_used');
      const time = this.#run.tell('camera_time');
      if (sessions !== undefined && time !== undefined) {
        this.#use = { sessions, cameraTime: toSeconds(time) };
      }
    }
    return this.#use;
  }

  /**
   * What happened in this viewing, or the last one, and what was decided: every event with its time, as
   * JSON for a bug report. `npx ring-live-replay trace.json` runs it through the same core again. Holds
   * no token, address, id, candidate or word of the service.
   *
   * Of a long viewing the newest events, some minutes of them, with the state that the first of them met.
   *
   * @returns Null before the first opening that got as far as the module. Rejects when the part of the
   * package that writes it, which is loaded for that, cannot be had.
   */
  async trace(): Promise<string | null> {
    this.#keepRecord();
    return this.#record === null ? null : traceOf(this.#record);
  }

  #keepRecord(): void {
    if (this.#run?.opened) {
      this.#record = this.#run.tell('record') ?? this.#record;
    }
  }

  /**
   * The place where the picture is shown has gone. If it does not come back within the core's grace
   * (time `removal`), the session is closed: no viewer, no session. One that is opened before it is back
   * waits for it as long, and asks for nothing.
   */
  viewerRemoved(): void {
    this.#presence.removed = true;
    this.#run?.tellRemoved();
  }

  /** The place where the picture is shown is back. */
  viewerReturned(): void {
    this.#presence.removed = false;
    this.#run?.tellRemoved();
  }

  /**
   * Whether the place where the picture is shown can be seen: scrolled into view, or shown in
   * picture-in-picture. The page's own visibility is watched by the session itself.
   */
  viewerChanged({ onScreen, inPicture }: Partial<Omit<ViewerPresence, 'removed'>>): void {
    this.#presence.onScreen = onScreen ?? this.#presence.onScreen;
    this.#presence.inPicture = inPicture ?? this.#presence.inPicture;
    this.#run?.tellPresence();
  }

  /**
   * The endpoint at `src` has another address, such as a new signature. What is open stays as it is; what is asked for
   * from now on is asked for there, also in this viewing (a session that takes over, another try). One on another origin is
   * another endpoint: it waits for the next `open()`.
   *
   * @throws TypeError when the session was made with `deviceId`.
   */
  sourceChanged(src: string): void {
    if (src !== this.#options.src) {
      const options = { ...this.#options, src } as SourceOptions;
      checkOptions(options);
      this.#options = options;
      this.#run?.changeSource(src);
    }
  }

  #newRun(): Run {
    return new Run({ ...this.#options, ports: this.ports }, this.#presence, this.#told);
  }

  #begin(): void {
    this.#run ??= this.#newRun();
    this.#run.frame = this.#frame;
    this.#openNext = false;
    this.#told.begin();
    this.#use = unused;
    this.#run.open();
  }

  /** Everything is released: forget the native session, settle what is promised, then tell. */
  #finish(): void {
    const run = this.#run;
    if (run === null) {
      return;
    }
    this.#keepRecord();
    this.#readUse();
    run.end();
    this.#run = null;
    run.frame.reject(aborted()); // No effect when there was a frame or a failure.
    run.closed.resolve();
    this.#told.tellClosed(run);
    // A listener may have opened already, or taken the wish back.
    if (this.#openNext) {
      this.#begin();
    }
  }
}

/** Closing is no failure: the platform's own way to say "you asked for this to stop". */
function aborted(): DOMException {
  return new DOMException(closedBeforePicture, 'AbortError');
}
