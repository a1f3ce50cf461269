// In which language an element speaks, and what it says of a failure.

import type { RingLiveError } from '../index.js';
import { failureWords, mixWords, wordsFor } from '../words/words.js';
import type { FoundWords, SomeWords } from '../words/words.js';

/** As `lang` says, on the element or whatever it is in; `own` words come before those of the language. */
export function wordsOf(
  element: Element,
  own: SomeWords | null,
): { readonly lang: string; readonly words: FoundWords } {
  const found = wordsFor(langOf(element));
  return own === null ? found : { lang: found.lang, words: mixWords(found.words, own) };
}

/** `lang` is inherited, also into shadow trees, but there is no property that says so. */
export function langOf(element: Element): string {
  for (let place: Element | undefined = element; place !== undefined; place = hostOf(place)) {
    const lang = place.closest('[lang]')?.getAttribute('lang');
    if (lang !== undefined && lang !== null) {
      return lang;
    }
  }
  return '';
}

function hostOf(element: Element): Element | undefined {
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? root.host : undefined;
}

/** What happened and what helps; while it is being got over, only what happened. Empty: nothing did. */
export function messageOf(
  error: RingLiveError | null,
  words: FoundWords,
  label: string,
  isOver: boolean,
): string {
  if (error === null) {
    return '';
  }
  const { happened, todo } = failureWords(words, error);
  const named = label === '' ? happened : `${label}: ${happened}`;
  return isOver ? `${named} ${todo}` : named;
}
