// The built module in Node with a browser made by hand: every promise is settled by the test, time
// moves when the test says so, and nothing of JavaScript may be left in C++ at the end.

import assert from 'node:assert/strict';
import createModule from '../../web/generated/native.js';
import type { MainModule, NativeConfig, Notice, Ports } from '../../web/src/session/contract.js';

export const offerSdp = [
  'v=0',
  'o=- 1 2 IN IP4 127.0.0.1',
  's=-',
  't=0 0',
  'a=group:BUNDLE 0',
  'm=video 9 UDP/TLS/RTP/SAVPF 102',
  'c=IN IP4 0.0.0.0',
  'a=mid:0',
  'a=recvonly',
  'a=rtcp-mux',
  'a=rtpmap:102 H264/90000',
  '',
].join('\r\n');
export const answerSdp = offerSdp.replace('a=recvonly', 'a=sendonly');
export const token = 'secret-bearer-0123456789';
export const endpoint = 'https://api.amazonvision.com/v1/devices/d1/media/streaming/whep/sessions';
export const sessionUrl = `${endpoint}/s1`;

/** Lets promise callbacks run. */
export const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export interface Request {
  readonly url: string;
  readonly init: RequestInit;
  readonly headers: Record<string, string>;
  reply(response: Response): Promise<void>;
  fail(): Promise<void>;
}

/** An RTCPeerConnection whose every step the test takes. */
export class FakePeer extends EventTarget {
  static all: FakePeer[] = [];
  static thrown: Error | null = null;
  readonly calls: string[] = [];
  readonly listening: string[] = [];
  connectionState = 'new';
  iceConnectionState = 'new';
  iceGatheringState = 'new';
  localDescription: { sdp: string } | null = null;
  decoded = 0;
  offer = offerSdp;
  refusesAnswer = false;

  constructor(readonly options: { iceServers: unknown; iceCandidatePoolSize?: number }) {
    super();
    if (FakePeer.thrown !== null) throw FakePeer.thrown;
    FakePeer.all.push(this);
  }
  override addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
  ): void {
    this.listening.push(type);
    super.addEventListener(type, listener);
  }
  addTransceiver(kind: string, init: { direction: string }): object {
    this.calls.push(`addTransceiver ${kind} ${init.direction}`);
    return {};
  }
  createOffer(): Promise<{ type: string; sdp: string }> {
    this.calls.push(`createOffer after ${this.listening.join(' ')}`);
    return Promise.resolve({ type: 'offer', sdp: this.offer });
  }
  createAnswer(): Promise<{ type: string; sdp: string }> {
    this.calls.push('createAnswer');
    return Promise.resolve({ type: 'answer', sdp: this.offer });
  }
  setLocalDescription(description: { sdp: string }): Promise<void> {
    this.calls.push('setLocalDescription');
    this.localDescription = { sdp: description.sdp };
    this.iceGatheringState = 'gathering';
    return Promise.resolve();
  }
  setRemoteDescription(description: { sdp: string }): Promise<void> {
    this.calls.push(`setRemoteDescription ${description.sdp.includes('sendonly')}`);
    return this.refusesAnswer
      ? Promise.reject(new DOMException('no', 'InvalidAccessError'))
      : Promise.resolve();
  }
  getStats(): Promise<Map<string, object>> {
    const video = {
      type: 'inbound-rtp',
      kind: 'video',
      framesDecoded: this.decoded,
      frameWidth: 1280,
      frameHeight: 720,
    };
    return Promise.resolve(
      new Map<string, object>([
        ['other', { type: 'codec' }],
        ['v', video],
      ]),
    );
  }
  close(): void {
    this.calls.push('close');
    this.connectionState = 'closed';
    // A browser fires nothing here, but one that did must do no harm.
    this.dispatchEvent(new Event('connectionstatechange'));
  }

  async gather(): Promise<void> {
    const found = new Event('icecandidate');
    Object.assign(found, { candidate: { candidate: 'candidate:1 1 udp 1 10.0.0.1 9 typ host' } });
    this.dispatchEvent(found);
    this.iceGatheringState = 'complete';
    this.dispatchEvent(new Event('icegatheringstatechange'));
    await settle();
  }
  async become(state: string): Promise<void> {
    this.connectionState = state;
    this.dispatchEvent(new Event('connectionstatechange'));
    await settle();
  }
  async track(stream: object): Promise<void> {
    this.dispatchEvent(Object.assign(new Event('track'), { streams: [stream], track: {} }));
    await settle();
  }
}

export interface World {
  readonly module: MainModule;
  readonly id: number;
  readonly requests: Request[];
  readonly notices: Notice[];
  readonly streams: object[];
  readonly tokensAsked: boolean[];
  /** Settles the oldest token that was asked for. */
  giveToken(...value: [unknown?]): Promise<void>;
  refuseToken(): Promise<void>;
  /** Moves time, firing the one timer when it is due. */
  pass(ms: number): Promise<void>;
  peer(): FakePeer;
  /** The way to a POST that is under way. */
  reachPost(): Promise<Request>;
  reachFrames(): Promise<void>;
  close(): Promise<void>;
}

