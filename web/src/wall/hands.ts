// What a person does with a wall by keys, pointer and drag, as what they mean by it.

export interface WallActions {
  /** @returns Whether the enlarged player has acted on this key. */
  pass(key: string): boolean;
  /** The next one that way; with `move`, the camera itself goes there. */
  step(by: Step, move: boolean): void;
  /** @returns Whether there was something to go back from. */
  back(): boolean;
  /** The cell's tile is the one that keys are about. */
  choose(cell: Element): void;
  /** Enlarges that tile, or makes it small again. */
  toggle(cell: Element): void;
  /** Two fingers have drawn it larger, or smaller. */
  pinch(cell: Element, larger: boolean): void;
  /** The one camera takes the other's place. */
  drop(cell: Element, onto: Element): void;
}

export type Step = 'left' | 'right' | 'up' | 'down' | 'first' | 'last';

const steps: Readonly<Record<string, Step>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
  Home: 'first',
  End: 'last',
};

export function listenToHands(grid: HTMLElement, actions: WallActions): void {
  grid.addEventListener('keydown', (event) => {
    const [target] = event.composedPath();
    if (!isPlain(event) || isEdited(target)) {
      return;
    }
    // The focus is on the tile: what its player does with a key when that has it, it does now.
    const isOnTile = target instanceof Element && target.matches('.tile');
    const isMove = event.shiftKey && event.key in steps;
    if ((isOnTile && !isMove && actions.pass(event.key)) || press(event, target, actions)) {
      event.preventDefault();
    }
  });
  grid.addEventListener('focusin', (event) => {
    withCell(event, actions.choose);
  });
  grid.addEventListener('dblclick', (event) => {
    const [target] = event.composedPath();
    if (!event.defaultPrevented && !isPressed(target)) {
      withCell(event, actions.toggle);
    }
  });
  listenToPinches(grid, actions);
  listenToDrags(grid, actions);
}

/** Fingers that come so much closer, or go so much apart, mean it. */
const pinched = 1.25;

function listenToPinches(grid: HTMLElement, { pinch }: WallActions): void {
  /** Between the two fingers when both were down; null: none, or it has been acted on. */
  let began: number | null = null;
  grid.addEventListener('touchstart', (event) => {
    began = isZoomable(event) ? null : spanOf(event);
  });
  const over = (): void => {
    began = null;
  };
  grid.addEventListener('touchend', over);
  grid.addEventListener('touchcancel', over);
  grid.addEventListener('touchmove', (event) => {
    const span = spanOf(event);
    const grown = began === null || span === null ? 1 : span / began;
    if (grown > pinched || grown < 1 / pinched) {
      began = null;
      withCell(event, (cell) => {
        pinch(cell, grown > 1);
      });
    }
  });
}

/** CSS pixels between two fingers; null where it is not two. */
function spanOf({ touches }: TouchEvent): number | null {
  const [one, other] = touches;
  return one === undefined || other === undefined || touches.length > 2
    ? null
    : Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
}

/** The player knows what two fingers mean. */
function isZoomable(event: Event): boolean {
  return event
    .composedPath()
    .some((one) => one instanceof Element && one.matches('ring-live[zoomable]'));
}

function listenToDrags(grid: HTMLElement, { drop }: WallActions): void {
  let dragged: Element | null = null;
  const over = (cell: Element | null): void => {
    grid.querySelector('[data-over]')?.removeAttribute('data-over');
    cell?.toggleAttribute('data-over', cell !== dragged);
  };
  grid.addEventListener('dragstart', (event) => {
    dragged = cellOf(event);
    event.dataTransfer?.setData('text/plain', dragged?.getAttribute('aria-label') ?? ''); // Firefox wants some.
  });
  grid.addEventListener('dragover', (event) => {
    if (dragged !== null) {
      event.preventDefault();
      over(cellOf(event));
    }
  });
  grid.addEventListener('drop', (event) => {
    if (dragged !== null) {
      event.preventDefault();
      const from = dragged;
      withCell(event, (onto) => {
        drop(from, onto);
      });
    }
  });
  grid.addEventListener('dragend', () => {
    over(null);
    dragged = null;
  });
}

function cellOf(event: Event): Element | null {
  const cell = event.composedPath().find((one) => one instanceof Element && one.matches('.tile'));
  return cell instanceof Element ? cell : null;
}

function withCell(event: Event, act: (cell: Element) => void): void {
  const cell = cellOf(event);
  if (cell !== null) {
    act(cell);
  }
}

/** No shortcut of the browser, and nothing that the player, or what is in it, has acted on. */
function isPlain({ ctrlKey, metaKey, altKey, defaultPrevented }: KeyboardEvent): boolean {
  return !ctrlKey && !metaKey && !altKey && !defaultPrevented;
}

function isEdited(target: EventTarget | undefined): boolean {
  return (
    target instanceof Element &&
    target.matches('input, textarea, select, [contenteditable]:not([contenteditable="false"])')
  );
}

/** It does something of its own when it is pressed. */
function isPressed(target: EventTarget | undefined): boolean {
  return target instanceof Element && target.closest('button, a[href], summary, label') !== null;
}

/** @returns Whether the browser must not act on it too. */
function press(
  event: KeyboardEvent,
  target: EventTarget | undefined,
  actions: WallActions,
): boolean {
  const { key, shiftKey, repeat } = event;
  const step = steps[key];
  if (step !== undefined) {
    actions.step(step, shiftKey);
    return true;
  }
  if (key === 'Escape') {
    return actions.back();
  }
  if (key !== 'Enter' || repeat || shiftKey || isPressed(target)) {
    return false;
  }
  withCell(event, actions.toggle);
  return true;
}
