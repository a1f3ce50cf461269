// What <ring-live> is told from outside: attributes, the properties that reflect them, and those that
// are no attributes. It shows nothing.

import type { LiveSessionEventMap, TypedEventTarget } from '../session/events.js';
import type { HeadersSource, Power, SessionTimes, SomeWords, TokenSource } from '../index.js';
import { checkHeaders, checkIceServers } from '../session/options.js';
import type { Zoom } from './zoom-part.js';

/** What the element tells beside the session's events. */
export interface ElementEventMap {
  /** The snapshot button was pressed. Unless a listener prevents it, the picture is downloaded. */
  snapshot: CustomEvent<{ readonly blob: Blob }>;
  /** The snapshot button was pressed, and the browser could not write the picture. */
  snapshotfailed: CustomEvent<{ readonly error: unknown }>;
  /** The button of `ring-live/clip` was pressed. Unless a listener prevents it, the MP4 file is downloaded. */
  clip: CustomEvent<{ readonly blob: Blob }>;
  /** That button was pressed, and the file could not be written. */
  clipfailed: CustomEvent<{ readonly error: unknown }>;
  /** With `ring-live/zoom`: another part of the picture is shown. Comes with each step of a gesture. */
  zoomchange: CustomEvent<{ readonly zoom: Zoom }>;
}

/** Names of those that tell what a button has saved. */
export const takenEvents = [
  'snapshot',
  'snapshotfailed',
  'clip',
  'clipfailed',
] as const satisfies readonly (keyof ElementEventMap)[];

/** The names of all. */
export const elementEvents = [
  ...takenEvents,
  'zoomchange',
] as const satisfies readonly (keyof ElementEventMap)[];

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

export const attributes = [
  'src',
  'device-id',
  'component-id',
  'api-base',
  'power',
  'extend',
  'keep-when-hidden',
  'clip',
  'zoomable',
  'credentials',
  'autoplay',
  'controls',
  'poster',
  'preload',
  'stats',
  'debug',
  'label',
  'lang',
] as const;

/** How much is done before anybody wants to watch. */
export type Preload = 'auto' | 'none' | 'module' | 'connection';

/** Properties that a page may have set before the element was defined: of every attribute, and those that are none. */
export const ownProperties = [
  ...attributes.map(propertyOf),
  ...['headers', 'token', 'iceServers', 'times', 'words', 'zoom'],
];

/** `deviceId` for `device-id`. */
function propertyOf(attribute: string): string {
  return attribute.replace(/-./g, (letters) => letters.slice(1).toUpperCase());
}

/** What frameworks give for a text that is not there. */
type Text = string | null | undefined;
/** `''` is what a bare attribute becomes where a framework sets it as a property. */
type Flag = boolean | '' | null | undefined;

/**
 * Which camera, and how it is shown. Each attribute has a property of its name that reflects it; null and undefined take
 * the attribute away.
 */
export abstract class CameraElement extends ElementBase {
  #token: TokenSource | null = null;
  #headers: HeadersSource | null = null;
  #iceServers: readonly RTCIceServer[] | null = null;
  #times: SessionTimes | null = null;
  #words: SomeWords | null = null;

  /** A property that is no attribute has another value. */
  protected abstract changed(): void;

  /**
   * Address of any WHEP endpoint; relative ones are resolved against the document. Empty: none. Another one is another camera,
   * unless a {@link deviceId} beside it stays the same, and its origin.
   */
  get src(): string {
    return this.getAttribute('src') ?? '';
  }
  set src(value: Text) {
    this.#reflect('src', value);
  }

  /** The service's id of the camera, in place of `src`. Empty: none. */
  get deviceId(): string {
    return this.getAttribute('device-id') ?? '';
  }
  set deviceId(value: Text) {
    this.#reflect('device-id', value);
  }

  /** One camera of a device that has several. Empty: not named. */
  get componentId(): string {
    return this.getAttribute('component-id') ?? '';
  }
  set componentId(value: Text) {
    this.#reflect('component-id', value);
  }

  /** With `deviceId`: what stands before `/v1/devices`. Empty: the documented address. */
  get apiBase(): string {
    return this.getAttribute('api-base') ?? '';
  }
  set apiBase(value: Text) {
    this.#reflect('api-base', value);
  }

  /** How the camera is powered; null when not said, which the core treats like `battery`. From the next `play()` on. */
  get power(): Power | null {
    return oneOf(this.getAttribute('power'), ['battery', 'line']);
  }
  set power(value: Power | null | undefined) {
    this.#reflect('power', value);
  }

  /**
   * Seconds of camera time over all sessions of a viewing; null: one session. From the next `play()` on; a viewing that is
   * on gets more by `continueWatching()`.
   */
  get extend(): number | null {
    return this.#seconds('extend');
  }
  set extend(value: number | string | null | undefined) {
    this.#reflect('extend', value);
  }

  /**
   * With `ring-live/clip`: seconds of the video that are kept as they came, in this page's memory, for
   * {@link RingLiveElement.saveClip}; null: none.
   */
  get clip(): number | null {
    return this.#seconds('clip');
  }
  set clip(value: number | string | null | undefined) {
    this.#reflect('clip', value);
  }

