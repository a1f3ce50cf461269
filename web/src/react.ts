// <ring-live> for React 18 and 19: a component, and types for the bare tag. Importing it registers the
// tag. Where there is no DOM the component renders the tag with its attributes and nothing else. Server components get
// react-client.ts.
//
// In the browser the wrapper sets attributes, properties and listeners itself: React 18 knows no
// properties of elements like ours, React 19 does not set properties at all on what a server has rendered,
// and both listen to a media element's events on media elements alone. (`@lit/react` does the first of the
// three, renders no attributes on a server, and would be a dependency.)

import {
  createElement,
  forwardRef,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
} from 'react';
import type {
  DetailedHTMLProps,
  ForwardRefExoticComponent,
  HTMLAttributes,
  RefAttributes,
  RefObject,
} from 'react';
import { elementEvents } from './element/camera-element.js';
import { RingLiveElement } from './element/register.js';
import { liveSessionEvents } from './session/events.js';
import type {
  EventMap,
  InWall,
  MediaEventName,
  RingLiveAttributes,
  RingLiveListeners,
  RingLiveProperties,
  RingLiveWallTag,
} from './templates/tag.js';
import type { RingLiveWallElement } from './wall/ring-live-wall.js';

const eventNames = [...liveSessionEvents, ...elementEvents] as const;
type EventName = (typeof eventNames)[number];

/** What it tells as a media element does, by React's names. */
const mediaHandlers = {
  onPlay: 'play',
  onPlaying: 'playing',
  onPause: 'pause',
  onWaiting: 'waiting',
  onEnded: 'ended',
  onLoadedMetadata: 'loadedmetadata',
  onDurationChange: 'durationchange',
  onTimeUpdate: 'timeupdate',
  onResize: 'resize',
  onEnterPictureInPicture: 'enterpictureinpicture',
  onLeavePictureInPicture: 'leavepictureinpicture',
} as const satisfies Readonly<Record<string, MediaEventName>>;

/** Listeners by event: `firstframe` is `onFirstframe`. They get the DOM's own events. */
export type RingLiveHandlers = {
  readonly [K in EventName as `on${Capitalize<K>}`]?: ((event: EventMap[K]) => void) | undefined;
} & { readonly [K in keyof typeof mediaHandlers]?: ((event: Event) => void) | undefined };

/** React's own for media elements: on others they type-check and never fire. */
type SilentHandler =
  | keyof typeof mediaHandlers
  | `on${
      | 'Abort'
      | 'CanPlay'
      | 'CanPlayThrough'
      | 'Emptied'
      | 'Encrypted'
      | 'LoadedData'
      | 'LoadStart'
      | 'Progress'
      | 'RateChange'
      | 'Seeked'
      | 'Seeking'
      | 'Stalled'
      | 'Suspend'
      | 'VolumeChange'}`;
type Taken =
  | keyof RingLiveProperties
  | keyof RingLiveHandlers
  | SilentHandler
  | `${SilentHandler | keyof RingLiveHandlers}Capture`;

export type RingLiveProps = RingLiveProperties &
  InWall &
  RingLiveHandlers &
  Omit<HTMLAttributes<RingLiveElement>, Taken>;

/** The bare tag, which React 19 gives properties and listeners (`onfirstframe`, `onplaying`) as well. */
export type RingLiveTagProps = RingLiveProperties &
  InWall &
  RingLiveAttributes &
  RingLiveListeners<'on'> &
  Omit<DetailedHTMLProps<HTMLAttributes<RingLiveElement>, RingLiveElement>, Taken>;

/** The tag of `ring-live/wall`; its listeners are `onreorder` and `onlivechange`. */
export type RingLiveWallTagProps = RingLiveWallTag<'on'> &
  Omit<
    DetailedHTMLProps<HTMLAttributes<RingLiveWallElement>, RingLiveWallElement>,
    keyof RingLiveWallTag<'on'>
  >;

declare module 'react' {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- the only way to add a tag
  namespace JSX {
    interface IntrinsicElements {
      'ring-live': RingLiveTagProps;
      'ring-live-wall': RingLiveWallTagProps;
    }
  }
}

export type { RingLiveProperties } from './templates/tag.js';

type Values = Readonly<Record<string, unknown>>;

