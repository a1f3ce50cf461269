// The page of the bench: plays a camera in one of the ways, once to its first frame, or many times side by side.

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

async function stop(): Promise<void> {
  await Promise.all(playing.map((one) => one.stop()));
  playing = [];
  document.body.replaceChildren();
}

const bench = { open, watch, stop };

declare global {
  interface Window {
    bench: typeof bench;
  }
}

window.bench = bench;
