// LiveSession over a fake native module, in Node: what it promises about its own promises, events and
// moments. What the real module does is tested in tests/bridge and tests/browser.

import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { setImmediate as settled } from 'node:timers/promises';
import type { Notice } from '../../web/src/session/contract.js';
import {
  LiveSession,
  RingLiveError,
  type LiveSessionOptions,
  type TokenSource,
} from '../../web/src/index.js';
import { replaceModule } from '../../web/src/session/module.js';
import { useFake } from './fake-module.js';

const closed: Notice = { type: 'phase', phase: 'closed', reason: 'requested', wait: 'none' };
const firstFrame: Notice = {
  type: 'first-frame',
  attempt: 1,
  width: 640,
  height: 360,
  timings: { gathering: 100, token: 0, post: 200, connect: 300, frame: 400, total: 1000 },
};
const offline: Notice = {
  type: 'failed',
  failure: {
    kind: 'device-offline',
    stage: 'post',
    fault: 'camera',
    attempt: 1,
    status: 503,
    title: 'Device Unavailable',
    detail: '',
    request_id: 'r1',
    retryable: false,
    retry_at: -1,
    cross_origin: false,
  },
};

const source = { src: 'https://cameras.example/whep' };

afterEach(() => {
  replaceModule(null);
});

test('opening twice is opening once, and both get the same promise', async () => {
  const module = useFake();
  const session = new LiveSession(source);
  const opened = session.open();
  assert.equal(session.open(), opened);
  assert.equal(session.firstFrame, opened);
  await settled();
  assert.deepEqual(module.calls, ['create', 'open']);
  module.say(1, firstFrame);
  assert.deepEqual(await opened, { width: 640, height: 360 });
  assert.ok((session.timings?.total ?? 0) >= 1);
});

test('nothing is told inside a call of the module, and a picture comes before news of its frame', async () => {
  const module = useFake();
  const session = new LiveSession(source);
  void session.open();
  await settled();
  const seen: string[] = [];
  session.addEventListener('streamchange', () => seen.push('stream'));
  session.addEventListener('firstframe', () => seen.push('frame'));
  module.say(1, firstFrame);
  module.session().ports.stream_arrived(1, {} as MediaStream);
  assert.deepEqual(seen, []);
  await settled();
  assert.deepEqual(seen, ['stream', 'frame']);
});

test('closed while the module loads: no native session, no offer', async () => {
  const module = useFake();
  const session = new LiveSession(source);
  const opened = session.open();
  const released = session.close();
  await assert.rejects(opened, { name: 'AbortError' });
  await released;
  await settled();
  assert.deepEqual(module.calls, []);
  assert.equal(session.phase, 'closed');
  assert.equal(session.endReason, 'requested');
});

test('removed while the module loads: the core hears of it first if it is still so', async () => {
  const module = useFake();
  const removed = new LiveSession(source);
  removed.viewerRemoved();
  void removed.open();
  await settled();
  assert.deepEqual(module.calls.splice(0), ['create', 'removed', 'open']);
  removed.viewerReturned();
  assert.deepEqual(module.calls.splice(0), ['returned']);
  const moved = new LiveSession(source);
  void moved.open();
  moved.viewerRemoved();
  moved.viewerReturned();
  await settled();
  assert.deepEqual(module.calls, ['create', 'open']);
});

test('opened while the last session is being released: the next one waits for that', async () => {
  const module = useFake();
  const session = new LiveSession(source);
  const first = session.open();
  await settled();
  const released = session.close();
  const second = session.open();
  assert.notEqual(second, first);
  await settled();
  assert.deepEqual(module.calls, ['create', 'open', 'close']);
  module.say(1, closed);
  await released;
  await settled();
  assert.deepEqual(module.calls, ['create', 'open', 'close', 'destroy', 'create', 'open']);
  module.say(2, firstFrame);
  await second;
});

