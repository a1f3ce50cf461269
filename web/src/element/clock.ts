// What happens after a while: when an animation of the style sheet ends. The element has no clock of its own.

import { setText } from './make.js';
import type { Parts } from './parts.js';

/** By the animation's name. @param waking The camera keeps a viewer waiting. */
export function listenToClock(
  { frame, said, statusText, spoken }: Parts,
  waking: () => void,
): void {
  frame.addEventListener('animationend', ({ animationName }) => {
    if (animationName.startsWith('awake')) {
      frame.removeAttribute('data-awake');
    } else if (animationName === 'waits') {
      said.removeAttribute('data-waits');
      setText(said, statusText.textContent);
    } else if (animationName === 'waking') {
      waking();
    } else if (animationName === 'spoken') {
      spoken.textContent = ''; // Whoever reads on would find old news.
    }
  });
}
