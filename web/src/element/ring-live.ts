// <ring-live>: a camera's live video in one tag. It shows what the session says and passes on what the
// person wants; what a failure means, how long anything lasts and in which order things happen is
// decided in the core. It has no clock of its own: time left is read once per painted frame.
//
// Importing this file registers nothing (see register.ts) and is safe where there is no DOM.
//
// Longer than 400 lines because a custom element is one class, and a third of it is reference text.

import { liveSessionEvents } from '../session/events.js';
import type { LiveSessionEventMap } from '../session/events.js';
import { LiveSession, preload } from '../index.js';
import { checkHeaders, checkIceServers } from '../session/options.js';
import type {
  HeadersSource,
  LiveSessionOptions,
  RingLiveError,
  SessionPhase,
  SessionTimes,
  SomeWords,
  TokenRequest,
  TokenSource,
} from '../index.js';
import { closedBeforePicture, failureWords, onWordsDefined, wordsFor } from '../words/words.js';
import {
  adoptProperties,
  cameraAttributes,
  isCameraAttribute,
  otherAttributes,
} from './camera-element.js';
import { listenToKeys } from './keys.js';
import { modeOfPhase, stateName } from './looks.js';
import type { Mode } from './looks.js';
import { MediaElement, isOn } from './media-element.js';
import { mediaEvents, silence } from './media-events.js';
import type { MediaState } from './media-events.js';
import { isInOwnWindow, isOnScreen, viewOf, watchOnScreen } from './on-screen.js';
import { keyOf } from './options-key.js';
import { buildParts } from './parts.js';
import type { Parts } from './parts.js';
import { Screen } from './screen.js';
import { showStatistics } from './statistics.js';
import { stylesFor } from './styles.js';
import { showTimeLeft } from './time-left.js';
import { render } from './view.js';
import { wordsOf } from './words-of.js';

/**
 * `<ring-live src="/cameras/front-door/whep" controls></ring-live>`
 *
 * Over the picture it shows what is in it: its children, by slot.
 *
 * @attr {string} src - Any WHEP endpoint, normally a relay on the page's own origin. No token is sent. Another one is another camera, at once; beside a `device-id` that stays the same it is only another way there (a new signature), from the next `play()` on.
 * @attr {same-origin|include|omit} credentials - With `src`: whether cookies go along, as in `fetch()`.
 * @attr {string} device-id - Instead of `src`: the service's id of the camera. Needs the `token` property. Beside `src` it only names the camera.
 * @attr {string} component-id - One camera of a device that has several.
 * @attr {string} api-base - With `device-id`: what stands before `/v1/devices`.
 * @attr {battery|line} power - How the camera is powered; absent is treated like `battery`, the shorter limit.
 * @attr {number} extend - Seconds of camera time over all sessions, each taking over from the last without a gap. Absent: one session. From the next `play()` on.
 * @attr {boolean} keep-when-hidden - Keep the camera although nobody can see the picture. From the next `play()` on.
 * @attr {boolean} autoplay - Start as soon as it is known which camera.
 * @attr {boolean} controls - Show buttons.
 * @attr {string} poster - Picture to show before the first one.
 * @attr {none|module|connection} preload - What is done before anybody wants to watch: nothing, load the module, or prepare a connection without asking the camera.
 * @attr {boolean} stats - Show the statistics in the picture.
 * @attr {string} label - What people call this camera: names the player, its messages and the files of its snapshots.
 * @attr {string} lang - Language of the words, as everywhere in HTML; may stand on any element around it.
 *
 * @slot - Over the picture, under the controls: captions, boxes, a canvas.
 * @slot poster - Instead of the `poster` attribute.
 * @slot controls - More buttons, at the end of the bar.
 *
 * @fires {Event} play - Somebody wants to watch.
 * @fires {Event} playing - Frames come, for the first time or again.
 * @fires {Event} waiting - Frames have stopped coming.
 * @fires {Event} pause - Nobody wants to watch any more, or it is over.
 * @fires {Event} ended - Over, by the service's limit.
 * @fires {Event} loadedmetadata - The picture has a size.
 * @fires {Event} resize - It has another size.
 * @fires {Event} durationchange - Another session is shown, or none.
 * @fires {Event} timeupdate - Another second is shown.
 * @fires {Event} enterpictureinpicture - As of a video.
 * @fires {Event} leavepictureinpicture - As of a video.
 *
 * @csspart frame - Everything.
 * @csspart video - The picture.
 * @csspart next-video - The picture that will take over, unseen.
 * @csspart held - The last picture of a session that has gone.
 * @csspart held-label - The words on it.
 * @csspart poster - The picture before the first one.
 * @csspart overlay - Where the default slot is.
 * @csspart status - The state line.
 * @csspart time - Seconds left, and their ring.
 * @csspart message - What went wrong, in sentences.
 * @csspart statistics - The statistics.
 * @csspart controls - The bar of buttons.
 * @csspart button - Each button.
 * @csspart main-button - The large one in the middle.
 * @csspart extend-button - "Continue watching".
 * @csspart stop-button - "Stop watching".
 * @csspart snapshot-button - "Save this picture".
 * @csspart statistics-button - "Statistics".
 * @csspart picture-in-picture-button - "Picture in picture".
 * @csspart fullscreen-button - "Full screen".
 *
 * @cssprop [--ring-live-radius=12px] - Corner radius.
 * @cssprop [--ring-live-background] - Behind the picture.
 * @cssprop [--ring-live-accent] - The dot beside "Live".
 *
 * @cssstate idle - Nothing was asked for yet.
 * @cssstate starting - On its way to a picture.
 * @cssstate live - Frames are decoded now.
 * @cssstate stalled - The picture is there, but frames stopped coming.
 * @cssstate waiting - Between two sessions.
 * @cssstate closing - Being released.
 * @cssstate closed - Over.
 * @cssstate failed - Over, because something went wrong.
 * @cssstate tap - The browser wants a gesture before it plays.
 * @cssstate unset - No camera is chosen, or the token is missing.
 */
