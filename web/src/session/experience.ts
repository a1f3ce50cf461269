// What the core has learned of each camera, for as long as the page lives: how slow its first frame can
// be, and whether it bears two sessions at once. Handed back with the next viewing of the same camera,
// by whichever player.

import type { LiveSessionOptions } from './options.js';

export interface Experience {
  /** Milliseconds; 0: none seen yet. */
  readonly slowestFirstFrame: number;
  /** When that was, on the clock of `now()`. */
  readonly slowestAt: number;
  /** When it last showed that it bears one session only; -1: never. */
  readonly aloneAt: number;
  /** What may be a second sign of that. */
  readonly doubt: string;
}

const unknown: Experience = { slowestFirstFrame: 0, slowestAt: 0, aloneAt: -1, doubt: 'none' };

/** The newest last. */
const known = new Map<string, Experience>();
/** Signed addresses are new ones for ever; no page shows more cameras than this. */
const most = 200;

/** A device serves all its components, so they share what is known. */
function cameraOf({ src, apiBase, deviceId }: LiveSessionOptions): string {
  return src ?? `${apiBase ?? ''} ${deviceId ?? ''}`;
}

export function recall(options: LiveSessionOptions): Experience {
  return known.get(cameraOf(options)) ?? unknown;
}

export function remember(options: LiveSessionOptions, experience: Experience): void {
  const camera = cameraOf(options);
  known.delete(camera);
  known.set(camera, experience);
  const [oldest] = known.keys();
  if (known.size > most && oldest !== undefined) {
    known.delete(oldest);
  }
}
