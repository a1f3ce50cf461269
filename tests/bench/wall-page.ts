// A wall of many cameras, as the bench's page shows it, and how long its main thread was ever busy.

import '../../web/src/wall/index.js';
import { hangBare } from './bare-wall.js';

const tasks: number[] = [];
new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) tasks.push(duration);
}).observe({ type: 'longtask', buffered: true });

function hang(cameras: readonly string[], attributes: Readonly<Record<string, string>>): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('ring-live-wall { --ring-live-wall-tile: 7rem; --ring-live-wall-gap: 2px }');
  document.adoptedStyleSheets = [sheet];
  const wall = document.createElement('ring-live-wall');
  for (const [name, value] of Object.entries(attributes)) wall.setAttribute(name, value);
  // An hour's worth of handovers within minutes.
  wall.times = { keep: 1, look: 1, hour: 60 };
  wall.append(
    ...cameras.map((src, index) => {
      const player = document.createElement('ring-live');
      player.iceServers = [];
      player.src = src;
      player.power = 'line';
      player.label = `Camera ${String(index + 1)}`;
      return player;
    }),
  );
  document.body.append(wall);
}

const wall = {
  hang,
  hangBare,
  /** Milliseconds of those above 50 since the last call. */
  longTasks: (): number[] => tasks.splice(0),
  playing: (): number =>
    document.querySelector('ring-live-wall')?.players.filter(({ phase }) => phase === 'live')
      .length ?? 0,
};

declare global {
  interface Window {
    wall: typeof wall;
  }
}

window.wall = wall;
