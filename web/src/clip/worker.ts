// Where encoded frames pass by: each is copied and passed on as it is, before anything is decoded. A worker of
// its own file, which the build makes one that imports nothing, so that every bundler can put it anywhere.

import { Kept } from './kept.js';
import type { News, Order, Tap } from './messages.js';

/** Of a dedicated worker's global scope, what is used here: this is compiled beside code for pages. */
interface Scope {
  onmessage: (event: { readonly data: Order }) => void;
  /** WebRTC Encoded Transform, section 5. */
  onrtctransform: (event: { readonly transformer: Transformer }) => void;
  postMessage(news: News): void;
}

interface Transformer {
  readonly readable: ReadableStream<RTCEncodedVideoFrame>;
  readonly writable: WritableStream<RTCEncodedVideoFrame>;
  readonly options: Tap;
}

const scope = globalThis as unknown as Scope;
const clips = new Map<number, Kept>();

scope.onmessage = ({ data: order }) => {
  switch (order.type) {
    case 'keep':
      keep(order.clip, order);
      break;
    case 'read':
      scope.postMessage({
        type: 'frames',
        call: order.call,
        frames: clips.get(order.clip)?.frames ?? [],
      });
      break;
    case 'forget':
      clips.delete(order.clip);
      break;
    default:
      order satisfies never;
  }
};

function keep(clip: number, { bounds }: Order & { type: 'keep' }): void {
  const kept = clips.get(clip);
  if (kept === undefined) {
    clips.set(clip, new Kept(bounds));
  } else {
    kept.bounds = bounds;
  }
}

scope.onrtctransform = ({ transformer: { readable, writable, options } }) => {
  const note = noteFor(options);
  const pass = new TransformStream<RTCEncodedVideoFrame, RTCEncodedVideoFrame>({
    transform(frame, controller) {
      note(frame); // Before it is passed on, which takes its bytes away.
      controller.enqueue(frame);
    },
  });
  // Ends with its session, and some browsers call that an error.
  readable
    .pipeThrough(pass)
    .pipeTo(writable)
    .catch(() => undefined);
};

function noteFor({ clip, session }: Tap): (frame: RTCEncodedVideoFrame) => void {
  let ticks: number | undefined;
  return (frame) => {
    const kept = clips.get(clip);
    const { mimeType = '', width = 0, height = 0, rtpTimestamp } = frame.getMetadata();
    ticks = carriedOn(ticks, rtpTimestamp ?? frame.timestamp);
    const wasEmpty = kept?.bytes === 0;
    const isKept = kept?.add({
      ...{ session, ticks, mimeType, width, height },
      isKey: frame.type === 'key',
      arrival: performance.now(),
      data: frame.data.slice(0),
    });
    if (isKept === true && wasEmpty) {
      scope.postMessage({ type: 'begun', clip });
    }
  };
}

/** RTP timestamps are 32 bits and begin anew (RFC 3550 section 5.1); a little back is no new beginning. */
function carriedOn(before: number | undefined, timestamp: number): number {
  return before === undefined ? timestamp : before + ((timestamp - before) | 0);
}

scope.postMessage({ type: 'ready' });
