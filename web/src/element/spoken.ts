// What is heard and not seen: news that a person has to look for otherwise. The state line is heard too: see view.ts.

import type { LiveSession, LiveSessionEventMap, Words } from '../index.js';
import { takenEvents } from './camera-element.js';
import type { Parts } from './parts.js';

/** That the time is nearly up, and how to go on; and that it goes on. */
export function sayNews(
  type: keyof LiveSessionEventMap,
  { budgetLeft }: LiveSession,
  parts: Parts,
  { other, actions }: Words,
): void {
  const { frame, time, bar } = parts;
  if (type === 'limitwarning') {
    const timeLeft = time.title; // The number that is seen: it changes with whole seconds.
    say(parts, bar.hidden ? timeLeft : other.warning(timeLeft, actions.extend));
  } else if (type === 'limitchange' && frame.hasAttribute('data-near')) {
    say(parts, other.extended(other.timeLeft(Math.ceil(budgetLeft ?? 0))));
  }
}

/** That a button has saved something, or could not. */
export function sayTaken(player: EventTarget, parts: Parts, words: () => Words): void {
  for (const type of takenEvents) {
    player.addEventListener(type, () => {
      say(parts, words().taken[type]);
    });
  }
}

/** Also the same again, so the text is always a new one. */
function say({ spoken }: Parts, text: string): void {
  spoken.textContent = text;
}
