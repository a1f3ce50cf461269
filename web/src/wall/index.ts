/**
 * `<ring-live-wall>`: many cameras, of which a few are live. Importing this registers it, and `<ring-live>` with it; nothing
 * where there are no custom elements (a server).
 *
 * @packageDocumentation
 */

import '../element/register.js';
import { RingLiveWallElement } from './ring-live-wall.js';

declare global {
  interface HTMLElementTagNameMap {
    'ring-live-wall': RingLiveWallElement;
  }
}

if (globalThis.customElements !== undefined && customElements.get('ring-live-wall') === undefined) {
  customElements.define(
    'ring-live-wall',
    RingLiveWallElement as unknown as CustomElementConstructor,
  );
}

export { RingLiveWallElement };
export type { RingLiveWallEventMap } from './wall-attributes.js';
export type { WallTimes } from './rule.js';
export { defineWallWords } from './words.js';
export type { WallWords } from './words.js';
