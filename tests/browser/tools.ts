// What the test pages bring along: they run in the browser, see everything that a page could see, and
// change nothing unless asked to.

import { LiveSession, RingLiveError } from '../../web/src/index.js';
import type {
  LiveSessionEventMap,
  LiveSessionOptions,
  Timings,
  VideoSize,
} from '../../web/src/index.js';
import { PictureMeter, type Row, type SeenFrame } from './picture-meter.js';

/** All of them: the compiler misses one that is forgotten. */
const sessionEvents: Record<keyof LiveSessionEventMap, true> = {
  phasechange: true,
  streamchange: true,
  nextstreamchange: true,
  firstframe: true,
  limitchange: true,
  limitwarning: true,
  timeupdate: true,
  stallchange: true,
  slowchange: true,
  answerrepaired: true,
  releasefailed: true,
  recovering: true,
  error: true,
  close: true,
  defect: true,
};

/** Options as they travel from a test: a provider is made here, of tokens to give out in turn. */
export type SentOptions = LiveSessionOptions | (Omit<LiveSessionOptions, 'token'> & Provided);
interface Provided {
  readonly tokens: readonly string[];
}

export interface ErrorFacts {
  readonly name: string;
  readonly message: string;
  readonly kind: string;
  readonly stage: string;
  readonly fault: string;
  readonly attempt: number;
  readonly status: number | null;
  readonly title: string;
  readonly detail: string;
  readonly requestId: string;
  readonly retryable: boolean;
  readonly retryIn: number | null;
}

export interface Outcome {
  readonly size: VideoSize | null;
  readonly error: ErrorFacts | null;
}

export interface Seen {
  readonly type: string;
  /** On the page's clock, milliseconds. */
  readonly at: number;
  readonly detail: Readonly<Record<string, unknown>>;
}

export interface SessionFacts {
  readonly phase: string;
  readonly attemptPhase: string | null;
  readonly endReason: string;
  readonly limit: number | null;
  readonly timeLeft: number | null;
  readonly timings: Timings | null;
  readonly stalled: boolean;
  readonly hasStream: boolean;
  readonly error: ErrorFacts | null;
}

export interface Decoding {
  codec: string;
  received: number;
  frames: number;
  keyframes: number;
  transceivers: string[];
}

export interface SentRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** What the browser's own description was at that moment. */
  readonly localDescription: string;
}

class Tools {
  session: LiveSession | null = null;
  readonly video = document.createElement('video');
  readonly seen: Seen[] = [];
  /** The `fresh` of each call of the token provider. */
  readonly asked: boolean[] = [];
  /** Calls of peers made since `record()`, in order. */
  readonly calls: string[] = [];
  readonly peers: RTCPeerConnection[] = [];
  readonly requests: SentRequest[] = [];
  /** Every state line of the first player, in order. */
  readonly words: string[] = [];
  /** All that the live regions of the first player have said, in order: each change of a text is heard. */
  readonly heard: string[] = [];
  #meter: PictureMeter | null = null;

  constructor() {
    this.video.muted = true;
    this.video.playsInline = true;
    document.body.append(this.video);
  }

  begin(sent: SentOptions): LiveSession {
    const session = this.make(sent);
    void session.open();
    return session;
  }

