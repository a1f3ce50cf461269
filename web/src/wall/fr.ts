// French. `import { french } from 'ring-live/wall/fr'; defineWallWords('fr', french);`

import type { WallWords } from './words.js';

export const french: WallWords = {
  wall: 'Caméras',
  keys: 'Flèches : caméra suivante. Entrée : agrandir. Échap : retour. Maj et flèches : déplacer la caméra.',
  camera: (number) => `Caméra ${String(number)}`,
  tile: (name, number, count) => `${name}, ${String(number)} sur ${String(count)}`,
  attention: (name) => `${name} : il s’est passé quelque chose`,
  marked: 'Il s’est passé quelque chose',
  moved: (name, number, count) => `${name} est maintenant ${String(number)} sur ${String(count)}`,
  live: 'En direct',
  resting: 'Au repos',
  budget: (time) => `encore ${time} pour cette heure`,
  enlarge: 'Agrandir',
  before: 'Reculer',
  after: 'Avancer',
  fullscreen: 'Plein écran',
};
