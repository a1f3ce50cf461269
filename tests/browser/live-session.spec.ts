// From opening to closing, as an app sees it that brings its own <video>.

import { replies } from '../simulator/index.js';
import { expect, expectOneDeleted, requestsOf, test } from './fixtures.js';
import { src } from './stage.js';
import { startStun } from './stun.js';

test('a camera behind a relay plays: real H.264 pictures, then one DELETE', async ({
  page,
  player,
  simulator,
}) => {
  await player.record();
  const { size, error } = await player.play({ src });
  expect(error).toBeNull();
  expect(size).toEqual({ width: 1280, height: 720 });
  await player.expectMoving();

  const before = await player.decoding();
  expect(before.codec).toBe('video/H264');
  expect(before.transceivers).toEqual(['video recvonly']);
  await expect.poll(async () => (await player.decoding()).frames).toBeGreaterThan(before.frames);

  await player.close();
  expect(await player.phases()).toEqual([
    'starting -',
    'starting offering',
    'starting gathering',
    'starting posting',
    'starting answering',
    'starting connecting',
    'starting awaiting-frame',
    'starting flowing',
    'live flowing',
    'live ending',
    'closing ending',
    'closing ended',
    'closed ended',
  ]);
  expect(await player.facts()).toMatchObject({ endReason: 'requested', hasStream: false });
  expect(await page.evaluate(() => window.tools.video.srcObject)).toBeNull();
  expect((await expectOneDeleted(simulator)).bearer).toBe(false);
});

test('timings tell where the time to the first frame went, and add up', async ({ player }) => {
  await player.play({ src });
  const { timings } = await player.facts();
  if (timings === null) throw new Error('no timings');
  const { total, ...steps } = timings;
  for (const step of Object.values(steps)) expect(step).toBeGreaterThanOrEqual(0);
  const sum = Object.values(steps).reduce((seconds, step) => seconds + step, 0);
  expect(sum).toBeCloseTo(total, 6);
  expect(timings.frame).toBeGreaterThan(0);
  expect(total).toBeLessThan(5);
});

test('the documented address, headers and body leave with a token', async ({
  page,
  player,
  simulator,
  token,
}) => {
  await player.record();
  const { size } = await player.play({
    deviceId: 'front-door',
    componentId: 'left',
    apiBase: simulator.origin,
    token,
  });
  expect(size).not.toBeNull();
  await player.close();

  const [post, end] = await page.evaluate(() => window.tools.requests);
  expect(post).toMatchObject({
    method: 'POST',
    url: `${simulator.origin}/v1/devices/front-door/media/streaming/whep/sessions?component_id=left`,
    headers: { 'content-type': 'application/sdp' },
  });
  // Compared here, so that a difference would not print the token.
  expect(post?.headers['authorization'] === `Bearer ${token}`).toBe(true);
  expect(end?.method).toBe('DELETE');
  expect(end?.headers['authorization'] === `Bearer ${token}`).toBe(true);
  expect(end?.url).toMatch(new RegExp(`^${simulator.origin}/v1/devices/front-door/.+/sessions/.+`));
  expect(await expectOneDeleted(simulator)).toMatchObject({ bearer: true, componentId: 'left' });
});

test('an async token provider is asked again for each opening', async ({
  page,
  player,
  simulator,
  token,
  watch,
}) => {
  const second = watch.secret(simulator.tokens.issue());
  const options = { deviceId: 'front-door', apiBase: simulator.origin, tokens: [token, second] };
  await player.play(options);
  await player.close();
  simulator.tokens.expire(token);
  await page.evaluate(() => window.tools.session?.open());
  await player.expectMoving();
  await player.close();
  expect(await page.evaluate(() => window.tools.asked)).toEqual([false, false]);
  expect(requestsOf(simulator, 'POST')).toEqual([201, 201]);
});

test('handlers stand before the offer is made, and nothing but video is asked for', async ({
  page,
  player,
}) => {
  await player.record();
  await player.play({ src });
  const calls = await page.evaluate(() => window.tools.calls);
  const offered = calls.indexOf('createOffer');
  expect(calls.slice(0, offered)).toEqual(
    expect.arrayContaining([
      'addEventListener track',
      'addEventListener connectionstatechange',
      'addEventListener icecandidate',
      'addEventListener icegatheringstatechange',
    ]),
  );
  expect(calls.filter((call) => call.startsWith('addTransceiver'))).toEqual([
    'addTransceiver video recvonly',
  ]);
  expect(calls.filter((call) => /^create|^set/.test(call))).toEqual([
    'createOffer',
    'setLocalDescription',
    'setRemoteDescription answer',
  ]);
});

