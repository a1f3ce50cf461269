// Says at compile time that two types are the same, or that something does not compile.

/** True only when neither type is wider, optional or readonly where the other is not. */
export type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** `expectTrue<Same<A, B>>()` does not compile when they differ. */
export function expectTrue<T extends true>(): T | undefined {
  return undefined;
}
