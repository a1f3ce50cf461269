// Where a point of the picture stands on the screen, and the other way round. Pixels count from the middle of the player,
// to the right and down; places in the picture from its top left corner, 0 to 1.

import { wholePicture } from '../element/zoom-part.js';
import type { SomeZoom, Zoom } from '../element/zoom-part.js';

/** Pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Pixels. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Box {
  /** The player's own. */
  readonly frame: Size;
  /** Of the whole picture in it, which keeps its proportions: bars stand beside it, or above and below. */
  readonly picture: Size;
}

/** How fingers, or a wheel, move the picture: what was there is here, and so much larger. */
export interface Grip {
  readonly from: Point;
  readonly to: Point;
  readonly factor: number;
}

/** A part of the picture. */
export interface Area extends Point, Size {}

export const most = 8;
const unseen: Size = { width: 1, height: 1 };

/** Where a picture of that size is shown; 0: there is none yet. */
export function boxOf(frame: Size, { width, height }: Size): Box {
  if (frame.width * frame.height === 0) {
    return { frame: unseen, picture: unseen };
  }
  if (width * height === 0) {
    return { frame, picture: frame };
  }
  const scale = Math.min(frame.width / width, frame.height / height);
  return { frame, picture: { width: width * scale, height: height * scale } };
}

/** As near to what is wanted as can be: no more than eight times, and no bar where there could be picture. */
export function near(wanted: SomeZoom, now: Zoom, { frame, picture }: Box): Zoom {
  const { scale, x, y } = { ...(wanted == null ? wholePicture : now), ...wanted };
  const kept = between(1, scale, most);
  const side = (place: number, inFrame: number, inPicture: number): number => {
    const half = Math.min(0.5, inFrame / (inPicture * kept) / 2);
    return between(half, place, 1 - half);
  };
  return {
    scale: kept,
    x: side(x, frame.width, picture.width),
    y: side(y, frame.height, picture.height),
  };
}

/** What is no number is in the middle, or the least. */
function between(least: number, value: number, greatest: number): number {
  return Number.isNaN(Number(value))
    ? Math.max(least, Math.min(0.5, greatest))
    : Math.min(Math.max(value, least), greatest);
}

/** Whatever was under the fingers stays under them, as far as {@link near} allows. */
export function moved(zoom: Zoom, { from, to, factor }: Grip, box: Box): Zoom {
  const scale = between(1, zoom.scale * factor, most);
  const { width, height } = box.picture;
  const x = zoom.x + from.x / (width * zoom.scale) - to.x / (width * scale);
  const y = zoom.y + from.y / (height * zoom.scale) - to.y / (height * scale);
  return near({ scale, x, y }, zoom, box);
}

/** What of the picture is seen. */
export function seenOf({ scale, x, y }: Zoom, { frame, picture }: Box): Area {
  const width = Math.min(1, frame.width / (picture.width * scale));
  const height = Math.min(1, frame.height / (picture.height * scale));
  return { x: x - width / 2, y: y - height / 2, width, height };
}

/** For a style sheet, around the middle. */
export function transformOf({ scale, x, y }: Zoom, { picture }: Box): string {
  const left = (0.5 - x) * picture.width * scale;
  const top = (0.5 - y) * picture.height * scale;
  return `translate(${String(left)}px, ${String(top)}px) scale(${String(scale)})`;
}
