// Which session a player has, over a fake native module, in Node.

import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { setImmediate as settled } from 'node:timers/promises';
import { Controller } from '../../web/src/element/controller.js';
import type { Player } from '../../web/src/element/controller.js';
import { replaceModule } from '../../web/src/session/module.js';
import { useFake } from './fake-module.js';

const unset: Player['settings'] = {
  ...{ src: '', deviceId: '', componentId: '', apiBase: '', power: null, extend: null },
  ...{ keepWhenHidden: false, credentials: 'same-origin', token: null, headers: null },
  ...{ iceServers: null, times: null, autoplay: false, preload: 'auto' },
};

/** A player that shows nothing. What is said of it can be changed. */
function makePlayer(settings: Partial<Player['settings']>) {
  const seen = {
    settings: { ...unset, ...settings },
    isConnected: true,
    play: (): Promise<void> => Promise.resolve(),
    told: [] as string[],
  };
  const player: Player = {
    get settings() {
      return seen.settings;
    },
    isConnected: () => seen.isConnected,
    isOnScreen: () => true,
    isInPicture: () => false,
    nameMissing: (missing) => missing,
    screen: () => ({
      shown: false,
      play: () => seen.play(),
      hold: () => undefined,
      forget: () => undefined,
    }),
    follow: () => undefined,
    tell: (type) => seen.told.push(type),
    sessionMade: () => undefined,
    render: () => undefined,
  };
  return { seen, controller: new Controller(player) };
}

afterEach(() => {
  replaceModule(null);
});

const door = 'https://cameras.example/door';

test('what the settings do not name is said, and asks for nothing', async () => {
  const module = useFake();
  const { seen, controller } = makePlayer({});
  await assert.rejects(controller.play(), { name: 'NotSupportedError', message: 'noCamera' });
  seen.settings.deviceId = 'door';
  await assert.rejects(controller.play(), { name: 'NotSupportedError', message: 'noToken' });
  assert.equal(controller.missing, 'noToken');
  seen.settings.token = 'secret';
  controller.changed();
  await settled();
  assert.equal(controller.missing, null);
  assert.deepEqual(module.calls, []);
});

test('autoplay starts a camera once, and not again after somebody has stopped it', async () => {
  const module = useFake();
  const { controller } = makePlayer({ src: door, autoplay: true });
  controller.changed();
  await settled();
  assert.deepEqual(module.calls, ['create', 'open']);
  void controller.pause();
  module.say(1, { type: 'phase', phase: 'closed', reason: 'requested', wait: 'none' });
  await settled();
  controller.changed();
  await settled();
  assert.equal(module.calls.filter((call) => call === 'open').length, 1);
});

test('options made anew that say the same keep the session, others wait until it is free', async () => {
  const module = useFake();
  const iceServers = (): RTCIceServer[] => [{ urls: 'stun:one.example' }];
  const { seen, controller } = makePlayer({ src: door, iceServers: iceServers() });
  void controller.play().catch(() => undefined);
  await settled();
  const first = controller.session;
  seen.settings.iceServers = iceServers();
  void controller.play().catch(() => undefined);
  assert.equal(controller.session, first);
  seen.settings.power = 'line';
  void controller.play().catch(() => undefined);
  assert.equal(controller.session, first, 'the service still has it');
  void controller.pause();
  module.say(1, { type: 'phase', phase: 'closed', reason: 'requested', wait: 'none' });
  await settled();
  void controller.play().catch(() => undefined);
  assert.notEqual(controller.session, first);
});

test('another camera lets go of the one before, and only its end is told', async () => {
  const module = useFake();
  const { seen, controller } = makePlayer({ src: door });
  void controller.play().catch(() => undefined);
  await settled();
  seen.told.length = 0;
  seen.settings.src = 'https://cameras.example/garage';
  controller.changed();
  await settled();
  assert.deepEqual(module.calls, ['create', 'open', 'close', 'create', 'open']);
  seen.told.length = 0;
  module.say(1, { type: 'release-failed', attempt: 1, status: 500 });
  module.say(1, { type: 'stall', attempt: 1, stalled: true });
  module.say(1, { type: 'phase', phase: 'closed', reason: 'requested', wait: 'none' });
  await settled();
  assert.deepEqual(seen.told, ['releasefailed', 'close']);
});

