// The page code that the service documents, in our words, with a note of the time at each step.

import type { Timings } from '../../web/src/index.js';

/** Of the same steps, in milliseconds. */
export type Steps = Readonly<Record<Exclude<keyof Timings, 'total'>, number>>;

export interface Camera {
  readonly apiBase: string;
  readonly deviceId: string;
  readonly token: string;
  readonly iceServers: readonly RTCIceServer[];
}

export interface Documented {
  readonly steps: Steps;
  readonly peer: RTCPeerConnection;
  /** Closes the peer and deletes the session. */
  readonly stop: () => Promise<void>;
}

/** Resolves when the video shows its first frame. */
export async function playDocumented(
  { apiBase, deviceId, token, iceServers }: Camera,
  video: HTMLVideoElement,
): Promise<Documented> {
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
  await allGathered(peer);
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
  const steps = {
    module: 0,
    gathering: gathered - opened,
    token: 0,
    post: answered - gathered,
    connect: connected - answered,
    frame: first - connected,
  };
  const stop = async (): Promise<void> => {
    video.srcObject = null;
    peer.close();
    await fetch(response.headers.get('Location') ?? '', {
      method: 'DELETE',
      headers: { Authorization: `Bearer ${token}` },
    });
  };
  return { steps, peer, stop };
}

/** Until the browser has found all candidates, as the service documents it: none is sent later. */
export function allGathered(peer: RTCPeerConnection): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (peer.iceGatheringState === 'complete') resolve();
    };
    peer.addEventListener('icegatheringstatechange', look);
    look();
  });
}
