// How the element looks in each of its states, as data: what the session says goes in, names of words
// and buttons come out. Exhaustive: a phase that the core invents does not compile until it has a look.

import type { EndReason, LiveSession, SessionPhase, WaitReason } from '../index.js';
import type { ActionName, StateName } from '../index.js';
import type { IconName } from './icon-button.js';

/** What the element looks like. Also its custom state: `ring-live:state(live)`. */
export type Mode =
  | 'idle'
  | 'starting'
  | 'live'
  | 'stalled'
  | 'waiting'
  | 'closing'
  | 'closed'
  | 'failed'
  | 'tap'
  | 'unset';

interface Standing {
  /** The browser wants a gesture before it plays. */
  readonly tapNeeded: boolean;
  readonly missing: string | null;
  readonly session: LiveSession | null;
}

export interface Look {
  /** The large button in the middle. Null: none. */
  readonly main: {
    readonly icon: IconName;
    readonly action: ActionName;
    /** Also where the page draws its own controls: trouble that only a person can get over. */
    readonly always: boolean;
  } | null;
  /** Whether there is something to stop; `busy`: it is being stopped. */
  readonly stop: boolean | 'busy';
}

export const looks: Readonly<Record<Mode, Look>> = {
  idle: { main: { icon: 'play', action: 'play', always: false }, stop: false },
  starting: { main: null, stop: true },
  live: { main: null, stop: true },
  stalled: { main: null, stop: true },
  waiting: { main: { icon: 'again', action: 'tryNow', always: false }, stop: true },
  closing: { main: null, stop: 'busy' },
  closed: { main: { icon: 'play', action: 'again', always: false }, stop: false },
  failed: { main: { icon: 'again', action: 'retry', always: true }, stop: false },
  tap: { main: { icon: 'play', action: 'tap', always: true }, stop: false },
  unset: { main: null, stop: false },
};

const modeOfPhase: Readonly<Record<SessionPhase, Mode>> = {
  idle: 'idle',
  starting: 'starting',
  live: 'live',
  rolling: 'live',
  waiting: 'waiting',
  closing: 'closing',
  closed: 'closed',
};

/** What there is to show of a player's session, and of what keeps it from having one. */
export function modeOf({ tapNeeded, missing, session }: Standing): Mode {
  if (tapNeeded) {
    return 'tap';
  }
  if (missing !== null) {
    return 'unset';
  }
  if (session === null) {
    return 'idle';
  }
  if (session.error !== null) {
    return 'failed';
  }
  if (session.waitReason === 'turn') {
    return 'starting'; // Fractions of a second, on a page with many players.
  }
  return session.stalled ? 'stalled' : modeOfPhase[session.phase];
}

/** Whether it is on its way to a picture, or has one. */
export function isOn({ phase }: LiveSession): boolean {
  return looks[modeOfPhase[phase]].stop === true;
}

/** Whether nothing of it is left at the service. */
export function isFree({ phase }: LiveSession): boolean {
  return phase === 'idle' || phase === 'closed';
}

/** Whether frames are being decoded now. */
export function isPlaying({ phase }: LiveSession): boolean {
  return modeOfPhase[phase] === 'live';
}

const stateOfWait: Readonly<Record<WaitReason, StateName>> = {
  none: 'reconnecting',
  turn: 'connecting',
  release: 'reconnecting',
  retry: 'reconnecting',
  offline: 'offline',
  unseen: 'resting',
};

const stateOfEnd: Readonly<Record<EndReason, StateName>> = {
  none: 'paused',
  requested: 'paused',
  limit: 'timeUp',
  removed: 'paused',
  failed: 'failed',
};

export interface Situation {
  readonly mode: Mode;
  readonly endReason: EndReason;
  readonly waitReason: WaitReason;
  /** It has had a picture, or is getting over a failure. */
  readonly again: boolean;
  /** The answer to its request takes long. */
  readonly slow: boolean;
  /** It has been connected for a while, and no frame has come. */
  readonly waking: boolean;
  readonly unset: 'noCamera' | 'noToken' | null;
}

/**
 * The state line; null: none. Few and steady: however many steps getting over a trouble takes, it is
 * one word, so that a screen reader says it once.
 */
export function stateName({
  mode,
  endReason,
  waitReason,
  again,
  slow,
  waking,
  unset,
}: Situation): StateName | null {
  switch (mode) {
    case 'idle':
    case 'tap':
      return null;
    case 'starting':
      if (slow) {
        return 'slow';
      }
      return again ? 'reconnecting' : waking ? 'waking' : 'connecting';
    case 'live':
    case 'stalled':
    case 'failed':
      return mode;
    case 'waiting':
      return stateOfWait[waitReason];
    case 'closing':
      return 'ending';
    case 'closed':
      return stateOfEnd[endReason];
    case 'unset':
      return unset;
  }
}
