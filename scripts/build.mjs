// Builds what a browser loads: the module (C++ to web/generated) and the package (TypeScript to
// dist). Compares the module's types with the committed ones; --update-types accepts them.
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { bundlePackage, bundleStandalone } from './bundle.mjs';
import { build as buildPreset } from './cmake.mjs';
import { Failure, isMain, main, root, run } from './run.mjs';
import { setup } from './setup.mjs';
import { step } from './step.mjs';

const generated = join(root, 'web/generated');
const built = join(root, 'build/wasm');
const dist = join(root, 'dist');

async function buildModule(env, show) {
  await buildPreset('wasm', { env, show });
  mkdirSync(generated, { recursive: true });
  const keep = (from, to) =>
    cpSync(join(built, from), join(generated, to), { preserveTimestamps: true });
  keep('replay.js', 'replay.js');
  keep('separate/native.wasm', 'native.wasm');
  writeFileSync(join(generated, 'native.js'), moduleInOneFile());
  writeFileSync(join(generated, 'native-separate.js'), separateModule());
  writeFileSync(join(generated, 'wall.js'), wallModule('wasm'));
}

/** The rule for walls as a text: what is so small need not be fetched by itself. */
function wallModule(preset) {
  const wasm = readFileSync(join(root, 'build', preset, 'wall.wasm'), 'base64');
  return `export default '${wasm}';\n`;
}

/**
 * For the demo page alone: the module in one file, whose types nobody compares. With `debug`, one that Chromium's
 * debugger can show as C++; the next whole build puts the usual one back.
 */
export async function buildDemoModule(env, { debug = false, show = false } = {}) {
  const preset = debug ? 'wasm-debug' : 'wasm';
  await buildPreset(preset, { env, show, targets: ['ring_live', 'ring_wall'] });
  for (const folder of [generated, join(dist, 'generated')]) {
    mkdirSync(folder, { recursive: true });
    cpSync(join(root, 'build', preset, 'native.js'), join(folder, 'native.js'));
    writeFileSync(join(folder, 'wall.js'), wallModule(preset));
  }
}

/**
 * Emscripten guesses that the WebAssembly lies beside its file. Ours is always told (`preload`); the
 * guess would make every bundler ship it to pages that never load it.
 */
function separateModule() {
  const code = readFileSync(join(built, 'separate/native.js'), 'utf8');
  return replaceOnce(code, 'new URL("native.wasm",import.meta.url).href', '""');
}

/**
 * Emscripten keeps the WebAssembly's bytes for good, and its text: 112 KB each that nobody reads again. It writes that text
 * three functions deep, where an engine that compiles lazily reads it four times, and decodes it letter by letter. So here
 * the text comes first and is dropped once the module has started, which it does once; browsers that read base64 by
 * themselves do both turns in 2 ms.
 */
function moduleInOneFile() {
  const code = readFileSync(join(built, 'native.js'), 'utf8');
  const [, text] = /\{return binaryDecode\(('(?:[^'\\]|\\.)*')\)\}/s.exec(code) ?? [];
  if (text === undefined) throw new Failure(`Emscripten no longer writes its text so: ${where}`);
  const decoder = 'function binaryDecode(bin){';
  const edits = [
    [text, 'wasmText'],
    ['wasmBinaryFile??=findWasmBinary()', 'var wasmBinaryFile=findWasmBinary()'],
    [decoder, `${decoder}try{return Uint8Array.fromBase64(btoa(bin))}catch{}`],
    // A failure leaves the text for the next try.
    [
      'export default Module;',
      'export default async()=>{started??=await Module();wasmText="";return started};',
    ],
  ];
  const module = edits.reduce((now, [from, to]) => replaceOnce(now, from, to), code);
  return `let wasmText=${text},started;${module}`;
}

const where = 'see scripts/build.mjs';

function replaceOnce(code, from, to) {
  const [before, after, ...more] = code.split(from);
  if (after === undefined || more.length > 0) {
    throw new Failure(`Emscripten no longer writes ${from} once: ${where}`);
  }
  return `${before}${to}${after}`;
}

async function checkTypes(from, name, update) {
  const { format, resolveConfig } = await import('prettier');
  const committed = join(generated, name);
  const style = { ...(await resolveConfig(committed)), parser: 'typescript' };
  const formatted = (file) => format(readFileSync(file, 'utf8'), style);
  const emitted = await formatted(join(built, from, name));
  const known = existsSync(committed) ? await formatted(committed) : undefined;
  if (known === emitted) return;

  if (update || known === undefined) {
    writeFileSync(committed, emitted);
    console.log(`build: wrote web/generated/${name}; please commit it`);
    return;
  }
  const fresh = join(built, `formatted.${name}`);
  writeFileSync(fresh, emitted);
  const { stdout } = spawnSync('git', ['diff', '--no-index', '--', committed, fresh], {
    encoding: 'utf8',
  });
  throw new Failure(
    `${stdout ?? ''}\nThe bindings no longer have the types of web/generated/${name}. If that is ` +
      'meant, accept them with: npm run build -- --update-types',
  );
}

/** All that is TypeScript. */
export async function compilePackage(show) {
  rmSync(join(root, 'build/package'), { recursive: true, force: true });
  await run(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'web'], { show });
  await bundlePackage();
}

async function buildPackage(show) {
  await compilePackage(show);
  mkdirSync(join(dist, 'generated'), { recursive: true });
  for (const name of readdirSync(generated))
    cpSync(join(generated, name), join(dist, 'generated', name));
  await bundleStandalone();
  (await import('./describe.mjs')).describe(dist);
}

/** Everything that is loaded, and whether its types are the committed ones. */
export async function build(env, { updateTypes = false } = {}) {
  // The first time Emscripten compiles its libraries, too: minutes.
  await step('build: the module', (show) => buildModule(env, show));
  await checkTypes('types', 'native.d.ts', updateTypes);
  await checkTypes('.', 'replay.d.ts', updateTypes);
  await step('build: the package', buildPackage);
  if (updateTypes)
    writeFileSync(join(root, 'web/API.md'), (await import('./reference.mjs')).reference());
}

if (isMain(import.meta.url)) {
  await main(async () => {
    const env = await setup('start');
    await build(env, { updateTypes: process.argv.includes('--update-types') });
    console.log('build: done, see dist');
  });
}
