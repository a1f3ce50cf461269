// What keys do while the player has the focus, as long as it shows its buttons.

/** By what the button of that name does. */
export interface KeyActions {
  /** Whether the player shows its buttons: without them keys are the page's. */
  readonly isOn: () => boolean;
  readonly playOrPause: () => void;
  readonly fullscreen: () => void;
  readonly snapshot: () => void;
  readonly statistics: () => void;
  /** Puts away what lies over the picture. */
  readonly clear: () => void;
}

export function listenToKeys(player: HTMLElement, frame: HTMLElement, actions: KeyActions): void {
  player.addEventListener('keydown', (event) => {
    const [target] = event.composedPath();
    // Not what somebody types into the page's own parts of it.
    const isOurs = target === player || (target instanceof Node && frame.contains(target));
    if (isOurs && event.repeat && event.key === 'Enter') {
      event.preventDefault(); // Held down it would press a button over and over.
    }
    if (isOurs && isPlain(event) && actions.isOn() && press(event.key, target, actions)) {
      event.preventDefault();
    }
  });
}

/** No shortcut of the browser, and no key that is held down. */
function isPlain(event: KeyboardEvent): boolean {
  const { ctrlKey, metaKey, altKey, repeat, defaultPrevented } = event;
  return !ctrlKey && !metaKey && !altKey && !repeat && !defaultPrevented;
}

/** @returns Whether the browser must not act on it too. On a button, Space is the button's. */
function press(key: string, target: EventTarget, actions: KeyActions): boolean {
  switch (key.toLowerCase()) {
    case ' ':
      if (target instanceof HTMLButtonElement) {
        return false;
      }
      if (!(target instanceof Element && target.hasAttribute('data-landed'))) {
        actions.playOrPause();
      }
      return true;
    case 'f':
      actions.fullscreen();
      return true;
    case 's':
      actions.snapshot();
      return true;
    case 'i':
      actions.statistics();
      return true;
    case 'escape':
      actions.clear();
      return false; // It also leaves full screen.
    default:
      return false;
  }
}