const hasDom = typeof document !== 'undefined';
// Before the browser paints. On a server neither runs, but React 18 complains about the first.
const useBrowserEffect = hasDom ? useLayoutEffect : useEffect;

/** `<RingLive src="/cameras/front-door/whep" controls onFirstframe={…} />`; a ref gets the element. */
export const RingLive: ForwardRefExoticComponent<RingLiveProps & RefAttributes<RingLiveElement>> =
  forwardRef<RingLiveElement, RingLiveProps>(function RingLive(props, ref) {
    const { own, handlers, others } = sort(props);
    const element = useRef<RingLiveElement>(null);
    const given = useRef<Values>({});
    const listeners = useRef<Values>(handlers);

    useImperativeHandle(ref, () => element.current as RingLiveElement, []);
    useBrowserEffect(() => {
      assign(element.current as RingLiveElement, given.current, own);
      given.current = own;
      listeners.current = handlers;
    });
    useBrowserEffect(() => listen(element.current as RingLiveElement, listeners), []);

    return createElement('ring-live', {
      ...others,
      ...(hasDom ? {} : attributesOf(own)),
      suppressHydrationWarning: true, // What the server rendered is looked after here.
      ref: element,
    });
  });

const handlerNames = new Map<string, string>([
  ...eventNames.map((type) => [`on${type.charAt(0).toUpperCase()}${type.slice(1)}`, type] as const),
  ...Object.entries(mediaHandlers),
]);

/** The element's own props, its events' handlers, and what React knows of every element. */
function sort(props: object): Readonly<Record<'own' | 'handlers' | 'others', Values>> {
  const own: Record<string, unknown> = {};
  const handlers: Record<string, unknown> = {};
  const others: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(props) as [string, unknown][]) {
    const type = handlerNames.get(name);
    if (type !== undefined) {
      handlers[type] = value;
    } else if (attributeOf(name) !== null || properties.has(name)) {
      own[name] = value;
    } else {
      // React 18 does not translate this one for elements like ours; 19 takes both.
      others[name === 'className' ? 'class' : name] = value;
    }
  }
  return { own, handlers, others };
}

/** Sets what has changed, and takes away what is not given any more. */
function assign(element: RingLiveElement, before: Values, now: Values): void {
  for (const name of Object.keys({ ...before, ...now })) {
    const value = now[name];
    const attribute = attributeOf(name);
    if (Object.is(value, before[name])) {
      continue; // Setting a property again would make the element look at its options again.
    }
    if (attribute === null) {
      Reflect.set(element, name, value ?? null);
    } else if (isAbsent(value)) {
      element.removeAttribute(attribute);
    } else {
      element.setAttribute(attribute, textOf(value));
    }
  }
}

function listen(element: RingLiveElement, listeners: RefObject<Values>): () => void {
  const letGo = new AbortController();
  for (const type of handlerNames.values()) {
    const tell = (event: Event): void => {
      const listener = listeners.current?.[type];
      if (typeof listener === 'function') {
        listener(event);
      }
    };
    element.addEventListener(type, tell, { signal: letGo.signal });
  }
  return () => {
    letGo.abort();
  };
}

function attributesOf(own: Values): Values {
  return Object.fromEntries(
    Object.entries(own).flatMap(([name, value]) => {
      const attribute = attributeOf(name);
      return attribute === null || isAbsent(value) ? [] : [[attribute, textOf(value)]];
    }),
  );
}

/** `deviceId` is `device-id`; null: no attribute, but maybe a property. */
function attributeOf(name: string): string | null {
  const attribute = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return (RingLiveElement.observedAttributes as readonly string[]).includes(attribute)
    ? attribute
    : null;
}

const isAbsent = (value: unknown): boolean => value == null || value === false;
const textOf = (value: unknown): string => (value === true ? '' : String(value));

/** What can be set on the element but not on every element. */
const properties = new Set(settable(RingLiveElement.prototype));

function settable(prototype: object): string[] {
  if (prototype === (globalThis.HTMLElement ?? Object).prototype) {
    return [];
  }
  const own = Object.entries(Object.getOwnPropertyDescriptors(prototype))
    .filter(([, { set }]) => set !== undefined)
    .map(([name]) => name);
  return [...own, ...settable(Object.getPrototypeOf(prototype) as object)];
}
