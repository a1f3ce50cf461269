// Watches what a person would see of a <ring-live>: every frame that comes to the front, when it did,
// and the number that is burnt into it. Runs in the page.

import type { RingLiveElement } from '../../web/src/element/register.js';

/** Where the number stands in the picture (`stripInfo` of the simulator). */
export interface Row {
  readonly cells: number;
  readonly cellWidth: number;
  readonly y: number;
}

export interface SeenFrame {
  /** When it was presented, on the page's clock, milliseconds. */
  readonly at: number;
  /** The pixels of its number; `decodeStrip` reads them. */
  readonly strip: number[];
  /** Frames presented since the one before, itself included: a busy page is not called for each. */
  readonly presented: number;
  /** The first frame that a video shows after it came to the front. */
  readonly swapped: boolean;
}

export class PictureMeter {
  readonly frames: SeenFrame[] = [];
  readonly #row: Row;
  readonly #context: CanvasRenderingContext2D;
  readonly #held: HTMLElement | null;
  #swapped = false;

  constructor(element: RingLiveElement, row: Row) {
    this.#row = row;
    const canvas = document.createElement('canvas');
    canvas.width = row.cells;
    canvas.height = 1;
    const context = canvas.getContext('2d', { willReadFrequently: true });
    if (context === null) throw new Error('no canvas here');
    context.imageSmoothingEnabled = false;
    this.#context = context;
    const videos = [...(element.shadowRoot?.querySelectorAll('video') ?? [])];
    this.#held = element.shadowRoot?.querySelector<HTMLElement>('[part~="held"]') ?? null;
    for (const video of videos) {
      this.#follow(video);
      this.#followRole(video);
    }
  }

  /** The one that comes to the front has shown its frame before. */
  #followRole(video: HTMLVideoElement): void {
    new MutationObserver(() => {
      if (!isInFront(video)) return;
      this.#swapped = true;
      this.#note(video, performance.now(), 1);
    }).observe(video, { attributeFilter: ['part'] });
  }

  #follow(video: HTMLVideoElement): void {
    let before = 0;
    const look = (
      now: number,
      { presentationTime, presentedFrames }: VideoFrameCallbackMetadata,
    ): void => {
      const presented = Math.max(1, presentedFrames - before);
      before = presentedFrames;
      if (isInFront(video)) this.#note(video, Math.min(now, presentationTime), presented);
      video.requestVideoFrameCallback(look);
    };
    video.requestVideoFrameCallback(look);
  }

  #note(video: HTMLVideoElement, at: number, presented: number): void {
    const { cells, cellWidth, y } = this.#row;
    this.#context.clearRect(0, 0, cells, 1); // What cannot be drawn must not look like the one before.
    this.#context.drawImage(video, 0, y, cells * cellWidth, 1, 0, 0, cells, 1);
    const strip = [...this.#context.getImageData(0, 0, cells, 1).data];
    const isDrawn = strip[3] !== 0;
    if (!isDrawn && this.#isCovered()) return;
    this.frames.push({ at, strip, presented, swapped: this.#swapped });
    this.#swapped = false;
  }

  /** Chromium may call back for a session's first frame just before it can be drawn: it is not seen yet. */
  #isCovered(): boolean {
    return this.frames.length === 0 || this.#held?.hidden === false;
  }
}

function isInFront(video: HTMLVideoElement): boolean {
  return video.part.contains('video');
}
