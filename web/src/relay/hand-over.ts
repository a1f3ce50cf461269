/**
 * A body that tells whether somebody took it: true when it was read to its end; false when it was cancelled, its
 * reader left, or nobody came for it in time.
 */
export function handOver(
  bytes: Uint8Array<ArrayBuffer>,
  left: AbortSignal,
  seconds: number,
): { readonly body: ReadableStream<Uint8Array>; readonly taken: Promise<boolean> } {
  let settle: (isTaken: boolean) => void = () => undefined;
  const taken = new Promise<boolean>((resolve) => {
    settle = resolve;
  });
  let isSent = false;
  const source: UnderlyingDefaultSource<Uint8Array> = {
    start(controller) {
      const abandon = (): void => {
        controller.error(new Error('Nobody took the answer.'));
        settle(false);
      };
      const timer = setTimeout(abandon, seconds * 1000);
      left.addEventListener('abort', abandon);
      void taken.then(() => {
        clearTimeout(timer);
        left.removeEventListener('abort', abandon);
      });
      if (left.aborted) abandon();
    },
    pull(controller) {
      if (isSent) {
        controller.close();
        settle(true);
      } else {
        controller.enqueue(bytes);
        isSent = true;
      }
    },
    cancel() {
      settle(false);
    },
  };
  // Nothing is read ahead: only who has the rest asks for the end.
  return { body: new ReadableStream(source, { highWaterMark: 0 }), taken };
}
