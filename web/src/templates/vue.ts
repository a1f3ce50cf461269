// Types for Vue templates: the tag, its properties and its events. `import 'ring-live/vue'` once, or name it in `types`.

import type { HTMLAttributes, ReservedProps } from 'vue';
import type { RingLiveElement } from '../element/ring-live.js';
import type { RingLiveWallElement } from '../wall/ring-live-wall.js';
import type {
  RingLiveAttributes,
  RingLiveCapitalizedListeners,
  RingLiveTexts,
  RingLiveWallCapitalizedTag,
} from './tag.js';

type Own = RingLiveTexts & RingLiveAttributes & RingLiveCapitalizedListeners;

declare module 'vue' {
  interface GlobalComponents {
    'ring-live': new () => RingLiveElement & {
      $props: Own & Omit<HTMLAttributes & ReservedProps, keyof Own>;
    };
    'ring-live-wall': new () => RingLiveWallElement & { $props: RingLiveWallCapitalizedTag };
  }
}
