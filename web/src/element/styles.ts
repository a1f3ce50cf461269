// The looks of <ring-live>, as one constructable style sheet that all elements of a document share: no
// <style> element and no style attribute, so that a strict Content-Security-Policy holds. What only a viewing shows
// has its rules in viewing-styles.ts, which comes with the module.
//
// Sizes follow the element's own box (container units), from a thumbnail to a full screen.

import { sheetsOf } from './custom-element.js';

const text = `
:host {
  display: block;
  position: relative;
  box-sizing: border-box;
  min-inline-size: 0;
  aspect-ratio: 16 / 9;
  overflow: hidden;
  border-radius: var(--ring-live-radius, 12px);
  font: 0.875rem/1.4 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif;
  isolation: isolate;
  user-select: none;
  -webkit-user-select: none;
}
:host([hidden]) { display: none; }
:host(:fullscreen) { border-radius: 0; aspect-ratio: auto; }
[hidden] { display: none !important; }

/* On a picture everything is light on dark glass, dense enough for AA on a white picture. */
.frame {
  position: absolute;
  inset: 0;
  container-type: size;
  --ink: #f4f5f7;
  --soft: #d5d9e0;
  --glass: rgb(12 14 18 / 0.76);
  --lit: rgb(44 48 56 / 0.92);
  --primary: rgb(244 245 247 / 0.96);
  --on-primary: #14161a;
  --live: var(--ring-live-accent, #ff5a5f);
  --seen: 0;
  --hit: none;
  --calm: #9aa3b2;
  --warn: #ffb547;
  background: var(--ring-live-background, #101216);
  color: var(--ink);
}
/* Where there is none, it follows the page. */
.frame[data-bare] {
  --ink: light-dark(#171a1f, #f4f5f7);
  --soft: light-dark(#4a5260, #d5d9e0);
  --glass: light-dark(rgb(255 255 255 / 0.85), rgb(40 44 52 / 0.8));
  --lit: light-dark(#fff, #3a404b);
  --primary: light-dark(#171a1f, #f4f5f7);
  --on-primary: light-dark(#fff, #14161a);
  --calm: light-dark(#6b7483, #9aa3b2);
  --warn: light-dark(#9a5b00, #ffb547);
  background: var(--ring-live-background, light-dark(#e8ebf0, #101216));
  box-shadow: inset 0 0 0 1px rgb(128 136 150 / 0.18);
}

/* The whole picture is always shown: partners must not crop the service's watermark. */
.picture {
  position: absolute;
  inset: 0;
  inline-size: 100%;
  block-size: 100%;
  object-fit: contain;
}
.frame[data-old] img { filter: grayscale(1) brightness(0.62) contrast(0.95); }
.poster { display: block; }
::slotted([slot='poster']) { box-sizing: border-box; inline-size: 100%; block-size: 100%; object-fit: contain; }
/* In front of the picture, but not in the way of those who press the buttons or tap. */
.overlay { position: absolute; inset: 0; display: block; pointer-events: none; }

.frame[data-landed] .line { animation: landed 1s !important; }
.frame:focus { outline: none; }
.frame:focus-visible { outline: 2px solid var(--ink); outline-offset: -2px; }

.shade {
  position: absolute;
  inset: 0;
  pointer-events: none;
  opacity: var(--seen);
  background: linear-gradient(transparent 66%, rgb(0 0 0 / 0.5));
  transition: opacity 0.2s ease;
}
.frame[data-bare] .shade { display: none; }

.layer {
  position: absolute;
  inset: 0;
  display: grid;
  grid-template: 1fr auto / auto auto 1fr;
  gap: 0.4em;
  padding: clamp(6px, 3.2cqmin, 20px);
  box-sizing: border-box;
  font-size: clamp(0.6875rem, 4.3cqmin, 1.0625rem);
  pointer-events: none;
}
.layer button, .message, .time, ::slotted([slot='controls']) { pointer-events: auto; }

/* All of it along the bottom: the top of the picture carries the service's watermark and the camera's
   caption, which partners must not cover. */
.line { grid-area: 2 / 1; display: flex; gap: 0.4em; align-items: end; }
.pill {
  display: inline-flex;
  align-items: center;
  gap: 0.5em;
  box-sizing: border-box;
  min-block-size: 2.1em;
  max-inline-size: 100%;
  padding: 0.1em 0.7em;
  border-radius: 1.05em;
  background: var(--glass);
  backdrop-filter: blur(10px) saturate(1.3);
  -webkit-backdrop-filter: blur(10px) saturate(1.3);
  font-weight: 550;
  letter-spacing: 0.01em;
  line-height: 1.2;
  overflow-wrap: anywhere;
  hyphens: auto;
}
/* Its words may break, but not letter by letter. */
.line .pill { min-inline-size: 4.8em; }
.pill.quiet { font-weight: 450; color: var(--soft); }
.dot { inline-size: 0.55em; block-size: 0.55em; border-radius: 50%; background: var(--calm); flex: none; }
.frame:is([data-mode='stalled'], [data-mode='waiting'], [data-mode='failed']) .dot { background: var(--warn); }
.frame[data-mode='starting'] .dot { background: var(--ink); animation: breathe 1.4s ease-in-out infinite; }

.center {
  grid-area: 1 / 1 / 2 / -1;
  display: grid;
  place-content: safe center;
  justify-items: center;
  gap: 0.8em;
  min-block-size: 0;
  overflow: auto;
  text-align: center;
}
.message {
  margin: 0;
  max-inline-size: 30em;
  padding: 0.5em 0.9em;
  border-radius: 0.8em;
  background: var(--glass);
  font-size: 1.06em;
  text-wrap: balance;
  user-select: text;
  -webkit-user-select: text;
}
.frame[data-bare] .message { background: none; padding-block: 0; }
/* Below the watermark and the camera's caption. */
.frame:not([data-bare]) .message { margin-block-start: 12cqh; padding-block: 0.3em; }

.bar {
  grid-area: 2 / 3;
  display: flex;
  gap: 0.4em;
  justify-content: end;
  align-items: end;
  opacity: var(--seen);
  transition: opacity 0.2s ease;
}
/* What is not seen must not be hit. */
.frame .bar button { pointer-events: var(--hit); }
.frame:is(:focus-within:not(:focus), [data-awake], :not([data-mode='live'], [data-mode='stalled'])) { --seen: 1; --hit: auto; }
.more, .details { display: none; }

button {
  appearance: none;
  display: inline-flex;
  align-items: center;
  justify-content: center;
  gap: 0.5em;
  min-inline-size: max(2.3em, 24px);
  min-block-size: max(2.3em, 24px);
  margin: 0;
  padding: 0;
  border: 0;
  border-radius: 2em;
  background: var(--glass);
  backdrop-filter: blur(10px) saturate(1.3);
  -webkit-backdrop-filter: blur(10px) saturate(1.3);
  color: inherit;
  font: inherit;
  font-weight: 550;
  cursor: pointer;
  transition: background 0.15s ease, transform 0.15s ease;
}
button span:empty { display: none; }
button svg { inline-size: 1.25em; block-size: 1.25em; fill: currentcolor; flex: none; }
button:hover { background: var(--lit); }
button:active { transform: scale(0.96); }
button:focus-visible { outline: 2px solid var(--ink); outline-offset: 2px; }
.frame:not([data-bare]) button:focus-visible { box-shadow: 0 0 0 6px rgb(0 0 0 / 0.65); }
button[aria-pressed='true'] { background: var(--primary); color: var(--on-primary); }
.center button { padding-inline: 1.15em 1.3em; min-block-size: max(2.7em, 32px); }
.center .primary { background: var(--primary); color: var(--on-primary); }
.center .primary:hover { filter: brightness(1.08); }
.acts { display: flex; flex-wrap: wrap; justify-content: center; gap: 0.4em; }

/* Words and numbers keep their own direction, whichever way the page runs. */
.status-text, .quiet, .message, button span { unicode-bidi: plaintext; }

.heard {
  position: absolute;
  inline-size: 1px;
  block-size: 1px;
  overflow: hidden;
  clip-path: inset(50%);
  white-space: nowrap;
}

@keyframes breathe { 50% { opacity: 0.25; } }
@keyframes landed { to { order: 0; } }

/* No room for everything: what is not needed to watch goes behind one button, and numbers and labels go. Sizes are those
   of the reader's text. */
@container (max-width: 28.75rem) {
  .frame:is([data-near], :not([data-mode='live'])):not([data-more]) .minor { display: none; }
  .frame:is([data-near], :not([data-mode='live'])) .more { display: inline-flex; }
}
@container (max-width: 18.75rem) {
  .quiet, .frame:not([data-more]) .minor { display: none; }
  .more { display: inline-flex; }
}
@container (max-width: 13.75rem) {
  .frame:not([data-more]) .fullscreen { display: none; }
}
/* All buttons, in as many rows as it takes. */
@container (max-width: 28.75rem) {
  .frame[data-more] .bar { grid-area: 1 / 1 / -1 / -1; align-self: end; flex-wrap: wrap; }
  .frame[data-more] :is(.line, .time) { visibility: hidden; }
}
/* A thumbnail shows a sentence when asked to; it is spoken all the same. */
@container (max-height: 7.8125rem) {
  .center button { min-block-size: max(2.2em, 24px); padding-inline: 0.9em 1em; }
  .center .details { display: inline-flex; padding: 0; }
  .frame:not([data-told]) .message { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); padding: 0; }
  .frame[data-told] .center { grid-area: 1 / 1 / -1 / -1; }
  .frame[data-told] .message { margin: 0; }
  .frame[data-told] :is(.line, .time, .bar) { visibility: hidden; }
}
@media (prefers-reduced-motion: reduce) {
  *, *::before { animation: none !important; transition: none !important; }
}
@media (prefers-reduced-transparency: reduce) {
  .frame { --glass: #14161a; }
  .frame[data-bare] { --glass: light-dark(#fff, #282c34); }
  .pill, button { backdrop-filter: none; -webkit-backdrop-filter: none; }
}
@media (forced-colors: active) {
  .pill, button, .message { border: 1px solid; }
  .dot { forced-color-adjust: none; background: CanvasText; }
  button[aria-pressed='true'] { border: 3px solid Highlight; }
}
`;

export const stylesFor = sheetsOf(text);
