// The sender: real ICE, DTLS and SRTP by node-datachannel, behind one small interface. The rest of the simulator
// knows nothing of it, so that another sender (or one behind a lossy relay) can take its place.

import { PeerConnection, Video, type Track } from 'node-datachannel';
import type { CameraClock } from './camera-clock.js';
import type { AcceptedOffer, Codec, Encoding } from './offer-rules.js';
import type { Picture } from './picture.js';
import type { RandomSource } from './random.js';
import { RtpStream, readFeedback } from './rtp.js';
import { clockRate } from './timeline.js';

export interface MediaPlan {
  /** False: connects and then sends nothing at all. */
  sends: boolean;
  /** Leaves out every frame that a decoder could begin with. */
  noKeyframes: boolean;
  /** Silence between the connection and the first frame. */
  firstFrameDelayMs: number;
  /** RTP stops this long after the connection; ICE stays alive. */
  stallAfterMs: number | undefined;
  /** It goes on this long after that; never, unless said. */
  stallForMs: number | undefined;
  bindAddress: string | undefined;
  picture: Picture;
  clock: CameraClock;
}

export interface MediaStats {
  framesSent: number;
  keyframeRequests: number;
  packetsResent: number;
  /** Both ways; none without a relay. */
  datagramsPassed: number;
  datagramsDropped: number;
  connectedAt: number | undefined;
}

export interface CameraLink {
  readonly answerSdp: string;
  readonly stats: Readonly<MediaStats>;
  /** Milliseconds since 1970. */
  readonly firstFrame: Promise<number>;
  /** Stops RTP and leaves ICE alive. */
  stall(): void;
  /** Goes on where the camera is now. Does nothing to a running picture. */
  resume(): void;
  /**
   * Without a BYE, as at the end of a real session's time. The library's threads race while it closes: mostly nothing
   * leaves, now and then a DTLS close_notify does. Chromium's connectionState stays as it is either way (measured).
   */
  close(): void;
}

const cname = 'camera';
/**
 * The binding lets go of a closed peer or track only in a callback for just that event (its own words: "must be set to
 * trigger cleanup"); without one the process never exits. Its global `cleanup()` would close other users' peers too.
 */
const ignore = (): void => undefined;
const gatheringTimeoutMs = 2000;
/** From a peer's end to its track's: the library's thread, which closes that as well, is long done by then. */
const trackCloseDelayMs = 100;

/** Answers an offer. Rejects when the native library refuses it. */
export async function openLink(
  offer: AcceptedOffer,
  plan: MediaPlan,
  random: RandomSource,
): Promise<CameraLink> {
  const link = new NativeLink(offer, plan, random);
  try {
    await link.negotiate(offer);
    return link;
  } catch (error) {
    link.close();
    throw error;
  }
}

class NativeLink implements CameraLink {
  answerSdp = '';
  readonly stats: MediaStats = {
    framesSent: 0,
    keyframeRequests: 0,
    packetsResent: 0,
    datagramsPassed: 0,
    datagramsDropped: 0,
    connectedAt: undefined,
  };
  readonly firstFrame: Promise<number>;
  #tellFirstFrame: (at: number) => void = ignore;
  readonly #peer: PeerConnection;
  readonly #rtp: RtpStream;
  readonly #encoding: Encoding;
  readonly #plan: MediaPlan;
  #startTimer: NodeJS.Timeout | undefined;
  #stallTimer: NodeJS.Timeout | undefined;
  #track: Track | undefined;
  #unsubscribe: (() => void) | undefined;
  #lastFrame = -1;
  #lastReport = -Infinity;
  /** The time of the first frame has come. */
  #due = false;
  #stalled = false;
  #closed = false;