test('the picture that takes over is told before it does, and what has ended is not kept', async () => {
  const module = useFake();
  const session = new LiveSession(source);
  const names = new Map<MediaStream | null, string>([[null, 'none']]);
  const seen: string[] = [];
  for (const type of ['streamchange', 'nextstreamchange'] as const) {
    session.addEventListener(type, ({ detail }) => {
      seen.push(`${type} ${names.get(detail.stream) ?? '?'}`);
    });
  }
  const arrive = async (attempt: number, name: string): Promise<void> => {
    const stream = { name } as unknown as MediaStream;
    names.set(stream, name);
    module.session().ports.stream_arrived(attempt, stream);
    await settled();
  };
  void session.open();
  await settled();
  await arrive(1, 'first');
  module.say(1, { type: 'attempt', attempt: 2, phase: 'connecting' });
  await arrive(2, 'second');
  assert.equal(session.attemptPhase, 'offering', 'of the one that is shown');
  module.say(1, { type: 'picture', attempt: 2 });
  await settled();
  assert.equal(session.attemptPhase, 'connecting');
  module.say(1, { type: 'attempt', attempt: 1, phase: 'ending' });
  module.say(1, { type: 'attempt', attempt: 2, phase: 'ending' });
  await settled();
  assert.deepEqual(seen, [
    'streamchange first',
    'nextstreamchange second',
    'streamchange second',
    'nextstreamchange none',
    'streamchange none',
  ]);
});

test('what is being got over is told with its time, and forgotten once there are frames', async () => {
  const module = useFake();
  const session = new LiveSession(source);
  void session.open();
  await settled();
  assert.equal(offline.type, 'failed');
  const failure = { ...offline.failure, kind: 'server', retryable: true } as const;
  const now = module.session().ports.now();
  module.say(1, { type: 'recovering', failure, at: now + 4_000 });
  module.say(1, { type: 'phase', phase: 'waiting', reason: 'none', wait: 'retry' });
  await settled();
  assert.equal(session.phase, 'waiting');
  assert.equal(session.waitReason, 'retry');
  assert.equal(session.error, null, 'it is not over');
  assert.equal(session.recovery?.error.kind, 'server');
  const left = session.recovery.retryIn ?? 0;
  assert.ok(left > 3 && left <= 4);
  module.say(1, { type: 'phase', phase: 'live', reason: 'none', wait: 'none' });
  await settled();
  assert.equal(session.recovery, null);
  assert.equal(session.waitReason, 'none');
});

test('the wish for a next session can be taken back', async () => {
  const module = useFake();
  const session = new LiveSession(source);
  void session.open();
  await settled();
  void session.close();
  const second = session.open();
  const released = session.close();
  await assert.rejects(second, { name: 'AbortError' });
  module.say(1, closed);
  await released;
  await settled();
  assert.equal(module.viewing_count(), 0);
});

test('a failure is told at once, by promise, property and event, and stays until the next opening', async () => {
  const module = useFake();
  const session = new LiveSession(source);
  const opened = session.open();
  await settled();
  let told: RingLiveError | undefined;
  session.addEventListener('error', ({ detail }) => (told = detail.error));
  module.say(1, offline);
  await assert.rejects(opened, (error) => error instanceof RingLiveError && error.status === 503);
  assert.equal(session.error, told);
  assert.match(told?.message ?? '', /offline/);
  module.say(1, { type: 'phase', phase: 'closed', reason: 'failed', wait: 'none' });
  await settled();
  assert.equal(session.error, told);
  assert.equal(session.stream, null);
  assert.equal(module.viewing_count(), 0);
});

test('a module that breaks in mid-call ends in a typed failure, not in an exception', async () => {
  const module = useFake();
  module.drain = () => {
    throw new WebAssembly.RuntimeError('unreachable');
  };
  const session = new LiveSession(source);
  await assert.rejects(session.open(), { kind: 'unsupported-browser', stage: 'setup' });
  await session.close();
  assert.equal(session.phase, 'closed');
});

