// The page's one worker for all clips, from the page's side.

import type { Bounds, KeptFrame, News, Order, Tap } from './messages.js';

class Recorder {
  /** It could not be loaded: nothing must pass through it. */
  failed = false;

  readonly #worker: Worker;
  readonly #begun = new Map<number, () => void>();
  readonly #calls = new Map<number, (frames: readonly KeptFrame[]) => void>();
  readonly #waiting: RTCRtpReceiver[] = [];
  #ready = false;
  #last = 0;

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.onmessage = ({ data }: MessageEvent<News>) => {
      this.#take(data);
    };
    worker.onerror = () => {
      this.#fail();
    };
  }

  /** @param begun Called when there is something to save. @returns The clip's number. */
  begin(bounds: Bounds, begun: () => void): number {
    this.#last += 1;
    this.#begun.set(this.#last, begun);
    this.keep(this.#last, bounds);
    return this.#last;
  }

  keep(clip: number, bounds: Bounds): void {
    this.#send({ type: 'keep', clip, bounds });
  }

  read(clip: number): Promise<readonly KeptFrame[]> {
    this.#last += 1;
    const call = this.#last;
    return new Promise((resolve) => {
      this.#calls.set(call, resolve);
      this.#send({ type: 'read', clip, call });
    });
  }

  forget(clip: number): void {
    this.#begun.delete(clip);
    this.#send({ type: 'forget', clip });
  }

  /** From now on the receiver's frames pass through the worker; while that is being loaded, they wait. */
  tap(receiver: RTCRtpReceiver, tap: Tap): void {
    if (!this.#ready) {
      this.#waiting.push(receiver);
    }
    receiver.transform = new RTCRtpScriptTransform(this.#worker, tap);
  }

  /** Frames that wait for a worker that never comes would never be seen: live comes first. */
  #fail(): void {
    this.failed = !this.#ready;
    for (const receiver of this.#waiting.splice(0)) {
      receiver.transform = null;
    }
  }

  #send(order: Order): void {
    this.#worker.postMessage(order);
  }

  #take(news: News): void {
    switch (news.type) {
      case 'ready':
        this.#ready = true;
        this.#waiting.length = 0;
        break;
      case 'begun':
        this.#begun.get(news.clip)?.();
        break;
      case 'frames':
        this.#calls.get(news.call)?.(news.frames);
        this.#calls.delete(news.call);
        break;
      default:
        news satisfies never;
    }
  }
}

export type { Recorder };

let recorder: Recorder | null | undefined;

/** The page's one; null where the browser has no such transforms, or the page's policy allows no worker. */
export function theRecorder(): Recorder | null {
  if (recorder === undefined) {
    recorder = canTransform() ? startRecorder() : null;
  }
  return recorder;
}

function canTransform(): boolean {
  return typeof RTCRtpScriptTransform === 'function' && typeof Worker === 'function';
}

function startRecorder(): Recorder | null {
  // Named so because bundlers look for these very words, and put the worker's file where it is found.
  class Worker extends globalThis.Worker {
    constructor(address: URL, options: WorkerOptions) {
      super(trusted(address), options);
    }
  }
  try {
    return new Recorder(new Worker(new URL('./worker.js', import.meta.url), { type: 'module' }));
  } catch {
    return null; // Refused by Trusted Types.
  }
}

/** Of Trusted Types (W3C), what is used here. */
interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL: (address: string) => string },
  ): { createScriptURL(address: string): string };
}

/** Where a page requires it, an address that its policy `ring-live` vouches for: it is this file's own neighbour. */
function trusted({ href }: URL): string {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  try {
    const policy = trustedTypes?.createPolicy('ring-live', { createScriptURL: (url) => url });
    return policy?.createScriptURL(href) ?? href;
  } catch {
    return href; // The page allows no such policy, and may not require one.
  }
}
