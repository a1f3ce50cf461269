// <ring-live>: a camera's live video in one tag. It shows what the session says and passes on what the
// person wants; which session that is and when it opens is the controller's business, what a failure means
// and how long anything lasts the core's.
//
// Importing this file registers nothing (see register.ts) and is safe where there is no DOM.

import type { LiveSession } from '../index.js';
import { onWordsDefined, wordsFor } from '../words/words.js';
import { isAuto, posterOf } from './auto-poster.js';
import { attributes, ownProperties } from './camera-element.js';
import { clipPart } from './clip-part.js';
import { Controller } from './controller.js';
import { adoptProperties, dress } from './custom-element.js';
import { listenToHands } from './hands.js';
import { isOn, modeOf, stateName } from './looks.js';
import type { Mode } from './looks.js';
import { MediaElement } from './media-element.js';
import { isInOwnWindow, isOnScreen, watchOnScreen, whenNear } from './on-screen.js';
import { buildParts } from './parts.js';
import type { Parts } from './parts.js';
import type { PhoneVideo, Screen } from './screen.js';
import { stylesFor } from './styles.js';
import { render, setState } from './view.js';
import type { Viewing } from './viewing.js';
import { viewingPart } from './viewing-part.js';
import { messageOf, wordsOf } from './words-of.js';
import { zoomPart } from './zoom-part.js';

