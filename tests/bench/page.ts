// The page of the bench: plays a camera in one of the ways, once to its first frame, or many times side by side.

import { playDocumented } from './documented.js';
import type { Camera, Steps } from './documented.js';
import { ways } from './ways.js';
import type { Playing, Way, WayName } from './ways.js';

export interface Opening {
  /** From the click to the first frame that is painted, in milliseconds. */
  readonly total: number;
  readonly steps: Steps | null;
}

let playing: Playing[] = [];

function addVideo(width: number): HTMLVideoElement {
  const video = document.createElement('video');
  video.muted = true;
  video.autoplay = true;
  video.width = width;
  document.body.append(video);
  return video;
}

async function open(name: WayName, camera: Camera): Promise<Opening> {
  const way: Way = ways[name];
  await way.ahead?.(camera);
  const video = addVideo(640);
  const painted = new Promise<number>((resolve) => {
    video.requestVideoFrameCallback((now) => {
      resolve(now);
    });
  });
  const clicked = performance.now();
  playing = [await way.play(camera, video)];
  const total = (await painted) - clicked;
  const steps = playing[0]?.steps ?? null;
  await stop();
  return { total, steps };
}

async function watch(name: WayName, camera: Camera, count: number): Promise<void> {
  const way: Way = ways[name];
  const videos = Array.from({ length: count }, () => addVideo(320));
  playing = await Promise.all(videos.map((video) => way.play(camera, video)));
}

/** Of one picture, in milliseconds: how long each frame took from its arrival to the screen, and how far frames were apart. */
export interface Delays {
  readonly lags: readonly number[];
  readonly gaps: readonly number[];
}

/** The documented code. @param target Of the receiver; null: the browser's own. */
function delays(
  cameras: readonly Camera[],
  target: readonly (number | null)[],
  seconds: number,
): Promise<Delays[]> {
  return sideBySide(cameras, seconds, async (camera, video, index) => {
    const { peer, stop } = await playDocumented(camera, video);
    const [receiver] = peer.getReceivers();
    if (receiver) receiver.jitterBufferTarget = target[index] ?? null;
    await new Promise((resolve) => setTimeout(resolve, 3000)); // A buffer takes its time to grow and shrink.
    return { stop };
  });
}

/** From each one's first frame on, whatever it does about it. */
function gapsOf(
  names: readonly WayName[],
  cameras: readonly Camera[],
  seconds: number,
): Promise<Delays[]> {
  return sideBySide(cameras, seconds, (camera, video, index) => {
    const way: Way = ways[names[index] ?? 'documented'];
    return way.play(camera, video);
  });
}

/** So that all meet the same moments. */
async function sideBySide(
  cameras: readonly Camera[],
  seconds: number,
  play: (camera: Camera, video: HTMLVideoElement, index: number) => Promise<Pick<Playing, 'stop'>>,
): Promise<Delays[]> {
  const all = await Promise.all(
    cameras.map(async (camera, index) => {
      const video = addVideo(320);
      const { stop } = await play(camera, video, index);
      return { seen: await watchFrames(video, seconds), stop };
    }),
  );
  await Promise.all(all.map(({ stop }) => stop()));
  document.body.replaceChildren();
  return all.map(({ seen }) => seen);
}

function watchFrames(video: HTMLVideoElement, seconds: number): Promise<Delays> {
  const [lags, gaps]: [number[], number[]] = [[], []];
  const until = performance.now() + seconds * 1000;
  return new Promise((resolve) => {
    let last: number | undefined;
    const look = (_: number, frame: VideoFrameCallbackMetadata): void => {
      const { expectedDisplayTime: shown, receiveTime } = frame;
      if (receiveTime !== undefined) lags.push(shown - receiveTime);
      if (last !== undefined) gaps.push(shown - last);
      last = shown;
      if (shown < until) video.requestVideoFrameCallback(look);
      else resolve({ lags, gaps });
    };
    video.requestVideoFrameCallback(look);
  });
}

async function stop(): Promise<void> {
  await Promise.all(playing.map((one) => one.stop()));
  playing = [];
  document.body.replaceChildren();
}

const bench = { open, watch, delays, gapsOf, stop };

declare global {
  interface Window {
    bench: typeof bench;
  }
}

window.bench = bench;
