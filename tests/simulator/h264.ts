// As much of H.264 (ITU-T H.264) as is needed to send a recording picture by picture, and to refuse those that no browser
// shows live. Written for files that people bring along: whatever is read past its end or makes no sense throws.

import { BadInput } from './bad-input.js';

/** One coded picture with what must precede it. */
export interface AccessUnit {
  keyframe: boolean;
  /** NAL units of H.264, or the one frame of VP8. */
  parts: Buffer[];
}

/** What of a sequence parameter set matters here. */
interface Sequence {
  profile: number;
  chromaFormat: number;
  bitDepth: number;
  framesOnly: boolean;
  /** Frames in a second, where it says so. */
  frameRate: number | undefined;
}

const nal = { slice: 1, keyframe: 5, sps: 7, pps: 8 } as const;

export function nalType(nalUnit: Buffer): number {
  return (nalUnit[0] ?? 0) & 0x1f;
}

/** Annex B: start codes of three or four bytes; a zero before a start code belongs to it. */
export function splitAnnexB(stream: Buffer): Buffer[] {
  const startCode = Buffer.from([0, 0, 1]);
  const nalUnits: Buffer[] = [];
  let start = stream.indexOf(startCode);
  while (start !== -1) {
    const next = stream.indexOf(startCode, start + 3);
    let end = next === -1 ? stream.length : next;
    while (end > start + 3 && stream[end - 1] === 0) end -= 1;
    if (end > start + 3) nalUnits.push(stream.subarray(start + 3, end));
    start = next;
  }
  return nalUnits;
}

/** The NAL units of each picture (section 7.4.1.2.3), for pictures whose slices come in their order. */
export function splitPictures(nalUnits: readonly Buffer[]): Buffer[][] {
  const pictures: Buffer[][] = [];
  let picture: Buffer[] = [];
  let hasSlice = false;
  for (const nalUnit of nalUnits) {
    const isSlice = isSliceType(nalType(nalUnit));
    // What is no slice and follows one belongs to the next picture: delimiter, parameter sets, SEI.
    if (hasSlice && (!isSlice || readSlice(nalUnit).firstMacroblock === 0)) {
      pictures.push(picture);
      picture = [];
      hasSlice = false;
    }
    picture.push(nalUnit);
    hasSlice ||= isSlice;
  }
  if (hasSlice) pictures.push(picture);
  return pictures;
}

function isSliceType(type: number): boolean {
  return type === nal.slice || type === nal.keyframe;
}

/**
 * The pictures as a live camera sends them: parameter sets before every keyframe, nothing that only describes, and
 * undefined for those before the first keyframe.
 *
 * @param outOfBand parameter sets that the file has apart from its pictures
 * @throws BadInput where browsers do not show it live
 */
export function liveUnits(
  pictures: readonly (readonly Buffer[])[],
  outOfBand: readonly Buffer[] = [],
): (AccessUnit | undefined)[] {
  const parameterSets = new ParameterSets();
  for (const nalUnit of outOfBand) parameterSets.keep(nalUnit);
  let started = false;
  return pictures.map((nalUnits) => {
    for (const nalUnit of nalUnits) parameterSets.keep(nalUnit);
    const slices = nalUnits.filter((nalUnit) => isSliceType(nalType(nalUnit)));
    slices.forEach(checkSlice);
    const keyframe = slices.some((slice) => nalType(slice) === nal.keyframe);
    started ||= keyframe;
    if (!started || slices.length === 0) return undefined;
    return { keyframe, parts: keyframe ? [...parameterSets.all(), ...slices] : slices };
  });
}

/** The latest of each id: a stream may repeat them, and change them. */
class ParameterSets {
  readonly #sps = new Map<number, Buffer>();
  readonly #pps = new Map<number, Buffer>();

  keep(nalUnit: Buffer): void {
    const type = nalType(nalUnit);
    if (type === nal.sps) {
      checkSequence(readSequence(nalUnit));
      this.#sps.set(new Bits(nalUnit, 4).golomb(), nalUnit);
    }
    if (type === nal.pps) this.#pps.set(new Bits(nalUnit, 1).golomb(), nalUnit);
  }