test('the offer on the wire is one recvonly video section, complete and unchanged', async ({
  page,
  player,
}) => {
  await player.record();
  const posted = page.waitForRequest((request) => request.method() === 'POST');
  await player.play({ src });
  const offer = (await posted).postData() ?? '';
  expect(offer.match(/^m=.*/gm)).toEqual([expect.stringMatching(/^m=video [1-9]/)]);
  expect(offer.match(/^a=(recvonly|sendonly|sendrecv|inactive)/gm)).toEqual(['a=recvonly']);
  expect(offer).toMatch(/^a=candidate:/m);
  expect(offer).toMatch(/^a=rtpmap:\d+ H264\/90000/m);
  expect(offer).toMatch(/^a=rtpmap:\d+ VP8\/90000/m); // codecs are not narrowed
  const [request] = await page.evaluate(() => window.tools.requests);
  expect(request?.localDescription).toBe(offer);
});

test('a STUN server that never answers costs half a second, not forty', async ({ player }) => {
  const stun = await startStun();
  const { size } = await player.play({ src, iceServers: [{ urls: stun.url }] });
  expect(size).not.toBeNull();
  await stun.asked; // It was really in the way.
  const { timings } = await player.facts();
  expect(timings?.gathering).toBeGreaterThan(0.4);
  expect(timings?.total).toBeLessThan(2);
  stun.close();
});

test('unless told otherwise, the one STUN server of the documented page is used', async ({
  page,
  player,
}) => {
  await player.record();
  const servers = await page.evaluate(async (endpoint) => {
    window.tools.begin({ src: endpoint, iceServers: undefined });
    window.tools.closeAt('offering'); // before anybody looks for it
    await window.tools.until('close');
    return window.tools.peers.map((peer) => peer.getConfiguration().iceServers?.[0]?.urls);
  }, src);
  expect(servers).toEqual([['stun:stun.l.google.com:19302']]);
});

test('the core is told whose servers are asked, for it waits for them or for nobody', async ({
  page,
  player,
}) => {
  await player.record();
  const told = await page.evaluate(async (endpoint) => {
    const words: unknown[] = [];
    for (const iceServers of [undefined, [{ urls: 'stun:127.0.0.1:9' }], []]) {
      const session = window.tools.begin({ src: endpoint, iceServers });
      window.tools.closeAt('offering');
      await window.tools.until('close');
      const trace = JSON.parse((await session.trace()) ?? '') as {
        config: { ice_servers: string };
      };
      words.push(trace.config.ice_servers);
    }
    return words;
  }, src);
  expect(told).toEqual(['service', 'own', 'none']);
});

for (const streams of [0, 1]) {
  test(`a track that comes with ${String(streams)} streams is shown`, async ({ page, player }) => {
    await page.addInitScript((wanted) => {
      const browsers = RTCPeerConnection.prototype.setRemoteDescription;
      Reflect.set(
        RTCPeerConnection.prototype,
        'setRemoteDescription',
        function (this: RTCPeerConnection, description: RTCSessionDescriptionInit) {
          this.addEventListener('track', (event) => {
            if (event.streams.length !== wanted) throw new Error('this is another story');
          });
          const bare = (description.sdp ?? '').replace(/^a=(msid|ssrc:\d+ msid):.*\r\n/gm, '');
          const sdp = `${bare}a=msid:${wanted === 0 ? '-' : 'camera'} video\r\n`;
          return Reflect.apply(browsers, this, [{ type: description.type, sdp }]);
        },
      );
    }, streams);
    await player.play({ src });
    await player.expectMoving();
  });
}

test('opening twice is one session, and opening after closing is another', async ({
  page,
  player,
  simulator,
}) => {
  await player.begin({ src });
  await page.evaluate(() => window.tools.session?.open());
  expect(requestsOf(simulator, 'POST')).toEqual([201]);
  const sizes = await page.evaluate(async () => {
    const { session } = window.tools;
    void session?.close();
    return session?.open();
  });
  expect(sizes).toEqual({ width: 1280, height: 720 });
  await player.expectMoving();
  await player.close();
  await simulator.ledger.whenIdle(5000);
  expect(simulator.ledger.sessions().map(({ endedBy }) => endedBy)).toEqual(['delete', 'delete']);
});

test('closed before the module is loaded: nothing is asked of anybody', async ({
  page,
  player,
  simulator,
}) => {
  await player.load();
  const error = await page.evaluate(async (endpoint) => {
    window.tools.begin({ src: endpoint });
    await window.tools.session?.close();
    return (await window.tools.outcome()).error?.name;
  }, src);
  expect(error).toBe('AbortError');
  expect(simulator.ledger.requests()).toEqual([]);
});

