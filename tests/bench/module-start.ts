// From `import()` of the module to its first call, in a fresh page each time; beside it the WebAssembly alone, decoded
// from base64 and compiled.

import { readFileSync } from 'node:fs';
import { spread } from './figures.js';
import type { Row } from './figures.js';
import type { Stage } from './stage.js';

const steps = ['import', 'start', 'both', 'decoded alone', 'compiled alone'] as const;
type Marks = Readonly<Record<(typeof steps)[number], number>>;

export async function moduleStart(stage: Stage, turns: number): Promise<Row[]> {
  const all: Marks[] = [];
  for (let turn = 0; turn <= turns; turn += 1) {
    const page = await stage.freshPage();
    const marks = await page.evaluate<Marks>(measure());
    if (turn > 0) all.push(marks); // The browser's own start is nobody's merit.
    await page.close();
  }
  const results = steps.map((step) => [step, spread(all.map((marks) => marks[step]))] as const);
  return [{ what: 'Start of the module', unit: 'ms', results: Object.fromEntries(results) }];
}

/** As text: what tsx makes of a function does not run in a page. */
function measure(): string {
  const wasm = readFileSync(new URL('../../dist/generated/native.wasm', import.meta.url));
  return `(async () => {
    const began = performance.now();
    const { default: start } = await import('/web/generated/native.js');
    const imported = performance.now();
    const module = await start();
    module.viewing_count();
    const started = performance.now();
    const text = ${JSON.stringify(wasm.toString('base64'))};
    const before = performance.now();
    const letters = atob(text);
    const bytes = new Uint8Array(letters.length);
    for (let at = 0; at < letters.length; at += 1) bytes[at] = letters.charCodeAt(at);
    const decoded = performance.now();
    await WebAssembly.compile(bytes);
    const compiled = performance.now();
    return {
      import: imported - began, start: started - imported, both: started - began,
      'decoded alone': decoded - before, 'compiled alone': compiled - decoded,
    };
  })()`;
}
