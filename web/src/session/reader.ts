// The one reader of the module's news: keeps what a viewing's properties say, and tells each change by
// an event, after the properties say it.

import type { NativeTimings, Notice } from './contract.js';
import { Countdown } from './countdown.js';
import { RingLiveError } from './errors.js';
import type { LiveSessionEventMap, Recovery, Timings } from './events.js';
import { now } from './ports.js';
import type { Run } from './run.js';
import type { AttemptPhase, EndReason, SessionPhase, WaitReason } from './types.js';
import { toSeconds } from './units.js';

interface Limit {
  /** The instant at which the core closes the session, on the clock of `now()`. */
  readonly endsAt: number;
  readonly length: number;
  /** Milliseconds of camera time for sessions after it. */
  readonly rest: number;
}

export interface ReaderListener {
  dispatch<K extends keyof LiveSessionEventMap>(
    type: K,
    detail: LiveSessionEventMap[K]['detail'],
  ): void;
  /** All is released. To be told to the page by `tellClosed`, once everything is settled. */
  closed(): void;
}

export class NoticeReader {
  phase: SessionPhase = 'idle';
  attemptPhase: AttemptPhase | null = null;
  endReason: EndReason = 'none';
  waitReason: WaitReason = 'none';
  stream: MediaStream | null = null;
  nextStream: MediaStream | null = null;
  stalled = false;
  slow = false;
  error: RingLiveError | null = null;
  timings: Timings | null = null;
  /** Number of the attempt whose picture is shown or awaited; 0: none. */
  chosen = 0;

