// The two ways to a first frame, as the bench's page runs them: this package, and the page code that
// the service documents. Both draw into the same <video>, and both are closed afterwards.

import { LiveSession, preload } from '../../web/src/index.js';
import { playDocumented } from './documented.js';
import type { Camera, Marks } from './documented.js';

const video = document.createElement('video');
video.muted = true;
document.body.append(video);

async function ours(camera: Camera): Promise<Marks> {
  return play(sessionOf(camera));
}

/** As on a page whose player says `preload="connection"`. */
async function prepared(camera: Camera): Promise<Marks> {
  const session = sessionOf(camera);
  session.prepare();
  await preload();
  // Longer than gathering takes, also where the STUN server never answers.
  await new Promise((resolve) => setTimeout(resolve, 1500));
  return play(session);
}

function sessionOf({ apiBase, deviceId, token, iceServers }: Camera): LiveSession {
  return new LiveSession({
    deviceId,
    apiBase,
    token: () => Promise.resolve(token),
    iceServers,
  });
}

async function play(session: LiveSession): Promise<Marks> {
  session.addEventListener('streamchange', ({ detail }) => {
    video.srcObject = detail.stream;
    if (detail.stream !== null) void video.play().catch(() => undefined);
  });
  await session.open();
  const { timings } = session;
  await session.close();
  if (timings === null) throw new Error('no timings');
  const { module, gathering, token: asking, post, connect, frame, total } = timings;
  const seconds = { module, gathering, token: asking, post, connect, frame, total };
  const marks = Object.entries(seconds).map(([name, value]) => [name, value * 1000]);
  return Object.fromEntries(marks) as Marks;
}

/** As on a page that loads the module before somebody wants to watch. */
async function preloaded(camera: Camera): Promise<Marks> {
  await preload();
  return ours(camera);
}

async function documented(camera: Camera): Promise<Marks> {
  const { marks, stop } = await playDocumented(camera, video);
  await stop();
  return marks;
}

const bench = { ours, preloaded, prepared, documented };
export type Way = keyof typeof bench;

declare global {
  interface Window {
    bench: typeof bench;
  }
}

window.bench = bench;
