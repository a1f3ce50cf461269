// What a camera shows: the committed scene, or any file with H.264 that browsers can show live.

import { readFileSync, statSync } from 'node:fs';
import { createFile, Log, MP4BoxBuffer, type ISOFile, type Sample } from 'mp4box';
import { BadInput } from './bad-input.js';
import { clipInfo, readClip } from './clip.js';
import { frameRateOf, liveUnits, splitAnnexB, splitPictures, type AccessUnit } from './h264.js';
import type { Encoding } from './offer-rules.js';
import { clockRate, Timeline } from './timeline.js';

const maxFileBytes = 200_000_000;
/** Of a stream that does not say it. */
const usualFrameRate = clipInfo.frameRate;
/**
 * More of the past than that is not sent in one go to a viewer who joins: so many packets get lost. Chromium shows 8 s of
 * them in half a second and then goes on (measured).
 */
const longestBurst = 10 * clockRate;
const advice =
  'make it with: ffmpeg -i input -an -c:v libx264 -pix_fmt yuv420p -bf 0 -g 30 output.mp4';

export class Picture {
  readonly timeline: Timeline;
  readonly #unitsFor: (encoding: Encoding) => readonly AccessUnit[];

  constructor(timeline: Timeline, unitsFor: (encoding: Encoding) => readonly AccessUnit[]) {
    this.timeline = timeline;
    this.#unitsFor = unitsFor;
  }

  unit(encoding: Encoding, frame: number): AccessUnit | undefined {
    const units = this.#unitsFor(encoding);
    return units[frame % units.length];
  }

  /**
   * The frame to go on with after those up to `sent`: the next one, if no keyframe has passed since; else that keyframe,
   * for nothing before it can be decoded; and where that one is long past, the next.
   */
  joinAt(now: number, sent: number, encoding: Encoding): number {
    let keyframe = now;
    while (this.unit(encoding, keyframe)?.keyframe !== true) keyframe -= 1;
    if (sent >= keyframe) return sent + 1;
    const { timeline } = this;
    if (timeline.startOf(now) - timeline.startOf(keyframe) <= longestBurst) return keyframe;
    for (keyframe = now + 1; this.unit(encoding, keyframe)?.keyframe !== true;) keyframe += 1;
    return keyframe;
  }
}

/** The committed scene, in each encoding. */
export const scene = new Picture(Timeline.even(clipInfo.frames, clipInfo.frameRate), readClip);

/**
 * An MP4 file, or a bare H.264 stream (Annex B).
 *
 * @throws BadInput when it cannot be read, or browsers would not show it live
 */
export function readPicture(path: string): Picture {
  try {
    const file = readWhole(path);
    // ISO/IEC 14496-12 section 4.2: each box begins with its length and its type; a stream, with a start code.
    const isBoxes = /^(ftyp|styp|moov|mdat|free|skip|wide)$/.test(file.toString('latin1', 4, 8));
    const { units, timeline } = isBoxes ? readMp4(file) : readStream(file);
    return new Picture(timeline, () => units);
  } catch (error) {
    if (!(error instanceof BadInput)) throw error;
    throw new BadInput(`${path}: ${error.message}`);
  }
}

function readWhole(path: string): Buffer {
  try {
    if (statSync(path).size > maxFileBytes) throw new BadInput('it is larger than 200 MB');
    return readFileSync(path);
  } catch (error) {
    if (error instanceof BadInput) throw error;
    throw new BadInput(`it cannot be read (${(error as NodeJS.ErrnoException).code ?? '?'})`);
  }
}

interface Recording {
  units: readonly AccessUnit[];
  timeline: Timeline;
}

function readStream(file: Buffer): Recording {
  const nalUnits = splitAnnexB(file);
  if (nalUnits.length === 0) throw new BadInput(`it is neither MP4 nor H.264; ${advice}`);
  const units = advised(() => liveUnits(splitPictures(nalUnits))).filter(
    (unit) => unit !== undefined,
  );
  needKeyframe(units);
  const frameRate = frameRateOf(nalUnits) ?? usualFrameRate;
  return { units, timeline: Timeline.even(units.length, frameRate) };
}

