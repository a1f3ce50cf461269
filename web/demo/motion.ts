// How much moves in front of one camera, from the frames that are shown: what `frames()` is for.

const columns = 32;
const rows = 18;

const player = document.querySelector<HTMLElementTagNameMap['ring-live']>(
  '[data-device="garden"] ring-live',
);
const chart = document.querySelector<HTMLCanvasElement>('#motion');
if (player !== null && chart !== null) {
  void follow(player, chart);
}

async function follow(
  camera: HTMLElementTagNameMap['ring-live'],
  canvas: HTMLCanvasElement,
): Promise<never> {
  const small = new OffscreenCanvas(columns, rows).getContext('2d', { willReadFrequently: true });
  const values: number[] = [];
  for (;;) {
    // Ends with each viewing; the next call waits for the next one.
    let before: Uint8ClampedArray | null = null;
    for await (const { image } of camera.frames()) {
      small?.drawImage(image, 0, 0, columns, rows);
      const now = small?.getImageData(0, 0, columns, rows).data ?? new Uint8ClampedArray();
      values.push(before === null ? 0 : difference(before, now));
      before = now;
      values.splice(0, values.length - canvas.width);
      draw(canvas, values);
    }
  }
}

/** Mean change of the green channel, 0 to 1. */
function difference(before: Uint8ClampedArray, now: Uint8ClampedArray): number {
  let sum = 0;
  for (let at = 1; at < now.length; at += 4) {
    sum += Math.abs((now[at] ?? 0) - (before[at] ?? 0));
  }
  return sum / (columns * rows * 255);
}

function draw(canvas: HTMLCanvasElement, values: readonly number[]): void {
  const context = canvas.getContext('2d');
  if (context === null) {
    return;
  }
  const { width, height } = canvas;
  const most = Math.max(...values, 0.01);
  context.clearRect(0, 0, width, height);
  context.fillStyle = getComputedStyle(canvas).color;
  values.forEach((value, index) => {
    const tall = 1 + (value / most) * (height - 1);
    context.fillRect(width - values.length + index, height - tall, 1, tall);
  });
}
export {};
