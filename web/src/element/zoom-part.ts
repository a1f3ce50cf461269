// Where `ring-live/zoom` comes in, if a page imports it: the element says when, and knows nothing of how.

import type { Parts } from './parts.js';
import type { Screen } from './screen.js';

/** Which part of the picture is shown. */
export interface Zoom {
  /** How many times as large as the whole picture: 1 to 8. */
  readonly scale: number;
  /** The point of the picture that stands in the middle: 0 is its left edge, 1 its right one. */
  readonly x: number;
  /** 0 is the picture's top, 1 its bottom. */
  readonly y: number;
}

export const wholePicture: Zoom = Object.freeze({ scale: 1, x: 0.5, y: 0.5 });

/** What a page may set: what is absent stays as it is; nothing at all is the whole picture. */
export type SomeZoom = Partial<Zoom> | null | undefined;

/** What the part does for one player. */
export interface PlayerZoom {
  get zoom(): Zoom;
  set zoom(zoom: SomeZoom);
  /** The player changes its look. @param lang The language of its words. */
  render(lang: string): void;
}

/** What it knows of the player. */
export interface ZoomPlayer extends HTMLElement {
  readonly zoomable: boolean;
  readonly controls: boolean;
  readonly src: string;
  readonly deviceId: string;
  readonly componentId: string;
}

interface ZoomPart {
  /** @param picture See {@link Screen.picture}. */
  make?: (player: ZoomPlayer, parts: Parts, picture: () => Screen['picture']) => PlayerZoom;
}

/** Players look at it when they change their look. */
export const zoomPart: ZoomPart = {};
