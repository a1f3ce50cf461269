// What can be done with a picture, whoever sends it: what pages and control bars expect of a media element
// (HTMLMediaElement, HTMLVideoElement) as far as it makes sense without sound, snapshots, and frames.

import type { FramesOptions, Front, LiveFrame } from '../session/frames.js';
import type { LiveSession, RingLiveError, SessionPhase } from '../index.js';
import type { SnapshotOptions } from './snapshot.js';
import { CameraElement } from './camera-element.js';
import type { PlayerClip, SaveClipOptions } from './clip-part.js';
import { toggleFullscreen } from './custom-element.js';
import { isOn } from './looks.js';
import { mediaEvents, silence } from './media-events.js';
import type { MediaState } from './media-events.js';
import type { PhoneVideo, Screen } from './screen.js';
import { loadViewing, viewingPart } from './viewing-part.js';
import { wholePicture } from './zoom-part.js';
import type { PlayerZoom, SomeZoom, Zoom } from './zoom-part.js';

export abstract class MediaElement extends CameraElement {
  #media: MediaState = silence;
  /** For those who wait for frames. */
  readonly #front: Front = { video: () => this.front, followers: new Set() };
  /** Once a page has imported these parts. */
  protected playerClip: PlayerClip | undefined;
  protected playerZoom: PlayerZoom | undefined;

  /** The session that is shown, or the last one; null before the first `play()`. */
  abstract get session(): LiveSession | null;

  /** Null before there can be a picture. */
  protected abstract get screen(): Screen | null;

  /** The video whose picture is shown, or would be. */
  protected abstract get front(): HTMLVideoElement & PhoneVideo;

  /** See {@link LiveSession.phase}. */
  get phase(): SessionPhase {
    return this.session?.phase ?? 'idle';
  }

  /** Why it failed; null when it did not. */
  get error(): RingLiveError | null {
    return this.session?.error ?? null;
  }

  /** Seconds until the session closes that is shown; null while none was asked for. */
  get timeLeft(): number | null {
    return this.session?.timeLeft ?? null;
  }

  /** Seconds that this viewing has left, which is what it shows; see {@link LiveSession.budgetLeft}. */
  get budgetLeft(): number | null {
    return this.session?.budgetLeft ?? null;
  }

  /** Nobody wants to watch: not started, stopped, ended or failed. */
  get paused(): boolean {
    return this.session === null || !isOn(this.session);
  }

  /** The service's limit ended it. */
  get ended(): boolean {
    return this.session?.phase === 'closed' && this.session.endReason === 'limit';
  }

  /**
   * Seconds that the viewing may last, with all sessions that `extend` allows, from asking to closing; NaN while there is
   * none. Changes a little when a session takes over.
   */
  get duration(): number {
    return this.session?.budget ?? NaN;
  }

  /** Seconds of {@link duration} that are over. A live picture cannot be wound: setting does nothing. */
  get currentTime(): number {
    const { budget = null, budgetLeft = null } = this.session ?? {};
    return budget === null || budgetLeft === null ? 0 : budget - budgetLeft;
  }
  set currentTime(_seconds: number) {
    // See above.
  }

  /** Always: there is no sound. Setting does nothing. */
  get muted(): boolean {
    return true;
  }
  set muted(_muted: boolean) {
    // See above.
  }

  /** See `HTMLMediaElement.readyState`. */
  get readyState(): number {
    return this.front.readyState;
  }

  /** Pixels; 0 while there is no picture. */
  get videoWidth(): number {
    return this.front.videoWidth;
  }

  /** Pixels; 0 while there is no picture. */
  get videoHeight(): number {
    return this.front.videoHeight;
  }

  /**
   * Shows the picture in a window above all others; it keeps the camera while the page is hidden.
   *
   * @returns Rejects as `HTMLVideoElement.requestPictureInPicture()` does, e.g. without a person's gesture.
   */
  async requestPictureInPicture(): Promise<PictureInPictureWindow> {
    const { front } = this;
    if (!('requestPictureInPicture' in front)) {
      throw new DOMException('This browser has no picture-in-picture.', 'NotSupportedError');
    }
    return front.requestPictureInPicture();
  }

  /**
   * The picture that is seen now as a file, a held one too.
   *
   * @returns Rejects with a DOMException: `InvalidStateError` when there is no picture, `EncodingError`
   * when the browser cannot write it.
   */
  snapshot(options: SnapshotOptions = {}): Promise<Blob> {
    const picture = this.screen?.picture;
    return picture == null || viewingPart.loaded === undefined
      ? Promise.reject(new DOMException('There is no picture yet.', 'InvalidStateError'))
      : viewingPart.loaded.takeSnapshot(picture, options);
  }

