// An MP4 file as programs see it that nobody here wrote: ffprobe reads it, ffmpeg decodes it again.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clipInfo } from './simulator/clip.js';
import { decodeStrip, stripInfo } from './simulator/index.js';

export interface ClipFile {
  /** `avc1`, `avc3`, `vp08`. */
  readonly tag: string;
  readonly width: number;
  readonly height: number;
  /** Seconds. */
  readonly duration: number;
  /** Of each frame, in seconds from the first. */
  readonly times: readonly number[];
  readonly keys: readonly boolean[];
  /** Read from the decoded pictures; undefined: there is none to be read. */
  readonly numbers: readonly (number | undefined)[];
}

interface Probe {
  readonly streams: readonly {
    readonly codec_tag_string: string;
    readonly width: number;
    readonly height: number;
    readonly time_base: string;
  }[];
  readonly format: { readonly duration: string };
  readonly packets: readonly { readonly pts: number; readonly flags: string }[];
}

/** Throws with the program's own words when one of them finds anything to say. */
export function readClipFile(bytes: Uint8Array): ClipFile {
  return withFile(bytes, (path) => {
    const shown = ['-show_streams', '-show_format', '-show_packets', '-of', 'json', path];
    const probe = JSON.parse(run('ffprobe', shown).toString()) as Probe;
    const [stream] = probe.streams;
    if (stream === undefined) throw new Error('no stream');
    const ticks = Number(stream.time_base.split('/')[1]);
    return {
      tag: stream.codec_tag_string,
      ...{ width: stream.width, height: stream.height },
      duration: Number(probe.format.duration),
      times: probe.packets.map(({ pts }) => pts / ticks),
      keys: probe.packets.map(({ flags }) => flags.startsWith('K')),
      numbers: numbersOf(path),
    };
  });
}

/** As `ffmpeg -c copy` writes it anew. */
export function copied(bytes: Uint8Array): Uint8Array {
  return withFile(bytes, (path) => {
    const copy = `${path}.copy.mp4`;
    run('ffmpeg', ['-i', path, '-c', 'copy', copy]);
    return readFileSync(copy);
  });
}

/** Each decoded picture as it is: none is repeated or left out to keep a rate. */
function numbersOf(path: string): (number | undefined)[] {
  const { cells, cellWidth, y } = stripInfo;
  // Whatever its size: the numbers stand where they stand in the whole picture.
  const whole = `scale=${String(cells * cellWidth)}:${String(clipInfo.height)}:flags=neighbor,format=rgba`;
  const row = `crop=${String(cells * cellWidth)}:1:0:${String(y)},scale=${String(cells)}:1:flags=neighbor`;
  const filter = `${whole},${row}`;
  const raw = ['-f', 'rawvideo', '-pix_fmt', 'rgba', '-'];
  const pixels = run('ffmpeg', ['-i', path, '-fps_mode', 'passthrough', '-vf', filter, ...raw]);
  return Array.from({ length: pixels.length / (cells * 4) }, (_, index) =>
    decodeStrip(pixels.subarray(index * cells * 4, (index + 1) * cells * 4)),
  );
}

function run(program: string, args: readonly string[]): Buffer {
  const { stdout, stderr, status } = spawnSync(program, ['-v', 'warning', ...args], {
    maxBuffer: 2 ** 28,
  });
  const said = stderr.toString();
  if (status !== 0 || said !== '') throw new Error(`${program}: ${said}`);
  return stdout;
}

function withFile<T>(bytes: Uint8Array, act: (path: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'clip-'));
  try {
    const path = join(folder, 'clip.mp4');
    writeFileSync(path, bytes);
    return act(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
