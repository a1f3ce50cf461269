// What one must not lose sight of while one looks closer: where one is, and the service's watermark.

import { make } from '../element/make.js';
import type { Zoom } from '../element/zoom-part.js';
import { Copy } from './copy.js';
import { seenOf } from './geometry.js';
import type { Area, Box } from './geometry.js';

export class Overview {
  /** The watermark as it is in the whole picture: there, and as large. */
  readonly #top = new Copy('copy top', 'watermark');
  readonly #map = new Copy('copy map', 'overview');
  readonly #lens = make('div', 'lens');

  /** @param after What it stands in front of. @param lookAt Somebody has pointed at that place of the picture. */
  constructor(after: Element, lookAt: (place: { readonly x: number; readonly y: number }) => void) {
    after.after(this.#top.root, this.#map.root);
    const map = this.#map.root;
    map.append(this.#lens);
    map.addEventListener('click', ({ clientX, clientY }) => {
      const { left, top, width, height } = map.getBoundingClientRect();
      lookAt({ x: (clientX - left) / width, y: (clientY - top) / height });
    });
  }

  /** @param picture Null: it is whole, and there is nothing to show beside it. */
  show(picture: HTMLVideoElement | HTMLCanvasElement | null, zoom: Zoom, box: Box): void {
    this.#top.show(picture);
    this.#map.show(picture);
    if (picture !== null) {
      const { width, height } = box.picture;
      const { style } = this.#top.root;
      style.width = `${String(width)}px`;
      style.height = `${String(height)}px`;
      this.#map.root.style.aspectRatio = `${String(width)} / ${String(height)}`;
      place(this.#lens, seenOf(zoom, box));
    }
  }
}

function place({ style }: HTMLElement, { x, y, width, height }: Area): void {
  const percent = (share: number): string => `${String(100 * share)}%`;
  style.left = percent(x);
  style.top = percent(y);
  style.width = percent(width);
  style.height = percent(height);
}
