// Run in the page, beside tools.ts: `ring-live/zoom` as pages import it, and what it has told.

import type { Zoom } from '../../web/src/zoom/index.js';
import '../../web/src/zoom/index.js';

class ZoomTools {
  /** Of each `zoomchange`. */
  readonly told: Zoom[] = [];

  readonly #streams = new Set<unknown>();
  #blank = 0;

  /** From now on, with each painted frame: whose picture is shown small, and whether there is one. */
  follow(): void {
    const copy = window.tools.part('overview');
    const video = copy.querySelector('video');
    const still = copy.querySelector('canvas');
    const look = (): void => {
      this.#streams.add(video?.srcObject);
      const drawn = (): number => still?.getContext('2d')?.getImageData(9, 9, 1, 1).data[3] ?? 0;
      const hasPicture = (video?.readyState ?? 0) > 1 || drawn() > 0;
      this.#blank += hasPicture && !copy.hidden ? 0 : 1;
      if (window.tools.player().phase !== 'closed') requestAnimationFrame(look);
    };
    look();
  }

  seen(): { streams: number; blank: number; told: number } {
    this.#streams.delete(null);
    return { streams: this.#streams.size, blank: this.#blank, told: this.told.length };
  }

  listen(): void {
    window.tools.player().addEventListener('zoomchange', ({ detail }) => {
      this.told.push(detail.zoom);
    });
  }
}

declare global {
  interface Window {
    zooms: ZoomTools;
  }
}

window.zooms = new ZoomTools();
