// Types for Preact: the tag, its properties and its events. `import 'ring-live/preact'` once, or name it in `types`.

import type { HTMLAttributes } from 'preact';
import type { RingLiveElement } from '../element/ring-live.js';
import type { RingLiveWallElement } from '../wall/ring-live-wall.js';
import type { RingLiveTag, RingLiveWallTag } from './tag.js';

type Own = RingLiveTag<'on'>;

declare module 'preact' {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- the only way to add a tag
  namespace JSX {
    interface IntrinsicElements {
      'ring-live': Own & Omit<HTMLAttributes<RingLiveElement>, keyof Own>;
      'ring-live-wall': RingLiveWallTag<'on'> &
        Omit<HTMLAttributes<RingLiveWallElement>, keyof RingLiveWallTag<'on'>>;
    }
  }
}
