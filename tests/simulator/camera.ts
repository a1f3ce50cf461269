// The sender: real ICE, DTLS and SRTP by node-datachannel, behind one small interface. The rest of the simulator
// knows nothing of it, so that another sender (or one behind a lossy relay) can take its place.

import { PeerConnection, Video, type Track } from 'node-datachannel';
import type { CameraClock } from './camera-clock.js';
import { clipInfo, readClip, type AccessUnit } from './clip.js';
import type { AcceptedOffer } from './offer-rules.js';
import { RtpStream, clockRate, readFeedback } from './rtp.js';

export interface MediaPlan {
  /** False: connects and then sends nothing at all. */
  sends: boolean;
  /** Silence between the connection and the first frame. */
  firstFrameDelayMs: number;
  /** RTP stops this long after the connection; ICE stays alive. */
  stallAfterMs: number | undefined;
  bindAddress: string | undefined;
}

export interface MediaStats {
  framesSent: number;
  keyframeRequests: number;
  packetsResent: number;
  connectedAt: number | undefined;
}

export interface CameraLink {
  readonly answerSdp: string;
  readonly stats: Readonly<MediaStats>;
  /** Stops RTP for good and leaves ICE alive. */
  stall(): void;
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
const timestampStep = clockRate / clipInfo.frameRate;

/** Answers an offer. Rejects when the native library refuses it. */
export async function openLink(
  offer: AcceptedOffer,
  clock: CameraClock,
  plan: MediaPlan,
): Promise<CameraLink> {
  const link = new NativeLink(offer, clock, plan);
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
    connectedAt: undefined,
  };
  readonly #peer: PeerConnection;
  readonly #rtp: RtpStream;
  readonly #clip: AccessUnit[];
  readonly #clock: CameraClock;
  readonly #plan: MediaPlan;
  readonly #timers = new Set<NodeJS.Timeout>();
  #track: Track | undefined;
  #unsubscribe: (() => void) | undefined;
  #nextFrame: number | undefined;
  #closed = false;

  constructor(offer: AcceptedOffer, clock: CameraClock, plan: MediaPlan) {
    this.#clock = clock;
    this.#plan = plan;
    this.#rtp = new RtpStream(offer.codec.payloadType);
    this.#clip = readClip(offer.codec.profile);
    this.#peer = new PeerConnection('camera', {
      iceServers: [],
      disableAutoNegotiation: true,
      ...(plan.bindAddress === undefined ? {} : { bindAddress: plan.bindAddress }),
    });
  }

  async negotiate(offer: AcceptedOffer): Promise<void> {
    const video = new Video(offer.mid, 'SendOnly');
    video.addH264Codec(offer.codec.payloadType, offer.codec.fmtp);
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
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
    this.#clearTimers();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.stall();
    this.#peer.close();
    this.#track?.close();
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
    this.#after(this.#plan.firstFrameDelayMs, () => {
      this.#startSending();
    });
    const { stallAfterMs } = this.#plan;
    if (stallAfterMs !== undefined) {
      this.#after(stallAfterMs, () => {
        this.stall();
      });
    }
  }

  /** Joins the running camera at its last keyframe: nothing before it can be decoded, and waiting costs up to 1 s. */
  #startSending(): void {
    const now = this.#clock.frame();
    this.#nextFrame = now - (now % clipInfo.framesPerKeyframe);
    this.#sendUpTo(now);
    this.#unsubscribe = this.#clock.subscribe((frame) => {
      this.#sendUpTo(frame);
    });
  }

  #sendUpTo(frame: number): void {
    this.#nextFrame ??= frame;
    for (; this.#nextFrame <= frame; this.#nextFrame += 1) this.#sendFrame(this.#nextFrame);
  }

  #sendFrame(frame: number): void {
    const unit = this.#clip[frame % this.#clip.length];
    if (unit === undefined) return;
    const timestamp = frame * timestampStep;
    for (const packet of this.#rtp.packetize(unit, timestamp)) this.#send(packet);
    // One report per second; the first at once, for receivers place the stream in time by it.
    if (this.stats.framesSent % clipInfo.frameRate === 0)
      this.#send(this.#rtp.senderReport(timestamp, cname));
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

  #after(delayMs: number, action: () => void): void {
    if (delayMs <= 0) {
      action();
      return;
    }
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      action();
    }, delayMs);
    this.#timers.add(timer);
  }

  #clearTimers(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }
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
    `a=rtpmap:${String(codec.payloadType)} H264/90000`,
    ...(codec.fmtp === '' ? [] : [`a=fmtp:${String(codec.payloadType)} ${codec.fmtp}`]),
    ...candidates.map((candidate) => `a=${candidate}`),
  ];
  return `${lines.join('\r\n')}\r\n`;
}
