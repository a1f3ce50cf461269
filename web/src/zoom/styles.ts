// The looks of what zooming adds to a player: a sheet beside the player's own.

import { sheetsOf } from '../element/custom-element.js';

const text = `
/* One finger scrolls the page as ever; two are for the picture, and once it is enlarged, one. */
.frame[data-zoomable] { touch-action: pan-x pan-y; }
.frame[data-zoomed] { touch-action: none; cursor: grab; }
.frame[data-zoomed]:active { cursor: grabbing; }
/* By a button or a key: eyes follow. What fingers do is followed at once. */
.frame[data-glides] :is(.picture, .overlay) { transition: transform 0.2s ease; }
.frame[data-glides] .lens { transition: all 0.2s ease; }

.copy { position: absolute; overflow: hidden; pointer-events: none; }
/* As in the whole picture, and as large. The watermark and the camera's caption are in its top 108 of 720 rows. */
.top { inset-block-start: 0; left: 50%; transform: translateX(-50%); clip-path: inset(0 0 85% 0); }
.top::after { content: ''; position: absolute; inset: 0; block-size: calc(15% - 1px); border-block-end: 1px solid rgb(0 0 0 / 0.6); }
/* Its corners are square: round ones have the browser draw it apart for each frame, which costs more than the rest. */
.map {
  inset-block-start: clamp(6px, 3.2cqmin, 20px);
  inset-inline-start: clamp(6px, 3.2cqmin, 20px);
  inline-size: clamp(72px, 22%, 220px);
  margin-block-start: 15cqmin;
  box-shadow: 0 0 0 1px rgb(255 255 255 / 0.7), 0 0 0 2px rgb(0 0 0 / 0.6);
  background: #101216;
  pointer-events: auto;
  cursor: crosshair;
}
.lens {
  position: absolute;
  box-sizing: border-box;
  min-inline-size: 6px;
  min-block-size: 6px;
  border: 2px solid #fff;
  border-radius: 2px;
  box-shadow: 0 0 0 1px rgb(0 0 0 / 0.8), 0 0 0 400px rgb(0 0 0 / 0.35);
}
.zoom {
  position: absolute;
  inset-inline-end: clamp(6px, 3.2cqmin, 20px);
  inset-block-end: calc(clamp(6px, 3.2cqmin, 20px) + max(2.3em, 24px) + 0.8em);
  display: flex;
  flex-direction: column;
  gap: 0.4em;
  opacity: var(--seen);
  transition: opacity 0.2s ease;
}
.frame .zoom button { pointer-events: var(--hit); }
.frame[data-more] .zoom { visibility: hidden; }

/* A clock: see clock.ts. What is still changing is not worth saying. */
.frame[data-settles='a'] .settles { animation: settles-a 0.6s !important; }
.frame[data-settles='b'] .settles { animation: settles-b 0.6s !important; }
@keyframes settles-a { to { order: 0; } }
@keyframes settles-b { to { order: 0; } }

/* A thumbnail has no room for a smaller one, nor for a column. */
@container (max-height: 10rem) {
  .zoom { flex-direction: row; }
}
@container (max-height: 7.8125rem) {
  .map { display: none; }
}
@media (forced-colors: active) {
  .lens { border-color: Highlight; }
  .zoom button { border: 1px solid; }
}
`;

export const stylesFor = sheetsOf(text);
