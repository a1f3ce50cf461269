// What takes long, as one line with its time. What the programs print meanwhile stays out of sight; `--verbose` shows it.
const verbose = process.argv.includes('--verbose');

/** The newest line of what a program printed, cut to the width of the screen. */
const lastLine = (chunk, width) =>
  chunk.toString().trimEnd().split('\n').at(-1).slice(0, Math.max(width, 0));

/**
 * Calls work(show) and prints `what … 12.3 s`. `show` is for `attempt`: on a screen the line says meanwhile what the
 * program says.
 */
export async function step(what, work, { out = process.stdout, loud = verbose } = {}) {
  const start = performance.now();
  const begin = `${what} …`;
  const again = out.isTTY ? `\r\u001b[K${begin}` : '';
  out.write(loud ? `${begin}\n` : begin);
  const show = (chunk) => {
    if (again !== '') out.write(`${again} ${lastLine(chunk, out.columns - begin.length - 2)}`);
  };
  try {
    return await work(loud ? true : show);
  } finally {
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    out.write(`${loud ? begin : again} ${seconds} s\n`);
  }
}
