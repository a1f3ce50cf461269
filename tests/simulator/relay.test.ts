import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { CameraLink } from './camera.js';
import type { Device, SessionRecord } from './index.js';
import { NetworkPath } from './network-path.js';
import { relayLink } from './relay.js';
import { start, still, until, Viewer, type Client } from './test-support.js';

interface Scene {
  device: Device;
  viewer: Viewer;
  session: SessionRecord;
  client: Client;
  location: string;
}

/** A viewer who sees the camera through the relay. */
async function watching(t: TestContext, { withCandidates = false } = {}): Promise<Scene> {
  const { simulator, client } = await start(t, { relay: true });
  const viewer = new Viewer(t);
  const location = await viewer.watch(
    client,
    withCandidates ? await viewer.fullOffer() : undefined,
  );
  await until(() => viewer.frames.length > 5, 'the picture');
  const [session] = simulator.ledger.open();
  assert.ok(session);
  return { device: simulator.device('front-door'), viewer, session, client, location };
}

/** The largest step between two frames received. */
function largestStep({ frames }: Viewer): number {
  return Math.max(...frames.slice(1).map((frame, index) => frame - (frames[index] ?? frame)));
}

function missing(sequenceNumbers: number[]): number {
  const [first, last] = [Math.min(...sequenceNumbers), Math.max(...sequenceNumbers)];
  return last - first + 1 - new Set(sequenceNumbers).size;
}

test('with a relay all media goes through it, even when the offer names the viewer’s addresses', async (t) => {
  const { device, viewer, session } = await watching(t, { withCandidates: true });
  assert.ok(session.datagramsPassed > viewer.sequenceNumbers.length);
  device.blackout();
  const received = viewer.frames.length;
  const sent = session.framesSent;
  await until(() => session.framesSent > sent + 10, 'the camera to go on');
  assert.ok(viewer.frames.length <= received + 1, 'a frame has passed the relay by');
  assert.ok(session.datagramsDropped > 10);
});

test('a blackout is felt by an open session, lasts as long as it was asked to, and the picture comes back', async (t) => {
  const { device, viewer } = await watching(t);
  device.blackout(1);
  await until(() => largestStep(viewer) > 1, 'the picture after the blackout');
  const step = largestStep(viewer);
  assert.ok(step >= 14 && step <= 18, `${String(step)} frames are missing, not a second`);
  assert.equal(viewer.state, 'connected');
});

test('a blackout without an end ends when it is told to', async (t) => {
  const { device, viewer } = await watching(t);
  device.blackout();
  await still(() => viewer.frames.length, 300);
  const received = viewer.frames.length;
  device.blackout(0);
  await until(() => viewer.frames.length > received + 3, 'the picture');
});

test('a viewer who asks in a blackout is connected after it', async (t) => {
  const { simulator, client } = await start(t, { relay: true });
  simulator.device('front-door').blackout(0.8);
  const viewer = new Viewer(t);
  await viewer.watch(client);
  const answeredAt = performance.now();
  await until(() => viewer.frames.length > 0, 'the picture', 10_000);
  assert.ok(performance.now() - answeredAt > 600);
});

test('packets are lost at the rate asked for, and a loss of 0 ends it', async (t) => {
  const { device, viewer, session } = await watching(t);
  viewer.sequenceNumbers.length = 0;
  device.loss(0.3, { direction: 'from-camera' });
  await until(() => viewer.sequenceNumbers.length > 60, 'packets');
  const lost = missing(viewer.sequenceNumbers);
  const rate = lost / (lost + viewer.sequenceNumbers.length);
  assert.ok(rate > 0.1 && rate < 0.5, `${String(rate)} of the packets were lost`);
  assert.ok(session.datagramsDropped >= lost);

  device.loss(0);
  await until(() => session.datagramsDropped > 0, 'a drop');
  const dropped = session.datagramsDropped;
  const received = viewer.sequenceNumbers.length;
  await until(() => viewer.sequenceNumbers.length > received + 20, 'packets');
  assert.equal(session.datagramsDropped, dropped);
});

test('a lost packet is sent again when the viewer asks, and arrives', async (t) => {
  const { device, viewer, session } = await watching(t);
  const lastBefore = Math.max(...viewer.sequenceNumbers);
  device.loss(1, { direction: 'from-camera' });
  const sent = session.framesSent;
  await until(() => session.framesSent > sent + 1, 'a frame that is lost');
  device.loss(0);
  const received = viewer.frames.length;
  await until(() => viewer.frames.length > received, 'the picture');
  const lost = lastBefore + 1;
  assert.ok(!viewer.sequenceNumbers.includes(lost));
  viewer.sendFeedback(205, 1, [lost, 0]);
  await until(() => viewer.sequenceNumbers.includes(lost), 'the lost packet');
});