test('another address of a named camera is told to the session, whatever else has changed', async () => {
  const module = useFake();
  const { seen, controller } = makePlayer({ src: `${door}?sig=1`, deviceId: 'door' });
  void controller.play().catch(() => undefined);
  await settled();
  const first = controller.session;
  seen.settings = { ...seen.settings, src: `${door}?sig=2`, power: 'line' };
  controller.changed();
  controller.changed();
  await settled();
  assert.deepEqual(module.calls, ['create', 'open', `endpoint ${door}?sig=2`]);
  seen.settings = { ...seen.settings, power: null };
  void controller.pause();
  module.say(1, { type: 'phase', phase: 'closed', reason: 'requested', wait: 'none' });
  await settled();
  seen.settings.src = `${door}?sig=3`;
  controller.prepare();
  await settled();
  assert.equal(controller.session, first, 'it is no other session');
  assert.equal(module.session().config.src, `${door}?sig=3`);
});

test('another address names another camera on another origin, and without a device id', async () => {
  for (const [deviceId, src] of [
    ['door', door.replace('https', 'http')],
    ['door', ''],
    ['garage', door],
    ['', `${door}?sig=2`],
  ] as const) {
    const module = useFake();
    const named = deviceId === '' ? '' : 'door';
    const { seen, controller } = makePlayer({ src: door, deviceId: named, token: 'secret' });
    void controller.play().catch(() => undefined);
    await settled();
    seen.settings = { ...seen.settings, src, deviceId };
    controller.changed();
    await settled();
    assert.deepEqual(
      module.calls,
      ['create', 'open', 'close', 'create', 'open'],
      `${deviceId} ${src}`,
    );
  }
});

test('a camera that is named away and back at once is the same', async () => {
  const module = useFake();
  const { seen, controller } = makePlayer({ src: door });
  void controller.play().catch(() => undefined);
  await settled();
  seen.settings.src = '';
  controller.changed();
  seen.settings.src = door;
  controller.changed();
  await settled();
  assert.deepEqual(module.calls, ['create', 'open']);
});

test('a browser that wants a gesture lets the camera go, and the gesture brings it back', async () => {
  const module = useFake();
  const { seen, controller } = makePlayer({ src: door });
  void controller.play().catch(() => undefined);
  await settled();
  seen.play = () => Promise.reject(new DOMException('no gesture', 'NotAllowedError'));
  controller.playVideo();
  await settled();
  assert.equal(controller.tapNeeded, true);
  assert.ok(module.calls.includes('close'));
  module.say(1, { type: 'phase', phase: 'closed', reason: 'requested', wait: 'none' });
  await settled();
  seen.play = () => Promise.resolve();
  void controller.play().catch(() => undefined);
  await settled();
  assert.equal(controller.tapNeeded, false);
  assert.equal(module.calls.filter((call) => call === 'open').length, 2);
});

test('a sign of intent prepares, for a few players of a page at a time', async () => {
  const module = useFake();
  const players = Array.from({ length: 5 }, (_, index) =>
    makePlayer({ src: `${door}/${String(index)}`, preload: index === 1 ? 'none' : 'auto' }),
  );
  for (const { controller } of players) {
    controller.prepare();
    controller.prepare();
    await settled();
  }
  assert.equal(module.viewing_count(), 4, 'one of them wants none');
  const { controller } = makePlayer({ src: `${door}/last`, preload: 'auto' });
  controller.prepare();
  await settled();
  assert.equal(module.viewing_count(), 4);
  assert.equal(module.sessions.has(1), false, 'the oldest');
  const playing = players[2]?.controller;
  void playing?.play().catch(() => undefined);
  await settled();
  assert.equal(module.calls.at(-1), 'open', 'what was prepared is what plays');
});

test('a pointer on a player that plays takes nothing from what others have prepared', async () => {
  const module = useFake();
  const { controller: playing } = makePlayer({ src: `${door}/playing` });
  void playing.play().catch(() => undefined);
  await settled();
  for (let index = 0; index < 4; index += 1) {
    makePlayer({ src: `${door}/${String(index)}` }).controller.prepare();
    await settled();
  }
  assert.equal(module.viewing_count(), 5);
  playing.prepare();
  await settled();
  assert.equal(module.viewing_count(), 5);
});

test('a sign of intent leaves alone what tells how it ended', async () => {
  const module = useFake();
  const { seen, controller } = makePlayer({ src: door, preload: 'auto' });
  void controller.play().catch(() => undefined);
  await settled();
  const ended = controller.session;
  module.say(1, { type: 'phase', phase: 'closed', reason: 'limit', wait: 'none' });
  await settled();
  seen.settings.power = 'line';
  controller.prepare();
  assert.equal(controller.session, ended);
  assert.equal(ended?.endReason, 'limit');
});

test('what was only prepared is let go of when its player leaves the page', async () => {
  const module = useFake();
  const { seen, controller } = makePlayer({ src: door, preload: 'connection' });
  controller.changed();
  await settled();
  assert.deepEqual(module.calls, ['create', 'prepare']);
  seen.isConnected = false;
  controller.disconnected();
  await settled();
  assert.equal(controller.session, null);
  assert.equal(module.calls.at(-1), 'destroy');
});
