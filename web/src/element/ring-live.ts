// <ring-live>: a camera's live video in one tag. It shows what the session says and passes on what the
// person wants; what a failure means, how long anything lasts and in which order things happen is
// decided in the core. It has no clock of its own: time left is read once per painted frame.
//
// Importing this file registers nothing (see register.ts) and is safe where there is no DOM.
//
// Longer than 400 lines because a custom element is one class, and a third of it is reference text.

import { liveSessionEvents } from '../events.js';
import type { LiveSessionEventMap } from '../events.js';
import { LiveSession } from '../index.js';
import type {
  LiveSessionOptions,
  RingLiveError,
  SessionPhase,
  SessionTimes,
  TokenSource,
} from '../index.js';
import { elementWords, timeLeftWords } from '../words.js';
import {
  CameraElement,
  adoptProperties,
  cameraAttributes,
  isCameraAttribute,
  isSessionAttribute,
  otherAttributes,
  sessionAttributes,
} from './camera-element.js';
import { looks, modeOfPhase, statusWords } from './looks.js';
import type { Mode } from './looks.js';
import { isOnScreen, watchOnScreen } from './on-screen.js';
import { buildParts } from './parts.js';
import type { Parts } from './parts.js';
import { Screen } from './screen.js';
import { styles } from './styles.js';
import { showTimeLeft } from './time-left.js';

/**
 * `<ring-live src="/cameras/front-door/whep" controls></ring-live>`
 *
 * @attr src - Any WHEP endpoint, normally a relay on the page's own origin. No token is sent.
 * @attr device-id - Instead of `src`: the service's id of the camera. Needs the `token` property.
 * @attr component-id - One camera of a device that has several.
 * @attr api-base - With `device-id`: what stands before `/v1/devices`.
 * @attr power - `battery` or `line`; absent is treated like `battery`, the shorter limit.
 * @attr extend - Seconds of camera time over all sessions, each taking over from the last without a
 * gap. Absent: one session.
 * @attr keep-when-hidden - Keep the camera although nobody can see the picture.
 * @attr autoplay - Start as soon as it is known which camera.
 * @attr controls - Show buttons to start and to stop.
 * @attr poster - Picture to show before the first one.
 *
 * @csspart frame, video, next-video, held, held-label, poster, status, time, message, controls, button,
 * main-button, more-button, stop-button, fullscreen-button
 * @cssprop --ring-live-radius - Corner radius, 12px.
 * @cssprop --ring-live-background - Behind the picture.
 * @cssprop --ring-live-accent - The dot beside "Live".
 * @cssstate idle, starting, live, stalled, waiting, closing, closed, failed, tap, unset
 */
export class RingLiveElement extends CameraElement {
  static readonly observedAttributes = [
    ...cameraAttributes,
    ...sessionAttributes,
    ...otherAttributes,
  ];

  readonly #parts: Parts;
  readonly #screen: Screen;
  readonly #internals: ElementInternals | null;
  #token: TokenSource | null = null;
  #iceServers: readonly RTCIceServer[] | null = null;
  #times: SessionTimes | null = null;

  #session: LiveSession | null = null;
  /** Takes the listeners off a session that is not this element's any more. */
  #letGo = new AbortController();
  /** The options have changed since the session was made. */
  #stale = false;
  #cameraChanged = false;
  /** Autoplay starts a camera once; not again after a person or the limit has stopped it. */
  #started = false;
  #checking = false;

  #onScreen: boolean | null = null;
  #stopWatching: () => void = () => undefined;
  #tapNeeded = false;
  /** Why it cannot even be asked for: shown after somebody wanted to play. */
  #unset: string | null = null;
  #mode: Mode = 'idle';
  #ticking = false;

