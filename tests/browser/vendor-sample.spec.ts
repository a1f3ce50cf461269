// A browser that follows the service's page step by step, without any code of ours in the page: what the simulator is for
// our player it must be for everybody's.

import type { Page } from '@playwright/test';
import { decodeStrip } from '../simulator/index.js';
import { expect, expectOneDeleted, expectRising, stripsOf, test as base } from './fixtures.js';
import { startStun } from './stun.js';

interface Sample {
  endpoint: string;
  token: string;
  stunUrl: string;
}

declare global {
  interface Window {
    viewing: { peer: RTCPeerConnection; sessionUrl: string | null };
  }
}

/** The steps of the page's sample, in its order, with a STUN server that needs no network. */
async function view({ endpoint, token, stunUrl }: Sample): Promise<string> {
  const video = document.querySelector('video') as HTMLVideoElement;
  const peer = new RTCPeerConnection({ iceServers: [{ urls: stunUrl }] });
  peer.addEventListener('track', ({ streams, track }) => {
    video.srcObject = streams[0] ?? new MediaStream([track]);
    void video.play();
  });
  peer.addTransceiver('video', { direction: 'recvonly' });
  await peer.setLocalDescription(await peer.createOffer());
  while (peer.iceGatheringState !== 'complete') {
    await new Promise((resolve) => {
      peer.addEventListener('icegatheringstatechange', resolve, { once: true });
    });
  }
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/sdp' },
    body: peer.localDescription?.sdp ?? '',
  });
  if (response.status !== 201) {
    peer.close();
    return `WHEP session failed (${String(response.status)})`;
  }
  await peer.setRemoteDescription({ type: 'answer', sdp: await response.text() });
  window.viewing = { peer, sessionUrl: response.headers.get('Location') };
  return 'viewing';
}

/** The steps of its end. Returns the status of the DELETE. */
async function endViewing(token: string): Promise<number> {
  const { peer, sessionUrl } = window.viewing;
  const video = document.querySelector('video') as HTMLVideoElement;
  video.srcObject = null;
  peer.close();
  const headers = { Authorization: `Bearer ${token}` };
  return (await fetch(sessionUrl ?? '', { method: 'DELETE', headers })).status;
}

/** The whole picture, then: size, moving frames, and the state that the page watches. */
async function expectPicture(page: Page): Promise<void> {
  await page.waitForFunction(() => document.querySelector('video')?.videoWidth);
  const strips = await stripsOf(page, 'video', 5);
  expectRising(strips.map(decodeStrip));
  expect(await page.evaluate(() => window.viewing.peer.connectionState)).toBe('connected');
}

const test = base.extend<{ start: (deviceId: string, bearer?: string) => Promise<string> }>({
  /** Runs the sample in a page on another origin than the service, as it is written. Resolves with its outcome. */
  start: async ({ page, simulator, site, token }, use) => {
    const stun = await startStun(40);
    const markup = '<title>sample</title><video muted autoplay playsinline></video>';
    site.addPage('/sample', markup, { policy: false });
    await page.goto(`${site.origin}/sample`);
    await use((deviceId, bearer = token) =>
      page.evaluate(view, {
        endpoint: simulator.origin + simulator.endpointPath(deviceId),
        token: bearer,
        stunUrl: stun.url,
      }),
    );
    stun.close();
  },
});

test('the published sample shows the picture and closes its session', async ({
  page,
  simulator,
  site,
  start,
  token,
}) => {
  expect(await start('front-door')).toBe('viewing');
  await expectPicture(page);
  expect(await page.evaluate(endViewing, token)).toBe(200);
  const session = await expectOneDeleted(simulator);
  expect(session).toMatchObject({ bearer: true, origin: site.origin, delivered: true });
});

test('the published sample is refused with the documented statuses', async ({
  simulator,
  start,
  watch,
}) => {
  watch.allowConsole(/status of (401|404|503)/);
  simulator.addDevice({ id: 'shed', online: false });
  expect(await start('shed')).toBe('WHEP session failed (503)');
  expect(await start('moon')).toBe('WHEP session failed (404)');
  expect(await start('front-door', 'expired')).toBe('WHEP session failed (401)');
  expect(simulator.ledger.sessions()).toEqual([]);
});

test('as the sample has it, the service itself refuses the page: CORS is off there', async ({
  simulator,
  start,
  watch,
}) => {
  watch.allowConsole(/CORS policy|ERR_FAILED/);
  simulator.device('front-door').configure({ cors: 'off' });
  await expect(start('front-door')).rejects.toThrow(/Failed to fetch/);
  expect(simulator.ledger.sessions()).toEqual([]);
});