export class RingLiveElement extends MediaElement {
  static readonly observedAttributes = [...cameraAttributes, ...otherAttributes];

  readonly #parts: Parts;
  readonly #screen: Screen;
  readonly #internals: ElementInternals | null;
  #token: TokenSource | null = null;
  #headers: HeadersSource | null = null;
  #iceServers: readonly RTCIceServer[] | null = null;
  #times: SessionTimes | null = null;
  #words: SomeWords | null = null;

  #session: LiveSession | null = null;
  /** What it was made for; empty: none is kept. */
  #key = '';
  /** What signs it in, as of the last look: another session's is never mixed up with it. */
  #signIn: SignIn = { token: null, headers: null };
  /** Of a session that is not this element's any more, only how it ended is told. */
  #letGo = new AbortController();
  #cameraChanged = false;
  /** Autoplay starts a camera once; not again after a person or the limit has stopped it. */
  #started = false;
  #checking = false;

  #onScreen: boolean | null = null;
  /** Each ends something that is watched while it is in a document. */
  readonly #stopWatching: (() => void)[] = [];
  #tapNeeded = false;
  /** Why it cannot even be asked for: shown after somebody wanted to play. */
  #unset: 'noCamera' | 'noToken' | null = null;
  /** The limit is near, and no session is allowed to follow. */
  #near = false;
  /** Each says whether it waits no more. */
  #awaitShown: (() => boolean)[] = [];
  /** This viewing has had a picture. */
  #wasLive = false;
  #mode: Mode = 'idle';
  /** As of the last look: finding the language walks up the page, too much for each painted frame. */
  #speech = wordsFor('');
  #media: MediaState = silence;
  #ticking = false;