test('a module that does not load says why, and is loaded again by the next opening', async () => {
  replaceModule(() => Promise.reject(new TypeError('Failed to fetch')));
  const session = new LiveSession(source);
  await assert.rejects(session.open(), {
    ...{ kind: 'network', retryable: true },
    message:
      'The camera service could not be reached. Check the network connection, then try again.',
  });
  await settled();
  const module = useFake();
  void session.open();
  await settled();
  assert.deepEqual(module.calls, ['create', 'open']);
});

test('a policy that forbids WebAssembly is named', async (t) => {
  const { Module } = WebAssembly;
  t.after(() => {
    WebAssembly.Module = Module;
  });
  WebAssembly.Module = class {
    constructor() {
      throw new WebAssembly.CompileError('refused');
    }
  } as unknown as typeof Module;
  replaceModule(() => Promise.reject(new Error('Aborted')));
  await assert.rejects(
    new LiveSession(source).open(),
    (error) =>
      error instanceof RingLiveError &&
      /'wasm-unsafe-eval'/.test(error.detail) &&
      /^This browser cannot show live video here\. Use/.test(error.message),
  );
});

test('what is only prepared is told to nobody, and open() goes on with it', async () => {
  const module = useFake();
  const session = new LiveSession(source);
  const told: string[] = [];
  session.addEventListener('phasechange', ({ detail }) => told.push(detail.phase));
  session.prepare();
  await settled();
  assert.deepEqual(module.calls, ['create', 'prepare']);
  session.prepare();
  assert.equal(session.phase, 'idle');
  assert.equal(await session.trace(), null);
  void session.open();
  session.prepare();
  await settled();
  assert.deepEqual(module.calls, ['create', 'prepare', 'prepare', 'open']);
  assert.deepEqual(told, ['starting', 'starting']);
});

test('opened while the module loads for a preparation, it is opened once', async () => {
  const module = useFake();
  const session = new LiveSession(source);
  session.prepare();
  void session.open();
  await settled();
  assert.deepEqual(module.calls, ['create', 'open']);
});

test('close lets go of what is prepared, without a word', async () => {
  const module = useFake();
  const session = new LiveSession(source);
  const told: string[] = [];
  session.addEventListener('phasechange', () => told.push('phase'));
  session.addEventListener('close', () => told.push('close'));
  session.prepare();
  await session.close();
  await settled();
  assert.deepEqual(module.calls, [], 'closed while the module loads');
  session.prepare();
  await settled();
  await session.close();
  assert.deepEqual(module.calls, ['create', 'prepare', 'destroy']);
  assert.deepEqual(told, []);
  void session.open();
  await settled();
  assert.equal(module.viewing_count(), 1);
});

test('a module that cannot be had is news only to who wants to watch', async () => {
  replaceModule(() => Promise.reject(new TypeError('Failed to fetch')));
  const session = new LiveSession(source);
  session.prepare();
  await settled();
  assert.equal(session.error, null);
  await assert.rejects(session.open(), { kind: 'network' });
});

const report = (...entries: object[]): Promise<RTCStatsReport> =>
  Promise.resolve(new Map(entries.map((entry, id) => [`${id}`, { id: `${id}`, ...entry }])));

const statsBeforePicture = {
  ...{ width: null, height: null, codec: null, codecParameters: null, decoder: null },
  ...{ framesPerSecond: null, framesDecoded: null },
  ...{ framesDropped: null, freezes: null, freezeTime: null, bitrate: null, jitter: null },
  ...{ loss: null, roundTrip: null, stalled: false, timings: null, sessions: 0, cameraTime: 0 },
};

