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

export interface FramesOptions {
  /** Ends the loop, also while it waits for a frame. */
  readonly signal?: AbortSignal | undefined;
}

/** The video whose frames are seen. */
export interface Front {
  readonly video: () => HTMLVideoElement;
  /** Called whenever it is another one. */
  readonly followers: Set<() => void>;
}

/**
 * Frames as they are shown, also across sessions that take over from each other, until there will be none
 * any more. Browsers show no frames in a hidden page, so none come from there.
 *
 * Throws a DOMException `NotSupportedError` where there are no WebCodecs frames.
 *
 * @param ending Aborted when there will be none any more, also by whoever leaves the loop.
 */
export function framesOf(
  front: Front,
  ending: AbortController,
  { signal }: FramesOptions = {},
): AsyncGenerator<LiveFrame, void, void> {
  const end = (): void => {
    ending.abort();
  };
  if (signal?.aborted === true) {
    end();
  }
  signal?.addEventListener('abort', end, { signal: ending.signal });
  const frames = framesUntil(ending, front);
  const leave = frames.return.bind(frames);
  // A generator that waits does not hear of it: what it waits for ends first.
  frames.return = (value) => {
    end();
    return leave(value);
  };
  return frames;
}

async function* framesUntil(
  ending: AbortController,
  front: Front,
): AsyncGenerator<LiveFrame, void, void> {
  try {
    if (typeof VideoFrame !== 'function') {
      throw new DOMException('This browser has no VideoFrame.', 'NotSupportedError');
    }
    for (;;) {
      const frame = await nextFrame(front, ending.signal);
      if (frame === null) {
        return;
      }
      try {
        yield frame;
      } finally {
        frame.image.close();
      }
    }
  } finally {
    ending.abort();
  }
}

/** Of whichever video is in front by then. Null: there will be none any more. */
function nextFrame(front: Front, over: AbortSignal): Promise<LiveFrame | null> {
  return new Promise((resolve) => {
    let forget = (): void => undefined;
    const take = (frame: LiveFrame | null): void => {
      forget();
      front.followers.delete(look);
      over.removeEventListener('abort', leave);
      resolve(frame);
    };
    const leave = (): void => {
      take(null);
    };
    const look = (): void => {
      forget();
      forget = onFrame(front.video(), take);
    };
    if (over.aborted) {
      resolve(null);
      return;
    }
    over.addEventListener('abort', leave);
    front.followers.add(look);
    look();
  });
}

/** The next one with real dimensions. @returns Stops waiting. */
function onFrame(video: HTMLVideoElement, take: (frame: LiveFrame) => void): () => void {
  let handle = 0;
  const wait = (): void => {
    handle = video.requestVideoFrameCallback((_now, metadata) => {
      const { width, height, expectedDisplayTime, receiveTime } = metadata;
      // The video may have been given another stream since, which has none yet.
      if (width === 0 || height === 0 || video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) {
        wait();
        return;
      }
      take({
        image: new VideoFrame(video),
        width,
        height,
        time: toSeconds(expectedDisplayTime),
        receiveTime: receiveTime === undefined ? null : toSeconds(receiveTime),
        mediaTime: onStreamsClock(video.srcObject, metadata),
      });
    });
  };
  wait();
  return () => {
    video.cancelVideoFrameCallback(handle);
  };
}

/** Of every video (RFC 6184 section 8.2.1). */
const rtpClock = 90_000; // not a duration: ticks in a second

/** The first RTP timestamp that was seen of each stream. */
const firstSeen = new WeakMap<MediaProvider, number>();

/** By the stream's RTP clock, which begins anywhere: Firefox's own `mediaTime` of a live stream is always 0. */
function onStreamsClock(
  stream: MediaProvider | null,
  { mediaTime, rtpTimestamp }: VideoFrameCallbackMetadata,
): number {
  if (stream === null || rtpTimestamp === undefined) {
    return mediaTime;
  }
  const first = firstSeen.get(stream) ?? rtpTimestamp;
  firstSeen.set(stream, first);
  return ((rtpTimestamp - first) >>> 0) / rtpClock; // 32 bits: it may run over
}
