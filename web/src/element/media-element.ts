// What pages and control bars expect of a media element (HTMLMediaElement, HTMLVideoElement), as far as
// it makes sense for a live picture without sound. Reads only; it decides nothing.

import type { LiveSession } from '../index.js';
import { CameraElement } from './camera-element.js';
import { looks, modeOfPhase } from './looks.js';

export abstract class MediaElement extends CameraElement {
  /** The session that is shown, or the last one; null before the first `play()`. */
  abstract get session(): LiveSession | null;

  /** The video in front; which one it is changes when one session takes over from another. */
  protected abstract get front(): HTMLVideoElement;

  /** Nobody wants to watch: not started, stopped, ended or failed. */
  get paused(): boolean {
    return this.session === null || !isOn(this.session);
  }

  /** The service's limit ended it. */
  get ended(): boolean {
    return this.session?.phase === 'closed' && this.session.endReason === 'limit';
  }

  /** Seconds that the session may last which is shown, from asking to closing; NaN while there is none. */
  get duration(): number {
    return this.session?.limit ?? NaN;
  }

  /** Seconds of {@link duration} that are over. A live picture cannot be wound: setting does nothing. */
  get currentTime(): number {
    const { limit = null, timeLeft = null } = this.session ?? {};
    return limit === null || timeLeft === null ? 0 : limit - timeLeft;
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
  requestPictureInPicture(): Promise<PictureInPictureWindow> {
    return this.front.requestPictureInPicture();
  }
}

/** Whether it is on its way to a picture, or has one. */
export function isOn(session: LiveSession): boolean {
  return looks[modeOfPhase[session.phase]].stop === true;
}
