// A promise with its handles outside, that knows whether it is settled and may be left unhandled.

export interface Deferred<T> {
  readonly promise: Promise<T>;
  readonly settled: boolean;
  /** No effect when it is settled already; nor has `reject`. */
  resolve(value: T): void;
  reject(reason: unknown): void;
}

export function deferred<T>(): Deferred<T> {
  let settled = false;
  let settle!: (value: T) => void;
  let refuse!: (reason: unknown) => void;
  const promise = new Promise<T>((resolve, reject) => {
    settle = resolve;
    refuse = reject;
  });
  // Nobody is obliged to handle it: whatever it rejects with is told by an event and a property too.
  promise.catch(() => undefined);
  return {
    promise,
    get settled() {
      return settled;
    },
    resolve(value) {
      settled = true;
      settle(value);
    },
    reject(reason) {
      settled = true;
      refuse(reason);
    },
  };
}
