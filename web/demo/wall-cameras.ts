/** The cameras of the wall, by their device ids; the server and the page agree on them. */
export const wallCameras: readonly string[] = Array.from(
  { length: 16 },
  (_, index) => `wall-${String(index + 1)}`,
);
