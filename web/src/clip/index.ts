/**
 * The last seconds of live video as they came, saved as MP4. Importing this gives `<ring-live clip="30">` its button and
 * `saveClip()`; `keepClip()` does the same for a {@link LiveSession} alone. Nothing leaves the page.
 *
 * @packageDocumentation
 */

import { clipPart } from '../element/clip-part.js';
import { lookAgain } from '../words/words.js';
import { ClipOfPlayer } from './player.js';

clipPart.make = (...player) => new ClipOfPlayer(...player);
lookAgain();

export { keepClip } from './keep.js';
export type { Clip, KeepOptions } from './keep.js';
export type { SaveClipOptions } from '../element/clip-part.js';
