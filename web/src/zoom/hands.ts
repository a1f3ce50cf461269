// What a person does with wheel, mouse, fingers and keys to look closer, as what they mean by it.

import type { Grip, Point } from './geometry.js';

export interface ZoomActions {
  /** Whether there is a picture that may be enlarged now. */
  readonly isOn: () => boolean;
  readonly isZoomed: () => boolean;
  /** The hand moves the picture. */
  readonly move: (grip: Grip) => void;
  /** Larger or smaller by one step, around a point or the middle. */
  readonly step: (direction: 1 | -1, around?: Point) => void;
  /** To the next part that way: each -1, 0 or 1. */
  readonly pan: (right: number, down: number) => void;
  readonly whole: () => void;
}

export function listenToHands(
  player: HTMLElement,
  frame: HTMLElement,
  actions: ZoomActions,
  signal: AbortSignal,
): void {
  listenToWheel(frame, actions, signal);
  listenToFingers(frame, actions, signal);
  frame.addEventListener(
    'dblclick',
    (event) => {
      if (isOnPicture(event, frame) && actions.isOn()) {
        event.preventDefault(); // A wall would make it small.
        if (actions.isZoomed()) {
          actions.whole();
        } else {
          actions.step(1, placeOf(event, frame));
        }
      }
    },
    { signal },
  );
  player.addEventListener(
    'keydown',
    (event) => {
      const [target] = event.composedPath();
      const isOurs = target === player || (target instanceof Node && frame.contains(target));
      if (isOurs && isPlain(event) && actions.isOn() && press(event, actions)) {
        event.preventDefault();
      }
    },
    { signal },
  );
}

/**
 * A plain wheel scrolls the page past a whole picture, and is the picture's once that is enlarged. With Control or the
 * command key it is the picture's in any case; so do browsers tell of a pinch on a touch pad.
 */
function listenToWheel(frame: HTMLElement, actions: ZoomActions, signal: AbortSignal): void {
  frame.addEventListener(
    'wheel',
    (event) => {
      const { ctrlKey, metaKey, deltaY, deltaMode } = event;
      if (!actions.isOn() || !(ctrlKey || metaKey || actions.isZoomed())) {
        return;
      }
      event.preventDefault();
      const pixels = deltaMode === WheelEvent.DOM_DELTA_PIXEL ? deltaY : deltaY * pixelsOfLine;
      const turned = Math.min(Math.max(pixels, -notch), notch);
      const at = placeOf(event, frame);
      actions.move({ from: at, to: at, factor: Math.exp(-turned / 100) });
    },
    { signal, passive: false },
  );
}

const pixelsOfLine = 16;
/** More at once is a mouse's wheel, whose notch shall not be a leap. */
const notch = 40;

function listenToFingers(frame: HTMLElement, actions: ZoomActions, signal: AbortSignal): void {
  const fingers = new Map<number, Point>();
  let hasMoved = false;
  const on = (type: 'pointerdown' | 'pointermove', act: (event: PointerEvent) => void): void => {
    frame.addEventListener(type, act, { signal });
  };
  on('pointerdown', (event) => {
    if (actions.isOn() && event.button === 0 && isOnPicture(event, frame)) {
      fingers.set(event.pointerId, placeOf(event, frame));
    }
  });
  on('pointermove', (event) => {
    const { pointerId } = event;
    if (!fingers.has(pointerId)) {
      return;
    }
    const before = handOf(fingers);
    fingers.set(pointerId, placeOf(event, frame));
    if (fingers.size > 1 || actions.isZoomed()) {
      hasMoved = true;
      frame.setPointerCapture(pointerId); // Also outside.
      const { at: to, spread } = handOf(fingers);
      actions.move({ from: before.at, to, factor: spread / before.spread });
    }
  });
  for (const type of ['pointerup', 'pointercancel'] as const) {
    const lift = (event: PointerEvent): void => {
      if (fingers.delete(event.pointerId) && hasMoved) {
        event.stopPropagation(); // It was no tap: the buttons stay as they are.
        hasMoved = fingers.size > 0;
      }
    };
    frame.addEventListener(type, lift, { signal, capture: true });
  }
  // Else the browser begins to scroll, and takes the fingers away.
  const keep = (event: TouchEvent): void => {
    if (actions.isOn() && event.cancelable && (fingers.size > 1 || actions.isZoomed())) {
      event.preventDefault();
    }
  };
  frame.addEventListener('touchmove', keep, { signal, passive: false });
}

/** Of one or two fingers: where they are, and how far from each other. */
function handOf(fingers: ReadonlyMap<number, Point>): {
  readonly at: Point;
  readonly spread: number;
} {
  const [one = { x: 0, y: 0 }, other = one] = fingers.values();
  return {
    at: { x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 },
    spread: Math.hypot(one.x - other.x, one.y - other.y) || 1,
  };
}

/** From the frame's middle. */
function placeOf({ clientX, clientY }: MouseEvent, frame: HTMLElement): Point {
  const { left, top, width, height } = frame.getBoundingClientRect();
  return { x: clientX - left - width / 2, y: clientY - top - height / 2 };
}

/** Not on a button, on a sentence that can be marked, or on what the page has put into it. */
function isOnPicture(event: Event, frame: HTMLElement): boolean {
  const [target] = event.composedPath();
  return (
    target instanceof Element &&
    frame.contains(target) &&
    target.closest('button, .message, .map') === null
  );
}

/** No shortcut of the browser, and nothing that somebody else has acted on. */
function isPlain({ ctrlKey, metaKey, altKey, defaultPrevented }: KeyboardEvent): boolean {
  return !ctrlKey && !metaKey && !altKey && !defaultPrevented;
}

const directions: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** @returns Whether it was ours. What only an enlarged picture needs is the page's, or a wall's, while it is whole. */
function press({ key, shiftKey }: KeyboardEvent, actions: ZoomActions): boolean {
  if (key === '+' || key === '=') {
    actions.step(1); // The same key, on many keyboards.
    return true;
  }
  if (key === '-') {
    actions.step(-1);
    return true;
  }
  if (!actions.isZoomed()) {
    return false;
  }
  if (key === '0' || key === 'Escape') {
    actions.whole();
    return true;
  }
  const direction = directions[key];
  if (direction === undefined || shiftKey) {
    return false; // With shift a wall moves the camera.
  }
  actions.pan(...direction);
  return true;
}
