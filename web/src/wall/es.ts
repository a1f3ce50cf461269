// Spanish. `import { spanish } from 'ring-live/wall/es'; defineWallWords('es', spanish);`

import type { WallWords } from './words.js';

export const spanish: WallWords = {
  wall: 'Cámaras',
  keys: 'Flechas: cámara siguiente. Intro: ampliar. Escape: volver. Mayúsculas y flechas: mover la cámara.',
  camera: (number) => `Cámara ${String(number)}`,
  tile: (name, number, count) => `${name}, ${String(number)} de ${String(count)}`,
  attention: (name) => `${name}: ha pasado algo`,
  marked: 'Ha pasado algo',
  moved: (name, number, count) => `${name} es ahora la ${String(number)} de ${String(count)}`,
  live: 'En directo',
  resting: 'En reposo',
  budget: (time) => `quedan ${time} en esta hora`,
  enlarge: 'Ampliar',
  before: 'Mover hacia atrás',
  after: 'Mover hacia delante',
  fullscreen: 'Pantalla completa',
};