  constructor() {
    super();
    this.#parts = buildParts();
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [styles()];
    root.append(this.#parts.frame);
    this.#internals = typeof this.attachInternals === 'function' ? this.attachInternals() : null;
    if (this.#internals !== null) {
      // Defaults only: attributes of the page win.
      this.#internals.role = 'group';
      this.#internals.ariaLabel = elementWords.player;
    }
    this.#screen = new Screen(this.#parts, () => {
      this.#render();
    });
    for (const video of [this.#parts.video, this.#parts.spare]) {
      for (const [type, inPicture] of pictureInPictureEvents) {
        video.addEventListener(type, () => {
          this.#session?.viewerChanged({ inPicture });
        });
      }
    }
    this.#parts.more.button.addEventListener('click', () => {
      this.extend();
    });
    this.#parts.main.button.addEventListener('click', () => {
      void this.play();
    });
    this.#parts.stop.button.addEventListener('click', () => {
      void this.pause();
    });
    this.#parts.expand.button.addEventListener('click', () => {
      this.#toggleFullscreen();
    });
    adoptProperties(this);
    this.#render();
  }

  connectedCallback(): void {
    this.#session?.viewerReturned();
    this.#stopWatching = watchOnScreen(this, (onScreen) => {
      this.#onScreen = onScreen;
      this.#session?.viewerChanged({ onScreen });
    });
    if (this.#session?.stream != null) {
      this.#playVideo(); // Browsers pause a video that leaves the document.
    }
    this.#tick();
    this.#checkSoon();
  }

  /** A move within the page costs nothing: the core waits a moment before it lets the camera go. */
  disconnectedCallback(): void {
    this.#stopWatching();
    this.#onScreen = null;
    this.#session?.viewerRemoved();
  }

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (before === after) {
      return;
    }
    if (isCameraAttribute(name)) {
      this.#cameraChanged = true;
      this.#stale = true;
    } else if (isSessionAttribute(name)) {
      this.#stale = true;
    }
    this.#checkSoon();
    this.#render();
  }

  /**
   * With `deviceId`: a bearer, or a function that gets one. Never an attribute, so that it does not end
   * up in markup. A new one is used from the next `play()` on.
   */
  get token(): TokenSource | null {
    return this.#token;
  }
  set token(value: TokenSource | null | undefined) {
    this.#token = value ?? null;
    this.#stale = true;
    this.#checkSoon();
  }

  /** STUN and TURN servers from the next `play()` on; null: the package's default. */
  get iceServers(): readonly RTCIceServer[] | null {
    return this.#iceServers;
  }
  set iceServers(value: readonly RTCIceServer[] | null | undefined) {
    this.#iceServers = value ?? null;
    this.#stale = true;
  }

  /** Single times, in seconds, from the next `play()` on; null: the package's defaults. */
  get times(): SessionTimes | null {
    return this.#times;
  }
  set times(value: SessionTimes | null | undefined) {
    this.#times = value ?? null;
    this.#stale = true;
  }

  /** The session that is shown, or the last one; null before the first `play()`. */
  get session(): LiveSession | null {
    return this.#session;
  }

  /** See {@link LiveSession.phase}. */
  get phase(): SessionPhase {
    return this.#session?.phase ?? 'idle';
  }

  /** Why it failed; null when it did not. */
  get error(): RingLiveError | null {
    return this.#session?.error ?? null;
  }

  /** Seconds until the session closes; null while none was asked for. */
  get timeLeft(): number | null {
    return this.#session?.timeLeft ?? null;
  }

  /**
   * Asks the camera for live video; while it is on already, that is all the same viewing.
   *
   * @returns Resolves with the first picture. Rejects with RingLiveError when it fails, with a
   * DOMException `AbortError` when it is stopped first, and `NotSupportedError` when no camera is
   * chosen or the token is missing. It need not be handled: the element shows what happened.
   */
  play(): Promise<void> {
    this.#changeCamera(); // A page may choose and play in one breath.
    const options = this.#options();
    if (typeof options === 'string') {
      this.#unset = options;
      this.#render();
      return handled(Promise.reject(new DOMException(options, 'NotSupportedError')));
    }
    this.#unset = null;
    this.#started = true;
    if (this.#tapNeeded) {
      // In the person's own gesture, and before there is a picture: some browsers only count this.
      this.#tapNeeded = false;
      this.#playVideo();
    }
    const session = this.#sessionFor(options);
    session.viewerChanged({
      onScreen: this.#onScreen ?? (!this.isConnected || isOnScreen(this)),
      inPicture: this.#screen.inPicture,
    });
    const opened = session.open().then(() => undefined);
    if (!this.isConnected) {
      session.viewerRemoved(); // Nobody can see it: the core's grace runs from now.
    }
    this.#render();
    return handled(opened);
  }

  /**
   * Stops and releases the camera; the last picture stays, marked as such.
   *
   * @returns Resolves when the session is released. Never rejects.
   */
  pause(): Promise<void> {
    this.#started = true; // Said by a person or the page: autoplay does not overrule it.
    this.#screen.hold(); // While the picture is certainly still there.
    return this.#session?.close() ?? Promise.resolve();
  }

  /**
   * Somebody wants to go on watching: see {@link LiveSession.extend}.
   *
   * @param seconds Default: as much as one session of this camera.
   */
  extend(seconds?: number): void {
    this.#session?.extend(seconds);
    this.#setNear(false);
    this.#render();
  }

  #setNear(near: boolean): void {
    this.#parts.frame.toggleAttribute('data-near', near);
  }

  /** The options as the attributes and properties say, or in words what is missing. */
  #options(): LiveSessionOptions | string {
    const common = {
      power: this.power ?? undefined,
      extend: this.extendSeconds ?? undefined,
      keepWhenHidden: this.keepWhenHidden,
      iceServers: this.#iceServers ?? undefined,
      times: this.#times ?? undefined,
    };
    if (this.src !== '') {
      return { ...common, src: this.src };
    }
    if (this.deviceId === '') {
      return elementWords.noCamera;
    }
    if (this.#token === null || this.#token === '') {
      return elementWords.noToken;
    }
    return {
      ...common,
      deviceId: this.deviceId,
      componentId: this.componentId,
      apiBase: this.apiBase === '' ? undefined : this.apiBase,
      token: this.#token,
    };
  }

  /** The present session if it still fits, else a new one. */
  #sessionFor(options: LiveSessionOptions): LiveSession {
    const present = this.#session;
    // One that is still being released is kept too: its next opening waits for that, another's would not.
    if (present !== null && (!this.#stale || !isFree(present))) {
      return present;
    }
    this.#leaveSession();
    this.#stale = false;
    const session = new LiveSession(options);
    this.#session = session;
    for (const type of liveSessionEvents) {
      session.addEventListener(
        type,
        (event: Event) => {
          this.#follow(type, session);
          // A listener may have chosen another camera in the meantime; this is still news of this one.
          this.dispatchEvent(
            new CustomEvent<unknown>(type, { detail: (event as CustomEvent<unknown>).detail }),
          );
        },
        { signal: this.#letGo.signal },
      );
    }
    return session;
  }

  #leaveSession(): void {
    this.#letGo.abort();
    this.#letGo = new AbortController();
    void this.#session?.close();
    this.#session = null;
  }

  /** Attributes and properties come one by one: looked at together, when the page has had its say. */
  #checkSoon(): void {
    if (!this.#checking) {
      this.#checking = true;
      queueMicrotask(() => {
        this.#checking = false;
        this.#check();
      });
    }
  }

  /** Lets go of the camera before, if the attributes name another one now. */
  #changeCamera(): boolean {
    if (!this.#cameraChanged) {
      return false;
    }
    this.#cameraChanged = false;
    this.#leaveSession();
    this.#screen.forget();
    this.#unset = null;
    this.#tapNeeded = false;
    this.#started = false;
    return true;
  }

  #check(): void {
    const wasOn = this.#session !== null && isOn(this.#session);
    if (this.#changeCamera() && wasOn) {
      void this.play();
    }
    const removed = this.#session?.endReason === 'removed' && !isOn(this.#session);
    if (
      this.autoplay &&
      this.isConnected &&
      (!this.#started || removed) &&
      typeof this.#options() !== 'string'
    ) {
      void this.play();
    }
    this.#render();
  }

  #follow(type: keyof LiveSessionEventMap, session: LiveSession): void {
    switch (type) {
      case 'streamchange':
        this.#showStream(session.stream);
        break;
      case 'nextstreamchange':
        this.#screen.prepare(session.nextStream);
        break;
      case 'phasechange':
        if (!isOn(session) || session.phase === 'waiting') {
          this.#screen.hold();
        }
        break;
      case 'limitchange':
        this.#setNear(false);
        this.#tick();
        break;
      case 'limitwarning':
        this.#setNear(true);
        this.#parts.spoken.textContent = timeLeftWords(Math.round(session.timeLeft ?? 0)).spoken;
        break;
      default:
        break;
    }
    this.#render();
  }

  #showStream(stream: MediaStream | null): void {
    this.#screen.show(stream);
    if (stream !== null) {
      this.#playVideo();
    }
  }

  #playVideo(): void {
    this.#screen.play().catch((reason: unknown) => {
      // Other reasons mean that the picture was changed meanwhile, which is no news.
      if (reason instanceof DOMException && reason.name === 'NotAllowedError') {
        // Nobody can see the picture, so the camera rests until somebody says so with a gesture.
        this.#tapNeeded = true;
        void this.#session?.close();
        this.#render();
      }
    });
  }

  #modeNow(): Mode {
    const session = this.#session;
    if (this.#tapNeeded) {
      return 'tap';
    }
    if (this.#unset !== null) {
      return 'unset';
    }
    if (session === null) {
      return 'idle';
    }
    if (session.error !== null) {
      return 'failed';
    }
    return session.stalled ? 'stalled' : modeOfPhase[session.phase];
  }

  #render(): void {
    const mode = this.#modeNow();
    const look = looks[mode];
    const parts = this.#parts;
    this.#setMode(mode);
    setText(
      parts.statusText,
      statusWords(
        mode,
        this.#session?.endReason ?? 'none',
        this.#session?.waitReason ?? 'none',
        this.#unset ?? '',
      ),
    );
    parts.status.hidden = mode === 'idle' || mode === 'tap';

    const { held, shown } = this.#screen;
    parts.held.hidden = !held;
    parts.heldLabel.hidden = !held;
    setText(parts.heldLabel, held ? elementWords.held : '');
    parts.poster.hidden = this.poster === '' || held || shown;
    if (parts.poster.getAttribute('src') !== this.poster && this.poster !== '') {
      parts.poster.src = this.poster;
    }

    const message = mode === 'failed' ? (this.error?.message ?? '') : '';
    setText(parts.message, message);
    parts.message.hidden = message === '';
    parts.main.button.title = message; // A thumbnail has no room for the sentence.
    parts.main.button.hidden = look.main === null || !(look.main.always || this.controls);
    if (look.main !== null) {
      parts.main.dress(look.main.icon, look.main.name, true);
    }
    parts.bar.hidden = !this.controls;
    parts.more.button.hidden = !parts.frame.hasAttribute('data-near') || !look.stop;
    parts.more.dress('more', elementWords.more, true);
    parts.stop.button.hidden = !look.stop;
    parts.stop.dress('stop', elementWords.pause, false);
    parts.expand.button.hidden = !this.ownerDocument.fullscreenEnabled;
    parts.expand.dress('expand', elementWords.fullscreen, false);
    parts.time.hidden = this.timeLeft === null || !look.stop;
    if (parts.time.hidden) {
      setText(parts.spoken, '');
    }
  }

  #setMode(mode: Mode): void {
    this.#parts.frame.dataset['mode'] = mode;
    const states = this.#internals?.states;
    // Older engines accept only names with two dashes and refuse others loudly.
    if (states !== undefined && CSS.supports('selector(:state(live))')) {
      states.delete(this.#mode);
      states.add(mode);
    }
    this.#mode = mode;
  }

  /** Time left, once per painted frame and only while there is any; hidden pages paint none. */
  #tick(): void {
    if (this.#ticking || this.timeLeft === null || !this.isConnected) {
      return;
    }
    this.#ticking = true;
    requestAnimationFrame(() => {
      this.#ticking = false;
      showTimeLeft(this.#parts, this.timeLeft, this.#session?.limit ?? null);
      this.#tick();
    });
  }

  #toggleFullscreen(): void {
    const isFull = this.matches(':fullscreen');
    // Refused without a gesture or by a policy: then it simply stays as it is.
    const done = isFull ? this.ownerDocument.exitFullscreen() : this.requestFullscreen();
    done.catch(() => undefined);
  }
}

const pictureInPictureEvents = [
  ['enterpictureinpicture', true],
  ['leavepictureinpicture', false],
] as const;

/** Whether it is on its way to a picture, or has one. */
function isOn(session: LiveSession): boolean {
  return looks[modeOfPhase[session.phase]].stop;
}

/** Whether nothing of it is left at the service. */
function isFree(session: LiveSession): boolean {
  return session.phase === 'idle' || session.phase === 'closed';
}

/** Changing a text to itself would make a screen reader say it again. */
function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

/** A promise that a caller may ignore. */
function handled<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}
