// What somebody who shows sessions needs only when there is one: loaded together with the module, never after it.

/** Each is asked whenever the module is loaded, which waits for it and fails with it. */
export const alongside: (() => Promise<unknown>)[] = [];
