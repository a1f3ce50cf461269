// Portuguese, as in Portugal; what Brazil says otherwise goes to 'pt-BR'.
// `import { portuguese } from 'ring-live/wall/pt'; defineWallWords('pt', portuguese);`

import type { WallWords } from './words.js';

export const portuguese: WallWords = {
  wall: 'Câmaras',
  keys: 'Setas: câmara seguinte. Enter: ampliar. Escape: voltar. Shift e setas: mover a câmara.',
  camera: (number) => `Câmara ${String(number)}`,
  tile: (name, number, count) => `${name}, ${String(number)} de ${String(count)}`,
  attention: (name) => `${name}: aconteceu alguma coisa`,
  marked: 'Aconteceu alguma coisa',
  moved: (name, number, count) => `${name} é agora a ${String(number)} de ${String(count)}`,
  live: 'Em direto',
  resting: 'Em repouso',
  budget: (time) => `faltam ${time} nesta hora`,
  enlarge: 'Ampliar',
  before: 'Mover para trás',
  after: 'Mover para a frente',
  fullscreen: 'Ecrã inteiro',
};
