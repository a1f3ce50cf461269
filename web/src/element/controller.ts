// Which session a player has, and when it is opened, prepared and let go of: what the page's settings, the
// person's wishes and the browser's refusals come to. Knows no DOM; what a session does is the core's.

import { liveSessionEvents } from '../session/events.js';
import type { LiveSessionEventMap } from '../session/events.js';
import { LiveSession, preload } from '../index.js';
import { closedBeforePicture } from '../words/words.js';
import type { Preload } from './camera-element.js';
import { isFree, isOn, isPlaying } from './looks.js';
import type { Screen } from './screen.js';
import { cameraOf, wantedBy } from './wanted.js';
import type { Missing, Settings, SignIn, Wanted } from './wanted.js';

/** What the controller works for: reads its settings, shows pictures in it, and tells it the news. */
export interface Player {
  readonly settings: Settings & { readonly autoplay: boolean; readonly preload: Preload };
  /** It is in a document. */
  isConnected(): boolean;
  /** Its place on the page can be seen. */
  isOnScreen(): boolean;
  /** It is seen whatever becomes of the page. */
  isInPicture(): boolean;
  /** In words, what keeps it from being asked for. */
  nameMissing(missing: Missing): string;
  /** Null before there can be a picture. */
  screen(): Pick<Screen, 'shown' | 'play' | 'hold' | 'forget'> | null;
  /** News of the present session: to be shown. */
  follow(type: keyof LiveSessionEventMap, session: LiveSession): void;
  /** News for the page, also of a session that was left. */
  tell(type: keyof LiveSessionEventMap, detail: unknown): void;
  /** It has another session, and nothing was asked of it yet. */
  sessionMade(session: LiveSession): void;
  render(): void;
}

export class Controller {
  /** Why it cannot even be asked for: shown after somebody wanted to play. */
  missing: Missing | null = null;
  /** The browser wants a gesture before it plays. */
  tapNeeded = false;
  /** The limit is near, and no session is allowed to follow. */
  near = false;
  /** This viewing has had a picture. */
  wasLive = false;

  readonly #player: Player;
  #session: LiveSession | null = null;
  /** What it was made for; empty: none is kept. */
  #key = '';
  /** What signs it in, as of the last look: another session's is never mixed up with it. */
  #signIn: SignIn = { token: null, headers: null };
  /** Of a session that is not this player's any more, only how it ended is told. */
  #letGo = new AbortController();
  /** As of the last look. */
  #camera = '';
  /** Autoplay starts a camera once; not again after a person or the limit has stopped it. */
  #started = false;
  #checking = false;
  /** Each says whether it waits no more. */
  #awaitShown: (() => boolean)[] = [];

  constructor(player: Player) {
    this.#player = player;
  }

  get session(): LiveSession | null {
    return this.#session;
  }

  /**
   * Something was said that may concern the session. Attributes and properties come one by one: looked at together, when
   * the page has had its say.
   */
  changed(): void {
    if (!this.#checking) {
      this.#checking = true;
      queueMicrotask(() => {
        this.#checking = false;
        this.#check();
      });
    }
  }

  /** The player is in a document, perhaps again. */
  connected(): void {
    this.#session?.viewerReturned();
    this.#session?.viewerChanged({ inPicture: this.#player.isInPicture() });
    if (this.#session?.stream != null) {
      this.playVideo(); // Browsers pause a video that leaves the document.
    }
    this.changed();
  }

  /** A move within the page costs nothing: the core waits a moment before it lets the camera go. */
  disconnected(): void {
    this.#session?.viewerRemoved();
    this.changed();
  }

  /** Somebody may soon want to watch. */
  cameNear(): void {
    if (this.#player.settings.preload === 'auto') {
      void preload();
    }
  }

