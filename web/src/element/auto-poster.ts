// The last picture that the relay has of a camera, until the live one is there: `poster="auto"`. An <img> loads it, so it has
// what any image has: the page's cookies, on the page's own origin. Its age comes with it, as Server-Timing.

import { viewOf } from './on-screen.js';

interface Asking {
  readonly poster: string;
  readonly src: string;
  readonly headers: unknown;
}

export const isAuto = ({ poster }: Asking): boolean => poster === 'auto';

/** Where the picture of this player is; empty: nowhere. */
export function posterOf(player: Asking): string {
  if (!isAuto(player)) {
    return player.poster;
  }
  const place = player.src.replace(/\/whep(?=\?|$)/, '/poster');
  // An image cannot send header fields.
  return place === player.src || player.headers !== null ? '' : place;
}

/** "3 minutes ago"; empty where nobody says. */
export function ageOf(image: HTMLImageElement, lang: string): string {
  const entry = viewOf(image).performance.getEntriesByName(image.src).at(-1);
  const timing = (entry as PerformanceResourceTiming | undefined)?.serverTiming;
  const seconds = (timing?.find(({ name }) => name === 'age')?.duration ?? 0) / 1000;
  if (seconds === 0) {
    return '';
  }
  const minutes = Math.round(seconds / 60);
  const [count, unit] =
    minutes < 60 ? [minutes, 'minute' as const] : [Math.round(minutes / 60), 'hour' as const];
  return new Intl.RelativeTimeFormat(lang, { numeric: 'auto' }).format(-count, unit);
}
