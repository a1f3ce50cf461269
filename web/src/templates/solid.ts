// Types for Solid: the tag, its properties and its events. `import 'ring-live/solid'` once, or name it in `types`.

import type {} from 'solid-js';
import type { RingLiveElement } from '../element/ring-live.js';
import type { RingLiveWallElement } from '../wall/ring-live-wall.js';
import type { RingLiveProperties, RingLiveTag, RingLiveWallTag } from './tag.js';

type Own = RingLiveTag<'on:'> & {
  readonly [K in keyof RingLiveProperties & string as `prop:${K}`]?: RingLiveProperties[K];
};

declare module 'solid-js' {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- the only way to add a tag
  namespace JSX {
    interface IntrinsicElements {
      'ring-live': Own & Omit<JSX.HTMLAttributes<RingLiveElement>, keyof Own>;
      'ring-live-wall': RingLiveWallTag<'on:'> &
        Omit<JSX.HTMLAttributes<RingLiveWallElement>, keyof RingLiveWallTag<'on:'>>;
    }
  }
}
