// What only a viewing needs: loaded together with the module, so that a page on which nobody watches yet does not pay
// for it.

import type { Words } from '../index.js';
import { addIcons } from './icon-button.js';
import type { Parts } from './parts.js';
import { listenToPointer } from './pointer.js';
import { sayTaken } from './spoken.js';
import { viewingIcons } from './viewing-icons.js';

export { offerFile, takeSnapshot } from './snapshot.js';
export { sayNews } from './spoken.js';
export { showStatistics } from './statistics.js';
export { showTimeLeft } from './time-left.js';
export { viewingStylesFor } from './viewing-styles.js';

/** A player that may have a picture from now on. Once for each. */
export function attend(player: HTMLElement, parts: Parts, words: () => Words): void {
  addIcons(viewingIcons);
  listenToPointer(parts.frame);
  sayTaken(player, parts, words);
}