  /** Somebody seems about to watch: most clicks then find everything prepared but the camera itself. */
  prepare(): void {
    const session = this.#session;
    if (this.#player.settings.preload !== 'auto' || (session !== null && !isFree(session))) {
      return;
    }
    const wanted = wantedBy(this.#player.settings);
    // One that has ended and would be another now says how it ended, until it is played again.
    if (typeof wanted !== 'string' && (session === null || wanted.key === this.#key)) {
      anticipate(this.#prepare(wanted));
    }
  }

  /** See {@link RingLiveElement.play}. */
  play(): Promise<void> {
    this.#changeCamera(); // A page may choose and play in one breath.
    const wanted = wantedBy(this.#player.settings);
    if (typeof wanted === 'string') {
      this.missing = wanted;
      this.#player.render();
      const reason = this.#player.nameMissing(wanted);
      return handled(Promise.reject(new DOMException(reason, 'NotSupportedError')));
    }
    this.missing = null;
    this.#started = true;
    if (this.tapNeeded) {
      // In the person's own gesture, and before there is a picture: some browsers only count this.
      this.tapNeeded = false;
      this.playVideo();
    }
    const session = this.#sessionFor(wanted);
    session.viewerChanged({
      onScreen: this.#player.isOnScreen(),
      inPicture: this.#player.isInPicture(),
    });
    if (!this.#player.isConnected()) {
      session.viewerRemoved(); // Nobody can see it yet: the core gives it a moment.
    }
    const opened = session.open().then(() => this.#untilShown(session));
    this.#player.render();
    return handled(opened);
  }

  /** See {@link RingLiveElement.pause}. */
  pause(): Promise<void> {
    this.#started = true; // Said by a person or the page: autoplay does not overrule it.
    this.#player.screen()?.hold(); // While the picture is certainly still there.
    return this.#session?.close() ?? Promise.resolve();
  }

  /** A key that has just started the camera does not stop it before there is a picture. */
  playOrPause(): void {
    const session = this.#session;
    if (session === null || !isOn(session) || session.phase === 'waiting') {
      void this.play();
    } else if (session.stalled || isPlaying(session)) {
      void this.pause();
    }
  }

  /** See {@link RingLiveElement.continueWatching}. */
  continueWatching(seconds?: number): void {
    if (this.#session === null || !isOn(this.#session)) {
      void this.play();
    } else {
      this.#session.continueWatching(seconds);
    }
  }

  playVideo(): void {
    this.#player
      .screen()
      ?.play()
      .catch((reason: unknown) => {
        // Other reasons mean that the picture was changed meanwhile, which is no news.
        if (reason instanceof DOMException && reason.name === 'NotAllowedError') {
          // Nobody can see the picture, so the camera rests until somebody says so with a gesture.
          this.tapNeeded = true;
          void this.#session?.close();
          this.#player.render();
        }
      });
  }

  /** A picture may have appeared, or all may be over: whoever waited for that is told. */
  rendered(): void {
    this.#awaitShown = this.#awaitShown.filter((isDone) => !isDone());
  }

  /** Rejects as `play()` does when it is over before anything could be shown. */
  #untilShown(session: LiveSession): Promise<void> {
    return new Promise((resolve, reject) => {
      const isOver = (): boolean => this.#session !== session || !isOn(session);
      this.#awaitShown.push(() => {
        const isShown = this.#player.screen()?.shown === true;
        if (isShown) {
          resolve();
        } else if (isOver()) {
          reject(new DOMException(closedBeforePicture, 'AbortError'));
        }
        return isShown || isOver();
      });
      this.#player.render();
    });
  }

  /** The present session if it still fits, else a new one. */
  #sessionFor(wanted: Wanted): LiveSession {
    const { options, signIn, key } = wanted;
    const present = this.#session;
    // One that is still being released is kept too: its next opening waits for that, another's would not.
    if (present !== null && (key === this.#key || !isFree(present))) {
      this.#renew(wanted);
      return present;
    }
    this.#leaveSession();
    this.#key = key;
    this.#signIn = signIn;
    const session = new LiveSession(options);
    this.#session = session;
    this.#player.sessionMade(session);
    const { signal } = this.#letGo;
    for (const type of liveSessionEvents) {
      session.addEventListener(type, (event: Event) => {
        if (!signal.aborted) {
          this.#follow(type, session);
        } else if (!lastNews.has(type)) {
          return;
        }
        // A listener may have chosen another camera in the meantime; this is still news of this one.
        this.#player.tell(type, (event as CustomEvent<unknown>).detail);
      });
    }
    return session;
  }

  /** The session goes on with newer functions, and with another address of its camera. */
  #renew({ options, signIn, key }: Wanted): void {
    if (key === this.#key) {
      Object.assign(this.#signIn, signIn);
    }
    if (options.src !== undefined) {
      this.#session?.sourceChanged(options.src);
    }
  }

  #follow(type: keyof LiveSessionEventMap, session: LiveSession): void {
    if (type === 'phasechange') {
      this.wasLive = isOn(session) && (this.wasLive || session.phase === 'live');
    } else if (type === 'limitwarning' || type === 'limitchange') {
      this.near = type === 'limitwarning';
    }
    this.#player.follow(type, session);
    if (type !== 'timeupdate') {
      this.#player.render(); // The time is all that another second changes.
    }
  }

  #leaveSession(): void {
    this.#letGo.abort();
    this.#letGo = new AbortController();
    if (this.#session !== null) {
      anticipated.delete(this.#session);
      void this.#session.close();
    }
    this.#session = null;
    this.#key = '';
  }

  /** Lets go of the camera before, if the attributes name another one now. */
  #changeCamera(): boolean {
    const camera = cameraOf(this.#player.settings);
    if (camera === this.#camera) {
      return false;
    }
    this.#camera = camera;
    this.#leaveSession();
    this.#player.screen()?.forget();
    this.missing = null;
    this.tapNeeded = false;
    this.#started = false;
    this.wasLive = false;
    return true;
  }

  #check(): void {
    const wasOn = this.#session !== null && isOn(this.#session);
    if (this.#changeCamera() && wasOn) {
      void this.play();
    }
    const { settings } = this.#player;
    const isConnected = this.#player.isConnected();
    const wanted = wantedBy(settings);
    if (isConnected && !this.#started) {
      this.#preload(wanted);
    }
    if (!isConnected) {
      this.#leavePrepared();
    }
    if (typeof wanted !== 'string') {
      this.missing = null;
      this.#renew(wanted);
      if (settings.autoplay && isConnected && (!this.#started || this.#wasRemoved())) {
        void this.play();
      }
    }
    this.#player.render();
  }

  #wasRemoved(): boolean {
    return this.#session?.endReason === 'removed' && !isOn(this.#session);
  }

