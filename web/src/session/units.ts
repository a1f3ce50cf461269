// Seconds for people (as in HTMLMediaElement), milliseconds for the core (as in browser clocks).

const perSecond = 1e3;

export function toSeconds(milliseconds: number): number {
  return milliseconds / perSecond;
}

export function toMilliseconds(seconds: number): number {
  return seconds * perSecond;
}
