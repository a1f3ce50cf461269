// Run in the page, beside tools.ts: `ring-live/clip` as pages import it, and what came out of it as bytes for outside.

import { keepClip } from '../../web/src/clip/index.js';
import type { Clip } from '../../web/src/clip/index.js';

interface Attempt {
  /** Base64. */
  readonly file: string;
  readonly type: string;
  /** Name of what it was refused with. */
  readonly refused: string;
  readonly message: string;
  /** Milliseconds that it took. */
  readonly took: number;
}

class ClipTools {
  /** Of the session alone. */
  clip: Clip | null = null;
  /** What was dispatched by the player: the file, or why there is none. */
  readonly told: (Blob | unknown)[] = [];

  keep(seconds: number): void {
    const { session } = window.tools;
    if (session === null) throw new Error('no session was made');
    this.clip = keepClip(session, { seconds });
  }

  save(seconds?: number): Promise<Attempt> {
    return attempt(window.tools.player().saveClip({ seconds }));
  }

  saveOfSession(seconds?: number): Promise<Attempt> {
    return attempt(this.clip?.save({ seconds }) ?? Promise.reject(new Error('no clip')));
  }

  /** Plays a file in a `<video>` to its end. @returns The numbers' pixels, and what the video says of itself. */
  async playBack(file: string, row: Parameters<Window['tools']['strip']>[1]): Promise<Playback> {
    const video = document.createElement('video');
    video.muted = true;
    video.src = URL.createObjectURL(new Blob([bytesOf(file)], { type: 'video/mp4' }));
    document.body.append(video);
    const strips: number[][] = [];
    const look = (): void => {
      strips.push(window.tools.strip(video, row));
      video.requestVideoFrameCallback(look);
    };
    video.requestVideoFrameCallback(look);
    const ended = new Promise((resolve, reject) => {
      video.addEventListener('ended', resolve);
      video.addEventListener('error', () => {
        reject(new Error(video.error?.message ?? ''));
      });
    });
    await video.play();
    await ended;
    const { duration, videoWidth: width, videoHeight: height } = video;
    return { strips, duration, width, height };
  }
}

interface Playback {
  readonly strips: number[][];
  readonly duration: number;
  readonly width: number;
  readonly height: number;
}

async function attempt(saving: Promise<Blob>): Promise<Attempt> {
  const began = performance.now();
  const nothing = { file: '', type: '', refused: '', message: '' };
  try {
    const blob = await saving;
    const took = performance.now() - began;
    return { ...nothing, file: await base64(blob), type: blob.type, took };
  } catch (reason) {
    const { name, message } = reason as Error;
    return { ...nothing, refused: name, message, took: performance.now() - began };
  }
}

async function base64(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}

function bytesOf(file: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(file), (letter) => letter.charCodeAt(0));
}

declare global {
  interface Window {
    clips: ClipTools;
  }
}

window.clips = new ClipTools();