test('statistics are there at any time, and what nobody knows is null', async () => {
  const module = useFake();
  const session = new LiveSession(source);
  const idle = { ...statsBeforePicture, phase: 'idle', attemptPhase: null };
  assert.deepEqual(await session.getStats(), idle);
  void session.open();
  await settled();
  const starting = { ...statsBeforePicture, phase: 'starting', attemptPhase: 'offering' };
  assert.deepEqual(await session.getStats(), starting, 'no peer yet');
  module.reports.set(1, () => Promise.reject(new Error('closed meanwhile')));
  assert.deepEqual(await session.getStats(), starting);
  module.reports.set(1, () => Promise.resolve(null as unknown as RTCStatsReport));
  assert.deepEqual(await session.getStats(), starting, 'a patched browser');
  module.reports.set(1, () => report({ type: 'inbound-rtp', kind: 'video', jitter: 'much' }));
  assert.deepEqual(await session.getStats(), starting, 'a browser that knows little');
});

test('the browser’s statistics are summed up, the bitrate from two of them', async () => {
  const module = useFake();
  const session = new LiveSession(source);
  const video = (timestamp: number, bytesReceived: number): object => ({
    ...{ type: 'inbound-rtp', kind: 'video', codecId: 'c2', timestamp, bytesReceived },
    ...{ frameWidth: 1280, frameHeight: 720, framesPerSecond: 15, framesDecoded: 30 },
    ...{ framesDropped: 1, freezeCount: 2, totalFreezesDuration: 0.5, jitter: 0.01 },
    ...{ packetsReceived: 90, packetsLost: 10, decoderImplementation: 'OpenH264' },
  });
  const others = [
    { type: 'inbound-rtp', kind: 'audio', frameWidth: 1 },
    { type: 'codec', id: 'c1', mimeType: 'video/rtx' },
    { type: 'codec', id: 'c2', mimeType: 'video/H264', sdpFmtpLine: 'profile-level-id=42e01f' },
    { type: 'candidate-pair', id: 'p1', state: 'succeeded', currentRoundTripTime: 9 },
    { type: 'candidate-pair', id: 'p2', state: 'in-progress', currentRoundTripTime: 0.02 },
    { type: 'transport', selectedCandidatePairId: 'p2' },
  ];
  const say = (attempt: number, timestamp: number, bytes: number): void => {
    module.reports.set(attempt, () => report(...others, video(timestamp, bytes)));
  };
  void session.open();
  await settled();
  say(1, 1000, 5_000);
  assert.deepEqual(await session.getStats(), {
    ...{ phase: 'starting', attemptPhase: 'offering', stalled: false, timings: null },
    ...{ width: 1280, height: 720, framesPerSecond: 15, framesDecoded: 30 },
    ...{ codec: 'video/H264', codecParameters: 'profile-level-id=42e01f', decoder: 'OpenH264' },
    ...{ framesDropped: 1, freezes: 2, freezeTime: 0.5, bitrate: null, jitter: 0.01, loss: 0.1 },
    ...{ roundTrip: 0.02, sessions: 0, cameraTime: 0 },
  });
  say(1, 1500, 55_000);
  assert.equal((await session.getStats()).bitrate, 800_000);
  assert.equal((await session.getStats()).bitrate, 800_000, 'the same report again');
  say(1, 2000, 55_000);
  assert.equal((await session.getStats()).bitrate, 400_000);
  say(1, 2100, 55_000);
  const soon = (await session.getStats()).bitrate ?? 0;
  assert.ok(soon > 350_000 && soon < 400_000, 'whoever asks often takes nothing from the others');
  say(1, 3000, 105_000);
  assert.equal((await session.getStats()).bitrate, 400_000, 'of the second that is over');
  module.say(1, { type: 'picture', attempt: 2 });
  await settled();
  say(2, 4000, 100);
  assert.equal((await session.getStats()).bitrate, null, 'another session’s bytes');
});

