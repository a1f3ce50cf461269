// What only a viewing needs: loaded together with the module, so that a page on which nobody watches yet does not pay
// for it.

import type { LiveSession, Words } from '../index.js';
import { listenToClock } from './clock.js';
import { addIcons } from './icon-button.js';
import type { Parts } from './parts.js';
import { sayTaken } from './spoken.js';
import { showStatistics } from './statistics.js';
import { showTimeLeft } from './time-left.js';
import { viewingIcons } from './viewing-icons.js';

export { offerFile, takeSnapshot } from './snapshot.js';
export { sayNews } from './spoken.js';
export { viewingStylesFor } from './viewing-styles.js';

/** A player that may have a picture from now on. Once for each. */
export function attend(player: HTMLElement, parts: Parts, words: () => Words): void {
  addIcons(viewingIcons);
  listenToClock(parts);
  sayTaken(player, parts, words);
}

/** Another second has gone. */
export function showTime(
  parts: Parts,
  session: LiveSession,
  { words, lang }: { readonly words: Words; readonly lang: string },
  withStatistics: boolean,
): void {
  showTimeLeft(parts, session.budgetLeft ?? 0, session.budget ?? 0, words);
  if (withStatistics) {
    void session.getStats().then((stats) => {
      showStatistics(parts.statistics, stats, words, lang);
    });
  }
}
