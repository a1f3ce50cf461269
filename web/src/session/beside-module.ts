// What a session needs once it has its module, and not before: loaded together with that, so that a page on which
// nobody watches yet does not pay for it.

export { remember } from './experience.js';
export { nativeConfig } from './native-config.js';
export { browserPorts } from './native-ports.js';
export { StatsReader } from './stats.js';
export { watchFirstFrame } from './video.js';
