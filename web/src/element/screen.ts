// The picture itself: two stacked videos, one in front and one playing unseen behind it until it takes
// over, and a canvas that keeps the last frame when there is none to come. (Putting another stream into
// the playing video would show black for a frame or two.) It comes with the module: before that there is no picture.

import { viewOf } from './on-screen.js';
import type { Parts } from './parts.js';

/** WebKit's own, on an iPhone. */
export interface PhoneVideo {
  readonly webkitDisplayingFullscreen?: boolean;
  readonly webkitEnterFullscreen?: () => void;
  readonly webkitSupportsPresentationMode?: (mode: string) => boolean;
}

export interface ScreenNews {
  /** A picture has appeared or is held. */
  changed(): void;
  /** Somebody has put it into a window of its own, or taken it back. */
  pictureInPicture(type: string, inPicture: boolean): void;
  /** The other video is in front. */
  swapped(): void;
  /** For a call or to save power: nobody wants a still picture that calls itself live. */
  paused(): void;
}

const pictureInPictureEvents = [
  ['enterpictureinpicture', true],
  ['leavepictureinpicture', false],
] as const;

export class Screen {
  readonly #held: HTMLCanvasElement;
  readonly #news: ScreenNews;
  #front: HTMLVideoElement;
  #behind: HTMLVideoElement;
  #shown = false;
  #isHeld = false;
  /** The next picture waits for a frame of its own until this is aborted. */
  #awaiting: AbortController | undefined;

  constructor({ video, spare, held }: Parts, news: ScreenNews) {
    this.#front = video;
    this.#behind = spare;
    this.#held = held;
    this.#news = news;
    for (const one of [video, spare]) {
      this.#listen(one);
    }
  }

  /** A frame of the current stream is in front. */
  get shown(): boolean {
    return this.#shown;
  }

  /** The last frame of a stream that has gone is shown. */
  get held(): boolean {
    return this.#isHeld;
  }

  /** The video whose picture is shown, or would be. */
  get front(): HTMLVideoElement {
    return this.#front;
  }

  /** What a person sees; null: no picture. */
  get picture(): HTMLVideoElement | HTMLCanvasElement | null {
    return this.#shown ? this.#front : this.#isHeld ? this.#held : null;
  }

  /** Shown in a window of its own, above all others. */
  get inPicture(): boolean {
    return isInPicture(this.#front);
  }

  /** Shown in a window of its own, or alone on an iPhone's screen. */
  get #isElsewhere(): boolean {
    const front: HTMLVideoElement & PhoneVideo = this.#front;
    return this.inPicture || front.webkitDisplayingFullscreen === true;
  }

  /** An empty or unseen video is nothing, and not one that cannot be played. Named by what is seen. */
  describe(picture: string, held: string): void {
    this.#front.ariaHidden = String(!this.#shown);
    this.#behind.ariaHidden = 'true';
    this.#front.ariaLabel = picture;
    this.#held.ariaLabel = held;
  }

