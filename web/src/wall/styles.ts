// The looks of a wall, as one constructable style sheet, as those of its players.

import { sheetsOf } from '../element/custom-element.js';

const text = `
:host {
  display: block;
  box-sizing: border-box;
  min-inline-size: 0;
  position: relative;
  font: 0.875rem/1.4 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif;
  --edge: light-dark(#4a5260, #b9c0cb);
  --warn: light-dark(#9a5b00, #ffb547);
}
:host([hidden]) { display: none; }
:host(:fullscreen) { overflow: auto; padding: 12px; background: var(--ring-live-wall-background, #101216); color-scheme: dark; color: #f4f5f7; }
.grid {
  display: grid;
  grid-template-columns: repeat(auto-fill, minmax(min(100%, var(--ring-live-wall-tile, 16rem)), 1fr));
  gap: var(--ring-live-wall-gap, 0.75rem);
}
/* Two fingers enlarge it, not the page. */
.tile { touch-action: pan-x pan-y; min-inline-size: 0; border-radius: 12px; outline-offset: 3px; scroll-margin: 4rem 0.75rem; }
.tile:focus { outline: none; }
.tile:focus-visible { outline: 2px solid currentcolor; }
.tile[data-marked] { box-shadow: 0 0 0 3px var(--warn); }
.tile[data-over] { outline: 2px dashed var(--edge); }
.caption {
  display: flex;
  flex-wrap: wrap;
  gap: 0 0.75em;
  padding: 0.35em 0.5em;
  min-block-size: 24px;
  cursor: grab;
  font-variant-numeric: tabular-nums;
}
.caption span:empty { display: none; }
.name { font-weight: 600; overflow-wrap: anywhere; }
.mark { color: var(--warn); font-weight: 600; }
.state, .budget { color: var(--edge); }
.state, .state:empty + .budget { margin-inline-start: auto; }
/* One alone, as large as there is room for the whole picture. */
.grid[data-enlarged] { grid-template-columns: minmax(0, calc((100dvh - 8rem) * 16 / 9)); justify-content: center; }
.grid[data-enlarged] .tile:not([data-enlarged]) { display: none; }
.bar { display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: center; margin-block-end: 0.6rem; }
.notice :empty { display: none; }
/* Only what cannot be seen: over all, so that the page need not move. Not at the top, where pictures have their watermarks. */
.notice { position: fixed; z-index: 1; inset-inline: 1rem; inset-block-end: 1rem; inline-size: fit-content; margin: auto; }
.notice button {
  min-block-size: 2.8em;
  padding-inline: 1.2em;
  box-shadow: 0 0 0 2px var(--warn), 0 2px 12px 2px rgb(0 0 0 / 0.4);
  font-weight: 600;
  text-decoration: underline;
  overflow-wrap: anywhere;
}
button {
  display: inline-flex;
  align-items: center;
  justify-content: center;
  min-inline-size: 2.4em;
  min-block-size: 2.4em;
  padding: 0;
  border: 0;
  border-radius: 2em;
  background: light-dark(#e8ebf0, #282c34);
  color: inherit;
  font: inherit;
  cursor: pointer;
}
button[hidden] { display: none; }
button:hover { background: light-dark(#d5d9e0, #3a404b); }
button:focus-visible { outline: 2px solid currentcolor; outline-offset: 2px; }
button[aria-pressed='true'] { background: light-dark(#171a1f, #f4f5f7); color: light-dark(#fff, #14161a); }
button[aria-disabled='true'] { opacity: 0.5; cursor: default; }
button span:empty { display: none; }
button svg { inline-size: 1.25em; block-size: 1.25em; fill: currentcolor; }
.spoken, .notice:not([data-elsewhere], :focus-within) {
  position: absolute;
  inline-size: 1px;
  block-size: 1px;
  overflow: hidden;
  clip-path: inset(50%);
  white-space: nowrap;
}
@media (forced-colors: active) {
  button { border: 1px solid; }
  .tile[data-marked]:not(:focus-visible) { outline: 3px solid Highlight; }
  button[aria-pressed='true'] { border: 3px solid Highlight; }
}
`;

export const stylesFor = sheetsOf(text);
