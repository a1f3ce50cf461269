// What a page loads to show a picture.

import { apart, bundled, scripted } from './bytes.js';
import type { Row, Spread } from './figures.js';
import { spread } from './figures.js';

const here = 'tests/bench';

export async function loaded(): Promise<Row[]> {
  const results: Record<string, Spread> = {
    documented: once(await bundled(`${here}/documented.ts`)),
    eyevinn: once(await scripted("export { WebRTCPlayer } from '@eyevinn/webrtc-player'", here)),
    binbat: once(await scripted("export { WHEPClient } from '@binbat/whip-whep/whep.js'", here)),
    'ring-live': once(await bundled('dist/src/index.js', ...apart)),
    '<ring-live>': once(await bundled('dist/src/element/register.js', ...apart)),
  };
  return [{ what: 'Bytes, minified, brotli', unit: 'KB', results }];
}

const once = (bytes: number): Spread => spread([bytes / 1000]);
