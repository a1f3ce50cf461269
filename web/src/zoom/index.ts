/**
 * A closer look. Importing this gives `<ring-live zoomable>` its wheel, fingers, keys and buttons, and the property `zoom`.
 *
 * @packageDocumentation
 */

import { zoomPart } from '../element/zoom-part.js';
import { lookAgain } from '../words/words.js';
import { ZoomOfPlayer } from './player.js';

zoomPart.make = (...player) => new ZoomOfPlayer(...player);
lookAgain();

export type { SomeZoom, Zoom } from '../element/zoom-part.js';
export { defineZoomWords } from './words.js';
export type { ZoomWords } from './words.js';
