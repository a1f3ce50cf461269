// Japanese. `import { japanese } from 'ring-live/wall/ja'; defineWallWords('ja', japanese);`

import type { WallWords } from './words.js';

export const japanese: WallWords = {
  wall: 'カメラ一覧',
  keys: '矢印キー：次のカメラ。Enter：拡大。Escape：戻る。Shiftと矢印キー：カメラを移動。',
  camera: (number) => `カメラ${String(number)}`,
  tile: (name, number, count) => `${name}、${String(count)}台中${String(number)}番`,
  attention: (name) => `${name}で動きがありました`,
  marked: '動きがありました',
  moved: (name, number, count) => `${name}は${String(count)}台中${String(number)}番になりました`,
  live: 'ライブ',
  resting: '休止中',
  budget: (time) => `この1時間の残り${time}`,
  enlarge: '拡大',
  before: '前へ移動',
  after: '後ろへ移動',
  fullscreen: '全画面表示',
};
