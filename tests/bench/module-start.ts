// From `import()` of the module to its first call, in a fresh page each time; beside it the WebAssembly alone, decoded
// from base64 and compiled. `npx tsx tests/bench/module-start.ts [turns]`

import { readFileSync } from 'node:fs';
import { startStage } from './stage.js';

const turns = Number(process.argv[2] ?? 11);
const steps = ['import', 'start', 'first call', 'all', 'decoded', 'compiled'] as const;
type Marks = Readonly<Record<(typeof steps)[number], number>>;

const wasm = readFileSync(new URL('../../dist/generated/native.wasm', import.meta.url));

// As text: what tsx makes of a function does not run in a page.
const measure = `(async () => {
  const began = performance.now();
  const { default: start } = await import('/web/generated/native.js');
  const imported = performance.now();
  const module = await start();
  const started = performance.now();
  module.viewing_count();
  const called = performance.now();
  const text = ${JSON.stringify(wasm.toString('base64'))};
  const before = performance.now();
  const letters = atob(text);
  const bytes = new Uint8Array(letters.length);
  for (let at = 0; at < letters.length; at += 1) bytes[at] = letters.charCodeAt(at);
  const decoded = performance.now();
  await WebAssembly.compile(bytes);
  const compiled = performance.now();
  return {
    import: imported - began, start: started - imported, 'first call': called - started, all: called - began,
    decoded: decoded - before, compiled: compiled - decoded,
  };
})()`;

const stage = await startStage('page.js');
const all: Marks[] = [];
for (let turn = 0; turn <= turns; turn += 1) {
  const page = await stage.freshPage();
  const marks = await page.evaluate<Marks>(measure);
  if (turn > 0) all.push(marks); // The browser's own start is nobody's merit.
  await page.close();
}
await stage.finish();

console.log(`medians of ${String(turns)} in ms, in brackets the range`);
for (const step of steps) {
  const sorted = all.map((marks) => marks[step]).sort((a, b) => a - b);
  const at = (q: number): string => (sorted[Math.round((sorted.length - 1) * q)] ?? NaN).toFixed(1);
  console.log(`${step.padEnd(20)}${at(0.5).padStart(8)}  (${at(0)}-${at(1)})`);
}
