// Whether a session still is what the page asks for. Frameworks make options anew for each rendering: what counts is what
// they say, and of functions only that they are there, because the newest one is asked.

import type { LiveSessionOptions } from '../index.js';

export function keyOf({ headers, token, ...others }: LiveSessionOptions): string {
  return JSON.stringify([
    others,
    typeof token === 'function' ? 'function' : [token],
    typeof headers === 'function' ? 'function' : [...new Headers(headers)],
  ]);
}
