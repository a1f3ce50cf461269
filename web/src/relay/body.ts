// Bodies from outside: never more than is useful, never for longer than is useful.

export type BodyFault = 'too-long' | 'late' | 'cut';

export type ReadBody =
  | { readonly bytes: Uint8Array<ArrayBuffer>; readonly fault?: never }
  | { readonly fault: BodyFault };

/** Reads all of it, or says why not; then the rest is left unread. Never rejects. */
export async function readBody(
  stream: ReadableStream<Uint8Array> | null,
  limits: { readonly bytes: number; readonly seconds: number },
): Promise<ReadBody> {
  // Somebody else has its reader: there is nothing left for this one.
  if (stream === null || stream.locked) return { bytes: new Uint8Array() };
  const reader = stream.getReader();
  const read: ReadBody = await within(limits.seconds, collect(reader, limits.bytes), () => ({
    fault: 'late' as const,
  })).catch(() => ({ fault: 'cut' }));
  if (read.fault !== undefined) reader.cancel().catch(() => undefined);
  return read;
}

/** What the promise gives; what `late` gives or throws when it takes longer. */
export async function within<T, Late>(
  seconds: number,
  promise: Promise<T>,
  late: () => Late,
): Promise<T | Late> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const lateness = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, seconds * 1000);
  }).then(late);
  try {
    return await Promise.race([promise, lateness]);
  } finally {
    clearTimeout(timer);
  }
}

async function collect(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  limit: number,
): Promise<ReadBody> {
  // Copied as they come: a chunk of one byte holds two hundred.
  let bytes = new Uint8Array();
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return { bytes: bytes.subarray(0, size) };
    // A stream that was told to decode gives text, which has no size in bytes.
    if (!ArrayBuffer.isView(value)) return { fault: 'cut' };
    const end = size + value.byteLength;
    if (end > limit) return { fault: 'too-long' };
    if (end > bytes.length) bytes = grown(bytes, Math.max(end, Math.min(2 * end, limit)));
    bytes.set(value, size);
    size = end;
  }
}

function grown(bytes: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
  const room = new Uint8Array(size);
  room.set(bytes);
  return room;
}
