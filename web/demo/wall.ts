// Sixteen players on one page: one module, one turn after the other, and only those on the screen hold a
// camera. Nothing here does that: it is what players do.

import '../src/element/register.js';
import { followLedger } from './ledger.js';
import { wallCameras } from './wall-cameras.js';

const wall = document.querySelector('.wall');
for (const camera of wallCameras) {
  const player = document.createElement('ring-live');
  player.iceServers = []; // The cameras are on this machine.
  player.src = `/ring/devices/${camera}/whep`;
  player.power = 'line';
  player.extend = 600;
  player.controls = true;
  player.autoplay = true;
  player.label = camera.replace('wall-', 'Camera ');
  wall?.append(player);
}
followLedger(() => undefined);
