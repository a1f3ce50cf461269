// What only a viewing shows: the picture that is held or about to take over, time, statistics, what is said. After the rules
// of styles.ts, which says the rest.

import { sheetsOf } from './custom-element.js';

const text = `
.held, .frame[data-mode='stalled'] video { filter: grayscale(1) brightness(0.62) contrast(0.95); }
/* Plays unseen; opacity, because it has to be painted to be ready. */
.behind { opacity: 0; z-index: -1; }
/* Clocks: see clock.ts. A tap shows the buttons for a while, a mouse until it rests. */
.frame[data-awake] .layer { animation: awake 5s !important; }
.frame[data-awake='a'] .layer { animation: awake-a 3s !important; }
.frame[data-awake='b'] .layer { animation: awake-b 3s !important; }
.said[data-waits] { animation: waits 1s !important; }
.frame[data-connected] .status-text { animation: waking 1.5s !important; }
.spoken:not(:empty) { animation: spoken 5s !important; }
.frame[data-mode='live'] .dot { background: var(--live); box-shadow: 0 0 0 0.18em rgb(255 90 95 / 0.28); }
.time { grid-area: 2 / 2; align-self: end; font-variant-numeric: tabular-nums; padding-inline: 0.5em 0.7em; white-space: nowrap; }
/* As wide as its text, which stands in a box that is strictly contained: see time-left.ts. */
.time > span { position: relative; }
.time > span::before { content: attr(data-shape); visibility: hidden; }
.time span span { position: absolute; inset: 0; contain: strict; }
.time svg { inline-size: 1.15em; block-size: 1.15em; transform: rotate(-90deg); }
.time circle { fill: none; stroke-width: 3; stroke: currentcolor; opacity: 0.28; }
.time .left { stroke-linecap: round; opacity: 1; }
.frame[data-near] .time { color: var(--warn); }
/* The one that is asked for is there all the time. */
.frame[data-near] .bar { opacity: 1; }
.frame[data-near] .bar > :not(.extend), .frame[data-near] ::slotted([slot='controls']) { opacity: var(--seen); }
.frame[data-near] .bar .extend { pointer-events: auto; }
button[aria-disabled='true'] { opacity: 0.5; cursor: default; }
/* It stands beside the time that runs out. */
.bar .extend { padding-inline: 0.7em 1em; margin-inline-end: auto; }
/* Most waits are over before anybody could press it. */
.frame[data-mode='waiting'] .center .primary { animation: appear 0.2s 0.8s backwards; }

.statistics {
  position: absolute;
  inset-inline-start: clamp(6px, 3.2cqmin, 20px);
  inset-block-end: calc(clamp(6px, 3.2cqmin, 20px) + 2.9em);
  display: grid;
  grid-template-columns: auto auto;
  gap: 0.1em 0.9em;
  max-block-size: calc(100% - 4em);
  overflow: hidden;
  margin: 0;
  padding: 0.6em 0.9em;
  border-radius: 0.8em;
  background: var(--glass);
  font-size: clamp(0.5625rem, 3.3cqmin, 0.875rem);
  font-variant-numeric: tabular-nums;
  pointer-events: none;
}
.statistics:empty { display: none; }
dt, dd { unicode-bidi: plaintext; }
dt { color: var(--soft); }
dd { margin: 0; text-align: end; }

@keyframes awake { to { order: 0; } }
@keyframes awake-a { to { order: 0; } }
@keyframes awake-b { to { order: 0; } }
@keyframes waits { to { order: 0; } }
@keyframes waking { to { order: 0; } }
@keyframes spoken { to { order: 0; } }
@keyframes appear { from { opacity: 0; } }

@container (max-width: 28.75rem) {
  .frame[data-near] .quiet { display: none; }
}
@container (max-width: 18.75rem) {
  .frame[data-near]:not([data-more]) .stop, .frame:not([data-mode='live']) .time { display: none; }
  .bar .extend { padding: 0; }
  .bar .extend span { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); }
}
@container (max-width: 13.75rem) {
  .time { padding-inline: 0.5em; }
  .time span { display: none; }
}
@container (max-height: 15rem) {
  dt:nth-of-type(n + 6), dd:nth-of-type(n + 6) { display: none; }
}
@container (max-height: 7.8125rem) {
  .statistics { display: none; }
}
@media (forced-colors: active) {
  .statistics { border: 1px solid; }
  .frame[data-mode='live'] .dot { background: Highlight; }
}
`;

export const viewingStylesFor = sheetsOf(text);
