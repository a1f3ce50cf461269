// What <ring-live> is told from outside: attributes, and the properties that reflect them. The only
// base class; it shows nothing.

import type { LiveSessionEventMap, TypedEventTarget } from '../events.js';
import type { Power } from '../index.js';

/** What the element tells beside the session's events. */
export interface ElementEventMap {
  /** The snapshot button was pressed. Unless a listener prevents it, the picture is downloaded. */
  snapshot: CustomEvent<{ readonly blob: Blob }>;
}

/** Their names. */
export const elementEvents = ['snapshot'] as const satisfies readonly (keyof ElementEventMap)[];

/**
 * The session's events under the same names, the element's own, and those of every element. Of a media
 * element: `play`, `playing`, `pause`, `waiting`, `ended`, `loadedmetadata`, `durationchange`,
 * `timeupdate`, `resize`, `enterpictureinpicture` and `leavepictureinpicture`.
 */
export interface RingLiveElementEventMap
  extends
    Omit<HTMLElementEventMap, keyof LiveSessionEventMap>,
    LiveSessionEventMap,
    ElementEventMap {}

type TypedElement = Omit<HTMLElement, 'addEventListener' | 'removeEventListener'> &
  TypedEventTarget<RingLiveElementEventMap>;

// A server has no HTMLElement; there the classes exist but are never constructed.
const ElementBase = (globalThis.HTMLElement ?? class {}) as new () => TypedElement;

/** Attributes that say which camera: a change while playing means another one. */
export const cameraAttributes = ['src', 'device-id', 'component-id', 'api-base'] as const;

/** Attributes that the next `play()` heeds. */
export const sessionAttributes = ['power', 'extend', 'keep-when-hidden'] as const;

export const otherAttributes = [
  'autoplay',
  'controls',
  'poster',
  'preload',
  'stats',
  'lang',
] as const;

/** How much is done before anybody wants to watch. */
export type Preload = 'none' | 'module' | 'connection';

export function isCameraAttribute(name: string): boolean {
  return (cameraAttributes as readonly string[]).includes(name);
}

export function isSessionAttribute(name: string): boolean {
  return (sessionAttributes as readonly string[]).includes(name);
}

/** Properties that a page may have set before the element was defined. */
const ownProperties = [
  'src',
  'deviceId',
  'componentId',
  'apiBase',
  'power',
  'extendSeconds',
  'keepWhenHidden',
  'autoplay',
  'controls',
  'poster',
  'preload',
  'stats',
  'token',
  'iceServers',
  'times',
  'words',
] as const;

/** A property set before the element was defined hides the accessor: puts each where it belongs. */
export function adoptProperties(element: object): void {
  for (const name of ownProperties) {
    if (Object.hasOwn(element, name)) {
      const value: unknown = Reflect.get(element, name);
      Reflect.deleteProperty(element, name);
      Reflect.set(element, name, value);
    }
  }
}

/** Which camera, and how it is shown. */
export class CameraElement extends ElementBase {
  /** Address of any WHEP endpoint; relative ones are resolved against the document. Empty: none. */
  get src(): string {
    return this.getAttribute('src') ?? '';
  }
  set src(value: string) {
    this.setAttribute('src', value);
  }

  /** The service's id of the camera, in place of `src`. Empty: none. */
  get deviceId(): string {
    return this.getAttribute('device-id') ?? '';
  }
  set deviceId(value: string) {
    this.setAttribute('device-id', value);
  }

  /** One camera of a device that has several. Empty: not named. */
  get componentId(): string {
    return this.getAttribute('component-id') ?? '';
  }
  set componentId(value: string) {
    this.setAttribute('component-id', value);
  }

  /** With `deviceId`: what stands before `/v1/devices`. Empty: the documented address. */
  get apiBase(): string {
    return this.getAttribute('api-base') ?? '';
  }
  set apiBase(value: string) {
    this.setAttribute('api-base', value);
  }

  /** How the camera is powered; null when not said, which the core treats like `battery`. */
  get power(): Power | null {
    const power = this.getAttribute('power');
    return power === 'battery' || power === 'line' ? power : null;
  }
  set power(value: Power | null) {
    if (value === null) {
      this.removeAttribute('power');
    } else {
      this.setAttribute('power', value);
    }
  }

  /** The attribute `extend`: seconds of camera time over all sessions; null: one session. */
  get extendSeconds(): number | null {
    const seconds = Number(this.getAttribute('extend') ?? '');
    return seconds > 0 ? seconds : null;
  }
  set extendSeconds(value: number | null) {
    if (value === null) {
      this.removeAttribute('extend');
    } else {
      this.setAttribute('extend', String(value));
    }
  }

  /** Keep the camera although nobody can see the picture. */
  get keepWhenHidden(): boolean {
    return this.hasAttribute('keep-when-hidden');
  }
  set keepWhenHidden(value: boolean) {
    this.toggleAttribute('keep-when-hidden', value);
  }

  /** Start as soon as it is known which camera. */
  get autoplay(): boolean {
    return this.hasAttribute('autoplay');
  }
  set autoplay(value: boolean) {
    this.toggleAttribute('autoplay', value);
  }

  /** Show buttons. */
  get controls(): boolean {
    return this.hasAttribute('controls');
  }
  set controls(value: boolean) {
    this.toggleAttribute('controls', value);
  }

  /** Address of a picture to show before the first one. Empty: none. */
  get poster(): string {
    return this.getAttribute('poster') ?? '';
  }
  set poster(value: string) {
    this.setAttribute('poster', value);
  }

  /**
   * What is done before the first `play()`: nothing (`none`), the module is loaded (`module`), or also a
   * connection is prepared up to the point where the camera would be asked (`connection`).
   */
  get preload(): Preload {
    const preload = this.getAttribute('preload');
    return preload === 'module' || preload === 'connection' ? preload : 'none';
  }
  set preload(value: Preload) {
    this.setAttribute('preload', value);
  }

  /** Show the statistics in the picture. */
  get stats(): boolean {
    return this.hasAttribute('stats');
  }
  set stats(value: boolean) {
    this.toggleAttribute('stats', value);
  }
}
