// What a person does with buttons, keys and fingers, as what they mean by it.

import { listenToKeys } from './keys.js';
import type { KeyActions } from './keys.js';
import type { Parts } from './parts.js';

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
  { main, buttons, frame }: Parts,
  actions: Actions,
): void {
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
  // A finger does not hover: a tap on the picture shows the buttons, and another hides them.
  frame.addEventListener('pointerup', ({ pointerType, target }) => {
    if (pointerType !== 'mouse' && !(target instanceof Element && target.closest('button'))) {
      frame.toggleAttribute('data-awake');
    }
  });
  // The style sheet's clock: it has none of its own.
  frame.addEventListener('animationend', ({ animationName }) => {
    if (animationName === 'awake') {
      frame.removeAttribute('data-awake');
    }
  });
  listenToKeys(player, frame, {
    ...actions,
    isOn: () => player.controls,
    statistics,
    clear: () => {
      frame.removeAttribute('data-awake');
      player.stats = false;
    },
  });
}
