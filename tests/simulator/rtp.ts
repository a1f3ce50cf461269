// RTP and RTCP for one stream: packets out (H.264 by RFC 6184, VP8 by RFC 7741), sender reports out, feedback in
// (RFC 4585, RFC 5104).

import type { AccessUnit } from './h264.js';
import type { Codec } from './offer-rules.js';
import type { RandomSource } from './random.js';

const maxPayload = 1150; // leaves room for SRTP, UDP and IPv6 headers in 1280 bytes
const historySize = 512; // about two seconds of the largest frames: longer than any receiver still asks for

export interface Feedback {
  keyframeRequests: number;
  lostSequenceNumbers: number[];
}

export class RtpStream {
  readonly ssrc: number;
  readonly #payloadType: number;
  /** Cuts one part of an access unit into payloads. */
  readonly #fragment: (part: Buffer) => Buffer[];
  packetCount = 0;
  octetCount = 0;
  #sequenceNumber: number;
  readonly #history = new Map<number, Buffer>();

  constructor({ payloadType, encoding }: Codec, random: RandomSource) {
    this.ssrc = random.integer(1, 0xffff_ffff);
    this.#sequenceNumber = random.integer(0, 0x8000);
    this.#payloadType = payloadType;
    this.#fragment = encoding === 'vp8' ? fragmentFrame : fragmentNalUnit;
  }

  packetize(unit: AccessUnit, timestamp: number): Buffer[] {
    const payloads = unit.parts.flatMap(this.#fragment);
    return payloads.map((payload, index) =>
      this.#packet(payload, timestamp, index === payloads.length - 1),
    );
  }

  /** For a stream that has ended: what is written about it is kept, its packets need not be. */
  forget(): void {
    this.#history.clear();
  }

  /** The very packet that was lost, if it is not too old. */
  resend(sequenceNumber: number): Buffer | undefined {
    return this.#history.get(sequenceNumber);
  }

  /** RFC 3550 section 6.4.1, followed by the CNAME that section 6.1 demands in every compound packet. */
  senderReport(timestamp: number, cname: string): Buffer {
    const report = Buffer.alloc(28);
    report.writeUInt8(0x80, 0);
    report.writeUInt8(200, 1);
    report.writeUInt16BE(6, 2);
    report.writeUInt32BE(this.ssrc, 4);
    const now = Date.now();
    report.writeUInt32BE((Math.floor(now / 1000) + 2_208_988_800) >>> 0, 8); // NTP counts from 1900
    report.writeUInt32BE(Math.floor(((now % 1000) / 1000) * 0x1_0000_0000), 12);
    report.writeUInt32BE(timestamp >>> 0, 16);
    report.writeUInt32BE(this.packetCount >>> 0, 20);
    report.writeUInt32BE(this.octetCount >>> 0, 24);
    return Buffer.concat([report, this.#sourceDescription(cname)]);
  }

  #sourceDescription(cname: string): Buffer {
    const name = Buffer.from(cname, 'ascii');
    const length = Math.ceil((8 + 2 + name.length + 1) / 4) * 4;
    const description = Buffer.alloc(length);
    description.writeUInt8(0x81, 0);
    description.writeUInt8(202, 1);
    description.writeUInt16BE(length / 4 - 1, 2);
    description.writeUInt32BE(this.ssrc, 4);
    description.writeUInt8(1, 8);
    description.writeUInt8(name.length, 9);
    name.copy(description, 10);
    return description;
  }

  #packet(payload: Buffer, timestamp: number, marker: boolean): Buffer {
    const header = Buffer.alloc(12);
    header.writeUInt8(0x80, 0);
    header.writeUInt8((marker ? 0x80 : 0) | this.#payloadType, 1);
    header.writeUInt16BE(this.#sequenceNumber, 2);
    header.writeUInt32BE(timestamp >>> 0, 4);
    header.writeUInt32BE(this.ssrc, 8);
    const packet = Buffer.concat([header, payload]);
    this.#remember(packet);
    this.packetCount += 1;
    this.octetCount += payload.length;
    return packet;
  }

  #remember(packet: Buffer): void {
    this.#history.set(this.#sequenceNumber, packet);
    this.#history.delete((this.#sequenceNumber - historySize) & 0xffff);
    this.#sequenceNumber = (this.#sequenceNumber + 1) & 0xffff;
  }
}

/** A NAL unit as it is, or cut into FU-A fragments (RFC 6184 section 5.8). */
function fragmentNalUnit(nalUnit: Buffer): Buffer[] {
  if (nalUnit.length <= maxPayload) return [nalUnit];
  const first = nalUnit[0] ?? 0;
  const fragments: Buffer[] = [];
  for (let offset = 1; offset < nalUnit.length; offset += maxPayload - 2) {
    const end = Math.min(offset + maxPayload - 2, nalUnit.length);
    const start = offset === 1 ? 0x80 : 0;
    const last = end === nalUnit.length ? 0x40 : 0;
    const head = Buffer.from([(first & 0xe0) | 28, start | last | (first & 0x1f)]);
    fragments.push(Buffer.concat([head, nalUnit.subarray(offset, end)]));
  }
  return fragments;
}

/** A VP8 frame behind the shortest payload descriptor (RFC 7741 section 4.2): only the first piece is marked. */
function fragmentFrame(frame: Buffer): Buffer[] {
  const fragments: Buffer[] = [];
  for (let offset = 0; offset < frame.length; offset += maxPayload - 1) {
    const descriptor = Buffer.from([offset === 0 ? 0x10 : 0]);
    fragments.push(Buffer.concat([descriptor, frame.subarray(offset, offset + maxPayload - 1)]));
  }
  return fragments;
}

/** Reads a compound packet; whatever does not fit its own length field ends the reading. */
export function readFeedback(compound: Buffer): Feedback {
  const feedback: Feedback = { keyframeRequests: 0, lostSequenceNumbers: [] };
  let offset = 0;
  while (offset + 4 <= compound.length) {
    const length = (compound.readUInt16BE(offset + 2) + 1) * 4;
    if (offset + length > compound.length) break;
    readFeedbackPacket(compound.subarray(offset, offset + length), feedback);
    offset += length;
  }
  return feedback;
}

function readFeedbackPacket(packet: Buffer, feedback: Feedback): void {
  const format = packet.readUInt8(0) & 0x1f;
  const type = packet.readUInt8(1);
  if (type === 206 && (format === 1 || format === 4)) feedback.keyframeRequests += 1; // PLI, FIR
  if (type !== 205 || format !== 1) return;
  // Generic NACK: a number, and a bit for each of the sixteen that follow it.
  for (let offset = 12; offset + 4 <= packet.length; offset += 4) {
    const first = packet.readUInt16BE(offset);
    const mask = packet.readUInt16BE(offset + 2);
    feedback.lostSequenceNumbers.push(first);
    for (let bit = 0; bit < 16; bit += 1) {
      if ((mask >> bit) & 1) feedback.lostSequenceNumbers.push((first + bit + 1) & 0xffff);
    }
  }
}
