// The same wall without us: as many bare videos, of which as many show a camera, with the same handovers. What the browser
// itself takes for that is what no player can do without.

import { allGathered } from './documented.js';

type Stop = () => Promise<void>;

/** Of those that show a camera, the oldest first. */
const open: Stop[] = [];
/** Those on their way. */
const opening = new Set<Promise<void>>();
let timer: ReturnType<typeof setInterval> | undefined;

/** @param every Milliseconds after which the oldest place goes to the next camera. */
export function hangBare(cameras: readonly string[], places: number, every: number): void {
  const grid = document.createElement('div');
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(
    'div { display: grid; gap: 2px; grid-template-columns: repeat(auto-fill, minmax(7rem, 1fr)) } video { inline-size: 100%; aspect-ratio: 16 / 9 }',
  );
  document.adoptedStyleSheets = [sheet];
  const videos = cameras.map(() => document.createElement('video'));
  for (const video of videos) video.muted = true;
  grid.append(...videos);
  document.body.append(grid);

  let next = 0;
  const advance = async (): Promise<void> => {
    const at = next++ % cameras.length;
    const [video, camera] = [videos[at], cameras[at]];
    if (video === undefined || camera === undefined) return;
    open.push(await play(camera, video));
    if (open.length > places) await open.shift()?.();
  };
  const advanceOnce = (): void => {
    const done = advance().finally(() => opening.delete(done));
    opening.add(done);
  };
  for (let place = 0; place < places; place += 1) advanceOnce();
  timer = setInterval(advanceOnce, every);
}

export async function takeDown(): Promise<void> {
  clearInterval(timer);
  await Promise.all(opening);
  await Promise.all(open.splice(0).map((stop) => stop()));
}

async function play(endpoint: string, video: HTMLVideoElement): Promise<Stop> {
  const peer = new RTCPeerConnection();
  peer.addEventListener('track', ({ track }) => {
    video.srcObject = new MediaStream([track]);
    void video.play().catch(() => undefined);
  });
  peer.addTransceiver('video', { direction: 'recvonly' });
  await peer.setLocalDescription(await peer.createOffer());
  await allGathered(peer);
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { 'Content-Type': 'application/sdp' },
    body: peer.localDescription?.sdp ?? '',
  });
  await peer.setRemoteDescription({ type: 'answer', sdp: await response.text() });
  await new Promise((resolve) => {
    video.addEventListener('loadeddata', resolve, { once: true });
    setTimeout(resolve, 5000);
  });
  return async () => {
    video.srcObject = null;
    peer.close();
    await fetch(response.headers.get('Location') ?? '', { method: 'DELETE' });
  };
}
