// The one reader of the module's news: keeps what a viewing's properties say, and tells each change by
// an event, after the properties say it. It comes with the module; what can be told before is in told.ts.

import type { NativeTimings, Notice } from './contract.js';
import { Countdown } from './countdown.js';
import { RingLiveError } from './errors.js';
import type { Recovery, Timings } from './events.js';
import { remember } from './experience.js';
import { Pictures } from './pictures.js';
import { now } from './ports.js';
import type { Run } from './run.js';
import { StatsReader } from './stats.js';
import type { Told } from './told.js';
import type { AttemptPhase, SessionPhase } from './types.js';
import { toSeconds } from './units.js';
import { watchFirstFrame } from './video.js';

interface Limit {
  /** The instant at which the core closes the session, on the clock of `now()`. */
  readonly endsAt: number;
  readonly length: number;
  /** Milliseconds of camera time for sessions after it. */
  readonly rest: number;
}

/** Of one opening. */
export class NoticeReader {
  readonly stats = new StatsReader();

  readonly #run: Run;
  readonly #told: Told;
  readonly #pictures = new Pictures((attempt, stream) =>
    watchFirstFrame(stream, ({ width, height }) => {
      this.#run.tell('frame_shown', attempt, width, height);
    }),
  );

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

  constructor(run: Run, told: Told) {
    this.#run = run;
    this.#told = told;
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
    const limit = this.#limits.get(this.#told.chosen);
    return limit === undefined ? null : toSeconds(milliseconds(limit));
  }

  show(attempt: number, stream: MediaStream): void {
    this.stats.begin(attempt, now());
    this.#pictures.add(attempt, stream);
    this.#setStreams();
  }

  /** The viewing has entered another phase. */
  entered(phase: SessionPhase): void {
    if (phase === 'live' || phase === 'closing' || phase === 'closed') {
      this.#recovery = null;
    }
    if (phase === 'closed') {
      this.#phases.clear();
      this.#limits.clear();
      this.#countdown.restart();
    }
  }

  /** Lets go of the pictures, which is told by `tellGone`. */
  end(): void {
    this.#pictures.clear();
  }

  tellGone(): void {
    this.#setStalled(false);
    this.#setSlow(false);
    this.#setStreams();
  }

  /** First the properties, then the event. One case for each notice of the contract that `Told` leaves to it. */
  take(notice: Exclude<Notice, { type: 'phase' | 'failed' }>): void {
    switch (notice.type) {
      case 'picture':
        this.#takePicture(notice.attempt);
        break;
      case 'attempt':
        this.#takeAttemptPhase(notice.attempt, notice.phase);
        break;
      case 'limit':
        this.#takeLimit(notice);
        break;
      case 'answer-repaired':
        this.#told.dispatch('answerrepaired', { attempt: notice.attempt });
        break;
      case 'first-frame':
        this.#takeFirstFrame(notice);
        break;
      case 'stall':
        if (notice.attempt === this.#told.chosen) {
          this.#setStalled(notice.stalled);
        }
        break;
      case 'post-slow':
        if (notice.attempt === this.#told.chosen) {
          this.#setSlow(true);
        }
        break;
      case 'recovering': {
        const error = new RingLiveError(notice.failure, now());
        this.#recovery = { error, at: notice.at < 0 ? null : notice.at };
        this.#told.dispatch('recovering', this.recovery as Recovery);
        break;
      }
      case 'learned':
        remember(this.#run.options, {
          slowestFirstFrame: notice.slowest_first_frame,
          slowestAt: notice.slowest_at,
          aloneAt: notice.alone_at,
          doubt: notice.doubt,
        });
        break;
      case 'release-failed':
        this.#told.dispatch('releasefailed', {
          attempt: notice.attempt,
          status: notice.status,
        });
        break;
      case 'defect':
        this.#told.dispatch('defect', { fact: notice.fact });
        break;
      default:
        notice satisfies never;
    }
  }

  #takePicture(attempt: number): void {
    this.#pictures.choose(attempt);
    this.#told.chosen = attempt;
    this.#told.attemptPhase = this.#phases.get(attempt) ?? null;
    this.#setStalled(false);
    this.#setSlow(false);
    this.#setStreams();
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
    if (attempt === this.#told.chosen) {
      this.#tellLimit();
    }
  }

  #tellLimit(): void {
    this.#dispatchLimit('limitchange');
    this.#countdown.restart();
  }

  #dispatchLimit(type: 'limitchange' | 'limitwarning' | 'timeupdate'): void {
    const { timeLeft, budgetLeft } = this;
    this.#told.dispatch(type, { timeLeft: timeLeft ?? 0, budgetLeft: budgetLeft ?? 0 });
  }

  #takeFirstFrame(notice: Notice & { type: 'first-frame' }): void {
    const { attempt, width, height } = notice;
    const timings = publicTimings(
      notice.timings,
      this.#run.frame.settled ? 0 : this.#run.moduleTime,
    );
    this.#told.timings = timings;
    this.#run.frame.resolve({ width, height });
    this.#told.dispatch('firstframe', { attempt, width, height, timings });
  }

  #takeAttemptPhase(attempt: number, phase: AttemptPhase): void {
    if (phase === 'ended') {
      this.#phases.delete(attempt);
    } else {
      this.#phases.set(attempt, phase);
    }
    if (phase === 'ending') {
      if (attempt === this.#told.chosen) {
        this.#setStalled(false); // It has ended: that is another matter.
      }
      this.#pictures.drop(attempt);
      this.#limits.delete(attempt);
      this.#setStreams();
    }
    if (attempt === this.#told.chosen && phase !== this.#told.attemptPhase) {
      this.#setSlow(false); // Answered, or given up.
      this.#told.attemptPhase = phase;
      this.#told.tellPhase();
    }
  }

  /** The one that takes over is told first: it must be ready when it does. */
  #setStreams(): void {
    const { current, next } = this.#pictures;
    const takesOver = current !== null && current === this.#told.nextStream;
    if (next !== this.#told.nextStream && !takesOver) {
      this.#told.nextStream = next;
      this.#told.dispatch('nextstreamchange', { stream: next });
    }
    if (current !== this.#told.stream) {
      this.#told.stream = current;
      this.#told.dispatch('streamchange', { stream: current });
    }
    if (next !== this.#told.nextStream) {
      this.#told.nextStream = next;
      this.#told.dispatch('nextstreamchange', { stream: next });
    }
  }

  #setStalled(stalled: boolean): void {
    if (stalled !== this.#told.stalled) {
      this.#told.stalled = stalled;
      this.#told.dispatch('stallchange', { stalled });
    }
  }

  #setSlow(slow: boolean): void {
    if (slow !== this.#told.slow) {
      this.#told.slow = slow;
      this.#told.dispatch('slowchange', { slow });
    }
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
