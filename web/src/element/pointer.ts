// When the buttons are over a live picture: while a pointer moves, after a tap, after a key. Where there is none they stay.

/** Buttons are over the picture for as long as somebody is about to press one, and not for ever. */
export function listenToPointer(frame: HTMLElement): void {
  const wake = (): void => {
    // Another animation each time: its time begins anew.
    frame.dataset['awake'] = frame.dataset['awake'] === 'a' ? 'b' : 'a';
  };
  frame.addEventListener('pointermove', ({ pointerType }) => {
    if (pointerType === 'mouse') {
      wake();
    }
  });
  frame.addEventListener('pointerleave', ({ pointerType }) => {
    if (pointerType === 'mouse') {
      frame.removeAttribute('data-awake');
    }
  });
  frame.addEventListener('keydown', ({ key }) => {
    if (key !== 'Escape') {
      wake();
    }
  });
  // A finger does not hover: a tap on the picture shows the buttons, and another hides them.
  frame.addEventListener('pointerup', ({ pointerType, target }) => {
    if (pointerType !== 'mouse' && !(target instanceof Element && target.closest('button'))) {
      frame.toggleAttribute('data-awake');
    }
  });
}
