// One picture as a file.

export interface SnapshotOptions {
  /** `image/png` by default; `image/jpeg` and `image/webp` are smaller. */
  readonly type?: string | undefined;
  /** 0 to 1, for types that lose something. Default: the browser's. */
  readonly quality?: number | undefined;
  /** Pixels: a wider picture is made smaller, in its proportions. Default: as wide as it is. */
  readonly maxWidth?: number | undefined;
}

/**
 * @param picture What is shown now, with real dimensions.
 * @returns Rejects with a DOMException `EncodingError` when the browser cannot write it.
 */
export function takeSnapshot(
  picture: HTMLVideoElement | HTMLCanvasElement,
  { type, quality, maxWidth = Infinity }: SnapshotOptions,
): Promise<Blob> {
  const { width, height } = sizeOf(picture);
  const scale = Math.min(1, maxWidth / width);
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => {
        if (blob === null) {
          reject(new DOMException('The picture could not be written.', 'EncodingError'));
        } else {
          resolve(blob);
        }
      },
      type,
      quality,
    );
  });
}

function sizeOf(picture: HTMLVideoElement | HTMLCanvasElement): { width: number; height: number } {
  return picture instanceof HTMLVideoElement
    ? { width: picture.videoWidth, height: picture.videoHeight }
    : picture;
}

/**
 * A button has made a file: it is told as an event of that name and downloaded, unless a listener prevents that. Why
 * there is none is told as `…failed`.
 */
export function offerFile(
  player: EventTarget & { readonly label: string },
  name: 'snapshot' | 'clip',
  made: Promise<Blob>,
): void {
  const offer = (blob: Blob): void => {
    const told = new CustomEvent(name, { detail: { blob }, cancelable: true });
    if (player.dispatchEvent(told)) {
      download(blob, player.label);
    }
  };
  made.then(offer, (error: unknown) => {
    player.dispatchEvent(new CustomEvent(`${name}failed`, { detail: { error } }));
  });
}

let lastUrl: string | null = null;

/** Saves it as the browser saves any download, named by the camera, if that has a name, and the present time. */
function download(blob: Blob, label: string): void {
  if (lastUrl !== null) {
    URL.revokeObjectURL(lastUrl); // Not at once: its own download may still be reading.
  }
  lastUrl = URL.createObjectURL(blob);
  const link = document.createElement('a');
  const time = new Date().toISOString().replace(/\..*/, '').replace(/\D/g, '-');
  link.href = lastUrl;
  const name = label.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '') || 'live';
  link.download = `${name}-${time}.${blob.type.split('/')[1] ?? 'png'}`;
  link.click();
}