  /**
   * The last seconds as an MP4 file, as they came: nothing is decoded or encoded, and nothing leaves the page. Begins with
   * a key frame, so it may be a little longer than asked; goes on across sessions; gaps stay gaps. Needs the attribute
   * `clip` and `import 'ring-live/clip'`.
   *
   * @returns Rejects with a DOMException: `NotSupportedError` when that is not imported, or the browser or the page's
   * policy does not let frames be kept; `InvalidStateError` when nothing has been kept; `NetworkError` when the part that
   * writes files cannot be loaded.
   */
  saveClip(options?: SaveClipOptions): Promise<Blob> {
    const missing = 'Missing: ring-live/clip.';
    return (
      this.playerClip?.save(options) ??
      Promise.reject(new DOMException(missing, 'NotSupportedError'))
    );
  }

  /**
   * Which part of the picture is shown; `player.zoom = { scale: 2, x: 0.25, y: 0.5 }` shows another, as near as the picture
   * goes, and null the whole one. Needs the attribute `zoomable` and `import 'ring-live/zoom'`; without them it is always
   * the whole picture. Snapshots, clips, frames and picture-in-picture are whole in any case.
   */
  get zoom(): Zoom {
    return this.playerZoom?.zoom ?? wholePicture;
  }
  set zoom(zoom: SomeZoom) {
    if (this.playerZoom !== undefined) {
      this.playerZoom.zoom = zoom;
    }
  }

  /**
   * Frames as they are shown, for analysis: `for await (const { image, time } of player.frames()) …`.
   * Waits for the first picture, goes on through stalls, rests and sessions that take over, and ends when
   * the viewing closes. Whoever is slow gets fewer frames, never old ones; each is closed when the next
   * one is asked for. In a hidden page browsers show no frames, so none come.
   *
   * Throws a DOMException `NotSupportedError` where there are no WebCodecs frames, and a TypeError when the part of the
   * package that reads them is not there yet (it comes with the module) and cannot be loaded.
   *
   * @param options `signal` ends the loop, also while it waits.
   */
  frames(options?: FramesOptions): AsyncGenerator<LiveFrame, void, void> {
    let frames: Promise<AsyncGenerator<LiveFrame, void, void>> | undefined;
    const begun = (): Promise<AsyncGenerator<LiveFrame, void, void>> =>
      (frames ??= this.#beginFrames(options));
    return {
      next: async () => (await begun()).next(),
      return: async (value) => (await begun()).return(value),
      throw: async (reason) => (await begun()).throw(reason),
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }

  /** Seen from now on, also before that has come which reads them: that the viewing closes. */
  async #beginFrames(options?: FramesOptions): Promise<AsyncGenerator<LiveFrame, void, void>> {
    const ending = new AbortController();
    const { signal } = ending;
    this.addEventListener(
      'close',
      () => {
        ending.abort();
      },
      { signal },
    );
    const { framesOf } = await loadViewing();
    return framesOf(this.#front, ending, options);
  }

  /** Another video is in front. */
  protected swapped(): void {
    for (const look of this.#front.followers) {
      look();
    }
  }

  /** @param flowing Frames are coming, and shown. */
  protected tellMedia(flowing: boolean): void {
    const before = this.#media;
    const { paused, ended, duration, videoWidth: width, videoHeight: height } = this;
    this.#media = { paused, ended, flowing, duration, width, height };
    for (const type of mediaEvents(before, this.#media)) {
      this.dispatchEvent(new Event(type));
    }
  }

  /** What the button does, which is there when a picture is. */
  protected saveSnapshot(): void {
    viewingPart.loaded?.offerFile(this, 'snapshot', this.snapshot());
  }

  /** WebKit says it of each video: not every one of its devices shows a live one in a window. */
  protected get canBeInPicture(): boolean {
    return (
      this.ownerDocument.pictureInPictureEnabled &&
      this.front.webkitSupportsPresentationMode?.('picture-in-picture') !== false
    );
  }

  /** Refused without a gesture or by a policy: then it stays as it is. */
  protected togglePictureInPicture(): void {
    const done = this.screen?.inPicture
      ? this.ownerDocument.exitPictureInPicture()
      : this.requestPictureInPicture();
    done.catch(() => undefined);
  }

  protected get canBeFullscreen(): boolean {
    return this.ownerDocument.fullscreenEnabled || 'webkitEnterFullscreen' in this.front;
  }

  protected toggleFullscreen(): void {
    if (!this.ownerDocument.fullscreenEnabled) {
      this.front.webkitEnterFullscreen?.(); // All that an iPhone has, of its videos alone.
      return;
    }
    toggleFullscreen(this);
  }
}