  constructor() {
    super();
    this.#parts = buildParts();
    const root = this.attachShadow({ mode: 'open', delegatesFocus: true });
    root.adoptedStyleSheets = [stylesFor(this.ownerDocument)];
    root.append(this.#parts.frame);
    this.#internals = typeof this.attachInternals === 'function' ? this.attachInternals() : null;
    this.#screen = new Screen(this.#parts, () => {
      this.#render();
    });
    this.#listen();
    adoptProperties(this);
    this.#render();
  }

  #listen(): void {
    const { video, spare, main, buttons, frame } = this.#parts;
    for (const one of [video, spare]) {
      for (const [type, inPicture] of pictureInPictureEvents) {
        one.addEventListener(type, () => {
          this.#session?.viewerChanged({ inPicture: inPicture || isInOwnWindow(this) });
          this.#render();
          this.dispatchEvent(new Event(type));
        });
      }
      // By the system, for a call or to save power: nobody wants a still picture that calls itself live.
      one.addEventListener('pause', () => {
        if (this.isConnected && !this.paused && this.#screen.wants(one)) {
          this.#playVideo();
        }
      });
    }
    const onClick = ({ button }: { button: HTMLButtonElement }, act: () => void): void => {
      button.addEventListener('click', act);
    };
    onClick(main, () => void this.play());
    onClick(buttons.extend, () => {
      this.continueWatching();
    });
    onClick(buttons.stop, () => void this.pause());
    onClick(buttons.snapshot, () => {
      this.saveSnapshot();
    });
    onClick(buttons.statistics, () => {
      this.stats = !this.stats;
    });
    onClick(buttons.pictureInPicture, () => {
      this.togglePictureInPicture();
    });
    onClick(buttons.fullscreen, () => {
      this.toggleFullscreen();
    });
    this.addEventListener('fullscreenchange', () => {
      this.#render();
    });
    // A finger does not hover: a tap on the picture shows the buttons, and another hides them.
    frame.addEventListener('pointerup', ({ pointerType, target }) => {
      if (pointerType !== 'mouse' && !(target instanceof Element && target.closest('button'))) {
        frame.toggleAttribute('data-awake');
      }
    });
    // The style sheet's clock: it has none of its own.
    frame.addEventListener('animationend', ({ animationName }) => {
      if (animationName === 'awake') {
        frame.removeAttribute('data-awake');
      }
    });
    listenToKeys(this, frame, {
      isOn: () => this.controls,
      playOrPause: () => {
        this.#playOrPause();
      },
      fullscreen: () => {
        this.toggleFullscreen();
      },
      snapshot: () => {
        this.saveSnapshot();
      },
      statistics: () => {
        this.stats = !this.stats;
      },
      clear: () => {
        frame.removeAttribute('data-awake');
        this.stats = false;
      },
    });
  }

  /** A key that has just started the camera does not stop it before there is a picture. */
  #playOrPause(): void {
    if (this.paused || this.phase === 'waiting') {
      void this.play();
    } else if (this.#mode === 'live' || this.#mode === 'stalled') {
      void this.pause();
    }
  }

  connectedCallback(): void {
    this.#stopWatching.push(
      watchOnScreen(this, (onScreen) => {
        this.#onScreen = onScreen;
        this.#session?.viewerChanged({ onScreen });
        this.#checkSoon(); // What was prepared may have been let go of while nobody could see it.
      }),
      onWordsDefined(() => {
        this.#render();
      }),
    );
    this.#session?.viewerReturned();
    this.#session?.viewerChanged({ inPicture: this.#isInPicture });
    if (this.#session?.stream != null) {
      this.#playVideo(); // Browsers pause a video that leaves the document.
    }
    this.#tick();
    this.#checkSoon();
  }

  /** A move within the page costs nothing: the core waits a moment before it lets the camera go. */
  disconnectedCallback(): void {
    for (const stop of this.#stopWatching.splice(0)) {
      stop();
    }
    this.#onScreen = null;
    this.#session?.viewerRemoved();
    this.#checkSoon();
  }

  /** Moved by `moveBefore()`: nothing was lost, so nothing is done. */
  connectedMoveCallback(): void {
    // Its presence alone keeps the two above from being called.
  }

  /** Style sheets belong to a document. */
  adoptedCallback(): void {
    const root = this.shadowRoot;
    if (root !== null && this.ownerDocument.defaultView !== null) {
      root.adoptedStyleSheets = [stylesFor(this.ownerDocument)];
    }
  }

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (before === after) {
      return;
    }
    const isSameCamera =
      name === 'src' && before !== null && after !== null && this.deviceId !== '';
    this.#cameraChanged ||= isCameraAttribute(name) && !isSameCamera;
    this.#checkSoon();
    this.#render();
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
    this.#checkSoon();
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
    this.#checkSoon();
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
  }

  /** Single times, in seconds, from the next `play()` on; null: the package's defaults. */
  get times(): SessionTimes | null {
    return this.#times;
  }
  set times(value: SessionTimes | null | undefined) {
    this.#times = value ?? null;
  }

  /** Words in place of those of the language, for this player only; null: none. See {@link defineWords}. */
  get words(): SomeWords | null {
    return this.#words;
  }
  set words(value: SomeWords | null | undefined) {
    this.#words = value ?? null;
    this.#render();
  }

  get session(): LiveSession | null {
    return this.#session;
  }

  protected get screen(): Screen {
    return this.#screen;
  }

  /** See {@link LiveSession.phase}. */
  get phase(): SessionPhase {
    return this.#session?.phase ?? 'idle';
  }

  /** Why it failed; null when it did not. */
  get error(): RingLiveError | null {
    return this.#session?.error ?? null;
  }

  /** Seconds until the session closes that is shown; null while none was asked for. */
  get timeLeft(): number | null {
    return this.#session?.timeLeft ?? null;
  }

  /** Seconds that this viewing has left, which is what it shows; see {@link LiveSession.budgetLeft}. */
  get budgetLeft(): number | null {
    return this.#session?.budgetLeft ?? null;
  }

  /**
   * Asks the camera for live video; while it is on already, that is all the same viewing.
   *
   * @returns Resolves when the first picture is shown. Rejects with RingLiveError when it fails, with a
   * DOMException `AbortError` when it is stopped first, and `NotSupportedError` when no camera is
   * chosen or the token is missing. It need not be handled: the element shows what happened.
   */
  play(): Promise<void> {
    this.#changeCamera(); // A page may choose and play in one breath.
    const wanted = this.#wanted();
    if (typeof wanted === 'string') {
      this.#unset = wanted;
      this.#render();
      const reason = this.#speech.words.states[wanted];
      return handled(Promise.reject(new DOMException(reason, 'NotSupportedError')));
    }
    this.#unset = null;
    this.#started = true;
    if (this.#tapNeeded) {
      // In the person's own gesture, and before there is a picture: some browsers only count this.
      this.#tapNeeded = false;
      this.#playVideo();
    }
    const session = this.#sessionFor(wanted);
    session.viewerChanged({
      onScreen: this.#onScreen ?? (!this.isConnected || isOnScreen(this)),
      inPicture: this.#isInPicture,
    });
    const opened = session.open().then(() => this.#untilShown(session));
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
   * Somebody wants to go on watching: see {@link LiveSession.continueWatching}. When it is over, the same as `play()`.
   *
   * @param seconds Default: as much as one session of this camera.
   */
  continueWatching(seconds?: number): void {
    this.#near = false;
    if (this.paused) {
      void this.play();
    } else {
      this.#session?.continueWatching(seconds);
      this.#render();
    }
  }

  /** What the attributes and properties say, or what is missing. */
  #wanted(): Wanted | 'noCamera' | 'noToken' {
    const signIn: SignIn = { token: this.#token, headers: this.#headers };
    const options = this.#options(signIn);
    return typeof options === 'string' ? options : { options, signIn, key: keyOf(options) };
  }

  #options(signIn: SignIn): LiveSessionOptions | 'noCamera' | 'noToken' {
    const common = {
      power: this.power ?? undefined,
      extend: this.extend ?? undefined,
      keepWhenHidden: this.keepWhenHidden,
      iceServers: this.#iceServers ?? undefined,
      times: this.#times ?? undefined,
    };
    if (this.src !== '') {
      const headers = newest(signIn, 'headers');
      return { ...common, src: this.src, headers, credentials: this.credentials };
    }
    if (this.deviceId === '') {
      return 'noCamera';
    }
    if (this.#token === null || this.#token === '') {
      return 'noToken';
    }
    return {
      ...common,
      deviceId: this.deviceId,
      componentId: this.componentId,
      apiBase: this.apiBase === '' ? undefined : this.apiBase,
      token: newest(signIn, 'token') ?? '',
    };
  }

  /** Rejects as `play()` does when it is over before anything could be shown. */
  #untilShown(session: LiveSession): Promise<void> {
    return new Promise((resolve, reject) => {
      const isOver = (): boolean => this.#session !== session || !isOn(session);
      this.#awaitShown.push(() => {
        if (this.#screen.shown) {
          resolve();
        } else if (isOver()) {
          reject(new DOMException(closedBeforePicture, 'AbortError'));
        }
        return this.#screen.shown || isOver();
      });
      this.#render();
    });
  }

  /** Seen whatever becomes of the page. */
  get #isInPicture(): boolean {
    return this.#screen.inPicture || isInOwnWindow(this);
  }

  /** The present session if it still fits, else a new one. */
  #sessionFor({ options, signIn, key }: Wanted): LiveSession {
    const present = this.#session;
    // One that is still being released is kept too: its next opening waits for that, another's would not.
    if (present !== null && (key === this.#key || !isFree(present))) {
      return present;
    }
    this.#leaveSession();
    this.#key = key;
    this.#signIn = signIn;
    const session = new LiveSession(options);
    this.#session = session;
    const { signal } = this.#letGo;
    for (const type of liveSessionEvents) {
      session.addEventListener(type, (event: Event) => {
        if (!signal.aborted) {
          this.#follow(type, session);
        } else if (!lastNews.has(type)) {
          return;
        }
        // A listener may have chosen another camera in the meantime; this is still news of this one.
        this.dispatchEvent(
          new CustomEvent<unknown>(type, { detail: (event as CustomEvent<unknown>).detail }),
        );
      });
    }
    return session;
  }

  #leaveSession(): void {
    this.#letGo.abort();
    this.#letGo = new AbortController();
    void this.#session?.close();
    this.#session = null;
    this.#key = '';
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
    this.#wasLive = false;
    return true;
  }

  #check(): void {
    const wasOn = this.#session !== null && isOn(this.#session);
    if (this.#changeCamera() && wasOn) {
      void this.play();
    }
    const wanted = this.#wanted();
    if (this.isConnected && !this.#started) {
      this.#preload(wanted);
    }
    if (!this.isConnected && this.#session?.phase === 'idle') {
      this.#leaveSession(); // Only prepared, and gone: nothing may hold on to it.
    }
    if (typeof wanted !== 'string') {
      this.#unset = null;
      if (wanted.key === this.#key) {
        Object.assign(this.#signIn, wanted.signIn);
      }
    }
    const removed = this.#session?.endReason === 'removed' && !isOn(this.#session);
    if (
      this.autoplay &&
      this.isConnected &&
      (!this.#started || removed) &&
      typeof wanted !== 'string'
    ) {
      void this.play();
    }
    this.#render();
  }

  /** What the attribute says; nothing is told of it, and `play()` does not need it. */
  #preload(wanted: Wanted | string): void {
    if (this.preload !== 'none') {
      void preload();
    }
    if (this.preload === 'connection' && typeof wanted !== 'string') {
      const session = this.#sessionFor(wanted);
      session.viewerChanged({ onScreen: this.#onScreen ?? isOnScreen(this) });
      session.prepare();
    }
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
        this.#wasLive = isOn(session) && (this.#wasLive || session.phase === 'live');
        break;
      case 'limitchange':
        this.#near = false;
        this.#tick();
        break;
      case 'limitwarning':
        this.#near = true;
        this.#parts.spoken.textContent = this.#speech.words.other.timeLeft(
          Math.round(session.timeLeft ?? 0),
        );
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
    if (session.waitReason === 'turn') {
      return 'starting'; // Fractions of a second, on a page with many players.
    }
    return session.stalled ? 'stalled' : modeOfPhase[session.phase];
  }

  #render(): void {
    const mode = this.#modeNow();
    this.#setMode(mode);
    this.#speech = wordsOf(this, this.#words);
    const { words, lang } = this.#speech;
    if (this.#internals !== null) {
      // Defaults only: attributes of the page win.
      this.#internals.role = 'group';
      this.#internals.ariaLabel = this.label === '' ? words.other.player : this.label;
    }
    const { shown, held, inPicture } = this.#screen;
    const session = this.#session;
    const isLasting = session !== null && isOn(session) && session.timeLeft !== null;
    const document = this.ownerDocument;
    render(this.#parts, {
      ...{ mode, words, lang, shown, held },
      state: stateName({
        mode,
        endReason: session?.endReason ?? 'none',
        waitReason: session?.waitReason ?? 'none',
        again: this.#wasLive || session?.recovery != null,
        slow: session?.slow ?? false,
        unset: this.#unset,
      }),
      message: this.#message(mode),
      controls: this.controls,
      poster: this.poster,
      near: this.#near && isLasting,
      hasTime: isLasting && shown,
      statistics: this.stats,
      pictureInPicture:
        document.pictureInPictureEnabled && 'requestPictureInPicture' in this.#screen.front
          ? inPicture
          : null,
      fullscreen: this.canBeFullscreen ? this.matches(':fullscreen') : null,
    });
    this.#tellMedia(session?.stalled === false && shown && this.#mode === 'live');
    this.#awaitShown = this.#awaitShown.filter((isDone) => !isDone());
  }

  /** What happened and what helps; while it is being got over, only what happened. */
  #message(mode: Mode): string {
    const error = this.error ?? (mode === 'live' ? null : this.#session?.recovery?.error);
    if (error == null) {
      return '';
    }
    const { happened, todo } = failureWords(this.#speech.words, error.kind, error.crossOrigin);
    const named = this.label === '' ? happened : `${this.label}: ${happened}`;
    return mode === 'failed' ? `${named} ${todo}` : named;
  }

  #tellMedia(flowing: boolean): void {
    const before = this.#media;
    const { paused, ended, duration, videoWidth: width, videoHeight: height } = this;
    this.#media = { paused, ended, flowing, duration, width, height };
    for (const type of mediaEvents(before, this.#media)) {
      this.dispatchEvent(new Event(type));
    }
  }

  #setMode(mode: Mode): void {
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
    viewOf(this).requestAnimationFrame(() => {
      this.#ticking = false;
      const { budget, budgetLeft } = this.#session ?? {};
      if (budget == null || budgetLeft == null) {
        return;
      }
      if (showTimeLeft(this.#parts, budgetLeft, budget, this.#speech.words)) {
        this.#showStatistics();
        this.dispatchEvent(new Event('timeupdate'));
      }
      this.#tick();
    });
  }

  #showStatistics(): void {
    if (this.stats && this.#session !== null) {
      const { words, lang } = this.#speech;
      void this.#session.getStats().then((stats) => {
        showStatistics(this.#parts.statistics, stats, words, lang);
      });
    }
  }
}

