// What the service demands of an offer, decided on the text alone, before a peer exists.

import { isIP } from 'node:net';
import { replies, type Reply } from './errors.js';

/** What a camera sends. The service knows H.264 only; VP8 is for proofs in browsers without H.264. */
export type CameraCodec = 'h264' | 'vp8';

/** Which recording of the scene: H.264 in two profiles, or VP8. */
export type Encoding = 'baseline' | 'high' | 'vp8';

export interface Codec {
  payloadType: number;
  /** The offer's own parameters: an answer repeats them (RFC 6184 section 8.2.2). */
  fmtp: string;
  encoding: Encoding;
}

/** All that the sender needs from an offer. Nothing else of a stranger's text reaches native code. */
export interface AcceptedOffer {
  mid: string;
  codec: Codec;
  iceUfrag: string;
  icePwd: string;
  fingerprint: string;
  setup: string;
  candidates: string[];
}

export type OfferVerdict = { offer: AcceptedOffer } | { refusal: Reply };

interface Section {
  kind: string;
  media: string;
  lines: string[];
}

export function judgeOffer(sdp: string, sends: CameraCodec = 'h264'): OfferVerdict {
  const sections = splitSections(sdp);
  const session = sections?.shift();
  if (sections === undefined || session === undefined || sections.length === 0) return unreadable();

  const [video] = sections;
  const videoOnly =
    sections.length === 1 && video?.kind === 'video' && !/^video 0\b/.test(video.media);
  if (!videoOnly || directionOf(video, session) !== 'recvonly')
    return { refusal: replies.incompatibleDirection() };

  const transport = readTransport(session, video);
  if (transport === undefined) return unreadable();
  // Observed: an offer whose profiles do not suit the service gets a bare 500, not a 4xx.
  const codec = sends === 'vp8' ? findVp8(video) : chooseH264(video);
  return codec === undefined
    ? { refusal: replies.serverError() }
    : { offer: { ...transport, codec } };
}

function unreadable(): OfferVerdict {
  return { refusal: replies.badRequest('Invalid SDP offer') };
}

/** The session part first, then one section per line that starts with `m=`. */
function splitSections(sdp: string): Section[] | undefined {
  const lines = sdp.split(/\r\n|\n|\r/).filter((line) => line !== '');
  if (lines[0] !== 'v=0') return undefined;
  const sections: Section[] = [{ kind: 'session', media: '', lines: [] }];
  for (const line of lines) {
    // RFC 8866 section 5: every line is one letter, "=", text.
    if (!/^[a-z]=/.test(line)) return undefined;
    if (line.startsWith('m=')) {
      const media = line.slice(2);
      sections.push({ kind: media.split(' ')[0] ?? '', media, lines: [] });
    } else {
      sections.at(-1)?.lines.push(line);
    }
  }
  return sections;
}

function directionOf(video: Section, session: Section): string {
  const find = (section: Section): string | undefined =>
    section.lines.find((line) => /^a=(sendrecv|sendonly|recvonly|inactive)$/.test(line))?.slice(2);
  return find(video) ?? find(session) ?? 'sendrecv'; // RFC 8866 section 6.7: sendrecv is the default
}

function attribute(name: string, ...sections: Section[]): string | undefined {
  const prefix = `a=${name}:`;
  for (const section of sections) {
    const line = section.lines.find((candidate) => candidate.startsWith(prefix));
    if (line !== undefined) return line.slice(prefix.length).trim();
  }
  return undefined;
}

