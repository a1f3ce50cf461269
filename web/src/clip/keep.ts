// The last seconds of a session as they came, and as a file.

import type { SaveClipOptions } from '../element/clip-part.js';
import type { LiveSession } from '../index.js';
import type { VideoSize } from '../session/events.js';
import { peerConstructor } from '../session/ports.js';
import type { BrowserParts } from '../session/ports.js';
import type { Bounds } from './messages.js';
import { watchReceivers } from './peers.js';
import { theRecorder } from './recorder.js';
import type { Recorder } from './recorder.js';
import { lastSeconds } from './timeline.js';

export interface KeepOptions {
  /** How much is kept. Default: 30. */
  readonly seconds?: number | undefined;
  /** At most so many bytes, whatever the seconds. Default: 64 MiB. */
  readonly bytes?: number | undefined;
  /** Called when there is something to save, once for each of the service's sessions. */
  readonly begun?: (() => void) | undefined;
}

const usualSeconds = 30; // not a duration: a default that pages change
const usualBytes = 2 ** 26;

/**
 * Keeps the last seconds of a session as they came, across all of the service's sessions, in this page's memory: nothing
 * leaves it. From the next `open()` or `prepare()` on; one that is open already goes on unseen.
 *
 * ```ts
 * const clip = keepClip(session, { seconds: 30 });
 * await session.open();
 * // … something happens …
 * const file = await clip.save({ seconds: 10 });
 * ```
 */
export function keepClip(session: LiveSession, options: KeepOptions = {}): Clip {
  return new Clip(session, options);
}

/** What {@link keepClip} keeps. */
export class Clip {
  readonly #session: LiveSession;
  readonly #begunNow: () => void;
  readonly #before: BrowserParts;
  readonly #ports: BrowserParts;
  readonly #tapped = new WeakSet<RTCRtpReceiver>();
  /** Null: this browser or this page has none. Undefined: not needed so far. */
  #recorder: Recorder | null | undefined;
  #number = 0;
  #taps = 0;
  #bounds: Bounds;
  #size: VideoSize = { width: 0, height: 0 };
  #begun = false;
  #closed = false;

  /** See {@link keepClip}. */
  constructor(
    session: LiveSession,
    { seconds = usualSeconds, bytes = usualBytes, begun }: KeepOptions,
  ) {
    this.#session = session;
    this.#bounds = { seconds, bytes };
    this.#begunNow = () => {
      this.#begun = true;
      begun?.();
    };
    this.#before = session.ports;
    this.#ports = this.#watched(session.ports);
    session.ports = this.#ports;
    session.addEventListener('firstframe', this.#noteSize);
    this.#start();
  }

  /** There is something to save. */
  get begun(): boolean {
    return this.#begun && !this.#closed;
  }

  /**
   * How much is kept; 0: nothing, and no frame is touched from the service's next session on. What was more goes at once,
   * and with the frames that come.
   */
  get seconds(): number {
    return this.#bounds.seconds;
  }
  set seconds(seconds: number) {
    if (seconds === this.#bounds.seconds) {
      return;
    }
    this.#bounds = { ...this.#bounds, seconds };
    this.#begun &&= seconds > 0;
    this.#start();
    this.#recorder?.keep(this.#number, this.#bounds);
  }

  /**
   * The last seconds as MP4, from the last key frame on that is early enough: as long as asked or a little longer,
   * unless there is less. Nothing is decoded or encoded, so it is what the camera sent, watermark and gaps included.
   *
   * @returns Rejects with a DOMException: `NotSupportedError` where the browser or the page's policy does not let
   * frames be kept, or they are of a codec that cannot be saved; `InvalidStateError` when nothing has been kept;
   * `NetworkError` when the part that writes files cannot be loaded.
   */
  async save({ seconds = this.#bounds.seconds }: SaveClipOptions = {}): Promise<Blob> {
    const recorder = this.#usable();
    const frames = lastSeconds(await recorder.read(this.#number), seconds);
    if (frames.length === 0) {
      throw new DOMException('Nothing has been kept yet.', 'InvalidStateError');
    }
    const { writeMp4 } = await loadWriter();
    return writeMp4(frames, this.#size);
  }

  /** Lets go of what was kept, and keeps nothing any more. */
  close(): void {
    this.#closed = true;
    this.#recorder?.forget(this.#number);
    this.#session.removeEventListener('firstframe', this.#noteSize);
    if (this.#session.ports === this.#ports) {
      this.#session.ports = this.#before;
    }
  }

  readonly #noteSize = ({ detail }: { readonly detail: VideoSize }): void => {
    this.#size = detail;
  };

  /** The worker is started when something shall be kept. */
  #start(): void {
    if (this.#recorder === undefined && this.#bounds.seconds > 0) {
      this.#recorder = theRecorder();
      this.#number = this.#recorder?.begin(this.#bounds, this.#begunNow) ?? 0;
    }
  }

  #usable(): Recorder {
    if (this.#closed || this.#recorder === undefined) {
      throw new DOMException('Nothing is kept.', 'InvalidStateError');
    }
    if (this.#recorder === null || this.#recorder.failed) {
      throw new DOMException(cannotKeep, 'NotSupportedError');
    }
    return this.#recorder;
  }

  #watched(ports: BrowserParts): BrowserParts {
    const peers = peerConstructor(ports);
    if (peers === null) {
      return ports; // The session will say that this is no browser for it.
    }
    return {
      ...ports,
      RTCPeerConnection: watchReceivers(peers, (receiver) => {
        this.#tap(receiver);
      }),
    };
  }

  #tap(receiver: RTCRtpReceiver): void {
    const recorder = this.#recorder;
    const isWanted = !this.#closed && this.#bounds.seconds > 0 && recorder?.failed === false;
    if (isWanted && !this.#tapped.has(receiver)) {
      this.#tapped.add(receiver);
      this.#taps += 1;
      recorder.tap(receiver, { clip: this.#number, session: this.#taps });
    }
  }
}

const cannotKeep =
  'Video cannot be kept here: the browser has no RTCRtpScriptTransform, or the page allows no worker ' +
  "(content security policy: worker-src 'self', and trusted-types ring-live where those are required).";

/** Only a page that saves pays for it. */
async function loadWriter(): Promise<typeof import('./mp4.js')> {
  try {
    return await import('./mp4.js');
  } catch {
    throw new DOMException(
      'The part that writes MP4 could not be loaded: it needs the npm package mediabunny.',
      'NetworkError',
    );
  }
}
