// Frames as an MP4 file. Loaded when something is saved, and with it the library that writes it.

import {
  BufferTarget,
  EncodedPacket,
  EncodedVideoPacketSource,
  Mp4OutputFormat,
  Output,
} from 'mediabunny';
import type { VideoSize } from '../session/events.js';
import { codecString, parameterSetsOf } from './parameter-sets.js';
import { intervalOf, ticksPerSecond } from './timeline.js';
import type { TimedFrame } from './timeline.js';

interface Codec {
  /** The library's name of it. */
  readonly name: 'avc' | 'vp8';
  readonly config: VideoDecoderConfig;
}

/**
 * @param frames From a key frame on.
 * @param size Of the picture, where the frames do not say.
 * @returns Rejects with a DOMException `NotSupportedError` when it is no video that an MP4 file can hold.
 */
export async function writeMp4(frames: readonly TimedFrame[], size: VideoSize): Promise<Blob> {
  const { name, config } = codecOf(frames, size);
  const source = new EncodedVideoPacketSource(name);
  const target = new BufferTarget();
  const output = new Output({ format: new Mp4OutputFormat({ fastStart: 'in-memory' }), target });
  // The file then counts in ticks, as the stream does: no time is rounded.
  output.addVideoTrack(source, { frameRate: ticksPerSecond });
  await output.start();
  for (const packet of packetsOf(frames)) {
    await source.add(packet, { decoderConfig: config });
  }
  await output.finalize();
  return new Blob(target.buffer === null ? [] : [target.buffer], { type: 'video/mp4' });
}

/** Each lasts until the next: what was a gap stays one. */
function packetsOf(frames: readonly TimedFrame[]): EncodedPacket[] {
  const begin = frames[0]?.time ?? 0;
  const interval = intervalOf(frames);
  return frames.map(({ data, isKey, time }, index) => {
    const next = frames[index + 1]?.time ?? time + interval;
    return new EncodedPacket(
      new Uint8Array(data),
      isKey ? 'key' : 'delta',
      (time - begin) / ticksPerSecond,
      (next - time) / ticksPerSecond,
    );
  });
}

function codecOf(frames: readonly TimedFrame[], { width, height }: VideoSize): Codec {
  const keys = frames.filter(({ isKey }) => isKey);
  const [first] = keys;
  const size = {
    codedWidth: first === undefined || first.width === 0 ? width : first.width,
    codedHeight: first === undefined || first.height === 0 ? height : first.height,
  };
  if (first?.mimeType.toLowerCase() === 'video/vp8') {
    return { name: 'vp8', config: { codec: 'vp8', ...size } };
  }
  const codec = first && codecString(new Uint8Array(first.data), sampleEntryOf(keys));
  if (codec === undefined || codec === null) {
    throw new DOMException('Only H.264 and VP8 can be saved.', 'NotSupportedError');
  }
  return { name: 'avc', config: { codec, ...size } };
}

/**
 * Where sessions differ in size or parameter sets, `avc3`: the sets stand before each key frame, and a player heeds
 * them there (ISO/IEC 14496-15 section 5.3.3). One description for all is what most players know best.
 */
function sampleEntryOf(keys: readonly TimedFrame[]): 'avc1' | 'avc3' {
  const sets = new Set(keys.map(({ data }) => parameterSetsOf(new Uint8Array(data)).join(';')));
  return sets.size > 1 ? 'avc3' : 'avc1';
}
