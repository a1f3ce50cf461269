export const sleep = (seconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, seconds * 1000));

/** So that many instances, and many owners, do not do the same thing at the same moment. */
export const jittered = (seconds: number): number => seconds * (0.5 + Math.random() / 2);
