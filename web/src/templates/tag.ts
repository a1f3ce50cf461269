// What can stand on the tag in a template, whichever framework writes it: derived from the element and its events, so that
// no list of names has to be kept here.

import type { ElementEventMap } from '../element/camera-element.js';
import type { RingLiveElement } from '../element/ring-live.js';
import type { LiveSessionEventMap } from '../session/events.js';
import type { RingLiveWallElement } from '../wall/ring-live-wall.js';
import type { RingLiveWallEventMap } from '../wall/wall-attributes.js';

type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type Method = (...args: never[]) => unknown;
type IsSettable<T, K extends keyof T> = Same<Pick<T, K>, { -readonly [_ in K]: T[K] }>;
type Settable<T> = {
  [K in keyof T]-?: T[K] extends Method ? never : IsSettable<T, K> extends true ? K : never;
}[keyof T];
export type OwnProperty = Exclude<Settable<RingLiveElement>, keyof HTMLElement>;

/** The element's properties, by their names there; absent or undefined: as if never set. */
export type RingLiveProperties = {
  readonly [K in OwnProperty]?: RingLiveElement[K] | undefined;
};

type Attribute = (typeof RingLiveElement.observedAttributes)[number];

/** Its attributes that are not named like a property (`device-id`), and what text may say of the others. */
export type RingLiveAttributes = {
  readonly [A in Exclude<Attribute, OwnProperty>]?: string | boolean | undefined;
};

/** What it tells as a media element does. */
export type MediaEventName =
  | 'play'
  | 'playing'
  | 'pause'
  | 'waiting'
  | 'ended'
  | 'loadedmetadata'
  | 'durationchange'
  | 'timeupdate'
  | 'resize'
  | 'enterpictureinpicture'
  | 'leavepictureinpicture';

export type EventMap = LiveSessionEventMap &
  ElementEventMap & { readonly [K in MediaEventName]: Event };

/** Listeners by `prefix` and event: `onfirstframe`, `on:firstframe`. */
export type RingLiveListeners<Prefix extends string> = {
  readonly [K in keyof EventMap & string as `${Prefix}${K}`]?:
    ((event: EventMap[K]) => void) | undefined;
};

/** `onFirstframe`, as Vue and React write it. */
export type RingLiveCapitalizedListeners = {
  readonly [K in keyof EventMap & string as `on${Capitalize<K>}`]?:
    ((event: EventMap[K]) => void) | undefined;
};

/** All of it, where a template writes listeners with this prefix. */
export type RingLiveTag<Prefix extends string> = RingLiveTexts &
  RingLiveAttributes &
  RingLiveListeners<Prefix>;

/** A bare attribute, and numbers as text, where templates set what they find. */
export type RingLiveTexts = Omit<RingLiveProperties, 'extend'> & {
  readonly extend?: number | string | null | undefined;
} & InWall;

/** What a wall reads of its players. */
export interface InWall {
  readonly priority?: number | string | undefined;
}

type OwnWallProperty = Exclude<Settable<RingLiveWallElement>, keyof HTMLElement>;

type RingLiveWallTexts = {
  readonly [K in Exclude<OwnWallProperty, NumberOfWall>]?: RingLiveWallElement[K] | undefined;
} & {
  readonly [K in NumberOfWall | 'max-live']?: number | string | null | undefined;
};

/** The wall's tag, where a template writes `onReorder`. */
export type RingLiveWallCapitalizedTag = RingLiveWallTexts & {
  readonly [K in keyof RingLiveWallEventMap & string as `on${Capitalize<K>}`]?:
    ((event: RingLiveWallEventMap[K]) => void) | undefined;
};

/** The same, where it writes listeners with this prefix. */
export type RingLiveWallTag<Prefix extends string> = RingLiveWallTexts & {
  readonly [K in keyof RingLiveWallEventMap & string as `${Prefix}${K}`]?:
    ((event: RingLiveWallEventMap[K]) => void) | undefined;
};
type NumberOfWall = 'maxLive' | 'patrol' | 'budget';
