// A viewing session as pages use it. It carries calls down to the native module and news up to the
// page; every decision (order of steps, times, what a failure means) is the core's.
//
// One Run is one opening: it owns one native session, which is forgotten as soon as it has closed.
// News is never told inside a call of the module: it rings, and a microtask later the notices are
// drained and dispatched, so that no listener ever runs below a C++ frame or below `open()`.
//
// Longer than 400 lines because the public class and the only reader of notices are one thing, and a
// third of it is reference text.

import type { MainModule, NativeFailure, NativeTimings, Notice } from './contract.js';
import { deferred } from './deferred.js';
import type { Deferred } from './deferred.js';
import { RingLiveError } from './errors.js';
import type {
  LiveSessionEventMap,
  Recovery,
  Timings,
  TypedEventTarget,
  VideoSize,
} from './events.js';
import { remember } from './experience.js';
import { ModuleFailure, loadModule } from './module.js';
import { checkOptions, defaultIceServers, nativeConfig } from './options.js';
import type { LiveSessionOptions } from './options.js';
import { pageIsVisible, watchPage } from './page.js';
import { Pictures } from './pictures.js';
import { browserPorts, now } from './ports.js';
import { CameraUse, StatsReader } from './stats.js';
import type { LiveStats } from './stats.js';
import type { AttemptPhase, EndReason, SessionPhase, WaitReason } from './types.js';
import { toMilliseconds, toSeconds } from './units.js';
import { closedBeforePicture } from './words.js';

