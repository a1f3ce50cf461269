// What the tests share: offers as text, a plain client, and a viewer with a real peer.

import type { TestContext } from 'node:test';
import { PeerConnection, Video, type Track } from 'node-datachannel';
import { nalType } from './h264.js';
import { startSimulator, type Simulator, type SimulatorOptions } from './index.js';

export const ticksPerFrame = 6000; // 90 kHz at 15 frames per second

export interface OfferParts {
  direction?: string;
  /** profile-level-id of each H.264 payload type, counted from 102. */
  profiles?: string[];
  mode?: number;
  extra?: string[];
}

/** An offer that a browser could have written; nobody answers at its addresses. */
export function offerText({
  direction = 'recvonly',
  profiles = ['42001f'],
  mode = 1,
  extra = [],
}: OfferParts = {}): string {
  const payloadTypes = profiles.map((_, index) => 102 + index);
  const lines = [
    'v=0',
    'o=- 4611731400430051336 2 IN IP4 127.0.0.1',
    's=-',
    't=0 0',
    'a=group:BUNDLE 0',
    `m=video 9 UDP/TLS/RTP/SAVPF 96 ${payloadTypes.join(' ')}`,
    'c=IN IP4 0.0.0.0',
    'a=candidate:1 1 udp 2113937151 4b1d0a0b-6d9e-4e0c-a3a1-0e2f8a3b9f11.local 54400 typ host',
    'a=ice-ufrag:F7gI',
    'a=ice-pwd:x9cml/YzichV2+XlhiMu8g12',
    `a=fingerprint:sha-256 ${Array(32).fill('AB').join(':')}`,
    'a=setup:actpass',
    'a=mid:0',
    `a=${direction}`,
    'a=rtcp-mux',
    'a=rtpmap:96 VP8/90000',
    ...profiles.flatMap((profile, index) => [
      `a=rtpmap:${String(102 + index)} H264/90000`,
      `a=fmtp:${String(102 + index)} level-asymmetry-allowed=1;packetization-mode=${String(mode)};profile-level-id=${profile}`,
    ]),
    ...extra,
  ];
  return `${lines.join('\r\n')}\r\n`;
}

/** A simulator that is closed when the test ends, and a client with a valid token. */
export async function start(
  t: TestContext,
  options: SimulatorOptions = {},
): Promise<{ simulator: Simulator; client: Client }> {
  const simulator = await startSimulator(options);
  t.after(() => simulator.close());
  return { simulator, client: new Client(simulator) };
}

export class Client {
  readonly token: string;
  readonly #simulator: Simulator;

  constructor(simulator: Simulator) {
    this.#simulator = simulator;
    this.token = simulator.tokens.issue();
  }

  post(
    offer = offerText(),
    init: RequestInit = {},
    deviceId = 'front-door',
    componentId?: string,
  ): Promise<Response> {
    return fetch(this.#simulator.origin + this.#simulator.endpointPath(deviceId, componentId), {
      method: 'POST',
      body: offer,
      redirect: 'manual',
      ...init,
      headers: this.#headers({ 'Content-Type': 'application/sdp' }, init),
    });
  }

  delete(location: string | null, init: RequestInit = {}): Promise<Response> {
    return fetch(new URL(location ?? '', this.#simulator.origin), {
      method: 'DELETE',
      ...init,
      headers: this.#headers({}, init),
    });
  }

  /** Opens a session and returns its Location. */
  async open(offer = offerText()): Promise<string> {
    const response = await this.post(offer);
    if (response.status !== 201)
      throw new Error(`the POST was answered ${String(response.status)}`);
    await response.text();
    return response.headers.get('Location') ?? '';
  }

  #headers(usual: Record<string, string>, init: RequestInit): Headers {
    const headers = new Headers({ Authorization: `Bearer ${this.token}`, ...usual });
    for (const [name, value] of new Headers(init.headers)) headers.set(name, value);
    return headers;
  }
}

/** A real receiver: ICE, DTLS, SRTP, and a look at what arrives. */
export class Viewer {
  readonly timestamps: number[] = [];
  readonly payloadTypes = new Set<number>();
  /** What the packets carried. */
  readonly payloads: Buffer[] = [];
  readonly sequenceNumbers: number[] = [];
  /** profile_idc of the last sequence parameter set. */
  profile = 0;
  ssrc = 0;
  senderReports = 0;
  firstFrameAt: number | undefined;
  state = 'new';
  readonly #peer = new PeerConnection('viewer', { iceServers: [], disableAutoNegotiation: true });
  readonly #track: Track;

