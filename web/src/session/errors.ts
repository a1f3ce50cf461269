// A failure as pages see it: typed facts for the program, one sentence for the person. What happened,
// whose fault it is and whether trying again can help was decided by the core.

import type { NativeFailure } from './contract.js';
import type { FailureKind, Fault, Stage } from './types.js';
import { toSeconds } from './units.js';
import { english, failureWords } from '../words/words.js';

/**
 * Why live video could not be shown. `message` is two English sentences for a person, and never names a
 * token; for other languages see {@link failureWords}.
 */
export class RingLiveError extends Error {
  override readonly name = 'RingLiveError';
  /** What happened. */
  readonly kind: FailureKind;
  /** At which step. */
  readonly stage: Stage;
  /** Who can mend it. */
  readonly fault: Fault;
  /** Which connection attempt of the session, from 1; 0 when none was begun. */
  readonly attempt: number;
  /** HTTP status of the reply, or null when there was none. */
  readonly status: number | null;
  /** The service's own title, printable and short; may be empty. */
  readonly title: string;
  /** The service's own detail, or ours for a developer; may be empty. */
  readonly detail: string;
  /** To quote to the service's support; may be empty. */
  readonly requestId: string;
  /** Whether the same thing may succeed later without anybody changing anything. */
  readonly retryable: boolean;
  /** Seconds, from the moment of the failure, after which the service wants to be asked again; or null. */
  readonly retryIn: number | null;
  /** The request went to another origin, where CORS may have hidden the reply. */
  readonly crossOrigin: boolean;

  /**
   * @param failure As the core told it.
   * @param now The instant of telling, on the clock of the failure's `retry_at`.
   */
  constructor(failure: NativeFailure, now: number) {
    const { kind, cross_origin: crossOrigin } = failure;
    const { happened, todo } = failureWords(english, { kind, crossOrigin });
    super(`${happened} ${todo}`);
    this.kind = kind;
    this.stage = failure.stage;
    this.fault = failure.fault;
    this.attempt = failure.attempt;
    this.status = failure.status > 0 ? failure.status : null;
    this.title = failure.title;
    this.detail = failure.detail;
    this.requestId = failure.request_id;
    this.retryable = failure.retryable;
    this.retryIn = failure.retry_at < 0 ? null : toSeconds(Math.max(0, failure.retry_at - now));
    this.crossOrigin = crossOrigin;
  }
}