function readTransport(session: Section, video: Section): Omit<AcceptedOffer, 'codec'> | undefined {
  const mid = matching(attribute('mid', video), /^[\w!#$%&'*+.^`{|}~-]{1,64}$/);
  // RFC 8839 section 5.4 gives the lengths of both; 256 is its upper bound.
  const iceUfrag = matching(attribute('ice-ufrag', video, session), /^[A-Za-z0-9+/]{4,256}$/);
  const icePwd = matching(attribute('ice-pwd', video, session), /^[A-Za-z0-9+/]{22,256}$/);
  const fingerprint = matching(
    attribute('fingerprint', video, session),
    /^sha-256 ([0-9A-Fa-f]{2}:){31}[0-9A-Fa-f]{2}$/,
  );
  const setup = matching(attribute('setup', video, session), /^(actpass|active|passive)$/);
  if (mid === undefined || iceUfrag === undefined || icePwd === undefined) return undefined;
  if (fingerprint === undefined || setup === undefined) return undefined;
  return { mid, iceUfrag, icePwd, fingerprint, setup, candidates: readCandidates(video) };
}

function matching(text: string | undefined, pattern: RegExp): string | undefined {
  return text !== undefined && pattern.test(text) ? text : undefined;
}

/**
 * UDP candidates with an address. Browsers hide theirs behind `.local` names that nobody here can resolve; they are
 * dropped, and the peer is found by its own first packet (peer-reflexive, RFC 8445 section 7.3.1.3).
 */
function readCandidates(video: Section): string[] {
  const shape =
    /^a=candidate:[\w+/]{1,32} 1 udp \d{1,10} (\S+) \d{1,5} typ (host|srflx|prflx|relay)\b/i;
  return video.lines
    .filter((line) => isIP(shape.exec(line)?.[1] ?? '') !== 0)
    .slice(0, 20)
    .map((line) => line.slice(2));
}

/**
 * High where 64xxxx is offered, else baseline for 42xxxx; 42001f before 42e01f, as observed. Other profiles are not
 * usable. packetization-mode 1 comes first; mode 0 alone is accepted all the same, for receivers read fragments anyway.
 */
function chooseH264(video: Section): Codec | undefined {
  const codecs = offeredH264(video);
  const rank = (codec: Codec): number =>
    (/packetization-mode=1/i.test(codec.fmtp) ? 4 : 0) +
    (codec.encoding === 'high' ? 2 : 0) +
    (/profile-level-id=4200/i.test(codec.fmtp) ? 1 : 0);
  return codecs.sort((a, b) => rank(b) - rank(a))[0];
}

function offeredH264(video: Section): Codec[] {
  return payloadTypesOf('H264', video).flatMap((payloadType) => {
    const fmtp = fmtpOf(payloadType, video);
    const encoding = profileOf(fmtp);
    return encoding === undefined ? [] : [{ payloadType: Number(payloadType), fmtp, encoding }];
  });
}

/** Its parameters say what the browser would like to receive (RFC 7741 section 6.1), and are not repeated. */
function findVp8(video: Section): Codec | undefined {
  const [payloadType] = payloadTypesOf('VP8', video);
  return payloadType === undefined
    ? undefined
    : { payloadType: Number(payloadType), fmtp: '', encoding: 'vp8' };
}

/** As the m-line lists them: what it does not list is not offered. */
function payloadTypesOf(name: string, video: Section): string[] {
  const listed = new Set(video.media.split(' ').slice(3));
  const shape = new RegExp(`^a=rtpmap:(\\d{1,3}) ${name}/90000$`, 'i');
  return video.lines.flatMap((line) => {
    const payloadType = shape.exec(line)?.[1];
    if (payloadType === undefined || !listed.has(payloadType)) return [];
    return Number(payloadType) <= 127 ? [payloadType] : [];
  });
}

function fmtpOf(payloadType: string, video: Section): string {
  const prefix = `a=fmtp:${payloadType} `;
  const text = video.lines.find((line) => line.startsWith(prefix))?.slice(prefix.length) ?? '';
  return /^[\w=;.,+/ -]{0,200}$/.test(text) ? text : '';
}

function profileOf(fmtp: string): Encoding | undefined {
  // RFC 6184 section 8.1: without the parameter, baseline at level 1 is meant.
  const id = /profile-level-id=([0-9a-f]{6})\b/i.exec(fmtp)?.[1] ?? '42000a';
  if (id.startsWith('64')) return 'high';
  return id.startsWith('42') ? 'baseline' : undefined;
}
