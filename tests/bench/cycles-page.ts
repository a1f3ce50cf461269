// Opens and closes again and again, each time at another moment: as a session of the package, or as an
// element that is put up and taken away. Runs in the page.

import { LiveSession } from '../../web/src/index.js';
import '../../web/src/element/register.js';

const longest = 1200; // a local camera is live after a third of this, on a busy machine later
const video = document.createElement('video');
video.muted = true;
document.body.append(video);

/** mulberry32: the same moments each time. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const pass = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function session(src: string, moment: number): Promise<boolean> {
  const opened = new LiveSession({ src, iceServers: [] });
  let frames = false;
  opened.addEventListener('firstframe', () => (frames = true));
  opened.addEventListener('streamchange', ({ detail }) => {
    video.srcObject = detail.stream;
    if (detail.stream !== null) void video.play().catch(() => undefined);
  });
  void opened.open();
  await pass(moment);
  await opened.close();
  return frames;
}

async function element(src: string, moment: number): Promise<boolean> {
  const player = document.createElement('ring-live');
  let frames = false;
  player.addEventListener('firstframe', () => (frames = true));
  player.iceServers = [];
  player.times = { removal: 0.05 };
  player.src = src;
  document.body.append(player);
  void player.play().catch(() => undefined);
  const closed = new Promise((resolve) => {
    player.addEventListener('close', resolve, { once: true });
  });
  await pass(moment);
  player.remove();
  await closed;
  return frames;
}

/** One after the other. Resolves with how many of them saw a picture. */
async function lane(src: string, count: number, seed: number): Promise<number> {
  const draw = random(seed);
  let live = 0;
  for (let turn = 0; turn < count; turn += 1) {
    const one = draw() < 0.5 ? session : element;
    if (await one(src, draw() * longest)) live += 1;
  }
  return live;
}

declare global {
  interface Window {
    lane: typeof lane;
  }
}

window.lane = lane;