  constructor(offer: AcceptedOffer, plan: MediaPlan, random: RandomSource) {
    this.#plan = plan;
    this.#rtp = new RtpStream(offer.codec, random);
    this.#encoding = offer.codec.encoding;
    this.firstFrame = new Promise((resolve) => {
      this.#tellFirstFrame = resolve;
    });
    this.#peer = new PeerConnection('camera', {
      iceServers: [],
      disableAutoNegotiation: true,
      ...(plan.bindAddress === undefined ? {} : { bindAddress: plan.bindAddress }),
    });
  }

  async negotiate(offer: AcceptedOffer): Promise<void> {
    const video = new Video(offer.mid, 'SendOnly');
    addCodec(video, offer.codec);
    video.addSSRC(this.#rtp.ssrc, cname, 'camera', 'video');
    const gathered = this.#gathered();
    this.#peer.onStateChange(ignore);
    this.#peer.setRemoteDescription(plainOffer(offer), 'offer');
    const track = this.#peer.addTrack(video);
    this.#track = track;
    track.onClosed(ignore);
    track.onOpen(() => {
      this.#connected();
    });
    track.onMessage((packet) => {
      this.#handleFeedback(packet);
    });
    this.#peer.setLocalDescription('answer');
    await gathered;
    this.answerSdp = this.#peer.localDescription()?.sdp ?? '';
    if (this.answerSdp === '') throw new Error('no answer');
  }

  stall(): void {
    clearTimeout(this.#stallTimer);
    this.#stalled = true;
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
  }

  resume(): void {
    clearTimeout(this.#stallTimer);
    this.#stalled = false;
    this.#sendIfDue();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#startTimer);
    this.stall();
    this.#peer.close();
    // Closed at the same time as by the library's thread, neither would tell, and the process never exit.
    setTimeout(() => this.#track?.close(), trackCloseDelayMs);
    this.#rtp.forget();
  }

  #gathered(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, gatheringTimeoutMs);
      this.#peer.onGatheringStateChange((state) => {
        if (state !== 'complete') return;
        clearTimeout(timer);
        resolve();
      });
    });
  }

  #connected(): void {
    if (this.#closed) return;
    this.stats.connectedAt = Date.now();
    if (!this.#plan.sends) return;
    const { firstFrameDelayMs, stallAfterMs } = this.#plan;
    this.#startTimer = after(firstFrameDelayMs, () => {
      this.#due = true;
      this.#sendIfDue();
    });
    if (stallAfterMs === undefined || this.#stalled) return;
    this.#stallTimer = after(stallAfterMs, () => {
      this.#stallAsPlanned();
    });
  }

  #stallAsPlanned(): void {
    this.stall();
    const { stallForMs } = this.#plan;
    if (stallForMs === undefined) return;
    this.#stallTimer = after(stallForMs, () => {
      this.resume();
    });
  }

  /** Joins the running camera, or goes on after a stall: see `Picture.joinAt`. Time never goes back. */
  #sendIfDue(): void {
    if (!this.#due || this.#stalled || this.#closed || this.#unsubscribe !== undefined) return;
    const { clock, picture } = this.#plan;
    const now = clock.frame();
    this.#lastFrame = picture.joinAt(now, this.#lastFrame, this.#encoding) - 1;
    this.#sendUpTo(now);
    this.#unsubscribe = clock.subscribe((frame) => {
      this.#sendUpTo(frame);
    });
  }

  #sendUpTo(frame: number): void {
    while (this.#lastFrame < frame) {
      this.#lastFrame += 1;
      this.#sendFrame(this.#lastFrame);
    }
  }

  #sendFrame(frame: number): void {
    const { picture } = this.#plan;
    const unit = picture.unit(this.#encoding, frame);
    if (unit === undefined || (unit.keyframe && this.#plan.noKeyframes)) return;
    const timestamp = picture.timeline.startOf(frame);
    for (const packet of this.#rtp.packetize(unit, timestamp)) this.#send(packet);
    // One report per second; the first at once, for receivers place the stream in time by it.
    if (timestamp - this.#lastReport >= clockRate) {
      this.#lastReport = timestamp;
      this.#send(this.#rtp.senderReport(timestamp, cname));
    }
    if (this.stats.framesSent === 0) this.#tellFirstFrame(Date.now());
    this.stats.framesSent += 1;
  }

  #handleFeedback(packet: Buffer): void {
    if (this.#closed) return;
    const feedback = readFeedback(packet);
    this.stats.keyframeRequests += feedback.keyframeRequests;
    for (const sequenceNumber of feedback.lostSequenceNumbers) {
      const lost = this.#rtp.resend(sequenceNumber);
      if (lost === undefined || this.#unsubscribe === undefined) continue;
      this.#send(lost);
      this.stats.packetsResent += 1;
    }
  }

  #send(packet: Buffer): void {
    try {
      if (this.#track?.isOpen() === true) this.#track.sendMessageBinary(packet);
    } catch {
      // The peer went away between the question and the send; the end of the session is somebody else's decision.
    }
  }
}

/** At once where there is nothing to wait for. */
function after(delayMs: number, action: () => void): NodeJS.Timeout | undefined {
  if (delayMs > 0) return setTimeout(action, delayMs);
  action();
  return undefined;
}

function addCodec(video: Video, { payloadType, fmtp, encoding }: Codec): void {
  if (encoding === 'vp8') video.addVP8Codec(payloadType);
  else video.addH264Codec(payloadType, fmtp);
}

/** A fresh offer made of checked values only, with the one codec we mean to send. */
function plainOffer(offer: AcceptedOffer): string {
  const { mid, codec, candidates } = offer;
  const lines = [
    'v=0',
    'o=- 1 1 IN IP4 127.0.0.1',
    's=-',
    't=0 0',
    `a=group:BUNDLE ${mid}`,
    `m=video 9 UDP/TLS/RTP/SAVPF ${String(codec.payloadType)}`,
    'c=IN IP4 0.0.0.0',
    `a=mid:${mid}`,
    'a=recvonly',
    'a=rtcp-mux',
    `a=ice-ufrag:${offer.iceUfrag}`,
    `a=ice-pwd:${offer.icePwd}`,
    `a=fingerprint:${offer.fingerprint}`,
    `a=setup:${offer.setup}`,
    `a=rtpmap:${String(codec.payloadType)} ${codec.encoding === 'vp8' ? 'VP8' : 'H264'}/90000`,
    ...(codec.fmtp === '' ? [] : [`a=fmtp:${String(codec.payloadType)} ${codec.fmtp}`]),
    ...candidates.map((candidate) => `a=${candidate}`),
  ];
  return `${lines.join('\r\n')}\r\n`;
}
