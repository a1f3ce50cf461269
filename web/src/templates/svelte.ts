// Types for Svelte: the tag, its properties and its events. `import 'ring-live/svelte'` once, or name it in `types`.

import type {} from 'svelte/elements';
import type { RingLiveElement } from '../element/ring-live.js';
import type { RingLiveWallElement } from '../wall/ring-live-wall.js';
import type { RingLiveTag, RingLiveWallTag } from './tag.js';

type Own = RingLiveTag<'on'>;

declare module 'svelte/elements' {
  interface SvelteHTMLElements {
    'ring-live': Own & Omit<HTMLAttributes<RingLiveElement>, keyof Own>;
    'ring-live-wall': RingLiveWallTag<'on'> &
      Omit<HTMLAttributes<RingLiveWallElement>, keyof RingLiveWallTag<'on'>>;
  }
}