export const withProvider: NativeConfig = {
  src: '',
  api_base: 'https://api.amazonvision.com',
  device_id: 'd1',
  component_id: '',
  page_origin: 'https://page.example',
  bearer: 'provider',
  power: 'battery',
  extend: 0,
  keep_when_hidden: false,
  ice_servers: 'service',
  seed: 1,
  slowest_first_frame: 0,
  slowest_age: 0,
  alone_age: -1,
  doubt: 'none',
  times: {},
};

export const created = (body: BodyInit = answerSdp): Response =>
  new Response(body, { status: 201, headers: { Location: sessionUrl } });

let shared: Promise<MainModule> | null = null;
const loadModule = (): Promise<MainModule> => (shared ??= createModule());

/** Runs a story in a fresh world and checks that nothing is left behind. */
export async function inWorld(
  story: (world: World) => Promise<void>,
  config: Partial<NativeConfig> = {},
  parts: Partial<Ports> = {},
): Promise<void> {
  const module = await loadModule();
  warmUp(module);
  const handles = module.handle_count();
  const sessions = module.viewing_count();
  FakePeer.all = [];
  FakePeer.thrown = null;
  const world = makeWorld(module, { ...withProvider, ...config }, parts);
  await story(world);
  module.destroy(world.id);
  await world.pass(60_000);
  for (const request of world.requests) await request.fail();
  assert.equal(module.viewing_count(), sessions, 'a session is still remembered');
  assert.equal(module.handle_count(), handles, 'a JavaScript value is left in C++');
  const defects = world.notices.filter(({ type }) => type === 'defect');
  assert.deepEqual(defects, []);
  const said = JSON.stringify(world.notices);
  assert.ok(!said.includes(token), 'the token is in a notice');
}

let warm = false;
/** The first hook makes a value that stays for good. */
function warmUp(module: MainModule): void {
  if (warm) return;
  warm = true;
  const world = makeWorld(module, { ...withProvider, src: 'https://x.example/' }, {});
  module.open(world.id, true);
  module.destroy(world.id);
}

function makeWorld(module: MainModule, config: NativeConfig, parts: Partial<Ports>): World {
  const requests: Request[] = [];
  const notices: Notice[] = [];
  const streams: object[] = [];
  const tokensAsked: boolean[] = [];
  const tokenWaiters: { resolve: (value: string) => void; reject: (reason: Error) => void }[] = [];
  let now = 1000;
  let timer: { at: number; callback: () => void } | null = null;

  const ports: Ports = {
    RTCPeerConnection: FakePeer,
    ice_servers: [],
    fetch: (url, init) =>
      new Promise((resolve, reject) => {
        const headers = init.headers as Record<string, string>;
        requests.push({
          url,
          init,
          headers,
          reply: async (response) => {
            resolve(response);
            await settle();
          },
          fail: async () => {
            reject(new TypeError(`Failed to fetch with ${headers['Authorization'] ?? 'nothing'}`));
            await settle();
          },
        });
      }),
    now: () => now,
    wall: () => 1_700_000_000_000 + now,
    set_timeout: (callback, ms) => {
      assert.equal(timer, null, 'there is only one timer');
      timer = { at: now + ms, callback };
      return timer;
    },
    clear_timeout: (handle) => {
      assert.equal(handle, timer);
      timer = null;
    },
    ask_token: (fresh) => {
      tokensAsked.push(fresh);
      return new Promise((resolve, reject) => {
        tokenWaiters.push({ resolve, reject });
      });
    },
    notices_wait: () => {
      queueMicrotask(() => notices.push(...module.drain(id)));
    },
    stream_arrived: (_attempt, stream) => streams.push(stream),
    ...parts,
  };
  const id = module.create(config, ports);

  const world: World = {
    module,
    id,
    requests,
    notices,
    streams,
    tokensAsked,
    giveToken: async (...value) => {
      // An explicit `undefined` is a provider that returns nothing.
      tokenWaiters.shift()?.resolve((value.length === 0 ? token : value[0]) as string);
      await settle();
    },
    refuseToken: async () => {
      tokenWaiters.shift()?.reject(new Error(`provider said ${token}`));
      await settle();
    },
    pass: async (ms) => {
      const until = now + ms;
      while (timer !== null && timer.at <= until) {
        now = Math.max(now, timer.at);
        const due = timer;
        timer = null;
        due.callback();
        await settle();
      }
      now = until;
      await settle();
    },
    peer: () => {
      const last = FakePeer.all.at(-1);
      assert.ok(last, 'no peer was made');
      return last;
    },
    reachPost: async () => {
      module.open(id, true);
      await settle();
      if (config.bearer !== 'none') await world.giveToken();
      await world.peer().gather();
      const post = requests.at(-1);
      assert.ok(post, 'no POST was sent');
      return post;
    },
    reachFrames: async () => {
      await (await world.reachPost()).reply(created());
      await world.peer().become('connected');
      module.frame_shown(id, 1, 1280, 720);
      await settle();
    },
    close: async () => {
      module.close(id);
      await settle();
    },
  };
  return world;
}

export const failureOf = (world: World): { kind: string; stage: string; detail: string } => {
  const failures = world.notices.flatMap((n) =>
    n.type === 'failed' || n.type === 'recovering' ? [n.failure] : [],
  );
  assert.equal(failures.length, 1, 'exactly one failure is told');
  const [failure] = failures;
  assert.ok(failure);
  return failure;
};

export const phasesOf = (world: World): string[] =>
  world.notices.flatMap((n) => (n.type === 'phase' ? [n.phase] : []));
