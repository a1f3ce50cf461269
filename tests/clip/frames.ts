// Frames to keep, made up or from the simulator's recordings.

import type { KeptFrame } from '../../web/src/clip/messages.js';
import { ticksPerSecond } from '../../web/src/clip/timeline.js';
import { clipInfo, readClip } from '../simulator/clip.js';
import { splitAnnexB, splitPictures, liveUnits, type AccessUnit } from '../simulator/h264.js';

interface Wanted extends Partial<KeptFrame> {
  /** When it was taken, and came unless `late` says so. */
  readonly seconds: number;
  readonly late?: number;
  /** Where the session's RTP clock began. */
  readonly origin?: number;
}

export function frameAt({ seconds, late = 0, origin = 0, ...rest }: Wanted): KeptFrame {
  return {
    ...{ session: 1, isKey: true, data: new ArrayBuffer(10), mimeType: '', width: 0, height: 0 },
    ticks: origin + Math.round(seconds * ticksPerSecond),
    arrival: (seconds + late) * 1000,
    ...rest,
  };
}

/** So many frames of a recording, as a transform hands them out, from `first` on. */
export function recorded(
  encoding: 'high' | 'baseline' | 'vp8',
  first: number,
  count: number,
  session = 1,
): KeptFrame[] {
  const mimeType = encoding === 'vp8' ? 'video/VP8' : 'video/H264';
  return framesOf(readClip(encoding), first, count, { session, mimeType });
}

/** The same of another recording (Annex B). */
export function framesOfStream(stream: Buffer, first: number, session: number): KeptFrame[] {
  const units = liveUnits(splitPictures(splitAnnexB(stream))).filter((unit) => unit !== undefined);
  return framesOf(units, first, units.length, { session, mimeType: 'video/H264' }, 0);
}

function framesOf(
  units: readonly AccessUnit[],
  first: number,
  count: number,
  own: Partial<KeptFrame>,
  skip = first,
): KeptFrame[] {
  return units.slice(skip, skip + count).map(({ keyframe, parts }, index) =>
    frameAt({
      ...own,
      seconds: (first + index) / clipInfo.frameRate,
      isKey: keyframe,
      origin: (own.session ?? 0) * 1234567,
      data: own.mimeType === 'video/VP8' ? copyOf(parts) : annexB(parts),
    }),
  );
}

const startCode = Buffer.from([0, 0, 0, 1]);

function annexB(parts: readonly Buffer[]): ArrayBuffer {
  return copyOf(parts.flatMap((part) => [startCode, part]));
}

function copyOf(parts: readonly Buffer[]): ArrayBuffer {
  return new Uint8Array(Buffer.concat(parts)).buffer;
}
