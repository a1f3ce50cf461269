// A wall of many cameras, as the bench's page shows it; and the same without us.

import '../../web/src/wall/index.js';
import { hangBare, takeDown } from './bare-wall.js';

function hang(cameras: readonly string[], attributes: Readonly<Record<string, string>>): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('ring-live-wall { --ring-live-wall-tile: 7rem; --ring-live-wall-gap: 2px }');
  document.adoptedStyleSheets = [sheet];
  const wall = document.createElement('ring-live-wall');
  for (const [name, value] of Object.entries(attributes)) wall.setAttribute(name, value);
  // An hour's worth of handovers within minutes.
  wall.times = { keep: 1, hour: 60 };
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
  playing: (): number =>
    document.querySelector('ring-live-wall')?.players.filter(({ phase }) => phase === 'live')
      .length ?? 0,
  leave: async (): Promise<void> => {
    const wall = document.querySelector('ring-live-wall');
    const { players = [] } = wall ?? {};
    wall?.remove();
    await Promise.all([takeDown(), ...players.map((player) => player.pause())]);
  },
};

declare global {
  interface Window {
    wall: typeof wall;
  }
}

window.wall = wall;