  /** On the clock of `now()`; null: as soon as there is a network. */
  #recovery: { readonly error: RingLiveError; readonly at: number | null } | null = null;
  readonly #phases = new Map<number, AttemptPhase>();
  readonly #limits = new Map<number, Limit>();
  /** When the first session of this viewing was asked for. */
  #beganAt: number | null = null;
  readonly #countdown = new Countdown(
    () => this.budgetLeft,
    () => {
      this.#dispatchLimit('timeupdate');
    },
  );
  readonly #listener: ReaderListener;

  constructor(listener: ReaderListener) {
    this.#listener = listener;
  }

  get recovery(): Recovery | null {
    if (this.#recovery === null) {
      return null;
    }
    const { error, at } = this.#recovery;
    return { error, retryIn: at === null ? null : toSeconds(Math.max(0, at - now())) };
  }

  get timeLeft(): number | null {
    return this.#ofLimit(({ endsAt }) => Math.max(0, endsAt - now()));
  }

  get limit(): number | null {
    return this.#ofLimit(({ length }) => length);
  }

  get budgetLeft(): number | null {
    return this.#ofLimit(({ endsAt, rest }) => Math.max(0, endsAt - now()) + rest);
  }

  get budget(): number | null {
    return this.#ofLimit(({ endsAt, rest }) => endsAt + rest - (this.#beganAt ?? endsAt));
  }

  /** Seconds; null while the session that is shown has none. */
  #ofLimit(milliseconds: (limit: Limit) => number): number | null {
    const limit = this.#limits.get(this.chosen);
    return limit === undefined ? null : toSeconds(milliseconds(limit));
  }

  /** Of the last viewing only what is shown stays. */
  begin(): void {
    this.#beganAt = null;
    this.error = null;
    this.timings = null;
    this.#recovery = null;
    this.chosen = 0;
  }

  show(run: Run, attempt: number, stream: MediaStream): void {
    run.pictures.add(attempt, stream);
    this.#setStreams(run);
  }

  /** First the properties, then the event. One case for each notice of the contract. */
  take(run: Run, notice: Notice): void {
    switch (notice.type) {
      case 'phase':
        this.#takePhase(run, notice);
        break;
      case 'picture':
        this.#takePicture(run, notice.attempt);
        break;
      case 'attempt':
        this.#takeAttemptPhase(run, notice.attempt, notice.phase);
        break;
      case 'limit':
        this.#takeLimit(notice);
        break;
      case 'answer-repaired':
        this.#listener.dispatch('answerrepaired', { attempt: notice.attempt });
        break;
      case 'first-frame':
        this.#takeFirstFrame(run, notice);
        break;
      case 'stall':
        if (notice.attempt === this.chosen) {
          this.#setStalled(notice.stalled);
        }
        break;
      case 'post-slow':
        if (notice.attempt === this.chosen) {
          this.#setSlow(true);
        }
        break;
      case 'recovering': {
        const error = new RingLiveError(notice.failure, now());
        this.#recovery = { error, at: notice.at < 0 ? null : notice.at };
        this.#listener.dispatch('recovering', this.recovery as Recovery);
        break;
      }
      case 'learned':
        run.learned({
          slowestFirstFrame: notice.slowest_first_frame,
          slowestAt: notice.slowest_at,
          aloneAt: notice.alone_at,
          doubt: notice.doubt,
        });
        break;
      case 'failed': {
        const error = new RingLiveError(notice.failure, now());
        this.error = error;
        run.frame.reject(error);
        this.#listener.dispatch('error', { error });
        break;
      }
      case 'release-failed':
        this.#listener.dispatch('releasefailed', {
          attempt: notice.attempt,
          status: notice.status,
        });
        break;
      case 'defect':
        this.#listener.dispatch('defect', { fact: notice.fact });
        break;
      default:
        notice satisfies never;
    }
  }

  tellClosed(run: Run): void {
    this.chosen = 0;
    this.#setStalled(false);
    this.#setSlow(false);
    this.#setStreams(run);
    this.#dispatchPhase();
    this.#listener.dispatch('close', { endReason: this.endReason });
  }

  #takePhase(run: Run, { phase, reason, wait }: Notice & { type: 'phase' }): void {
    const changed = phase !== this.phase || wait !== this.waitReason;
    this.phase = phase;
    this.endReason = reason;
    this.waitReason = wait;
    if (phase === 'live' || phase === 'closing' || phase === 'closed') {
      this.#recovery = null;
    }
    if (phase === 'closing') {
      run.leaving = true;
    }
    if (phase === 'closed') {
      this.#phases.clear();
      this.#limits.clear();
      this.#countdown.restart();
      this.#listener.closed();
    } else if (changed) {
      this.#dispatchPhase();
    }
  }

  #takePicture(run: Run, attempt: number): void {
    run.pictures.choose(attempt);
    this.chosen = attempt;
    this.attemptPhase = this.#phases.get(attempt) ?? null;
    this.#setStalled(false);
    this.#setSlow(false);
    this.#setStreams(run);
    if (this.timeLeft !== null) {
      this.#tellLimit();
    }
  }

  #takeLimit({ attempt, ends_at: endsAt, near, rest, length }: Notice & { type: 'limit' }): void {
    if (near) {
      this.#dispatchLimit('limitwarning');
      return;
    }
    this.#beganAt ??= now();
    this.#limits.set(attempt, { endsAt, length, rest });
    if (attempt === this.chosen) {
      this.#tellLimit();
    }
  }

  #tellLimit(): void {
    this.#dispatchLimit('limitchange');
    this.#countdown.restart();
  }

  #dispatchLimit(type: 'limitchange' | 'limitwarning' | 'timeupdate'): void {
    const { timeLeft, budgetLeft } = this;
    this.#listener.dispatch(type, { timeLeft: timeLeft ?? 0, budgetLeft: budgetLeft ?? 0 });
  }

  #takeFirstFrame(run: Run, notice: Notice & { type: 'first-frame' }): void {
    const { attempt, width, height } = notice;
    const timings = publicTimings(notice.timings, run.frame.settled ? 0 : run.moduleTime);
    this.timings = timings;
    run.frame.resolve({ width, height });
    this.#listener.dispatch('firstframe', { attempt, width, height, timings });
  }

  #takeAttemptPhase(run: Run, attempt: number, phase: AttemptPhase): void {
    if (phase === 'ended') {
      this.#phases.delete(attempt);
    } else {
      this.#phases.set(attempt, phase);
    }
    if (phase === 'ending') {
      if (attempt === this.chosen) {
        this.#setStalled(false); // It has ended: that is another matter.
      }
      run.pictures.drop(attempt);
      this.#limits.delete(attempt);
      this.#setStreams(run);
    }
    if (attempt === this.chosen && phase !== this.attemptPhase) {
      this.#setSlow(false); // Answered, or given up.
      this.attemptPhase = phase;
      this.#dispatchPhase();
    }
  }

  /** The one that takes over is told first: it must be ready when it does. */
  #setStreams({ pictures: { current, next } }: Run): void {
    const takesOver = current !== null && current === this.nextStream;
    if (next !== this.nextStream && !takesOver) {
      this.nextStream = next;
      this.#listener.dispatch('nextstreamchange', { stream: next });
    }
    if (current !== this.stream) {
      this.stream = current;
      this.#listener.dispatch('streamchange', { stream: current });
    }
    if (next !== this.nextStream) {
      this.nextStream = next;
      this.#listener.dispatch('nextstreamchange', { stream: next });
    }
  }

  #setStalled(stalled: boolean): void {
    if (stalled !== this.stalled) {
      this.stalled = stalled;
      this.#listener.dispatch('stallchange', { stalled });
    }
  }

  #setSlow(slow: boolean): void {
    if (slow !== this.slow) {
      this.slow = slow;
      this.#listener.dispatch('slowchange', { slow });
    }
  }

  #dispatchPhase(): void {
    this.#listener.dispatch('phasechange', {
      phase: this.phase,
      attemptPhase: this.attemptPhase,
      endReason: this.endReason,
      waitReason: this.waitReason,
    });
  }
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