test('what the viewer says can be lost alone: the picture goes on, its requests do not arrive', async (t) => {
  const { device, viewer, session } = await watching(t);
  device.loss(1, { direction: 'to-camera' });
  viewer.sendFeedback(206, 1);
  const received = viewer.frames.length;
  await until(() => viewer.frames.length > received + 5, 'the picture');
  assert.equal(session.keyframeRequests, 0);
  device.loss(0);
  viewer.sendFeedback(206, 1);
  await until(() => session.keyframeRequests === 1, 'the request');
});

test('a delay is felt each way', async (t) => {
  const { device, viewer, session } = await watching(t);
  device.delay(0.4);
  const askedAt = performance.now();
  viewer.sendFeedback(206, 1);
  await until(() => session.keyframeRequests === 1, 'the request');
  assert.ok(performance.now() - askedAt >= 390);
  const received = viewer.frames.length;
  await until(() => viewer.frames.length > received + 3, 'the picture');
  assert.equal(largestStep(viewer), 1);
});

test('with jitter datagrams overtake each other, the same with the same seed', () => {
  const path = new NetworkPath();
  const delays = (): number[] =>
    Array.from({ length: 200 }, (_, index) => path.delayOf('from-camera', index));
  path.delay(0.1, { jitter: 0.05, seed: 7 });
  const first = delays();
  assert.ok(Math.min(...first) >= 100 && Math.max(...first) <= 150);
  assert.ok(Math.max(...first) - Math.min(...first) > 40, 'all of it is used');
  assert.notEqual(path.delayOf('to-camera', 0), first[0]);
  assert.deepEqual(delays(), first);
  path.delay(0.1, { jitter: 0.05, seed: 8 });
  assert.notDeepEqual(delays(), first);
  path.reset();
  assert.deepEqual(new Set(delays()), new Set([0]));
});

test('the answer leads to the relay only', async () => {
  const answerSdp = [
    'v=0',
    'm=video 50001 UDP/TLS/RTP/SAVPF 102',
    'c=IN IP4 127.0.0.1',
    'a=candidate:1 1 UDP 2114977791 127.0.0.1 50001 typ host',
    'a=candidate:2 1 TCP 1015021823 127.0.0.1 50002 typ host tcptype passive',
    'a=candidate:3 1 UDP 2114977790 192.0.2.77 50003 typ host',
    'a=end-of-candidates',
    '',
  ].join('\r\n');
  const link: Partial<CameraLink> = { answerSdp, close: () => undefined };
  const relayed = await relayLink(link as CameraLink, new NetworkPath());
  const answer = relayed.answerSdp;
  relayed.close();
  assert.match(answer, /^a=candidate:1 1 UDP 2114977791 127\.0\.0\.1 \d+ typ host\r$/m);
  assert.equal(answer.match(/a=candidate/g)?.length, 1, 'TCP, or an address that is not ours');
  assert.match(answer, /^m=video 9 .*\r\nc=IN IP4 0\.0\.0\.0\r$/m);
  assert.doesNotMatch(answer, /5000\d/);
});

test('a fault of the network that nobody could feel is refused', async (t) => {
  const { simulator } = await start(t);
  const device = simulator.device('front-door');
  for (const fault of [
    () => {
      device.loss(0.1);
    },
    () => {
      device.delay(1);
    },
    () => {
      device.blackout();
    },
  ])
    assert.throws(fault, /front-door has no relay/);
  device.configure({ relay: true });
  assert.throws(() => {
    device.loss(5);
  }, /between 0 and 1/);
});

test('a session that has ended leaves no socket behind', async (t) => {
  const sockets = (): number =>
    process.getActiveResourcesInfo().filter((name) => name === 'UDPWrap').length;
  const { client, location } = await watching(t);
  assert.ok(sockets() >= 2);
  assert.equal((await client.delete(location)).status, 200);
  await until(() => sockets() === 0, 'the sockets to close');
});

test('the same seed loses the same datagrams, another one others, and the two directions differ', () => {
  const pattern = (seed: number, direction: 'from-camera' | 'to-camera'): string => {
    const path = new NetworkPath();
    path.loss(0.05, { seed });
    return Array.from({ length: 4000 }, (_, index) =>
      path.drops(direction, index) ? 'x' : '.',
    ).join('');
  };
  const first = pattern(1, 'from-camera');
  assert.equal(pattern(1, 'from-camera'), first);
  assert.notEqual(pattern(2, 'from-camera'), first);
  assert.notEqual(pattern(1, 'to-camera'), first);
  const lost = first.replaceAll('.', '').length;
  assert.ok(lost > 140 && lost < 260, `${String(lost)} of 4000 is not 5 %`);
});
