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
  if (stream === null) return { bytes: new Uint8Array() };
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
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return { bytes: joined(chunks) };
    size += value.byteLength;
    if (size > limit) return { fault: 'too-long' };
    chunks.push(value);
  }
}

export function joined(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(chunks.reduce((size, { byteLength }) => size + byteLength, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}