const phases = {
  offering: { posts: 0 },
  gathering: { posts: 0 },
  posting: { posts: 1 },
  answering: { posts: 1 },
  connecting: { posts: 1 },
  flowing: { posts: 1 },
} as const;

for (const [phase, { posts }] of Object.entries(phases)) {
  test(`closed while ${phase}: nothing is left open`, async ({ page, player, simulator }) => {
    simulator.device('porch').onPost({ delaySeconds: 0.3, firstFrameSeconds: 0.3 });
    await player.load();
    await page.evaluate(
      ([endpoint, wanted]) => {
        window.tools.begin({ src: endpoint });
        window.tools.closeAt(wanted);
      },
      [src, phase] as const,
    );
    await player.until('close');
    const { error } = await player.outcome();
    expect(error?.name).toBe(phase === 'flowing' ? undefined : 'AbortError');
    expect(await player.facts()).toMatchObject({ phase: 'closed', error: null });
    await simulator.ledger.whenIdle(5000);
    expect(requestsOf(simulator, 'POST')).toHaveLength(posts);
    expect(requestsOf(simulator, 'DELETE')).toEqual(posts === 0 ? [] : [200]);
  });
}

test('a slow answer is said to be slow, waited for and used: never a second session beside it', async ({
  player,
  simulator,
}) => {
  simulator.device('porch').onPost({ delaySeconds: 1.5 });
  const { error } = await player.play({ src, times: { postSlow: 0.3 } });
  expect(error).toBeNull();
  await player.expectMoving();
  const slow = (await player.seen('slowchange')).map(({ detail }) => detail['slow']);
  expect(slow).toEqual([true, false]);
  expect(await player.seen('recovering')).toEqual([]);
  await player.close();
  await expectOneDeleted(simulator);
});

test('a late 201 is deleted after everything has closed', async ({ player, simulator }) => {
  simulator.device('porch').onPost({ delaySeconds: 2 });
  await player.begin({ src, times: { postSlow: 0.3 } });
  await player.until('slowchange');
  await player.close(); // Does not wait for it.
  expect(simulator.ledger.sessions()).toEqual([]);
  await simulator.ledger.when(() => simulator.ledger.sessions().length === 1, 5000);
  await expectOneDeleted(simulator);
});

test('a late 201 whose DELETE is refused is told, although all is closed', async ({
  player,
  simulator,
}) => {
  simulator.device('porch').configure({ limitSeconds: 3 }); // nobody else ends it
  simulator.device('porch').onPost({ delaySeconds: 1.5 });
  simulator.device('porch').onDelete({ reply: replies.serverError() });
  await player.begin({ src, times: { postSlow: 0.3 } });
  await player.until('slowchange');
  await player.close();
  expect((await player.until('releasefailed')).detail).toMatchObject({ status: 500 });
  await simulator.ledger.whenIdle(5000);
});

test('warned of the limit and closed just before it, never by the service', async ({
  player,
  simulator,
}) => {
  simulator.device('porch').configure({ limitSeconds: 5 });
  const times = { batteryLimit: 5, limitWarning: 1.5, limitMargin: 0.8 };
  await player.play({ src, times });
  const { limit } = await player.facts();
  expect(limit).toBeLessThanOrEqual(4.2);
  expect(limit).toBeGreaterThan(4);
  const warning = await player.until('limitwarning');
  expect(warning.detail['timeLeft']).toBeGreaterThan(0);
  expect(warning.detail['timeLeft']).toBeLessThanOrEqual(1.5);
  await player.expectMoving();
  const { detail } = await player.until('close');
  expect(detail).toEqual({ endReason: 'limit' });
  expect((await player.facts()).error).toBeNull();
  const { openedAt, endedAt = 0 } = await expectOneDeleted(simulator);
  expect(endedAt - openedAt).toBeGreaterThan(3500);
  expect(endedAt - openedAt).toBeLessThan(5000);
});

const limits = [
  { power: 'battery', seconds: 30 },
  { power: 'line', seconds: 60 },
  { power: undefined, seconds: 30 },
] as const;

for (const { power, seconds } of limits) {
  test(`${power ?? 'unknown'} power: the time counts down from ${String(seconds)} s`, async ({
    player,
  }) => {
    await player.play({ src, power });
    const { limit, timeLeft } = await player.facts();
    expect(limit).toBeLessThanOrEqual(seconds - 0.5);
    expect(limit).toBeGreaterThan(seconds - 1);
    expect(timeLeft).toBeLessThan(limit ?? 0);
    expect(timeLeft).toBeGreaterThan((limit ?? 0) - 5);
  });
}
