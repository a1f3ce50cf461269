// The two ways to a first frame, as the bench's page runs them: this package, and the page code that
// the service documents. Both draw into the same <video>, and both are closed afterwards.

import { LiveSession, preload } from '../../web/src/index.js';

/** Milliseconds. */
export interface Marks {
  readonly module: number;
  readonly gathering: number;
  readonly token: number;
  readonly post: number;
  readonly connect: number;
  readonly frame: number;
  readonly total: number;
}

export interface Camera {
  readonly apiBase: string;
  readonly deviceId: string;
  readonly token: string;
  readonly iceServers: readonly RTCIceServer[];
}

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

/** After the documented sample, with a note of the time at each step. */
async function documented({ apiBase, deviceId, token, iceServers }: Camera): Promise<Marks> {
  const opened = performance.now();
  const peer = new RTCPeerConnection({ iceServers: [...iceServers] });
  let connected = 0;
  peer.addEventListener('track', ({ streams: [stream], track }) => {
    video.srcObject = stream ?? new MediaStream([track]);
    void video.play().catch(() => undefined);
  });
  peer.addEventListener('connectionstatechange', () => {
    if (peer.connectionState === 'connected') connected ||= performance.now();
  });
  const shown = new Promise<number>((resolve) => {
    video.requestVideoFrameCallback(() => {
      resolve(performance.now());
    });
  });
  peer.addTransceiver('video', { direction: 'recvonly' });
  await peer.setLocalDescription(await peer.createOffer());
  await new Promise<void>((resolve) => {
    const look = (): void => {
      if (peer.iceGatheringState === 'complete') resolve();
    };
    peer.addEventListener('icegatheringstatechange', look);
    look();
  });
  const gathered = performance.now();
  const response = await fetch(`${apiBase}/v1/devices/${deviceId}/media/streaming/whep/sessions`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/sdp' },
    body: peer.localDescription?.sdp ?? '',
  });
  const sdp = await response.text();
  const answered = performance.now();
  await peer.setRemoteDescription({ type: 'answer', sdp });
  const first = await shown;
  video.srcObject = null;
  peer.close();
  await fetch(response.headers.get('Location') ?? '', {
    method: 'DELETE',
    headers: { Authorization: `Bearer ${token}` },
  });
  return {
    module: 0,
    gathering: gathered - opened,
    token: 0,
    post: answered - gathered,
    connect: connected - answered,
    frame: first - connected,
    total: first - opened,
  };
}

const bench = { ours, preloaded, prepared, documented };
export type Way = keyof typeof bench;

declare global {
  interface Window {
    bench: typeof bench;
  }
}

window.bench = bench;
