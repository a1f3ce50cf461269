// Types for Vue templates: the tag, its properties and its events. `import 'ring-live/vue'` once, or name it in `types`.

import type {} from 'vue';
import type { RingLiveElement } from '../element/ring-live.js';
import type { RingLiveWallElement } from '../wall/ring-live-wall.js';
import type {
  RingLiveAttributes,
  RingLiveCapitalizedListeners,
  RingLiveTexts,
  RingLiveWallCapitalizedTag,
} from './tag.js';

declare module 'vue' {
  interface GlobalComponents {
    'ring-live': new () => RingLiveElement & {
      $props: RingLiveTexts & RingLiveAttributes & RingLiveCapitalizedListeners;
    };
    'ring-live-wall': new () => RingLiveWallElement & { $props: RingLiveWallCapitalizedTag };
  }
}
