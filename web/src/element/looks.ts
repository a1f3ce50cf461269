// How the element looks in each of its states, as data: what the session says goes in, words and
// buttons come out. Exhaustive: a phase that the core invents does not compile until it has a look.

import type { EndReason, SessionPhase, WaitReason } from '../index.js';
import { elementWords, endWords, phaseWords, waitWords } from '../words.js';
import type { IconName } from './parts.js';

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

export interface Look {
  /** The large button in the middle. Null: none. */
  readonly main: {
    readonly icon: IconName;
    readonly name: string;
    readonly always: boolean;
  } | null;
  /** Whether there is something to stop. */
  readonly stop: boolean;
}

export const looks: Readonly<Record<Mode, Look>> = {
  idle: { main: { icon: 'play', name: elementWords.play, always: false }, stop: false },
  starting: { main: null, stop: true },
  live: { main: null, stop: true },
  stalled: { main: null, stop: true },
  waiting: { main: { icon: 'again', name: elementWords.tryNow, always: false }, stop: true },
  closing: { main: null, stop: false },
  closed: { main: { icon: 'play', name: elementWords.again, always: false }, stop: false },
  // Trouble can be got over by a person even where the page draws its own controls.
  failed: { main: { icon: 'again', name: elementWords.retry, always: true }, stop: false },
  tap: { main: { icon: 'play', name: elementWords.tap, always: true }, stop: false },
  unset: { main: null, stop: false },
};

export const modeOfPhase: Readonly<Record<SessionPhase, Mode>> = {
  idle: 'idle',
  starting: 'starting',
  live: 'live',
  rolling: 'live',
  waiting: 'waiting',
  closing: 'closing',
  closed: 'closed',
};

/** The state line: "Live" only while frames are being decoded. */
export function statusWords(
  mode: Mode,
  endReason: EndReason,
  waitReason: WaitReason,
  unset: string,
): string {
  switch (mode) {
    case 'waiting':
      return waitWords[waitReason];
    case 'stalled':
      return elementWords.stalled;
    case 'unset':
      return unset;
    case 'tap':
      return phaseWords.idle;
    case 'failed':
      return endWords.failed;
    case 'closed':
      return endWords[endReason];
    default:
      return phaseWords[mode];
  }
}
