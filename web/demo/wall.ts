// Sixteen cameras on a wall that has four places: which are live is the wall's to decide, and nothing here does.

import '../src/wall/index.js';
import '../src/zoom/index.js';
import { german } from '../src/wall/de.js';
import { defineWallWords } from '../src/wall/words.js';
import { onLanguage, say } from './language.js';
import { followLedger } from './ledger.js';
import { wallCameras } from './wall-cameras.js';

defineWallWords('de', german);

const wall = document.querySelector('ring-live-wall');
const name = (): void => {
  for (const [index, { name: camera }] of wallCameras.entries()) {
    const player = wall?.players[index];
    if (player !== undefined) {
      player.label = say(camera);
    }
  }
};
for (const { id, name: label, power } of wallCameras) {
  const player = document.createElement('ring-live');
  player.iceServers = []; // The cameras are on this machine.
  player.src = `/ring/devices/${id}/whep`;
  player.deviceId = id;
  player.power = power;
  player.label = label;
  player.zoomable = true;
  wall?.append(player);
}
onLanguage(name);

/** Somebody is at a door: as a webhook would say. */
document.querySelector('#ring')?.addEventListener('click', () => {
  const { players = [], live = [] } = wall ?? {};
  const waiting = players.filter((player) => !live.includes(player));
  wall?.attend(waiting[Math.floor(Math.random() * waiting.length)] ?? '');
});
followLedger(() => undefined);
