// What only a viewing needs: loaded together with the module, so that a page on which nobody watches yet does not pay
// for it.

export { offerFile, takeSnapshot } from './snapshot.js';
export { showStatistics } from './statistics.js';
export { showTimeLeft } from './time-left.js';
export { viewingStylesFor } from './viewing-styles.js';