const pictureInPictureEvents = [
  ['enterpictureinpicture', true],
  ['leavepictureinpicture', false],
] as const;

/** Whether nothing of it is left at the service. */
function isFree(session: LiveSession): boolean {
  return session.phase === 'idle' || session.phase === 'closed';
}

/** Functions in it are replaced by newer ones: frameworks make a new one for each rendering. */
interface SignIn {
  token: TokenSource | null;
  headers: HeadersSource | null;
}

interface Wanted {
  readonly options: LiveSessionOptions;
  readonly signIn: SignIn;
  readonly key: string;
}

/** A function asks whichever is set when it is called. */
function newest<Kind extends keyof SignIn>(
  signIn: SignIn,
  kind: Kind,
): NonNullable<SignIn[Kind]> | undefined {
  const source = signIn[kind];
  if (typeof source !== 'function') {
    return source ?? undefined;
  }
  const ask: unknown = (request: TokenRequest) => {
    const now = signIn[kind];
    return typeof now === 'function' ? now(request) : now;
  };
  return ask as NonNullable<SignIn[Kind]>;
}

/** Also told of a session that was left for another. */
const lastNews: ReadonlySet<string> = new Set<keyof LiveSessionEventMap>([
  'releasefailed',
  'close',
]);

/** A promise that a caller may ignore. */
function handled<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}
