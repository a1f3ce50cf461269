import assert from 'node:assert/strict';
import { test } from 'node:test';
import { start, still, until, Viewer } from './test-support.js';

function assertRising(frames: number[]): void {
  assert.deepEqual(
    frames,
    [...new Set(frames)].sort((a, b) => a - b),
  );
}

test('a resumed camera joins at the last keyframe of its running clock, not where it stopped', async (t) => {
  const { simulator, client } = await start(t);
  const device = simulator.device('front-door');
  const viewer = new Viewer(t);
  await viewer.watch(client);
  await until(() => viewer.frames.length > 5, 'the picture');
  device.stall();
  await still(() => viewer.frames.length, 1300); // past a keyframe
  const stoppedAt = viewer.frames.length;
  device.resume();
  await until(() => viewer.frames.length > stoppedAt + 20, 'the picture again');

  const [last = 0, next = 0] = viewer.frames.slice(stoppedAt - 1);
  assert.equal(next % 15, 0);
  assert.ok(next - last > 4 && next - last < 40, `from frame ${String(last)} to ${String(next)}`);
  assertRising(viewer.frames);
  assert.equal(simulator.ledger.sessions().length, 1);
  assert.equal(viewer.state, 'connected');
});

test('after a stall within one group of pictures no frame is shown twice', async (t) => {
  const { simulator, client } = await start(t);
  const device = simulator.device('front-door');
  const viewer = new Viewer(t);
  await viewer.watch(client);
  await until(() => viewer.frames.length > 5 && (viewer.frames.at(-1) ?? 0) % 15 === 5, 'frame 5');
  device.stall();
  await new Promise((resolve) => setTimeout(resolve, 200));
  const stoppedAt = viewer.frames.length;
  device.resume();
  device.resume(); // of a running picture: nothing
  await until(() => viewer.frames.length > stoppedAt + 10, 'the picture again');
  assertRising(viewer.frames);
  assert.equal(viewer.frames.length, (viewer.frames.at(-1) ?? 0) - (viewer.frames[0] ?? 0) + 1);
});

test('a stall before the connection holds until it is resumed', async (t) => {
  const { simulator, client } = await start(t);
  const device = simulator.device('front-door');
  const viewer = new Viewer(t);
  const offer = await viewer.offer();
  const response = await client.post(offer);
  device.stall();
  viewer.accept(await response.text());
  await until(() => viewer.state === 'connected', 'the connection');
  await new Promise((resolve) => setTimeout(resolve, 200));
  assert.equal(simulator.ledger.open()[0]?.framesSent, 0);
  device.resume();
  await until(() => viewer.frames.length > 3, 'the picture');
});

test('a scripted stall can end by itself', async (t) => {
  const { simulator, client } = await start(t);
  simulator.device('front-door').onPost({ stallAfterSeconds: 0.4, stallForSeconds: 1.2 });
  const viewer = new Viewer(t);
  await viewer.watch(client);
  const steps = (): number[] =>
    viewer.frames.slice(1).map((frame, index) => frame - (viewer.frames[index] ?? 0));
  await until(() => steps().some((step) => step > 3), 'the picture after the stall');
  assertRising(viewer.frames);
});

test('one viewer can see the same picture later than another', async (t) => {
  const { simulator, client } = await start(t);
  const [early, late] = [new Viewer(t), new Viewer(t)];
  await early.watch(client);
  simulator.device('front-door').onPost({ lagSeconds: 0.3 });
  await late.watch(client);
  const behind = (): number => (early.frames.at(-1) ?? 0) - (late.frames.at(-1) ?? Infinity);
  await until(() => late.frames.length > 8, 'the late picture');
  assert.ok(behind() >= 3 && behind() <= 10, `${String(behind())} frames behind`);
  assertRising(late.frames);
});

test('further behind than the camera is old, a viewer sees its first frame', async (t) => {
  const { simulator, client } = await start(t);
  simulator.device('front-door').onPost({ lagSeconds: 60 });
  const viewer = new Viewer(t);
  await viewer.watch(client);
  await until(() => viewer.frames.length > 0, 'the first frame');
  assert.deepEqual(viewer.frames, [0]);
});

test('a camera can stall in each of its sessions', async (t) => {
  const { simulator, client } = await start(t, { stallAfterSeconds: 0.4 });
  for (let round = 0; round < 2; round += 1) {
    const viewer = new Viewer(t);
    const location = await viewer.watch(client);
    await until(() => viewer.frames.length > 0, 'the picture');
    await still(() => viewer.frames.length, 300);
    assert.equal(simulator.ledger.open().length, 1);
    await client.delete(location);
  }
});

test('a camera can be slow to its first frame in each of its sessions, and a fault has precedence', async (t) => {
  const { simulator, client } = await start(t, { firstFrameSeconds: 0.6 });
  const waited = async (): Promise<number> => {
    const viewer = new Viewer(t);
    await viewer.watch(client);
    await until(() => viewer.state === 'connected', 'the connection');
    const connectedAt = performance.now();
    await until(() => viewer.frames.length > 0, 'the first frame');
    return performance.now() - connectedAt;
  };
  assert.ok((await waited()) > 500);
  assert.ok((await waited()) > 500);
  simulator.device('front-door').onPost({ firstFrameSeconds: 0 });
  assert.ok((await waited()) < 400);
});
