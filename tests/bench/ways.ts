// The ways to live video that the bench compares, as its page runs them: this package, the page code that the service
// documents, and the WHEP clients that others have published. Each plays into a <video> and lets go of it again.

import { WHEPClient } from '@binbat/whip-whep/whep.js';
import { WebRTCPlayer } from '@eyevinn/webrtc-player';
import { LiveSession, preload } from 'ring-live';
import 'ring-live/element';
import { playDocumented } from './documented.js';
import type { Camera, Steps } from './documented.js';

export interface Playing {
  /** Where the time went; null where nobody says. */
  readonly steps: Steps | null;
  /** Closes the peer and deletes the session. */
  stop(): Promise<void>;
}

export interface Way {
  /** What a page does before somebody wants to watch. */
  ahead?(camera: Camera): Promise<void>;
  /** Resolves when it has done what it can; the picture may come later. */
  play(camera: Camera, video: HTMLVideoElement): Promise<Playing>;
}

const endpoint = ({ apiBase, deviceId }: Camera): string =>
  `${apiBase}/v1/devices/${deviceId}/media/streaming/whep/sessions`;

function session({ apiBase, deviceId, token, iceServers }: Camera): LiveSession {
  const options = { deviceId, apiBase, token: () => Promise.resolve(token), iceServers };
  return new LiveSession({ ...options, power: 'line' });
}

async function playSession(live: LiveSession, video: HTMLVideoElement): Promise<Playing> {
  live.addEventListener('streamchange', ({ detail }) => {
    video.srcObject = detail.stream;
    if (detail.stream !== null) void video.play().catch(() => undefined);
  });
  await live.open();
  const { timings } = live;
  if (timings === null) throw new Error('no timings');
  const { module, gathering, token, post, connect, frame } = timings;
  const inSeconds = { module, gathering, token, post, connect, frame };
  const steps = Object.entries(inSeconds).map(([name, value]) => [name, value * 1000]);
  return { steps: Object.fromEntries(steps) as Steps, stop: () => live.close() };
}

let held: LiveSession | null = null;

/** As on a page whose person has pointed at the player. */
async function prepare(camera: Camera): Promise<void> {
  held = session(camera);
  held.prepare();
  await preload();
  // Longer than gathering takes, also where the STUN server never answers.
  await new Promise((resolve) => setTimeout(resolve, 1500));
}

async function playEyevinn(camera: Camera, video: HTMLVideoElement): Promise<Playing> {
  const mediaConstraints = { videoOnly: true };
  const iceServers = [...camera.iceServers];
  const player = new WebRTCPlayer({ video, type: 'whep', iceServers, mediaConstraints });
  await player.load(new URL(endpoint(camera)), `Bearer ${camera.token}`);
  return { steps: null, stop: () => player.unload() };
}

async function playBinbat(camera: Camera, video: HTMLVideoElement): Promise<Playing> {
  const peer = new RTCPeerConnection({ iceServers: [...camera.iceServers] });
  peer.addTransceiver('video', { direction: 'recvonly' });
  peer.ontrack = ({ streams: [stream], track }) => {
    video.srcObject = stream ?? new MediaStream([track]);
  };
  const client = new WHEPClient();
  try {
    await client.view(peer, endpoint(camera), camera.token);
  } catch (reason) {
    peer.close();
    throw reason;
  }
  return { steps: null, stop: () => client.stop() };
}

async function playElement(camera: Camera, video: HTMLVideoElement): Promise<Playing> {
  const player = document.createElement('ring-live');
  const { apiBase, deviceId, token, iceServers } = camera;
  Object.assign(player, { apiBase, deviceId, token, iceServers, power: 'line', controls: true });
  player.style.inlineSize = `${String(video.width)}px`;
  player.style.display = 'inline-block';
  video.replaceWith(player);
  await player.play();
  const stop = async (): Promise<void> => {
    await player.pause();
    player.remove();
  };
  return { steps: null, stop };
}

export const ways = {
  documented: { play: playDocumented },
  eyevinn: { play: playEyevinn },
  binbat: { play: playBinbat },
  'ring-live': { play: (camera, video) => playSession(session(camera), video) },
  'ring-live, module loaded': {
    ahead: () => preload(),
    play: (camera, video) => playSession(session(camera), video),
  },
  'ring-live, prepared': {
    ahead: prepare,
    play: (camera, video) => playSession(held ?? session(camera), video),
  },
  '<ring-live>': { play: playElement },
} as const satisfies Readonly<Record<string, Way>>;

export type WayName = keyof typeof ways;
