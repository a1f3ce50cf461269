// What a page pays: bundled, minified, brotli 11, what it loads by default. Fails when it is more than
// `size-budget.json` allows. `npx tsx tests/bench/size.ts`

import { readFileSync } from 'node:fs';
import { apart, bundled, compressed, file, loadedLater, scripted, withModule } from './bytes.js';

const budget = JSON.parse(
  readFileSync(new URL('./size-budget.json', import.meta.url), 'utf8'),
) as Record<string, number>;

/** Loaded to save a clip. */
const writer = '*/mp4.js';
/** Loaded by all others. */
const inside = '*/native.js';

/** Pages that import both. */
const withClip = "import './element/register.js'; import './clip/index.js';";
const withZoom = "import './element/register.js'; import './zoom/index.js';";
const withWall = "import './element/register.js'; import './wall/index.js';";

const element = 'dist/src/element/register.js';
/** Files of their own, wherever a bundler puts them. */
const later = [...apart, inside, ...withModule.map((path) => path.replace(/.*\//, '*/'))];

const sizes: Readonly<Record<string, () => Promise<number> | number>> = {
  'ring-live/element, before any player plays': () => bundled(element, ...later),
  'ring-live/element, with the module': () => loadedLater(element, withModule),
  'ring-live, before any session': () => bundled('dist/src/index.js', ...later),
  'ring-live/element': () => bundled(element, ...apart),
  'ring-live/element, its own code': () => bundled(element, ...apart, inside),
  'ring-live': () => bundled('dist/src/index.js', ...apart),
  'ring-live, its own code': () => bundled('dist/src/index.js', ...apart, inside),
  'ring-live/react, without React': () => bundled('dist/src/react.js', ...apart, 'react'),
  'ring-live/standalone': () => compressed(file('dist/standalone.js')),
  'ring-live/clip, beside the element': async () =>
    (await scripted(withClip, 'dist/src', ...apart, inside, writer)) -
    (await bundled(element, ...apart, inside)) +
    (await bundled('dist/src/clip/worker.js')),
  'ring-live/zoom, beside the element': async () =>
    (await scripted(withZoom, 'dist/src', ...apart, inside)) -
    (await bundled('dist/src/element/register.js', ...apart, inside)),
  'ring-live/wall, beside the element': async () =>
    (await scripted(withWall, 'dist/src', ...apart, inside)) -
    (await bundled(element, ...apart, inside)),
  'to save a clip': () => bundled('dist/src/parts/mp4.js'),
  'the module, the WebAssembly inside': () => bundled('dist/generated/native.js'),
  'the module, the WebAssembly beside it': async () =>
    (await bundled('dist/generated/native-separate.js')) +
    compressed(file('dist/generated/native.wasm')),
  'for a trace': () => bundled('dist/generated/replay.js'),
  'the WebAssembly': () => compressed(file('dist/generated/native.wasm')),
};

const unknown = Object.keys(budget).filter((name) => !(name in sizes));
if (unknown.length > 0) throw new Error(`nothing is called ${unknown.join(' or ')}`);

let over = false;
for (const [name, measure] of Object.entries(sizes)) {
  const size = await measure();
  const limit = budget[name];
  over ||= limit !== undefined && size > limit;
  const allowed = limit === undefined ? '' : `, of ${String(limit)} allowed`;
  console.log(`${name}: ${String(size)} bytes${allowed}`);
}
process.exitCode = over ? 1 : 0;