  /** @param codec a profile-level-id of H.264, or `vp8`. */
  constructor(t: TestContext, codec = '42001f') {
    const video = new Video('0', 'RecvOnly');
    if (codec === 'vp8') video.addVP8Codec(96);
    else
      video.addH264Codec(
        102,
        `level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=${codec}`,
      );
    this.#track = this.#peer.addTrack(video);
    this.#track.onMessage((packet) => {
      this.#receive(packet);
    });
    this.#track.onClosed(() => undefined); // without it the process would not exit; see camera.ts
    this.#peer.onStateChange((state) => {
      this.state = state;
    });
    t.after(() => {
      this.close();
    });
  }

  /**
   * Without candidates: a camera that is quicker than our own reading of its answer would connect to a peer that knows
   * no remote fingerprint yet, and this library fails then. A browser does not; it hides its addresses anyway.
   */
  async offer(): Promise<string> {
    return (await this.fullOffer()).replace(/^a=(candidate:.*|end-of-candidates)\r\n/gm, '');
  }

  /** With candidates. */
  async fullOffer(): Promise<string> {
    const gathered = new Promise<void>((resolve) => {
      this.#peer.onGatheringStateChange((state) => {
        if (state === 'complete') resolve();
      });
    });
    this.#peer.setLocalDescription('offer');
    await gathered;
    return this.#peer.localDescription()?.sdp ?? '';
  }

  accept(answer: string): void {
    this.#peer.setRemoteDescription(answer, 'answer');
  }

  /** The whole way: offer, POST, answer. Returns the Location. */
  async watch(client: Client, offer?: string): Promise<string> {
    const response = await client.post(offer ?? (await this.offer()));
    if (response.status !== 201)
      throw new Error(`the POST was answered ${String(response.status)}`);
    this.accept(await response.text());
    return response.headers.get('Location') ?? '';
  }

  /** An RTCP feedback message about the stream received, such as 206/1: a keyframe request. */
  sendFeedback(type: number, format: number, tail: number[] = []): void {
    const packet = Buffer.alloc(12 + tail.length * 2);
    packet.writeUInt8(0x80 | format, 0);
    packet.writeUInt8(type, 1);
    packet.writeUInt16BE(packet.length / 4 - 1, 2);
    packet.writeUInt32BE(1, 4);
    packet.writeUInt32BE(this.ssrc, 8);
    tail.forEach((value, index) => packet.writeUInt16BE(value, 12 + index * 2));
    this.#track.sendMessageBinary(packet);
  }

  get nalTypes(): number[] {
    return this.payloads.map(nalType);
  }

  /** Numbers of the frames received, in the order of their coming. */
  get frames(): number[] {
    return this.timestamps.map((timestamp) => timestamp / ticksPerFrame);
  }

  close(): void {
    this.#track.close();
    this.#peer.close();
  }

  #receive(packet: Buffer): void {
    const type = packet.readUInt8(1);
    if (type === 200) this.senderReports += 1;
    if (type >= 200 && type <= 207) return;
    this.payloadTypes.add(type & 0x7f);
    this.sequenceNumbers.push(packet.readUInt16BE(2));
    this.ssrc = packet.readUInt32BE(8);
    const payload = packet.subarray(12);
    this.payloads.push(payload);
    if (nalType(payload) === 7) this.profile = payload.readUInt8(1);
    if ((type & 0x80) === 0) return;
    this.firstFrameAt ??= performance.now();
    this.timestamps.push(packet.readUInt32BE(4));
  }
}

/** Returns when the value has not changed for so long. */
export async function still(value: () => number, quietMs: number, timeoutMs = 5000): Promise<void> {
  let last = value();
  let since = performance.now();
  await until(
    () => {
      if (value() !== last) since = performance.now();
      last = value();
      return performance.now() - since >= quietMs;
    },
    'silence',
    timeoutMs,
  );
}

/** Asks until it holds: the tests never sleep for a guessed time. */
export async function until(
  condition: () => boolean,
  what: string,
  timeoutMs = 5000,
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!condition()) {
    if (performance.now() > deadline)
      throw new Error(`waited ${String(timeoutMs)} ms in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Small, seeded: a failing run can be repeated. */
export function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 0x1_0000_0000) * below);
  };
}
