// Single frames for analysis, one at a time: whoever is slow gets fewer, never old ones.

import { toSeconds } from './units.js';

/** A frame that was on the screen. Closed for you when the next one is asked for, or the loop is left. */
export interface LiveFrame {
  /** Draw it, read it, or hand it to WebGL or WebCodecs. `clone()` what must live longer. */
  readonly image: VideoFrame;
  /** Pixels, never zero. */
  readonly width: number;
  readonly height: number;
  /**
   * When it was, or will be, on the screen: seconds on the clock of `performance.now()`. Never falls, but
   * two frames share it when the second replaced the first before the screen's next refresh; `mediaTime`
   * tells them apart.
   */
  readonly time: number;
  /** When its last packet came, on that clock; null where the browser does not say. */
  readonly receiveTime: number | null;
  /** Seconds on the stream's own clock: rises from frame to frame, and starts anew with each session. */
  readonly mediaTime: number;
}

/**
 * Says which video is in front, now and whenever it is another one, and null when there will be none
 * any more.
 *
 * @returns Stops saying.
 */
export type FollowFront = (say: (video: HTMLVideoElement | null) => void) => () => void;

/**
 * Frames as they are shown, also across sessions that take over from each other, until there will be none
 * any more. Browsers show no frames in a hidden page, so none come from there.
 *
 * Throws a DOMException `NotSupportedError` where there are no WebCodecs frames.
 */
export async function* framesOf(follow: FollowFront): AsyncGenerator<LiveFrame, void, void> {
  if (typeof VideoFrame !== 'function') {
    throw new DOMException('This browser has no VideoFrame.', 'NotSupportedError');
  }
  for (;;) {
    const frame = await nextFrame(follow);
    if (frame === null) {
      return;
    }
    try {
      yield frame;
    } finally {
      frame.image.close();
    }
  }
}

function nextFrame(follow: FollowFront): Promise<LiveFrame | null> {
  return new Promise((resolve) => {
    let forget = (): void => undefined;
    let stop: (() => void) | null = null;
    let done = false;
    const finish = (frame: LiveFrame | null): void => {
      done = true;
      forget();
      stop?.();
      resolve(frame);
    };
    stop = follow((video) => {
      forget();
      if (video === null) {
        finish(null);
      } else {
        forget = onFrame(video, finish);
      }
    });
    if (done) {
      stop();
    }
  });
}

/** The next one with real dimensions. @returns Stops waiting. */
function onFrame(video: HTMLVideoElement, take: (frame: LiveFrame) => void): () => void {
  let handle = 0;
  const wait = (): void => {
    handle = video.requestVideoFrameCallback((_now, metadata) => {
      const { width, height, expectedDisplayTime, receiveTime, mediaTime } = metadata;
      if (width === 0 || height === 0) {
        wait();
        return;
      }
      take({
        image: new VideoFrame(video),
        width,
        height,
        time: toSeconds(expectedDisplayTime),
        receiveTime: receiveTime === undefined ? null : toSeconds(receiveTime),
        mediaTime,
      });
    });
  };
  wait();
  return () => {
    video.cancelVideoFrameCallback(handle);
  };
}
