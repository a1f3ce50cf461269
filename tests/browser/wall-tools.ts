// Run in the page, beside tools.ts: `ring-live/wall` as pages import it.

import '../../web/src/wall/index.js';
import type { SessionTimes } from '../../web/src/index.js';
import { defineWallWords } from '../../web/src/wall/index.js';
import type { WallTimes } from '../../web/src/wall/index.js';
import { german } from '../../web/src/wall/de.js';

type Attributes = Readonly<Record<string, string>>;

class WallTools {
  /** What the wall told: the names of those in `reorder`. */
  readonly orders: string[] = [];

  hang(
    attributes: Attributes,
    times: WallTimes,
    cameras: readonly Attributes[],
    sessions: SessionTimes | null = null,
  ): void {
    const wall = document.createElement('ring-live-wall');
    wall.times = times;
    for (const [name, value] of Object.entries(attributes)) wall.setAttribute(name, value);
    for (const camera of cameras) wall.append(this.player(camera, sessions));
    wall.addEventListener('reorder', ({ detail }) => {
      this.orders.push(detail.order.map(({ label }) => label).join(' '));
    });
    document.body.append(wall);
  }

  player(attributes: Attributes, times: SessionTimes | null = null): HTMLElement {
    const player = document.createElement('ring-live');
    player.iceServers = [];
    player.times = times;
    for (const [name, value] of Object.entries(attributes)) player.setAttribute(name, value);
    return player;
  }

  wall(): HTMLElementTagNameMap['ring-live-wall'] {
    const wall = document.querySelector('ring-live-wall');
    if (wall === null) throw new Error('no wall here');
    return wall;
  }

  /** Labels of those that have a place. */
  live(): string {
    return this.wall()
      .live.map(({ label }) => label)
      .join(' ');
  }

  /** Labels of those whose frames are decoded. */
  playing(): string {
    return this.wall()
      .players.filter(({ phase }) => phase === 'live' || phase === 'rolling')
      .map(({ label }) => label)
      .join(' ');
  }

  speakGerman(): void {
    defineWallWords('de', german);
  }
}

declare global {
  interface Window {
    walls: WallTools;
  }
}

window.walls = new WallTools();
