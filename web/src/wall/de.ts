// German. `import { german } from 'ring-live/wall/de'; defineWallWords('de', german);`

import type { WallWords } from './words.js';

export const german: WallWords = {
  wall: 'Kameras',
  keys: 'Pfeiltasten: nächste Kamera. Eingabetaste: groß. Escape: zurück. Umschalt und Pfeiltasten: Kamera verschieben.',
  camera: (number) => `Kamera ${String(number)}`,
  tile: (name, number, count) => `${name}, ${String(number)} von ${String(count)}`,
  attention: (name) => `${name}: es ist etwas passiert`,
  marked: 'Es ist etwas passiert',
  moved: (name, number, count) => `${name} ist jetzt ${String(number)} von ${String(count)}`,
  live: 'Live',
  resting: 'Ruht',
  budget: (time) => `noch ${time} in dieser Stunde`,
  enlarge: 'Groß zeigen',
  before: 'Nach vorn',
  after: 'Nach hinten',
  fullscreen: 'Vollbild',
};