  /** Plays it behind the picture, to be ready when it is shown. */
  prepare(stream: MediaStream | null): void {
    if (stream === null && this.#awaiting !== undefined) {
      return; // No longer the next one: it is about to be the picture.
    }
    put(this.#behind, stream);
    if (stream !== null) {
      // Refused or interrupted: it is played again when it comes to the front.
      this.#behind.play().catch(() => undefined);
    }
  }

  /**
   * From now on this is the picture; until its first frame the last one is held. Then call `play()`.
   *
   * One that is ready comes with its next frame, while the last one stands. Two sessions show the same
   * moment up to a frame apart, for each has a jitter buffer of its own: taken over at any time, the
   * picture jumped back in one of forty rollovers (measured); in a frame's own time it does not.
   */
  show(stream: MediaStream | null): void {
    this.#stopAwaiting();
    if (
      this.#shown &&
      this.#isPrepared(stream) &&
      canAwaitFrame(this.#behind) &&
      !this.#isElsewhere
    ) {
      this.#front.pause(); // Its session ends now, and Chromium shows a closed one's video black.
      this.#awaitFrame(stream);
    } else {
      this.#change(stream);
    }
  }

  /**
   * One that is presented from now on: browsers may first call back for the one that is there already. Firefox does,
   * and names the time of the call in place of the frame's.
   */
  #awaitFrame(stream: MediaStream | null): void {
    const video = this.#behind;
    const since = performance.now();
    this.#awaiting = new AbortController();
    const { signal } = this.#awaiting;
    const take = (): void => {
      this.#stopAwaiting();
      this.#change(stream);
      // Paused above, and still in front, if it went into picture-in-picture meanwhile.
      this.#front.play().catch(() => undefined);
    };
    let called = false;
    const look: VideoFrameRequestCallback = (now, { presentationTime }) => {
      if (signal.aborted) {
        return;
      }
      const isOld = presentationTime < since || (presentationTime === now && !called);
      called = true;
      if (isOld) {
        video.requestVideoFrameCallback(look);
      } else {
        take();
      }
    };
    video.requestVideoFrameCallback(look);
    // A page that is hidden now gets no frame until it is seen again.
    video.ownerDocument.addEventListener('visibilitychange', take, { signal });
  }

  #change(stream: MediaStream | null): void {
    const prepared = this.#isPrepared(stream);
    if (!prepared || !hasFrame(this.#behind)) {
      this.hold();
    }
    this.#shown = false;
    // What a video is shown in keeps that video: there the stream changes.
    if (prepared && !this.#isElsewhere) {
      this.#swap();
    } else {
      put(this.#front, stream);
      put(this.#behind, null);
    }
    this.#look();
  }

  /** Whether a pause of this video was nobody's wish: it is the picture, and not about to be replaced. */
  #wants(video: HTMLVideoElement): boolean {
    return video === this.#front && this.#awaiting === undefined && video.srcObject !== null;
  }

  /** Rejects as `HTMLMediaElement.play()` does. */
  play(): Promise<void> {
    return (this.#awaiting === undefined ? this.#front : this.#behind).play();
  }

  /** Keeps the last picture when its stream ends, so that nothing black stands in its place. */
  hold(): void {
    this.#stopAwaiting();
    if (!this.#shown || this.#front.videoWidth === 0) {
      return;
    }
    this.#shown = false;
    keepFrame(this.#front, this.#held);
    this.#isHeld = true;
    this.#news.changed();
  }

  forget(): void {
    this.#stopAwaiting();
    this.#shown = false;
    this.#dropHeld();
    put(this.#front, null);
    put(this.#behind, null);
  }

  #listen(video: HTMLVideoElement): void {
    // Its own first frame, which may come later than the session's: until then the old picture stays.
    video.addEventListener('loadeddata', () => {
      this.#look();
    });
    for (const [type, inPicture] of pictureInPictureEvents) {
      video.addEventListener(type, () => {
        this.#news.pictureInPicture(type, inPicture);
      });
    }
    video.addEventListener('pause', () => {
      if (this.#wants(video)) {
        this.#news.paused();
      }
    });
  }

  #isPrepared(stream: MediaStream | null): boolean {
    return stream !== null && this.#behind.srcObject === stream;
  }

  #stopAwaiting(): void {
    this.#awaiting?.abort();
    this.#awaiting = undefined;
  }

  #swap(): void {
    [this.#front, this.#behind] = [this.#behind, this.#front];
    this.#name();
    this.#news.swapped();
    // What was in front stays whole until the new picture has been painted over it.
    const old = this.#behind;
    const stream = old.srcObject;
    const view = viewOf(old);
    view.requestAnimationFrame(() => {
      view.requestAnimationFrame(() => {
        if (old.srcObject === stream && old === this.#behind) {
          put(old, null);
        }
      });
    });
  }

  #look(): void {
    if (!this.#shown && hasFrame(this.#front)) {
      this.#shown = true;
      this.#dropHeld();
      this.#news.changed();
    }
  }

  /** A large picture's pixels are megabytes, and phones allow few. */
  #dropHeld(): void {
    if (this.#isHeld) {
      this.#isHeld = false;
      this.#held.width = 0;
      this.#held.height = 0;
      this.#held.getContext('bitmaprenderer')?.transferFromImageBitmap(null);
    }
  }

  /** The part names go with the role, not with the element. */
  #name(): void {
    this.#front.setAttribute('part', 'video');
    this.#behind.setAttribute('part', 'next-video');
    this.#front.className = 'picture';
    this.#behind.className = 'picture behind';
  }
}

/** An empty one is not laid out: on a wall most are. */
function put(video: HTMLVideoElement, stream: MediaProvider | null): void {
  video.srcObject = stream;
  video.hidden = stream === null;
}

/** As a bitmap, for nothing more is drawn: a canvas to draw on is copied again and again, on a wall each (measured). */
function keepFrame(video: HTMLVideoElement, canvas: HTMLCanvasElement): void {
  const { videoWidth: width, videoHeight: height } = video;
  canvas.width = width;
  canvas.height = height;
  if (typeof OffscreenCanvas === 'function') {
    const frame = new OffscreenCanvas(width, height);
    frame.getContext('2d')?.drawImage(video, 0, 0);
    canvas.getContext('bitmaprenderer')?.transferFromImageBitmap(frame.transferToImageBitmap());
  } else {
    canvas.getContext('2d')?.drawImage(video, 0, 0);
  }
}

function hasFrame(video: HTMLVideoElement): boolean {
  return (
    video.srcObject !== null &&
    video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA &&
    video.videoWidth > 0
  );
}

/** Older browsers cannot, and none calls back in a hidden page: there nobody sees a jump. */
function canAwaitFrame(video: HTMLVideoElement): boolean {
  return (
    hasFrame(video) &&
    video.ownerDocument.visibilityState === 'visible' &&
    typeof video.requestVideoFrameCallback === 'function'
  );
}

function isInPicture(video: HTMLVideoElement): boolean {
  return (video.getRootNode() as ShadowRoot | Document).pictureInPictureElement === video;
}