test('Firefox marks the path in use', async () => {
  const module = useFake();
  const session = new LiveSession(source);
  void session.open();
  await settled();
  module.reports.set(1, () =>
    report(
      { type: 'candidate-pair', selected: false, state: 'succeeded', currentRoundTripTime: 9 },
      { type: 'candidate-pair', selected: true, state: 'succeeded', currentRoundTripTime: 0.02 },
    ),
  );
  assert.equal((await session.getStats()).roundTrip, 0.02);
});

test('sessions and camera time are the core’s, and kept until the next viewing', async () => {
  const module = useFake();
  const session = new LiveSession(source);
  void session.open();
  await settled();
  module.used = { sessions: 2, cameraTime: 41_500 };
  const { sessions, cameraTime } = await session.getStats();
  assert.deepEqual({ sessions, cameraTime }, { sessions: 2, cameraTime: 41.5 });
  module.used = { sessions: 2, cameraTime: 42_000 };
  module.say(1, closed);
  await settled();
  module.used = { sessions: 7, cameraTime: 0 };
  const after = await session.getStats();
  assert.equal(after.phase, 'closed');
  assert.equal(after.cameraTime, 42, 'the camera rests');
  module.used = { sessions: 0, cameraTime: 0 };
  void session.open();
  assert.equal((await session.getStats()).sessions, 0);
});

test('times travel down by the names of the core, in milliseconds', async () => {
  const module = useFake();
  void new LiveSession({ ...source, times: { gatheringCap: 0.25, close: 2 } }).open();
  await settled();
  assert.deepEqual(module.session().config.times, { gathering_cap: 250, close: 2000 });
});

async function askToken(token: TokenSource, fresh = false): Promise<unknown> {
  const module = useFake();
  void new LiveSession({ deviceId: 'd', token }).open();
  await settled();
  return module.session().ports.ask_token(fresh);
}

test('a provider is asked each time, and its trouble never quotes a secret', async () => {
  assert.equal(await askToken('fixed'), 'fixed');
  assert.equal(
    await askToken(({ fresh }) => Promise.resolve(`fresh:${String(fresh)}`), true),
    'fresh:true',
  );
  await assert.rejects(
    askToken(() => ''),
    /returned nothing/,
  );
  await assert.rejects(askToken((() => 4) as unknown as TokenSource), /not a string/);
  const quoting = (): string => {
    throw new Error('my token is hunter2');
  };
  await assert.rejects(askToken(quoting), (error) => !String(error).includes('hunter2'));
});

test('a provider is never run inside the call that asks for it', async () => {
  const module = useFake();
  let ran = false;
  const token = (): string => {
    ran = true;
    return 't';
  };
  void new LiveSession({ deviceId: 'd', token }).open();
  await settled();
  const asked = module.session().ports.ask_token(false);
  assert.equal(ran, false);
  assert.equal(await asked, 't');
});

test('a module that refuses what was prepared is told to whoever opens afterwards', async () => {
  const module = useFake();
  const session = new LiveSession(source);
  const create = module.create.bind(module);
  module.create = () => {
    throw new TypeError('patched');
  };
  session.prepare();
  await settled();
  await assert.rejects(session.open(), { name: 'RingLiveError', kind: 'unsupported-browser' });
  await settled();
  module.create = create;
  void session.open();
  await settled();
  assert.deepEqual(module.calls, ['create', 'open']);
});

test('what cannot be options is refused in words, at once', () => {
  const wrong: readonly [object, RegExp][] = [
    [{ src: '/whep', iceServers: { urls: 'stun:stun.example' } }, /iceServers is a list/],
    [{ src: '/whep', credentials: 'always' }, /credentials is one of/],
    [{ src: '/whep', headers: { 'no name': 'x' } }, /./],
    [{ deviceId: 'd', token: 't', headers: {} }, /headers and credentials go with src/],
  ];
  for (const [options, reason] of wrong) {
    assert.throws(
      () => new LiveSession(options as LiveSessionOptions),
      (error) => error instanceof TypeError && reason.test(error.message),
    );
  }
});
