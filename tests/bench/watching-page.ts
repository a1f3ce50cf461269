// Many pictures at once, as the bench's page shows them: this package's element, and the page code that the
// service documents.

import '../../web/src/element/register.js';
import { playDocumented } from './documented.js';
import type { Camera, Documented } from './documented.js';

const width = 320;

/** Of those that play now. */
let stops: (() => Promise<void>)[] = [];

async function element(camera: Camera, count: number): Promise<void> {
  const players = Array.from({ length: count }, () => {
    const player = document.createElement('ring-live');
    player.apiBase = camera.apiBase;
    player.deviceId = camera.deviceId;
    player.power = 'line';
    player.token = camera.token;
    player.iceServers = camera.iceServers;
    player.controls = true;
    player.style.inlineSize = `${String(width)}px`;
    player.style.display = 'inline-block';
    document.body.append(player);
    return player;
  });
  await Promise.all(players.map((player) => player.play()));
  stops = players.map((player) => async () => {
    await player.pause();
    player.remove();
  });
}

async function documented(camera: Camera, count: number): Promise<void> {
  const playing = Array.from({ length: count }, async (): Promise<Documented> => {
    const video = document.createElement('video');
    video.muted = true;
    video.width = width;
    document.body.append(video);
    return playDocumented(camera, video);
  });
  stops = (await Promise.all(playing)).map(({ stop }) => stop);
}

async function stop(): Promise<void> {
  await Promise.all(stops.map((one) => one()));
  document.body.replaceChildren();
}

const watching = { element, documented, stop };
export type Shown = 'element' | 'documented';

declare global {
  interface Window {
    watching: typeof watching;
  }
}

window.watching = watching;