interface Run {
  /** Set once the module is there and has opened. */
  native: { readonly module: MainModule; readonly id: number } | null;
  /** News that does not come from the module: before there is one, and when it breaks. */
  readonly ownNotices: Notice[];
  /** Pictures handed over below a C++ frame, waiting to be told. */
  readonly arrived: { readonly attempt: number; readonly stream: MediaStream }[];
  readonly pictures: Pictures;
  /** Of each attempt. */
  readonly phases: Map<number, AttemptPhase>;
  /** Of each attempt: the instant at which the core closes it, on the clock of `now()`. */
  readonly limits: Map<number, { readonly endsAt: number; readonly length: number }>;
  readonly frame: Deferred<VideoSize>;
  readonly closed: Deferred<void>;
  /** A drain is already due. */
  ringing: boolean;
  /** Somebody asked to close, or the core is closing: no way back but a new run. */
  leaving: boolean;
  viewerAway: boolean;
  /** The page was left and may come back. */
  pageAway: boolean;
  moduleTime: number;
  stopWatching: () => void;
}

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
  readonly #options: LiveSessionOptions;
  #run: Run | null = null;
  /** Of the current opening, or of the next one when there is none or it is closing. */
  #frame = deferred<VideoSize>();
  /** An `open()` that came while the last session was still being released. */
  #openNext = false;

  #phase: SessionPhase = 'idle';
  #attemptPhase: AttemptPhase | null = null;
  #endReason: EndReason = 'none';
  #waitReason: WaitReason = 'none';
  #stream: MediaStream | null = null;
  #nextStream: MediaStream | null = null;
  #stalled = false;
  #error: RingLiveError | null = null;
  /** On the clock of `now()`; null: as soon as there is a network. */
  #recovery: { readonly error: RingLiveError; readonly at: number | null } | null = null;
  #trace: string | null = null;
  #onScreen = true;
  #inPicture = false;
  #timings: Timings | null = null;
  /** Of this viewing, or the last one. */
  #use = new CameraUse();
  readonly #stats = new StatsReader();

  /**
   * Nothing happens yet: no module is loaded, no camera asked.
   *
   * @throws TypeError when the options name both or neither of `src` and `deviceId`, give a token with
   * `src`, or give none with `deviceId`. Whatever else cannot work fails at `open()`, as a typed error.
   */
  constructor(options: LiveSessionOptions) {
    super();
    checkOptions(options);
    this.#options = options;
  }

  /**
   * Asks the camera for live video. Opening twice is opening once; while the last session is still
   * being released, the next one waits for that. In phase `waiting` it tries at once.
   *
   * @returns The same promise as {@link firstFrame}. It need not be handled.
   */
  open(): Promise<VideoSize> {
    if (this.#run === null) {
      if (this.#frame.settled) {
        this.#frame = deferred(); // The old one stays readable until now.
      }
      this.#begin();
    } else if (!this.#run.leaving) {
      this.#tell(this.#run, (module, id) => {
        module.open(id);
      });
    } else if (!this.#openNext) {
      this.#openNext = true;
      this.#frame = deferred();
    }
    return this.#frame.promise;
  }

  /**
   * Somebody wants to go on watching: allows more camera time for this viewing. No effect when nothing
   * is open.
   *
   * @param seconds More than 0; default: as much as one session of this camera.
   */
  extend(seconds = 0): void {
    if (this.#run !== null) {
      this.#tell(this.#run, (module, id) => {
        module.extend(id, toMilliseconds(seconds));
      });
    }
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
    if (run === null) {
      return Promise.resolve();
    }
    if (run.native === null) {
      this.#cancel(run, 'requested');
    } else {
      run.leaving = true;
      this.#tell(run, (module, id) => {
        module.close(id);
      });
    }
    return run.closed.promise;
  }

  /** The picture, or null while there is none. Show it muted: there is no sound. */
  get stream(): MediaStream | null {
    return this.#stream;
  }

  /**
   * In a rollover, the picture that will take over: played unseen beside the present one it is ready
   * when it becomes `stream`. Null at other times.
   */
  get nextStream(): MediaStream | null {
    return this.#nextStream;
  }

  /** Where the viewing stands. `live` and `rolling` mean that frames are being decoded now. */
  get phase(): SessionPhase {
    return this.#phase;
  }

  /** Where the current connection attempt stands; null before the first. */
  get attemptPhase(): AttemptPhase | null {
    return this.#attemptPhase;
  }

  /** True while frames that should come do not. */
  get stalled(): boolean {
    return this.#stalled;
  }

  /** Why it is closing or closed; `none` otherwise. */
  get endReason(): EndReason {
    return this.#endReason;
  }

  /** What it waits for in phase `waiting`; `none` otherwise. */
  get waitReason(): WaitReason {
    return this.#waitReason;
  }

  /** What has failed and is tried again; null once there are frames, and when it is over. */
  get recovery(): Recovery | null {
    if (this.#recovery === null) {
      return null;
    }
    const { error, at } = this.#recovery;
    return { error, retryIn: at === null ? null : toSeconds(Math.max(0, at - now())) };
  }

  /** Why it failed for good; null when it did not. Kept until the next `open()`. */
  get error(): RingLiveError | null {
    return this.#error;
  }

  /** Seconds until the core closes the session that is shown, never negative; null while there is none. */
  get timeLeft(): number | null {
    const limit = this.#currentLimit();
    return limit === null ? null : toSeconds(Math.max(0, limit.endsAt - now()));
  }

  /** Seconds that session may last, from the moment it was asked for; null while there is none. */
  get limit(): number | null {
    const limit = this.#currentLimit();
    return limit === null ? null : toSeconds(limit.length);
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
    return this.#timings;
  }

  /**
   * How well the picture comes, in numbers, and what this viewing (or the last one) has used. Works at
   * any time and never rejects: what is not known is null.
   */
  async getStats(): Promise<LiveStats> {
    const attempt = this.#run?.pictures.chosen ?? 0;
    const picture = await this.#stats.read(attempt, this.#browserStats(attempt));
    return {
      phase: this.#phase,
      attemptPhase: this.#attemptPhase,
      stalled: this.#stalled,
      ...picture,
      timings: this.#timings,
      sessions: this.#use.sessions,
      cameraTime: toSeconds(this.#use.timeUntil(now())),
    };
  }

  #browserStats(attempt: number): Promise<RTCStatsReport> | undefined {
    return this.#run === null
      ? undefined
      : this.#tell(this.#run, (module, id) => module.stats(id, attempt));
  }

  /**
   * What happened in this viewing, or the last one, and what was decided: every event with its time, as
   * JSON for a bug report. `npx ring-live-replay trace.json` runs it through the same core again. Holds
   * no token, address, id, candidate or word of the service.
   *
   * @returns Null before the first opening that got as far as the module.
   */
  trace(): string | null {
    if (this.#run !== null) {
      this.#keepTrace(this.#run);
    }
    return this.#trace;
  }

  #keepTrace(run: Run): void {
    this.#trace = this.#tell(run, (module, id) => module.trace(id)) ?? this.#trace;
  }

  /**
   * The place where the picture is shown has gone. If it does not come back within the core's grace
   * (time `removal`), the session is closed: no viewer, no session.
   */
  viewerRemoved(): void {
    if (this.#run !== null) {
      this.#run.viewerAway = true;
      this.#tell(this.#run, (module, id) => {
        module.viewer_removed(id);
      });
    }
  }

  /** The place where the picture is shown is back. */
  viewerReturned(): void {
    if (this.#run !== null) {
      this.#run.viewerAway = false;
      this.#tell(this.#run, (module, id) => {
        module.viewer_returned(id);
      });
    }
  }

  /**
   * Whether the place where the picture is shown can be seen: scrolled into view, or shown in
   * picture-in-picture. The page's own visibility is watched by the session itself.
   */
  viewerChanged({ onScreen, inPicture }: { onScreen?: boolean; inPicture?: boolean }): void {
    this.#onScreen = onScreen ?? this.#onScreen;
    this.#inPicture = inPicture ?? this.#inPicture;
    if (this.#run !== null) {
      this.#tellPresence(this.#run);
    }
  }

  #tellPresence(run: Run): void {
    this.#tell(run, (module, id) => {
      module.presence_changed(id, pageIsVisible(), this.#onScreen, this.#inPicture);
    });
  }

  #currentLimit(): { readonly endsAt: number; readonly length: number } | null {
    const run = this.#run;
    return run?.limits.get(run.pictures.chosen) ?? null;
  }

  #begin(): void {
    const run: Run = {
      native: null,
      ownNotices: [],
      arrived: [],
      pictures: new Pictures((attempt, { width, height }) => {
        this.#tell(run, (module, id) => {
          module.frame_shown(id, attempt, width, height);
        });
      }),
      phases: new Map(),
      limits: new Map(),
      frame: this.#frame,
      closed: deferred<void>(),
      ringing: false,
      leaving: false,
      viewerAway: false,
      pageAway: false,
      moduleTime: 0,
      stopWatching: () => undefined,
    };
    this.#run = run;
    this.#openNext = false;
    this.#error = null;
    this.#timings = null;
    this.#use = new CameraUse();
    this.#recovery = null;
    run.stopWatching = this.#watchPage(run);
    this.#news(run, { type: 'phase', phase: 'starting', reason: 'none', wait: 'none' });
    void this.#start(run);
  }

  #watchPage(run: Run): () => void {
    return watchPage({
      visibilityChanged: () => {
        this.#tellPresence(run);
      },
      // Synchronous on purpose: the DELETE must leave before this returns.
      left: () => {
        run.pageAway = true;
        this.#tell(run, (module, id) => {
          module.page_left(id);
        });
      },
      returned: () => {
        run.pageAway = false;
        this.#tell(run, (module, id) => {
          module.page_returned(id);
        });
      },
      networkChanged: (online) => {
        this.#tell(run, (module, id) => {
          module.network_changed(id, online);
        });
      },
    });
  }

  async #start(run: Run): Promise<void> {
    const before = now();
    let module: MainModule;
    try {
      module = await loadModule();
    } catch (reason) {
      this.#fail(run, reason);
      return;
    }
    run.moduleTime = now() - before;
    if (run.leaving) {
      return; // Closed meanwhile: no peer, no token, no POST.
    }
    if (run.viewerAway) {
      // A DOM move is over within one task; whoever is still away now has really gone.
      this.#cancel(run, 'removed');
      return;
    }
    const ports = browserPorts({
      parts: this.#options.ports ?? {},
      iceServers: this.#options.iceServers ?? defaultIceServers,
      token: this.#options.token ?? null,
      noticesWait: () => {
        this.#ring(run);
      },
      streamArrived: (attempt, stream) => {
        run.arrived.push({ attempt, stream });
        this.#ring(run);
      },
    });
    try {
      run.native = { module, id: module.create(nativeConfig(this.#options), ports) };
    } catch (reason) {
      this.#fail(run, reason);
      return;
    }
    this.#tellPresence(run);
    this.#tell(run, (native, id) => {
      if (run.pageAway) {
        native.page_left(id);
      }
      native.open(id);
    });
  }

  /** Calls the module if there is one. A module that traps is given up, and that is told, not thrown. */
  #tell<T>(run: Run, act: (module: MainModule, id: number) => T): T | undefined {
    if (run.native !== null) {
      try {
        return act(run.native.module, run.native.id);
      } catch (reason) {
        run.native = null;
        this.#fail(run, reason);
      }
    }
    return undefined;
  }

  /** Ends a run that has no native session. */
  #cancel(run: Run, reason: EndReason): void {
    if (!run.leaving) {
      run.leaving = true;
      this.#news(run, { type: 'phase', phase: 'closed', reason, wait: 'none' });
    }
  }

  /** The module could not be had, or broke. */
  #fail(run: Run, reason: unknown): void {
    if (this.#run === run) {
      run.leaving = true;
      this.#news(run, { type: 'failed', failure: moduleFailure(reason) });
      this.#news(run, { type: 'phase', phase: 'closed', reason: 'failed', wait: 'none' });
    }
  }

  #news(run: Run, notice: Notice): void {
    run.ownNotices.push(notice);
    this.#ring(run);
  }

  #ring(run: Run): void {
    if (!run.ringing) {
      run.ringing = true;
      queueMicrotask(() => {
        run.ringing = false;
        this.#drain(run);
      });
    }
  }

  #drain(run: Run): void {
    // Pictures first: the news of a first frame should find its stream in place.
    for (const { attempt, stream } of run.arrived.splice(0)) {
      this.#show(run, attempt, stream);
    }
    const notices = run.ownNotices.splice(0);
    this.#tell(run, (module, id) => {
      notices.push(...module.drain(id));
    });
    for (const notice of notices) {
      // A run that has closed has nothing more to say, whatever a listener began in the meantime.
      if (this.#run === run) {
        this.#take(run, notice);
      }
    }
  }

  #show(run: Run, attempt: number, stream: MediaStream): void {
    if (this.#run !== run || run.leaving) {
      return; // The peer that sends it is being closed already.
    }
    run.pictures.add(attempt, stream);
    this.#setStreams(run);
  }

  /** First the properties, then the event. One case for each notice of the contract. */
  #take(run: Run, notice: Notice): void {
    switch (notice.type) {
      case 'phase':
        this.#takePhase(run, notice);
        break;
      case 'picture':
        run.pictures.choose(notice.attempt);
        this.#attemptPhase = run.phases.get(notice.attempt) ?? null;
        this.#setStalled(false);
        this.#setStreams(run);
        if (this.#currentLimit() !== null) {
          this.#dispatch('limitchange', { timeLeft: this.timeLeft ?? 0 });
        }
        break;
      case 'attempt':
        this.#takeAttemptPhase(run, notice.attempt, notice.phase);
        break;
      case 'limit':
        if (notice.near) {
          this.#dispatch('limitwarning', { timeLeft: this.timeLeft ?? 0 });
          break;
        }
        run.limits.set(notice.attempt, {
          endsAt: notice.ends_at,
          length: notice.ends_at - now(),
        });
        if (notice.attempt === run.pictures.chosen) {
          this.#dispatch('limitchange', { timeLeft: this.timeLeft ?? 0 });
        }
        break;
      case 'answer-repaired':
        this.#dispatch('answerrepaired', { attempt: notice.attempt });
        break;
      case 'first-frame': {
        const { attempt, width, height } = notice;
        const timings = publicTimings(notice.timings, run.frame.settled ? 0 : run.moduleTime);
        this.#timings = timings;
        run.frame.resolve({ width, height });
        this.#dispatch('firstframe', { attempt, width, height, timings });
        break;
      }
      case 'stall':
        if (notice.attempt === run.pictures.chosen) {
          this.#setStalled(notice.stalled);
        }
        break;
      case 'recovering': {
        const error = new RingLiveError(notice.failure, now());
        const at = notice.at < 0 ? null : notice.at;
        this.#recovery = { error, at };
        this.#dispatch('recovering', this.recovery as Recovery);
        break;
      }
      case 'learned':
        remember(this.#options, {
          slowestFirstFrame: notice.slowest_first_frame,
          overlaps: notice.overlaps,
        });
        break;
      case 'failed': {
        const error = new RingLiveError(notice.failure, now());
        this.#error = error;
        run.frame.reject(error);
        this.#dispatch('error', { error });
        break;
      }
      case 'release-failed':
        this.#dispatch('releasefailed', { attempt: notice.attempt, status: notice.status });
        break;
      case 'defect':
        this.#dispatch('defect', { fact: notice.fact });
        break;
      default:
        notice satisfies never;
    }
  }

  #takePhase(run: Run, { phase, reason, wait }: Notice & { type: 'phase' }): void {
    const changed = phase !== this.#phase || wait !== this.#waitReason;
    this.#phase = phase;
    this.#endReason = reason;
    this.#waitReason = wait;
    if (phase === 'live' || phase === 'closing') {
      this.#recovery = null;
    }
    if (phase === 'closing') {
      run.leaving = true;
    }
    if (phase === 'closed') {
      this.#finish(run, reason);
    } else if (changed) {
      this.#dispatchPhase();
    }
  }

  #takeAttemptPhase(run: Run, attempt: number, phase: AttemptPhase): void {
    this.#use.note(attempt, phase, now());
    if (phase === 'ended') {
      run.phases.delete(attempt);
    } else {
      run.phases.set(attempt, phase);
    }
    if (phase === 'ending') {
      if (attempt === run.pictures.chosen) {
        this.#setStalled(false); // It has ended: that is another matter.
      }
      run.pictures.drop(attempt);
      run.limits.delete(attempt);
      this.#setStreams(run);
    }
    if (attempt === run.pictures.chosen && phase !== this.#attemptPhase) {
      this.#attemptPhase = phase;
      this.#dispatchPhase();
    }
  }

  /** Everything is released: forget the native session, settle what is promised, then tell. */
  #finish(run: Run, endReason: EndReason): void {
    run.stopWatching();
    run.pictures.clear();
    run.leaving = true;
    this.#use.stop(now());
    this.#keepTrace(run);
    this.#tell(run, (module, id) => {
      module.destroy(id);
    });
    run.native = null;
    this.#run = null;
    this.#recovery = null;
    run.frame.reject(aborted()); // No effect when there was a frame or a failure.
    run.closed.resolve();
    this.#setStalled(false);
    this.#setStreams(run);
    this.#dispatchPhase();
    this.#dispatch('close', { endReason });
    // A listener may have opened already, or taken the wish back.
    if (this.#openNext) {
      this.#begin();
    }
  }

  /** The one that takes over is told first: it must be ready when it does. */
  #setStreams({ pictures: { current, next } }: Run): void {
    const takesOver = current !== null && current === this.#nextStream;
    if (next !== this.#nextStream && !takesOver) {
      this.#nextStream = next;
      this.#dispatch('nextstreamchange', { stream: next });
    }
    if (current !== this.#stream) {
      this.#stream = current;
      this.#dispatch('streamchange', { stream: current });
    }
    if (next !== this.#nextStream) {
      this.#nextStream = next;
      this.#dispatch('nextstreamchange', { stream: next });
    }
  }

  #setStalled(stalled: boolean): void {
    if (stalled !== this.#stalled) {
      this.#stalled = stalled;
      this.#dispatch('stallchange', { stalled });
    }
  }

  #dispatchPhase(): void {
    this.#dispatch('phasechange', {
      phase: this.#phase,
      attemptPhase: this.#attemptPhase,
      endReason: this.#endReason,
      waitReason: this.#waitReason,
    });
  }

  /** Listeners that throw are reported by the platform and disturb nothing here. */
  #dispatch<K extends keyof LiveSessionEventMap>(
    type: K,
    detail: LiveSessionEventMap[K]['detail'],
  ): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

/** Closing is no failure: the platform's own way to say "you asked for this to stop". */
function aborted(): DOMException {
  return new DOMException(closedBeforePicture, 'AbortError');
}

function publicTimings(native: NativeTimings, moduleTime: number): Timings {
  return {
    module: toSeconds(moduleTime),
    gathering: toSeconds(native.gathering),
    token: toSeconds(native.token),
    post: toSeconds(native.post),
    connect: toSeconds(native.connect),
    frame: toSeconds(native.frame),
    total: toSeconds(moduleTime + native.total),
  };
}

/** The one failure that the core cannot tell, because it is not there. */
function moduleFailure(reason: unknown): NativeFailure {
  const known = reason instanceof ModuleFailure;
  return {
    kind: known ? reason.kind : 'unsupported-browser',
    stage: 'setup',
    fault: known ? reason.fault : 'browser',
    attempt: 0,
    status: 0,
    title: '',
    // Of an unknown trouble only the class: what else it says might quote what it was given.
    detail: known
      ? reason.message
      : `The player's module broke (${reason instanceof Error ? reason.name : typeof reason}).`,
    request_id: '',
    retryable: known && reason.retryable,
    retry_at: -1,
    cross_origin: false,
  };
}