  /** A session that is watched and shown, not opened. */
  make(sent: SentOptions): LiveSession {
    const session = new LiveSession(this.#options(sent));
    this.session = session;
    this.watch(session);
    session.addEventListener('streamchange', ({ detail }) => {
      this.video.srcObject = detail.stream;
      if (detail.stream !== null) void this.video.play().catch(() => undefined);
    });
    return session;
  }

  /** The first frame, or the first failure, whether it is retried or not. */
  async outcome(): Promise<Outcome> {
    const session = this.session;
    if (session === null) throw new Error('no session was begun');
    const recovering = new Promise<Outcome>((resolve) => {
      session.addEventListener('recovering', ({ detail: { error, retryIn } }) => {
        resolve({ size: null, error: { ...errorFacts(error), retryIn } });
      });
    });
    const opened = session.firstFrame.then(
      (size): Outcome => ({ size, error: null }),
      (error: unknown): Outcome => ({ size: null, error: errorFacts(error) }),
    );
    return Promise.race([opened, recovering]);
  }

  play(sent: SentOptions): Promise<Outcome> {
    this.begin(sent);
    return this.outcome();
  }

  /** Closes as soon as the attempt enters a phase, in the very event. */
  closeAt(phase: string): void {
    this.session?.addEventListener('phasechange', ({ detail }) => {
      if (detail.attemptPhase === phase) void this.session?.close();
    });
  }

  facts(): SessionFacts | null {
    const session = this.session;
    if (session === null) return null;
    return {
      phase: session.phase,
      attemptPhase: session.attemptPhase,
      endReason: session.endReason,
      limit: session.limit,
      timeLeft: session.timeLeft,
      timings: session.timings,
      stalled: session.stalled,
      hasStream: session.stream !== null,
      error: session.error === null ? null : errorFacts(session.error),
    };
  }

  /** Writes down everything that a session or an element tells. */
  watch(target: EventTarget): void {
    for (const type of Object.keys(sessionEvents)) {
      target.addEventListener(type, (event) => {
        const detail = (event as CustomEvent<Record<string, unknown>>).detail;
        this.seen.push({ type, at: performance.now(), detail: plain(detail) });
      });
    }
  }

  /** The first event of a type, past or to come. */
  async until(type: string, matches: (seen: Seen) => boolean = () => true): Promise<Seen> {
    for (;;) {
      const found = this.seen.find((seen) => seen.type === type && matches(seen));
      if (found !== undefined) return found;
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
  }

  /** The n-th event of a type, past or to come. */
  nth(type: string, n: number): Promise<Seen> {
    return this.until(type, (seen) => this.seen.filter((s) => s.type === type)[n - 1] === seen);
  }

  /**
   * The row of pixels that holds the frame's number, of so many different frames. On a busy machine a
   * callback comes late and finds the next frame, which then is found again.
   */
  async strips(video: HTMLVideoElement, row: Row, count: number): Promise<number[][]> {
    const strips: number[][] = [];
    while (strips.length < count) {
      await new Promise((resolve) => video.requestVideoFrameCallback(resolve));
      const strip = this.strip(video, row);
      if (String(strip) !== String(strips.at(-1))) strips.push(strip);
    }
    return strips;
  }

  strip(source: HTMLVideoElement | HTMLCanvasElement, { cells, cellWidth, y }: Row): number[] {
    const canvas = document.createElement('canvas');
    canvas.width = cells;
    canvas.height = 1;
    const context = canvas.getContext('2d');
    if (context === null) throw new Error('no canvas here');
    context.imageSmoothingEnabled = false;
    context.drawImage(source, 0, y, cells * cellWidth, 1, 0, 0, cells, 1);
    return [...context.getImageData(0, 0, cells, 1).data];
  }

  /** When the last frame was shown, as long as frames come; on the page's clock. */
  followFrames(): { last: number } {
    const frames = { last: 0 };
    const { video } = this;
    const note = (now: number): void => {
      frames.last = now;
      video.requestVideoFrameCallback(note);
    };
    video.requestVideoFrameCallback(note);
    return frames;
  }

  /** From now on peers and requests are written down. They are the browser's own all the same. */
  record(): void {
    const { calls, peers, requests } = this;
    globalThis.RTCPeerConnection = new Proxy(globalThis.RTCPeerConnection, {
      construct(target, args: [RTCConfiguration?]) {
        const peer = new target(...args);
        calls.push('new');
        peers.push(peer);
        return peer;
      },
    });
    for (const [method, noted] of Object.entries(notedCalls)) {
      const prototype: object = globalThis.RTCPeerConnection.prototype;
      const browsers = Reflect.get(prototype, method) as (...args: unknown[]) => unknown;
      Reflect.set(prototype, method, function (this: unknown, ...args: unknown[]) {
        calls.push([method, ...noted(args)].join(' '));
        return Reflect.apply(browsers, this, args);
      });
    }
    const browsersFetch = globalThis.fetch;
    globalThis.fetch = (input, init) => {
      requests.push({
        url: input instanceof Request ? input.url : String(input),
        method: init?.method ?? 'GET',
        headers: Object.fromEntries(new Headers(init?.headers)),
        body: typeof init?.body === 'string' ? init.body : '',
        // Firefox throws for a peer that was closed, as the last one is before a DELETE.
        localDescription: init?.method === 'POST' ? descriptionOf(peers.at(-1)) : '',
      });
      return browsersFetch(input, init);
    };
  }

  /** Of the last peer: which codec is being decoded, and how many frames have been, of how many that came. */
  async decoding(): Promise<Decoding> {
    const peer = this.peers.at(-1);
    const report = await peer?.getStats();
    const all = report === undefined ? [] : [...(report.values() as Iterable<RTCStats>)];
    const input = all.find((entry) => entry.type === 'inbound-rtp') as
      RTCInboundRtpStreamStats | undefined;
    const codec = all.find((entry) => entry.id === input?.codecId) as
      (RTCStats & { mimeType?: string }) | undefined;
    return {
      codec: codec?.mimeType ?? '',
      received: input?.framesReceived ?? 0,
      frames: input?.framesDecoded ?? 0,
      keyframes: input?.keyFramesDecoded ?? 0,
      transceivers: (peer?.getTransceivers() ?? []).map(
        ({ receiver, currentDirection }) => `${receiver.track.kind} ${String(currentDirection)}`,
      ),
    };
  }

  async register(): Promise<void> {
    await import('../../web/src/element/register.js');
  }

  /** A player with attributes and properties. Default STUN is left out: tests stay on their machine. */
  add(
    attributes: Readonly<Record<string, string>>,
    properties: Readonly<Record<string, unknown>> = {},
  ): HTMLElementTagNameMap['ring-live'] {
    const element = document.createElement('ring-live');
    this.watch(element);
    Object.assign(element, { iceServers: [], ...properties });
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    if (document.querySelector('ring-live') === null) {
      this.#followWords(element);
      for (const region of element.shadowRoot?.querySelectorAll('[aria-live]') ?? []) {
        this.#listenTo(region);
      }
    }
    document.body.append(element);
    return element;
  }

  /** Rules for the page: a constructed sheet, which the strictest policy allows. */
  style(rules: string): void {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(rules);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  }

  /** As if another tab came to the front, or this one again. */
  setHidden(hidden: boolean): void {
    const state = hidden ? 'hidden' : 'visible';
    Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
    Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
  }

  /** Also what is over before the next painted frame; not what one task puts up and takes back. */
  #followWords(element: HTMLElement): void {
    const line = element.shadowRoot?.querySelector('[part~="status"]');
    if (line === null || line === undefined) return;
    const observer = new MutationObserver(() => {
      const { textContent } = line;
      if (textContent !== '' && textContent !== this.words.at(-1)) this.words.push(textContent);
    });
    observer.observe(line, { childList: true, subtree: true });
  }

  #listenTo(region: Element): void {
    let last = '';
    new MutationObserver(() => {
      const { textContent } = region;
      if (textContent !== '' && textContent !== last) this.heard.push(textContent);
      last = textContent;
    }).observe(region, { childList: true, subtree: true, characterData: true });
  }

