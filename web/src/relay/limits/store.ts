// Where it is counted what several instances may do together.

/** Something that counts towards a limit, for a while. */
export interface Claim {
  readonly key: string;
  /** Whole, 1 or more. */
  readonly amount: number;
  /** What may be counted under this key at the same time. */
  readonly most: number;
  /** After so long it counts no more, whatever becomes of who made it: at most 3600. */
  readonly seconds: number;
}

export interface Refusal {
  /** Of the first claim for which there was no room. */
  readonly key: string;
  /** Until there is, if nobody gives anything back before. */
  readonly seconds: number;
}

/**
 * What all instances share. Any of its methods may reject; then it may have happened or not. `limitContract` puts an
 * implementation to the test.
 */
export interface LimitStore {
  /**
   * Counts all of these claims under their keys, or none. Of several instances that come together, no more get something
   * than there is room for.
   *
   * @param id of the claims, never used before
   */
  take(id: string, claims: readonly Claim[]): Promise<Refusal | undefined>;
  /**
   * Lets claims count less from now on, for the rest of their time; 0: nothing. A claim that counts less already, or is over,
   * stays as it is: however often something is given back, it is given back once.
   */
  lower(id: string, changes: readonly Pick<Claim, 'key' | 'amount'>[]): Promise<void>;
}
