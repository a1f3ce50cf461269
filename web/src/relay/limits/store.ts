// Where it is counted what several instances may do together.

/** Something that counts towards a limit, for a while. */
export interface Claim {
  readonly key: string;
  /** Whole, 1 or more. */
  readonly amount: number;
  /** What may be counted under this key at the same time. */
  readonly most: number;
  /** After so long it counts no more, whatever becomes of who made it: above 0, at most 3600. */
  readonly seconds: number;
}

/** What a claim counts from now on, for the rest of its time; 0: nothing. */
export interface Change {
  readonly key: string;
  /** Whole, 0 or more. */
  readonly amount: number;
}

/** Counts all of these claims under their keys, or none. */
export interface Taking {
  /** Of the claims, never used before. */
  readonly id: string;
  /** Each of another key. */
  readonly claims: readonly Claim[];
}

/**
 * Lets claims count less. One that counts no more than that already, or is over, stays as it is: however often something is
 * given back, it is given back once.
 */
export interface Lowering {
  /** With which they were taken. */
  readonly id: string;
  readonly changes: readonly Change[];
}

export type LimitStep = Taking | Lowering;

export interface Refusal {
  /** Of the first claim for which there was no room. */
  readonly key: string;
  /** Until there is, if nobody gives anything back before. */
  readonly seconds: number;
}

/** What all instances share. `limitContract` puts an implementation to the test. */
export interface LimitStore {
  /**
   * Does these steps, one after the other. Of several instances that come together, no more get something than there is room
   * for. May reject; then each step may have been done or not.
   *
   * @returns For each step, in the same order: what was refused; undefined where nothing was.
   */
  run(steps: readonly LimitStep[]): Promise<readonly (Refusal | undefined)[]>;
}