  player(): HTMLElementTagNameMap['ring-live'] {
    const element = document.querySelector('ring-live');
    if (element === null) throw new Error('no player here');
    return element;
  }

  /** A part of the player's shadow tree. */
  part(name: string): HTMLElement {
    const part = this.player().shadowRoot?.querySelector<HTMLElement>(`[part~="${name}"]`);
    if (part === null || part === undefined) throw new Error(`no part ${name}`);
    return part;
  }

  /** From now on the player's picture is watched. */
  measure(row: Row): void {
    this.#meter = new PictureMeter(this.player(), row);
  }

  shownFrames(): readonly SeenFrame[] {
    return this.#meter?.frames ?? [];
  }

  /** Everything that a script, an extension or a crash report could read from this page. */
  readable(): string {
    const trees = [document, ...[...document.querySelectorAll('*')].map((e) => e.shadowRoot)];
    const markup = trees.map((tree) => [...(tree?.children ?? [])].map((e) => e.outerHTML).join());
    const facts = JSON.stringify([this.seen, this.facts()]);
    const stores = JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]);
    return [...markup, facts, stores, location.href, this.session?.error?.stack ?? ''].join('\n');
  }

  #options(sent: SentOptions): LiveSessionOptions {
    const options = { iceServers: [], ...sent };
    if (!('tokens' in options)) return options;
    const { tokens, ...rest } = options;
    const left = [...tokens];
    const token = async ({ fresh }: { fresh: boolean }): Promise<string> => {
      this.asked.push(fresh);
      await Promise.resolve();
      // The last one is given again and again, as a cache would.
      return (left.length > 1 ? left.shift() : left[0]) ?? '';
    };
    return { ...rest, token } as LiveSessionOptions;
  }
}

const descriptionOf = (peer?: RTCPeerConnection): string => peer?.localDescription?.sdp ?? '';

/** What of a call's arguments is worth a note. */
const notedCalls: Readonly<Record<string, (args: unknown[]) => unknown[]>> = {
  addEventListener: ([type]) => [type],
  addTransceiver: ([kind, init]) => [kind, (init as RTCRtpTransceiverInit).direction],
  createOffer: () => [],
  setLocalDescription: () => [],
  setRemoteDescription: ([description]) => [(description as RTCSessionDescriptionInit).type],
  close: () => [],
};

function errorFacts(error: unknown): ErrorFacts {
  if (error instanceof RingLiveError) {
    const { name, message, kind, stage, fault, attempt, status } = error;
    const { title, detail, requestId, retryable, retryIn } = error;
    return {
      ...{ name, message, kind, stage, fault, attempt, status },
      ...{ title, detail, requestId, retryable, retryIn },
    };
  }
  const { name, message } = error as DOMException;
  const none = { kind: '', stage: '', fault: '', attempt: 0, status: null };
  return { name, message, ...none, title: '', detail: '', requestId: '', ...never };
}
const never = { retryable: false, retryIn: null };

function plain(detail: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(detail).map(([name, value]) => {
      if (value instanceof MediaStream) return [name, 'stream'];
      return [name, value instanceof Error ? errorFacts(value) : value];
    }),
  );
}

declare global {
  interface Window {
    tools: Tools;
  }
}

window.tools = new Tools();