  /** What the attribute says; nothing is told of it, and `play()` does not need it. */
  #preload(wanted: Wanted | Missing): void {
    const { preload: what } = this.#player.settings;
    if (what === 'module' || what === 'connection') {
      void preload();
    }
    if (what === 'connection' && typeof wanted !== 'string') {
      this.#prepare(wanted);
    }
  }

  #prepare(wanted: Wanted): LiveSession {
    const session = this.#sessionFor(wanted);
    session.viewerChanged({ onScreen: this.#player.isOnScreen() });
    session.prepare();
    return session;
  }

  /** Nothing may hold on to what was only prepared, and is gone. */
  #leavePrepared(): void {
    const session = this.#session;
    if (session?.phase === 'idle') {
      this.#leaveSession();
    } else if (session?.phase === 'closed') {
      void session.close(); // How it ended stays to be read.
    }
  }
}

/**
 * Prepared on a mere sign, the newest last: each holds a peer, and browsers give a page only so many. A pointer that
 * wanders over a wall of players leaves no more than these behind, for as long as the core keeps what is prepared.
 */
const anticipated = new Set<LiveSession>();
const mostAnticipated = 4;

function anticipate(session: LiveSession): void {
  anticipated.delete(session);
  anticipated.add(session);
  const [oldest] = anticipated;
  if (anticipated.size > mostAnticipated && oldest !== undefined) {
    anticipated.delete(oldest);
    if (isFree(oldest)) {
      void oldest.close();
    }
  }
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