/**
 * `<ring-live src="/cameras/front-door/whep" controls></ring-live>`
 *
 * Over the picture it shows what is in it: its children, by slot.
 *
 * @attr {string} src - Any WHEP endpoint, normally a relay on the page's own origin. No token is sent. Another one is another camera, at once; beside a `device-id` that stays the same it is only another way there (a new signature), which the next request takes and the picture does not notice, unless it leads to another origin.
 * @attr {same-origin|include|omit} credentials - With `src`: whether cookies go along, as in `fetch()`.
 * @attr {string} device-id - Instead of `src`: the service's id of the camera. Needs the `token` property. Beside `src` it only names the camera.
 * @attr {string} component-id - One camera of a device that has several.
 * @attr {string} api-base - With `device-id`: what stands before `/v1/devices`.
 * @attr {battery|line} power - How the camera is powered; absent is treated like `battery`, the shorter limit.
 * @attr {number} extend - Seconds of camera time over all sessions, each taking over from the last without a gap. Absent: one session. From the next `play()` on.
 * @attr {number} clip - With `ring-live/clip` imported: seconds of the video that are kept as they came, for `saveClip()` and its button. Absent: none, and no frame is touched. From the camera's next session on.
 * @attr {boolean} zoomable - With `ring-live/zoom` imported: people may look closer at a part of the picture.
 * @attr {boolean} keep-when-hidden - Keep the camera although nobody can see the picture. From the next `play()` on.
 * @attr {boolean} autoplay - Start as soon as it is known which camera.
 * @attr {boolean} controls - Show buttons.
 * @attr {string} poster - Picture to show before the first one. `auto`: the last one that the relay has, dimmed and with its age, where `src` is a relay's address on the page's own origin.
 * @attr {auto|none|module|connection} preload - What is done before anybody wants to watch: load the module near the screen and prepare a connection, without asking the camera, when somebody seems about to watch; nothing; load the module at once; prepare a connection at once.
 * @attr {boolean} stats - Show the statistics in the picture.
 * @attr {boolean} debug - Write every event to the console.
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
 * @csspart details-button - "What happened", where there is no room for the message.
 * @csspart extend-button - "Continue watching".
 * @csspart stop-button - "Stop watching".
 * @csspart more-button - "More", where there is no room for all of them.
 * @csspart snapshot-button - "Save this picture".
 * @csspart clip-button - "Save the last 30 seconds", with `ring-live/clip`.
 * @csspart watermark - With `ring-live/zoom`: the top of the whole picture, over one that is enlarged.
 * @csspart overview - The whole picture in small, beside one that is enlarged.
 * @csspart zoom-controls - The buttons of `ring-live/zoom`.
 * @csspart zoom-in-button - "Zoom in".
 * @csspart zoom-out-button - "Zoom out".
 * @csspart whole-picture-button - "Whole picture".
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
  static readonly observedAttributes = attributes;

  readonly #parts: Parts;
  readonly #internals: ElementInternals | null;
  readonly #controller: Controller;

  #onScreen: boolean | null = null;
  /** Each ends something that is watched while it is in a document. */
  readonly #stopWatching: (() => void)[] = [];
  #mode: Mode = 'idle';
  /** As of the last look: finding the language walks up the page. */
  #speech = wordsFor('');
  /** Null before what only a viewing needs has come. */
  #viewing: Viewing | null = null;

  constructor() {
    super();
    this.#parts = buildParts();
    const root = this.attachShadow({ mode: 'open', delegatesFocus: true });
    root.append(this.#parts.frame);
    this.#dress();
    this.#internals = typeof this.attachInternals === 'function' ? this.attachInternals() : null;
    this.#controller = this.#makeController();
    this.#listen();
    adoptProperties(this, ownProperties);
    this.#render();
  }

  #makeController(): Controller {
    return new Controller({
      settings: this,
      screen: () => this.screen,
      isConnected: () => this.isConnected,
      isOnScreen: () => this.#onScreen ?? (!this.isConnected || isOnScreen(this)),
      isInPicture: () => this.screen?.inPicture === true || isInOwnWindow(this),
      nameMissing: (missing) => this.#speech.words.states[missing],
      follow: (type, session) => {
        this.#attend()?.follow(type, session);
      },
      tell: (type, detail) => {
        if (this.debug) {
          console.debug('ring-live', this.label, type, detail);
        }
        this.dispatchEvent(new CustomEvent(type, { detail }));
      },
      sessionMade: (session) => {
        this.playerClip?.follow(session);
      },
      render: () => {
        this.#render();
      },
    });
  }

  #listen(): void {
    this.#parts.poster.addEventListener('load', () => {
      this.#render();
    });
    this.addEventListener('fullscreenchange', () => {
      this.#render();
    });
    listenToHands(this, this.#parts, {
      approach: () => {
        this.#controller.prepare();
      },
      play: () => void this.play(),
      stop: () => void this.pause(),
      playOrPause: () => {
        this.#controller.playOrPause();
      },
      extend: () => {
        this.continueWatching();
      },
      snapshot: () => {
        this.saveSnapshot();
      },
      pictureInPicture: () => {
        this.togglePictureInPicture();
      },
      fullscreen: () => {
        this.toggleFullscreen();
      },
    });
  }

  connectedCallback(): void {
    this.#stopWatching.push(
      watchOnScreen(this, (onScreen) => {
        this.#onScreen = onScreen;
        this.session?.viewerChanged({ onScreen });
        this.changed(); // What was prepared may have been let go of while nobody could see it.
      }),
      whenNear(this, () => {
        this.#controller.cameNear();
      }),
      onWordsDefined(() => {
        this.#render();
      }),
    );
    this.#controller.connected();
  }

  disconnectedCallback(): void {
    for (const stop of this.#stopWatching.splice(0)) {
      stop();
    }
    this.#onScreen = null;
    this.#controller.disconnected();
  }

  /** Moved by `moveBefore()`: nothing was lost, so nothing is done. */
  connectedMoveCallback(): void {
    // Its presence alone keeps the two above from being called.
  }

  /** Style sheets belong to a document. */
  adoptedCallback(): void {
    this.#dress();
  }

  #dress(): void {
    const viewing = viewingPart.loaded?.viewingStylesFor;
    dress(this, ...(viewing === undefined ? [stylesFor] : [stylesFor, viewing]));
  }

  attributeChangedCallback(_name: string, before: string | null, after: string | null): void {
    if (before === after) {
      return;
    }
    this.changed();
    this.#render();
  }

  protected changed(): void {
    this.#controller.changed();
  }

  get session(): LiveSession | null {
    return this.#controller.session;
  }

  /**
   * Asks the camera for live video; while it is on already, that is all the same viewing.
   *
   * @returns Resolves when the first picture is shown. Rejects with RingLiveError when it fails, with a
   * DOMException `AbortError` when it is stopped first, and `NotSupportedError` when no camera is
   * chosen or the token is missing. It need not be handled: the element shows what happened.
   */
  play(): Promise<void> {
    return this.#controller.play();
  }

  /**
   * Stops and releases the camera; the last picture stays, marked as such.
   *
   * @returns Resolves when the session is released. Never rejects.
   */
  pause(): Promise<void> {
    return this.#controller.pause();
  }

  /**
   * Somebody wants to go on watching: see {@link LiveSession.continueWatching}. When it is over, the same as `play()`.
   *
   * @param seconds Default: as much as one session of this camera.
   */
  continueWatching(seconds?: number): void {
    this.#controller.continueWatching(seconds);
  }

  protected get screen(): Screen | null {
    return this.#viewing?.screen ?? null;
  }

  protected get front(): HTMLVideoElement & PhoneVideo {
    return this.screen?.front ?? this.#parts.video;
  }

  #attend(): Viewing | null {
    if (this.#viewing === null && viewingPart.loaded !== undefined) {
      this.#dress();
      this.#viewing = new viewingPart.loaded.Viewing(this, this.#parts, {
        render: () => {
          this.#render();
        },
        playVideo: () => {
          this.#controller.playVideo();
        },
        swapped: () => {
          this.swapped();
        },
        speech: () => this.#speech,
      });
    }
    return this.#viewing;
  }

  #render(): void {
    const screen = this.#attend()?.screen;
    const mode = modeOf(this.#controller);
    setState(this.#internals, this.#mode, mode);
    this.#mode = mode;
    this.#speech = wordsOf(this, this.words);
    const { words, lang } = this.#speech;
    if (this.#internals !== null) {
      // Defaults only: attributes of the page win.
      this.#internals.role = 'group';
      this.#internals.ariaLabel = this.label === '' ? words.other.player : this.label;
    }
    const { shown = false, held = false, inPicture = false } = screen ?? {};
    screen?.describe(words.other.picture, words.other.held);
    const session = this.session;
    const isLasting = session !== null && isOn(session) && session.timeLeft !== null;
    const recovered = mode === 'live' ? null : session?.recovery?.error;
    render(this.#parts, {
      ...{ mode, words, lang, shown, held },
      state: stateName({
        mode,
        endReason: session?.endReason ?? 'none',
        waitReason: session?.waitReason ?? 'none',
        again: this.#controller.wasLive || session?.recovery != null,
        slow: session?.slow ?? false,
        waking: this.#viewing?.waking ?? false,
        unset: this.#controller.missing,
      }),
      message: messageOf(this.error ?? recovered ?? null, words, this.label, mode === 'failed'),
      controls: this.controls,
      poster: posterOf(this),
      isOldPoster: isAuto(this),
      near: this.#controller.near && isLasting,
      hasTime: isLasting && shown,
      statistics: this.stats,
      pictureInPicture: this.canBeInPicture ? inPicture : null,
      fullscreen: this.canBeFullscreen ? this.matches(':fullscreen') : null,
    });
    this.playerClip ??= clipPart.make?.(this, this.#parts.buttons.snapshot.button, () => {
      this.#render();
    });
    this.playerClip?.render(words);
    this.playerZoom ??= zoomPart.make?.(this, this.#parts, () => this.screen?.picture ?? null);
    this.playerZoom?.render(lang);
    this.tellMedia(session?.stalled === false && shown && this.#mode === 'live');
    this.#controller.rendered();
  }
}
