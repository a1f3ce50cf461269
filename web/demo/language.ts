// The page and its players in English or German: a button in the page's head.

import { defineWords } from '../src/index.js';
import { german } from '../src/words/de.js';
import { germanTexts } from './german.js';

const button = document.querySelector('#language');
const changed = new Set<() => void>();

defineWords('de', german);

/** For what scripts put on the page: the text in the page's language. `{}` is replaced by `what`. */
export function say(text: string, what = ''): string {
  const isGerman = document.documentElement.lang === 'de';
  return ((isGerman ? germanTexts[text] : undefined) ?? text).replace('{}', what);
}

/** Called whenever the language has changed. */
export function onLanguage(listener: () => void): void {
  changed.add(listener);
}

button?.addEventListener('click', () => {
  const lang = document.documentElement.lang === 'de' ? 'en' : 'de';
  document.documentElement.lang = lang;
  defineWords('de', german); // Told again, so that every player looks again.
  for (const element of document.querySelectorAll<HTMLElement>('[data-text]')) {
    element.dataset['text'] ||= element.textContent.trim().replace(/\s+/g, ' ');
    element.textContent = say(element.dataset['text'] ?? '');
  }
  for (const element of document.querySelectorAll<HTMLElement>('[data-label]')) {
    element.dataset['label'] ||= element.ariaLabel ?? '';
    element.ariaLabel = say(element.dataset['label'] ?? '');
  }
  for (const player of document.querySelectorAll('ring-live')) {
    player.dataset['name'] ||= player.label;
    player.label = say(player.dataset['name'] ?? '');
  }
  button.textContent = lang === 'de' ? 'English' : 'Deutsch';
  button.setAttribute('lang', lang === 'de' ? 'en' : 'de');
  for (const listener of changed) {
    listener();
  }
});
