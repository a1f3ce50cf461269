// The whole picture once more: the same stream in a video of its own, so nothing is asked of the camera and nothing is
// decoded twice.

import { make } from '../element/make.js';
import type { Size } from './geometry.js';

type Picture = HTMLVideoElement | HTMLCanvasElement;

export class Copy {
  readonly root: HTMLElement;
  readonly #video = make('video', 'picture');
  /** Behind the video: what is seen until that has a frame, and when none will come. */
  readonly #still = make('canvas', 'picture');
  #source: MediaProvider | Picture | null = null;

  constructor(className: string, part: string) {
    this.root = make('div', className, part);
    this.root.setAttribute('aria-hidden', 'true');
    this.#video.muted = true;
    this.#video.playsInline = true;
    this.root.append(this.#still, this.#video);
    this.show(null);
  }

  /** What is shown now; null: nothing, and nothing is kept. */
  show(picture: Picture | null): void {
    this.root.hidden = picture === null;
    const stream = picture instanceof HTMLVideoElement ? picture.srcObject : null;
    const source = stream ?? picture;
    if (source === this.#source) {
      return;
    }
    this.#source = source;
    this.#draw(picture);
    this.#video.srcObject = stream;
    if (stream !== null) {
      this.#video.play().catch(() => undefined); // Refused: the still stands.
    }
  }

  #draw(picture: Picture | null): void {
    const { width, height } = picture === null ? { width: 0, height: 0 } : sizeOf(picture);
    this.#still.classList.toggle('held', picture instanceof HTMLCanvasElement); // And looks like it.
    this.#still.width = width;
    this.#still.height = height;
    if (picture !== null && width * height > 0) {
      this.#still.getContext('2d')?.drawImage(picture, 0, 0);
    }
  }
}

/** Pixels of its own; 0: it has none. */
export function sizeOf(picture: Picture): Size {
  return picture instanceof HTMLVideoElement
    ? { width: picture.videoWidth, height: picture.videoHeight }
    : picture;
}
