// The desk: nine cameras on a wall that has four places. Which are live is the wall's to decide, and nothing here does.

import '../src/clip/index.js';
import '../src/zoom/index.js';
import './stay-local.js';
import './troubles.js';
import { german } from '../src/wall/de.js';
import { defineWallWords } from '../src/wall/index.js';
import { deskCameras } from './desk-cameras.js';
import { onLanguage, say } from './language.js';
import { followLedger } from './ledger.js';
import { showSaved } from './saved.js';

/** Somebody rings this long after the page has opened, milliseconds: nobody should miss what then happens. */
const firstRing = 12_000;
const bell = 'lobby';

defineWallWords('de', german);

const wall = document.querySelector('ring-live-wall');
const strip = document.querySelector('.strip');
for (const { id, name, power } of deskCameras) {
  const player = document.createElement('ring-live');
  player.src = `/ring/devices/${id}/whep`;
  player.deviceId = id;
  player.power = power;
  player.poster = 'auto';
  player.clip = 30;
  player.label = name;
  player.zoomable = true;
  if (strip !== null) {
    showSaved(player, strip);
  }
  wall?.append(player);
}
onLanguage(() => {
  for (const { id, name } of deskCameras) {
    const player = wall?.players.find(({ deviceId }) => deviceId === id);
    if (player !== undefined) {
      player.label = say(name);
    }
  }
});

/** Somebody is at the door: as your webhook would say. */
function ring(): void {
  wall?.attend(bell);
}

document.querySelector('#ring')?.addEventListener('click', ring);
setTimeout(ring, firstRing);
followLedger(() => undefined);
