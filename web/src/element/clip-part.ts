// Where `ring-live/clip` comes in, if a page imports it: the element says when, and knows nothing of how.

import type { FoundWords, LiveSession } from '../index.js';

/** What the part does for one player. */
export interface PlayerClip {
  /** The player has another session, and nothing was asked of it yet. */
  follow(session: LiveSession): void;
  /** The player changes its look. */
  render(words: FoundWords): void;
  save(options?: SaveClipOptions): Promise<Blob>;
}

export interface SaveClipOptions {
  /** At most as much as the attribute `clip` says, which is the default. */
  readonly seconds?: number | undefined;
}

/** What it knows of the player. */
export interface ClipPlayer extends EventTarget {
  readonly clip: number | null;
  readonly label: string;
  readonly isConnected: boolean;
  readonly session: LiveSession | null;
}

interface ClipPart {
  /** @param before The button goes after it. @param refresh The player shall change its look. */
  make?: (player: ClipPlayer, before: Element, refresh: () => void) => PlayerClip;
}

/** Players look at it when they change their look. */
export const clipPart: ClipPart = {};