  all(): Buffer[] {
    if (this.#sps.size === 0 || this.#pps.size === 0)
      throw new BadInput('there are no parameter sets before its first keyframe');
    return [...this.#sps.values(), ...this.#pps.values()];
  }
}

/** Frames in a second by the first parameter set that says so. */
export function frameRateOf(nalUnits: readonly Buffer[]): number | undefined {
  const sps = nalUnits.find((nalUnit) => nalType(nalUnit) === nal.sps);
  return sps === undefined ? undefined : readSequence(sps).frameRate;
}

function checkSequence({ profile, chromaFormat, bitDepth, framesOnly }: Sequence): void {
  if (chromaFormat !== 1 || bitDepth !== 8)
    throw new BadInput(
      'its colours are not 4:2:0 with 8 bits, which is all that browsers show live',
    );
  // Baseline, Main, High (section A.2).
  if (![66, 77, 100].includes(profile))
    throw new BadInput(`its profile (${String(profile)}) is not Baseline, Main or High`);
  if (!framesOnly) throw new BadInput('it is interlaced');
}

function checkSlice(slice: Buffer): void {
  const { type } = readSlice(slice);
  if (type === 1)
    throw new BadInput(
      'it has B-frames, which come out of their order: browsers do not show them live',
    );
  if (type !== 0 && type !== 2) throw new BadInput(`it has slices of type ${String(type)}`);
}

/** Section 7.3.3: only the beginning. Types are P 0, B 1, I 2. */
function readSlice(nalUnit: Buffer): { firstMacroblock: number; type: number } {
  const bits = new Bits(nalUnit.subarray(0, 32), 1);
  const firstMacroblock = bits.golomb();
  return { firstMacroblock, type: bits.golomb() % 5 };
}

/** Section 7.3.2.1.1. */
function readSequence(nalUnit: Buffer): Sequence {
  const bits = new Bits(nalUnit, 1);
  const profile = bits.read(8);
  bits.read(16); // constraints and level
  bits.golomb(); // its id
  const { chromaFormat, bitDepth } = hasChroma(profile)
    ? readChroma(bits)
    : { chromaFormat: 1, bitDepth: 8 };
  bits.golomb(); // log2_max_frame_num_minus4
  skipPictureOrder(bits);
  bits.golomb(); // max_num_ref_frames
  bits.read(1); // gaps_in_frame_num_value_allowed_flag
  bits.golomb(); // width
  bits.golomb(); // height
  const framesOnly = bits.read(1) === 1;
  if (!framesOnly) bits.read(1); // mb_adaptive_frame_field_flag
  bits.read(1); // direct_8x8_inference_flag
  if (bits.read(1) === 1) for (let side = 0; side < 4; side += 1) bits.golomb(); // cropping
  const frameRate = bits.read(1) === 1 ? readFrameRate(bits) : undefined;
  return { profile, chromaFormat, bitDepth, framesOnly, frameRate };
}

function hasChroma(profile: number): boolean {
  return [100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135].includes(profile);
}

function readChroma(bits: Bits): Pick<Sequence, 'chromaFormat' | 'bitDepth'> {
  const chromaFormat = bits.golomb();
  if (chromaFormat === 3) bits.read(1); // separate_colour_plane_flag
  const bitDepth = 8 + Math.max(bits.golomb(), bits.golomb());
  bits.read(1); // qpprime_y_zero_transform_bypass_flag
  const lists = chromaFormat === 3 ? 12 : 8;
  if (bits.read(1) === 1) {
    for (let list = 0; list < lists; list += 1)
      if (bits.read(1) === 1) skipScalingList(bits, list < 6 ? 16 : 64);
  }
  return { chromaFormat, bitDepth };
}

/** Section 7.3.2.1.1.1. */
function skipScalingList(bits: Bits, size: number): void {
  let last = 8;
  let next = 8;
  for (let index = 0; index < size; index += 1) {
    if (next !== 0) next = (last + bits.signedGolomb() + 256) % 256;
    if (next !== 0) last = next;
  }
}

function skipPictureOrder(bits: Bits): void {
  const kind = bits.golomb();
  if (kind === 0) bits.golomb();
  if (kind !== 1) return;
  bits.read(1);
  bits.golomb();
  bits.golomb();
  for (let left = bits.golomb(); left > 0; left -= 1) bits.golomb();
}

/** Section E.1.1, up to the timing. */
function readFrameRate(bits: Bits): number | undefined {
  const extendedAspect = 255;
  if (bits.read(1) === 1 && bits.read(8) === extendedAspect) bits.read(32);
  if (bits.read(1) === 1) bits.read(1); // overscan
  if (bits.read(1) === 1) {
    bits.read(4); // video format and range
    if (bits.read(1) === 1) bits.read(24); // colour description
  }
  if (bits.read(1) === 1) {
    bits.golomb(); // where chroma samples are
    bits.golomb();
  }
  if (bits.read(1) === 0) return undefined;
  const unitsInTick = bits.read(32);
  const rate = bits.read(32) / (2 * unitsInTick); // a tick is a field
  return rate >= 1 && rate <= 240 ? rate : undefined;
}

/** Reads bits, without the bytes that only keep start codes out (section 7.3.1). */
class Bits {
  readonly #bytes: number[] = [];
  #position = 0;

  constructor(nalUnit: Buffer, skippedBytes: number) {
    let zeros = 0;
    for (const byte of nalUnit.subarray(0, 1024)) {
      if (zeros >= 2 && byte === 3) zeros = 0;
      else {
        this.#bytes.push(byte);
        zeros = byte === 0 ? zeros + 1 : 0;
      }
    }
    this.#position = skippedBytes * 8;
  }

  read(count: number): number {
    let value = 0;
    for (let left = count; left > 0; left -= 1) {
      const byte = this.#bytes[this.#position >> 3];
      if (byte === undefined) throw new BadInput('a part of it ends too early');
      value = value * 2 + ((byte >> (7 - (this.#position & 7))) & 1);
      this.#position += 1;
    }
    return value;
  }

  /** Section 9.1: unsigned. */
  golomb(): number {
    let zeros = 0;
    while (this.read(1) === 0) zeros += 1;
    if (zeros > 32) throw new BadInput('a number in it is too large');
    return 2 ** zeros - 1 + this.read(zeros);
  }

  signedGolomb(): number {
    const code = this.golomb();
    return code % 2 === 0 ? -code / 2 : (code + 1) / 2;
  }
}
