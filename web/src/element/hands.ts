// What a person does with buttons, keys and fingers, as what they mean by it.

import { listenToKeys } from './keys.js';
import type { KeyActions } from './keys.js';
import type { Parts } from './parts.js';
import { disclose, keepFocus } from './view.js';

/** By what the button of that name does. */
export interface Actions extends Pick<KeyActions, 'playOrPause' | 'snapshot' | 'fullscreen'> {
  /** Somebody seems about to do something: told before the rest, and often. */
  readonly approach: () => void;
  readonly play: () => void;
  readonly stop: () => void;
  readonly extend: () => void;
  readonly pictureInPicture: () => void;
}

export function listenToHands(
  player: HTMLElement & { readonly controls: boolean; stats: boolean },
  parts: Parts,
  actions: Actions,
): void {
  const { main, details, buttons, frame } = parts;
  for (const sign of ['pointerenter', 'pointerdown', 'focusin', 'keydown']) {
    player.addEventListener(sign, actions.approach);
  }
  const statistics = (): void => {
    player.stats = !player.stats;
  };
  const onClick = ({ button }: { button: HTMLButtonElement }, act: () => void): void => {
    button.addEventListener('click', act);
  };
  onClick(main, actions.play);
  onClick(buttons.extend, actions.extend);
  onClick(buttons.stop, actions.stop);
  onClick(buttons.snapshot, actions.snapshot);
  onClick(buttons.statistics, statistics);
  onClick(buttons.pictureInPicture, actions.pictureInPicture);
  onClick(buttons.fullscreen, actions.fullscreen);
  onClick(details, () => {
    disclose(details, frame, 'data-told');
  });
  const showMore = (open?: boolean): void => {
    disclose(buttons.more, frame, 'data-more', open);
    keepFocus(parts);
  };
  onClick(buttons.more, () => {
    showMore();
  });
  listenToFocus(parts);
  listenToPointer(frame);
  listenToKeys(player, frame, {
    ...actions,
    isOn: () => player.controls,
    statistics,
    clear: () => {
      frame.removeAttribute('data-awake');
      player.stats = false;
      showMore(false);
    },
  });
}

/** A button that has it may have no room any more. */
function listenToFocus(parts: Parts): void {
  const { frame } = parts;
  new ResizeObserver(() => {
    keepFocus(parts);
  }).observe(frame);
  // Chromium takes the focus from what goes, at once; others leave it there.
  frame.addEventListener('focusout', ({ target, relatedTarget }) => {
    if (relatedTarget === null) {
      keepFocus(parts, target);
    }
  });
  frame.addEventListener('animationend', ({ animationName }) => {
    if (animationName === 'landed') {
      frame.removeAttribute('data-landed');
    }
  });
}

/** Buttons are over the picture for as long as somebody is about to press one, and not for ever. */
function listenToPointer(frame: HTMLElement): void {
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
