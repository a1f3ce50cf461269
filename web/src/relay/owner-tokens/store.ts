// Where the owners' records are. What is stored is sealed before: a store sees names of owners and nothing else.

/**
 * What all instances share. Each method is one atomic step, seen by all instances in the same order, and what it has said to
 * have written survives the end of every process. Any of them may reject; then it may have happened or not. `storeContract`
 * puts an implementation to the test.
 */
export interface TokenStore {
  /** What was written last under this key; undefined for nothing. */
  get(key: string): Promise<string | undefined>;
  /**
   * Writes `after` if `before` is what is there, and says whether it was. Undefined stands for nothing. No two values that are
   * written under a key are alike, and none is empty.
   */
  compareAndSet(
    key: string,
    before: string | undefined,
    after: string | undefined,
  ): Promise<boolean>;
  /** All keys that have a value; those that change meanwhile may be left out. */
  keys(): Promise<string[]>;
  /** Gives the key's lock to this holder, for so many seconds, unless somebody has it, this holder too; says whether it did. */
  lock(key: string, holder: string, seconds: number): Promise<boolean>;
  /** Ends the lock early if this holder still has it. */
  unlock(key: string, holder: string): Promise<void>;
}
