// Registers <ring-live>: the package's only side effect, and none where there are no custom elements
// (a server) or where the tag is taken (the package loaded twice).

import { RingLiveElement } from './ring-live.js';

declare global {
  interface HTMLElementTagNameMap {
    'ring-live': RingLiveElement;
  }
}

if (globalThis.customElements !== undefined && customElements.get('ring-live') === undefined) {
  customElements.define('ring-live', RingLiveElement as unknown as CustomElementConstructor);
}

export * from '../index.js';
export { RingLiveElement };
export type { LiveFrame } from '../session/frames.js';
export type { SnapshotOptions } from './snapshot.js';
export type { SaveClipOptions } from './clip-part.js';
export type { SomeZoom, Zoom } from './zoom-part.js';
export type { ElementEventMap, Preload, RingLiveElementEventMap } from './camera-element.js';
