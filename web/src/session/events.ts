// The events of a session, once: names, and what each carries. All are CustomEvents whose news is in
// `detail`; none bubbles. They are past facts: when one is dispatched, the session's properties
// already say the same.

import type { RingLiveError } from './errors.js';
import type { AttemptPhase, EndReason, SessionPhase, WaitReason } from './types.js';

/** Pixels, never zero. */
export interface VideoSize {
  readonly width: number;
  readonly height: number;
}

/** How long each step to the first picture took, in seconds. */
export interface Timings {
  /** Loading the native module: next to nothing after the first time on a page. */
  readonly module: number;
  /** Collecting network addresses, after the offer was made. */
  readonly gathering: number;
  /** Waiting for the page's token provider. */
  readonly token: number;
  /** The POST, from sending the offer to its answer. */
  readonly post: number;
  /** From the answer to an encrypted connection. */
  readonly connect: number;
  /** From the connection to the first decoded frame. */
  readonly frame: number;
  /** From `open()` to the first decoded frame, the module included. */
  readonly total: number;
}

/** What a viewing is getting over. */
export interface Recovery {
  readonly error: RingLiveError;
  /** Seconds until it is tried again, never negative; null: as soon as there is a network. */
  readonly retryIn: number | null;
}

export interface PhaseChange {
  readonly phase: SessionPhase;
  /** Null before the first attempt. */
  readonly attemptPhase: AttemptPhase | null;
  /** `none` unless the phase is `closing` or `closed`. */
  readonly endReason: EndReason;
  /** `none` unless the phase is `waiting`. */
  readonly waitReason: WaitReason;
}

export interface LimitNews {
  /** Seconds until the core closes the session: the service's limit less a margin. */
  readonly timeLeft: number;
  /** See {@link LiveSession.budgetLeft}. */
  readonly budgetLeft: number;
}

export interface LiveSessionEventMap {
  /** The session or its attempt entered another phase. */
  phasechange: CustomEvent<PhaseChange>;
  /** The picture is another one, or there is none any more. */
  streamchange: CustomEvent<{ readonly stream: MediaStream | null }>;
  /**
   * The stream that will take over: to be played unseen beside the present one, until it arrives as
   * `streamchange`.
   */
  nextstreamchange: CustomEvent<{ readonly stream: MediaStream | null }>;
  /** A frame was decoded, for the first time in this attempt. */
  firstframe: CustomEvent<VideoSize & { readonly attempt: number; readonly timings: Timings }>;
  /** The session that is shown has another limit: it was asked for, or has taken over. */
  limitchange: CustomEvent<LimitNews>;
  /**
   * The viewing will soon end: the limit is near, and no session is allowed to follow. Told 20 s before the session is closed,
   * which is what people need to act (WCAG 2.2.1); after a quarter of a session that is shorter than 27 s.
   */
  limitwarning: CustomEvent<LimitNews>;
  /** Another second is left, as people read it: once a second while there is a limit. */
  timeupdate: CustomEvent<LimitNews>;
  /** Frames stopped coming, or came back. A stalled picture is not live. */
  stallchange: CustomEvent<{ readonly stalled: boolean }>;
  /** The answer to the request for video takes unusually long, or has come. It is still waited for. */
  slowchange: CustomEvent<{ readonly slow: boolean }>;
  /** The answer's direction could not send video as it was, and was mended. */
  answerrepaired: CustomEvent<{ readonly attempt: number }>;
  /** A session could not be deleted; it runs out by itself at its limit. Status 0: no reply. */
  releasefailed: CustomEvent<{ readonly attempt: number; readonly status: number }>;
  /** A session failed, and it is tried again. */
  recovering: CustomEvent<Recovery>;
  /** The viewing failed. It closes, and `close` follows. */
  error: CustomEvent<{ readonly error: RingLiveError }>;
  /** Everything is released. `open()` starts anew. */
  close: CustomEvent<{ readonly endReason: EndReason }>;
  /** A broken invariant in the player itself: worth a bug report. Names a fact, never a secret. */
  defect: CustomEvent<{ readonly fact: string }>;
}

/** Every event name, for those who pass them all on. */
export const liveSessionEvents = [
  'phasechange',
  'streamchange',
  'nextstreamchange',
  'firstframe',
  'limitchange',
  'limitwarning',
  'timeupdate',
  'stallchange',
  'slowchange',
  'answerrepaired',
  'releasefailed',
  'recovering',
  'error',
  'close',
  'defect',
] as const satisfies readonly (keyof LiveSessionEventMap)[];

type Listener<E> = ((event: E) => void) | { handleEvent(event: E): void };

/** An EventTarget that knows its events by name; other names stay possible. */
export interface TypedEventTarget<Events> extends EventTarget {
  addEventListener<K extends keyof Events & string>(
    type: K,
    listener: Listener<Events[K]> | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
  removeEventListener<K extends keyof Events & string>(
    type: K,
    listener: Listener<Events[K]> | null,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | EventListenerOptions,
  ): void;
}