function readMp4(file: Buffer): Recording {
  const { samples, outOfBand, lengthSize } = readBoxes(file);
  const pictures = samples.map((sample) => nalUnitsOf(file, sample, lengthSize));
  const kept = advised(() => liveUnits(pictures, outOfBand)).flatMap((unit, index) => {
    const sample = samples[index];
    return unit === undefined || sample === undefined ? [] : [{ unit, sample }];
  });
  needKeyframe(kept);
  return {
    units: kept.map(({ unit }) => unit),
    timeline: timelineOf(kept.map(({ sample }) => sample)),
  };
}

function readBoxes(file: Buffer): { samples: Sample[]; outOfBand: Buffer[]; lengthSize: number } {
  const boxes = advised(() => parseBoxes(file));
  const [track] = boxes.getInfo().videoTracks;
  const entry = track && boxes.getTrackById(track.id).mdia.minf.stbl.stsd.entries[0];
  if (track === undefined || entry === undefined) throw new BadInput('there is no video in it');
  const { avcC } = entry as { avcC?: { SPS: Nal[]; PPS: Nal[]; lengthSizeMinusOne: number } };
  if (avcC === undefined) throw new BadInput(`its video (${entry.type}) is not H.264; ${advice}`);
  const samples = boxes.getTrackSamplesInfo(track.id);
  return {
    samples,
    outOfBand: [...avcC.SPS, ...avcC.PPS].map(({ data }) => Buffer.from(data)),
    lengthSize: avcC.lengthSizeMinusOne + 1,
  };
}

interface Nal {
  data: Uint8Array;
}

function parseBoxes(file: Buffer): ISOFile {
  const boxes = createFile();
  let ready = false;
  boxes.onReady = () => {
    ready = true;
  };
  // What it cannot read it tells the console, in words that help nobody.
  const { error } = Log;
  Log.error = () => undefined;
  try {
    boxes.appendBuffer(MP4BoxBuffer.fromArrayBuffer(new Uint8Array(file).buffer, 0), true);
    boxes.flush();
  } catch {
    ready = false;
  } finally {
    Log.error = error;
  }
  if (!ready) throw new BadInput('it is a broken MP4 file');
  return boxes;
}

function nalUnitsOf(file: Buffer, { offset, size }: Sample, lengthSize: number): Buffer[] {
  const nalUnits: Buffer[] = [];
  const end = offset + size;
  if (end > file.length) throw new BadInput('it ends before its video does');
  let at = offset;
  while (at + lengthSize < end) {
    const start = at + lengthSize;
    at = start + file.readUIntBE(at, lengthSize);
    if (at > end) throw new BadInput('a picture in it is longer than said');
    if (at > start) nalUnits.push(file.subarray(start, at));
  }
  return nalUnits;
}

/** By the times at which the samples are shown; without B-frames these rise as the samples do. */
function timelineOf(samples: readonly Sample[]): Timeline {
  const [first] = samples;
  const last = samples.at(-1);
  if (first === undefined || last === undefined) throw new BadInput('there is no picture in it');
  const at = (time: number): number =>
    Math.round(((time - first.cts) * clockRate) / first.timescale);
  const starts = samples.map(({ cts }) => at(cts));
  const length = at(last.cts + Math.max(1, last.duration));
  const rises = [...starts, length].every((start, index, all) => start > (all[index - 1] ?? -1));
  if (!rises) throw new BadInput('its times do not rise from picture to picture');
  return new Timeline(starts, length);
}

function needKeyframe(units: readonly unknown[]): void {
  if (units.length === 0) throw new BadInput(`there is no keyframe in it; ${advice}`);
}

/** What can be mended by another encoding says how. */
function advised<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof BadInput)) throw error;
    throw new BadInput(`${error.message}; ${advice}`);
  }
}