  /** With `ring-live/zoom`: let people look closer at a part of the picture. In a wall: at the one that is enlarged. */
  get zoomable(): boolean {
    return this.hasAttribute('zoomable');
  }
  set zoomable(value: Flag) {
    this.#flag('zoomable', value);
  }

  /** Keep the camera although nobody can see the picture. From the next `play()` on. */
  get keepWhenHidden(): boolean {
    return this.hasAttribute('keep-when-hidden');
  }
  set keepWhenHidden(value: Flag) {
    this.#flag('keep-when-hidden', value);
  }

  /** With `src`: whether cookies go along, as in `fetch()`; to the endpoint's origin only. */
  get credentials(): RequestCredentials {
    return oneOf(this.getAttribute('credentials'), ['include', 'omit']) ?? 'same-origin';
  }
  set credentials(value: RequestCredentials | null | undefined) {
    this.#reflect('credentials', value);
  }

  /** Start as soon as it is known which camera. */
  get autoplay(): boolean {
    return this.hasAttribute('autoplay');
  }
  set autoplay(value: Flag) {
    this.#flag('autoplay', value);
  }

  /** Show buttons. */
  get controls(): boolean {
    return this.hasAttribute('controls');
  }
  set controls(value: Flag) {
    this.#flag('controls', value);
  }

  /** Address of a picture to show before the first one; `auto`: the last one that the relay at `src` has. Empty: none. */
  get poster(): string {
    return this.getAttribute('poster') ?? '';
  }
  set poster(value: Text) {
    this.#reflect('poster', value);
  }

  /**
   * What is done before the first `play()`. `auto`: the module is loaded when the player comes near the screen and the
   * page is idle, and a connection is prepared, up to the point where the camera would be asked, at the first sign of
   * intent (a pointer over it, the focus, a touch, a key). `module` and `connection` do the one or both at once, `none` nothing.
   */
  get preload(): Preload {
    return oneOf(this.getAttribute('preload'), ['none', 'module', 'connection']) ?? 'auto';
  }
  set preload(value: Preload | null | undefined) {
    this.#reflect('preload', value);
  }

  /** Show the statistics in the picture. */
  get stats(): boolean {
    return this.hasAttribute('stats');
  }
  set stats(value: Flag) {
    this.#flag('stats', value);
  }

  /** Write every event to the console, with what it carries: no token, header field or address is in it. */
  get debug(): boolean {
    return this.hasAttribute('debug');
  }
  set debug(value: Flag) {
    this.#flag('debug', value);
  }

  /** What people call this camera, "Front door": names the player and the files of its snapshots. Empty: not named. */
  get label(): string {
    return this.getAttribute('label') ?? '';
  }
  set label(value: Text) {
    this.#reflect('label', value);
  }

  /**
   * With `deviceId`: a bearer, or a function that gets one. Never an attribute, so that it does not end
   * up in markup. A new bearer is used from the next `play()` on, a new function in place of the last.
   */
  get token(): TokenSource | null {
    return this.#token;
  }
  set token(value: TokenSource | null | undefined) {
    this.#token = value ?? null;
    this.changed();
  }

  /**
   * With `src`: the header fields that sign in to it, or a function that gets them, asked before each request. They go to
   * the endpoint's origin and nowhere else. New ones are used from the next `play()` on, a new function in place of the last.
   *
   * @throws TypeError when set to what cannot be header fields.
   */
  get headers(): HeadersSource | null {
    return this.#headers;
  }
  set headers(value: HeadersSource | null | undefined) {
    checkHeaders(value);
    this.#headers = value ?? null;
    this.changed();
  }

  /**
   * STUN and TURN servers from the next `play()` on; null: the package's default, or what an endpoint names.
   *
   * @throws TypeError when set to what is no list.
   */
  get iceServers(): readonly RTCIceServer[] | null {
    return this.#iceServers;
  }
  set iceServers(value: readonly RTCIceServer[] | null | undefined) {
    checkIceServers(value);
    this.#iceServers = value ?? null;
    this.changed();
  }

  /** Single times, in seconds, from the next `play()` on; null: the package's defaults. */
  get times(): SessionTimes | null {
    return this.#times;
  }
  set times(value: SessionTimes | null | undefined) {
    this.#times = value ?? null;
    this.changed();
  }

  /** Words in place of those of the language, for this player only; null: none. See {@link defineWords}. */
  get words(): SomeWords | null {
    return this.#words;
  }
  set words(value: SomeWords | null | undefined) {
    this.#words = value ?? null;
    this.changed();
  }

  #seconds(attribute: string): number | null {
    const seconds = Number(this.getAttribute(attribute) ?? '');
    return seconds > 0 ? seconds : null;
  }

  #reflect(attribute: string, value: string | number | null | undefined): void {
    if (value == null) {
      this.removeAttribute(attribute);
    } else {
      this.setAttribute(attribute, String(value));
    }
  }

  #flag(attribute: string, value: Flag): void {
    this.toggleAttribute(attribute, value === '' || value === true);
  }
}

function oneOf<Known extends string>(text: string | null, known: readonly Known[]): Known | null {
  return known.find((one) => one === text) ?? null;
}
