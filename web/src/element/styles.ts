// The looks of <ring-live>, as one constructable style sheet that all elements of a page share: no
// <style> element and no style attribute, so that a strict Content-Security-Policy holds.
//
// Sizes follow the element's own box (container units), from a thumbnail to a full screen.

const text = `
:host {
  display: block;
  position: relative;
  box-sizing: border-box;
  min-inline-size: 0;
  aspect-ratio: 16 / 9;
  overflow: hidden;
  border-radius: var(--ring-live-radius, 12px);
  background: var(--ring-live-background, #101216);
  color: #f4f5f7;
  color-scheme: dark;
  font: 0.875rem/1.4 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif;
  isolation: isolate;
  user-select: none;
  -webkit-user-select: none;
}
:host([hidden]) { display: none; }
:host(:fullscreen) { border-radius: 0; aspect-ratio: auto; }
[hidden] { display: none !important; }

.frame {
  position: absolute;
  inset: 0;
  container-type: size;
  --live: var(--ring-live-accent, #ff5a5f);
  --calm: #9aa3b2;
  --warn: #ffb547;
  --glass: rgb(12 14 18 / 0.62);
}

/* The whole picture is always shown: partners must not crop the service's watermark. */
.picture {
  position: absolute;
  inset: 0;
  inline-size: 100%;
  block-size: 100%;
  object-fit: contain;
}
.held, .frame[data-mode='stalled'] video { filter: grayscale(1) brightness(0.62) contrast(0.95); }
/* Plays unseen; opacity, because it has to be painted to be ready. */
.behind { opacity: 0; z-index: -1; }
.poster { object-fit: cover; filter: brightness(0.72); }

.shade {
  position: absolute;
  inset: 0;
  pointer-events: none;
  opacity: 0;
  background: linear-gradient(transparent 66%, rgb(0 0 0 / 0.55));
  transition: opacity 0.2s ease;
}

.layer {
  position: absolute;
  inset: 0;
  display: grid;
  grid-template: 1fr auto / auto auto 1fr;
  gap: 0.4em;
  padding: clamp(6px, 3.2cqmin, 20px);
  box-sizing: border-box;
  font-size: clamp(11px, 4.3cqmin, 17px);
}

/* All of it along the bottom: the top of the picture carries the service's watermark and the camera's
   caption, which partners must not cover. */
.line { grid-area: 2 / 1; display: flex; flex-wrap: wrap; gap: 0.4em; align-content: end; min-inline-size: 0; }
.pill {
  display: inline-flex;
  align-items: center;
  gap: 0.5em;
  block-size: 1.9em;
  padding-inline: 0.7em;
  border-radius: 1em;
  background: var(--glass);
  backdrop-filter: blur(10px) saturate(1.3);
  -webkit-backdrop-filter: blur(10px) saturate(1.3);
  font-weight: 550;
  letter-spacing: 0.01em;
  white-space: nowrap;
}
.pill.quiet { font-weight: 450; color: #d5d9e0; }
.dot { inline-size: 0.55em; block-size: 0.55em; border-radius: 50%; background: var(--calm); flex: none; }
.frame[data-mode='live'] .dot { background: var(--live); box-shadow: 0 0 0 0.18em rgb(255 90 95 / 0.28); }
.frame[data-mode='stalled'] .dot, .frame[data-mode='waiting'] .dot, .frame[data-mode='failed'] .dot { background: var(--warn); }
.frame[data-mode='starting'] .dot { background: #fff; animation: breathe 1.4s ease-in-out infinite; }

.time { grid-area: 2 / 2; align-self: end; font-variant-numeric: tabular-nums; padding-inline: 0.5em 0.7em; }
.time svg { inline-size: 1.15em; block-size: 1.15em; transform: rotate(-90deg); }
.time circle { fill: none; stroke-width: 3; stroke: rgb(255 255 255 / 0.25); }
.time .left { stroke: currentcolor; stroke-linecap: round; }
.frame[data-near] .time { color: var(--warn); }

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
  font-size: 1.06em;
  text-wrap: balance;
  user-select: text;
  -webkit-user-select: text;
  text-shadow: 0 1px 3px rgb(0 0 0 / 0.6);
}

.bar {
  grid-area: 2 / 3;
  display: flex;
  gap: 0.4em;
  justify-content: end;
  align-items: end;
  opacity: 0;
  transition: opacity 0.2s ease;
}
.frame:hover .bar, .frame:focus-within .bar, .frame:hover .shade, .frame:focus-within .shade { opacity: 1; }
.frame:not([data-mode='live'], [data-mode='stalled']) .bar, .frame:not([data-mode='live']) .shade { opacity: 1; }
.frame[data-near] .bar, .frame[data-near] .shade { opacity: 1; }
@media (hover: none) { .bar, .shade { opacity: 1; } }

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
button svg { inline-size: 1.25em; block-size: 1.25em; fill: currentcolor; flex: none; }
button:hover { background: rgb(40 44 52 / 0.86); }
button:active { transform: scale(0.96); }
button:focus-visible { outline: 2px solid #fff; outline-offset: 2px; box-shadow: 0 0 0 6px rgb(0 0 0 / 0.65); }
/* It stands beside the time that runs out. */
.bar .more-button { padding-inline: 0.7em 1em; margin-inline-end: auto; }
.center button { padding-inline: 1.15em 1.3em; min-block-size: max(2.7em, 32px); }
.center .primary { background: rgb(244 245 247 / 0.94); color: #14161a; }
.center .primary:hover { background: #fff; }

.spoken {
  position: absolute;
  inline-size: 1px;
  block-size: 1px;
  overflow: hidden;
  clip-path: inset(50%);
  white-space: nowrap;
}

@keyframes breathe { 50% { opacity: 0.25; } }

/* A thumbnail has no room for a sentence: it is in the button's tooltip, and still spoken. */
@container (max-height: 125px) {
  .center button { min-block-size: max(2.2em, 24px); padding-inline: 0.9em 1em; }
  .message { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); }
  .frame:not([data-mode='starting'], [data-mode='live'], [data-mode='stalled']) .bar { display: none; }
}
@media (prefers-reduced-motion: reduce) {
  *, *::before { animation: none !important; transition: none !important; }
}
@media (prefers-reduced-transparency: reduce) {
  .pill, button { background: #14161a; backdrop-filter: none; -webkit-backdrop-filter: none; }
}
@media (forced-colors: active) {
  .pill, button { border: 1px solid; }
}
`;

let sheet: CSSStyleSheet | undefined;

/** Made when the first element appears: a server has no style sheets. */
export function styles(): CSSStyleSheet {
  if (sheet === undefined) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
  }
  return sheet;
}
