// What the page and the worker say to each other. Types only: the worker's file stands alone.

/** Of one clip; what is over is let go of, the oldest first. */
export interface Bounds {
  /** 0: nothing is kept. */
  readonly seconds: number;
  readonly bytes: number;
}

export type Order =
  | { readonly type: 'keep'; readonly clip: number; readonly bounds: Bounds }
  | { readonly type: 'read'; readonly clip: number; readonly call: number }
  /** What was kept goes; frames that still come are passed on and not kept. */
  | { readonly type: 'forget'; readonly clip: number };

export type News =
  | { readonly type: 'ready' }
  /** There is something to save. */
  | { readonly type: 'begun'; readonly clip: number }
  | { readonly type: 'frames'; readonly call: number; readonly frames: readonly KeptFrame[] };

/** Goes with each transform: whose frames it passes on. */
export interface Tap {
  readonly clip: number;
  /** Rises with each of the clip's peers. */
  readonly session: number;
}

/** An encoded frame as it came. */
export interface KeptFrame {
  readonly session: number;
  readonly isKey: boolean;
  /** Its RTP timestamp, which starts anywhere with each session, carried on where it began anew. */
  readonly ticks: number;
  /** When it came, in milliseconds on the worker's clock. */
  readonly arrival: number;
  readonly data: ArrayBuffer;
  /** Empty and 0 where the browser does not say. */
  readonly mimeType: string;
  readonly width: number;
  readonly height: number;
}
