// What a session's properties say, from its first call on. While its module is on its way only phases and a failure are
// told; the rest of the news comes from the module, which brings its reader along (reader.ts).

import type { Notice } from './contract.js';
import { RingLiveError } from './errors.js';
import type { LiveSessionEventMap, Timings } from './events.js';
import { now } from './ports.js';
import type { Run } from './run.js';
import type { AttemptPhase, EndReason, SessionPhase, WaitReason } from './types.js';

export interface ToldListener {
  dispatch<K extends keyof LiveSessionEventMap>(
    type: K,
    detail: LiveSessionEventMap[K]['detail'],
  ): void;
  /** All is released. To be told to the page by `tellClosed`, once everything is settled. */
  closed(): void;
}

export class Told {
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

  readonly dispatch: ToldListener['dispatch'];
  readonly #closed: () => void;

  constructor({ dispatch, closed }: ToldListener) {
    this.dispatch = dispatch;
    this.#closed = closed;
  }

  /** Of the last viewing only what is shown stays. */
  begin(): void {
    this.error = null;
    this.timings = null;
    this.chosen = 0;
  }

  /** First the properties, then the event. */
  take(run: Run, notice: Notice): void {
    if (notice.type === 'phase') {
      this.#takePhase(run, notice);
    } else if (notice.type === 'failed') {
      const error = new RingLiveError(notice.failure, now());
      this.error = error;
      run.frame.reject(error);
      this.dispatch('error', { error });
    } else {
      run.reader?.take(notice);
    }
  }

  tellClosed(run: Run): void {
    this.chosen = 0;
    run.reader?.tellGone();
    this.tellPhase();
    this.dispatch('close', { endReason: this.endReason });
  }

  tellPhase(): void {
    const { phase, attemptPhase, endReason, waitReason } = this;
    this.dispatch('phasechange', { phase, attemptPhase, endReason, waitReason });
  }

  #takePhase(run: Run, { phase, reason, wait }: Notice & { type: 'phase' }): void {
    const changed = phase !== this.phase || wait !== this.waitReason;
    this.phase = phase;
    this.endReason = reason;
    this.waitReason = wait;
    run.reader?.entered(phase);
    if (phase === 'closing') {
      run.leaving = true;
    }
    if (phase === 'closed') {
      this.#closed();
    } else if (changed) {
      this.tellPhase();
    }
  }
}
