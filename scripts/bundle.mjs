// From what tsc wrote (build/package) to what is published (dist). Browsers get few files: a page without a bundler asks
// for each by itself. Types stay as tsc wrote them, and so does what runs on servers.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { Failure, root } from './run.mjs';

/** Where tsc writes: tsconfig.json of web. */
const cwd = join(root, 'build/package');
const compiled = join(cwd, 'src');
const dist = join(root, 'dist');

/** The code of `ring-live` and that of `<ring-live>` are a part each, which all others share. */
const shared = [
  { name: 'session', test: /[\\/]src[\\/]index\.js$/, priority: 2 },
  { name: 'element', test: /[\\/]element[\\/]ring-live\.js$/, priority: 1 },
];

/** Puts into dist/src what tsc wrote, and nothing that is no longer there. */
export async function bundlePackage() {
  const files = await Promise.all([bundleEntries(), bundleWorker()]);
  rmSync(join(dist, 'src'), { recursive: true, force: true });
  cpSync(compiled, join(dist, 'src'), { recursive: true, filter: isPublishedAsItIs });
  for (const { fileName, code } of files.flat()) {
    const file = join(dist, fileName);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, code);
  }
}

/** Not for browsers, or types alone; and `'use client'` has to stand in a file by itself, with nothing before it. */
const staysAsCompiled = (name) => /^(relay|templates|react-client\.js$)/.test(name);

const isPublishedAsItIs = (path) =>
  !path.endsWith('.js') || staysAsCompiled(relative(compiled, path));

/** What the exports of package.json lead browsers to, by its place in dist/src. */
function entries() {
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const names = Object.values(exports)
    .map(({ default: file }) => /^\.\/dist\/src\/(.*)\.js$/.exec(file ?? '')?.[1])
    .filter((name) => name !== undefined && !staysAsCompiled(name));
  return Object.fromEntries(names.map((name) => [name, join(compiled, `${name}.js`)]));
}

/** The files that it becomes: nothing is written yet. */
async function bundle(input, output) {
  const { rolldown } = await import('rolldown');
  const bundling = await rolldown({ cwd, ...input });
  const { output: files } = await bundling.generate(output);
  await bundling.close();
  return files;
}

function bundleEntries() {
  const input = {
    input: entries(),
    external: /^[@\w]/, // Other packages.
    // package.json tells only which files of dist have effects.
    treeshake: { moduleSideEffects: true },
    preserveEntrySignatures: 'strict',
    plugins: [generated, minifiedStyles],
  };
  return bundle(input, {
    entryFileNames: 'src/[name].js',
    chunkFileNames: 'src/parts/[name].js',
    codeSplitting: { groups: shared },
  });
}

/** What is built from C++ lies beside, and may be built at the same time. All who load it lie two folders deep. */
const generated = {
  name: 'generated',
  resolveId: {
    filter: { id: /\/generated\/[\w-]+\.js$/ },
    handler: (id) => ({ id: id.replace(/.*(?=\/generated\/)/, '../..'), external: true }),
  },
};

/** Minifiers of JavaScript leave the style sheet's text as it is. */
const minifiedStyles = {
  name: 'minified-styles',
  transform: { filter: { id: /styles\.js$/ }, handler: minifyStyle },
};

async function minifyStyle(code, path) {
  const { transform } = await import('esbuild');
  const [before, sheet, after, ...more] = code.split('`');
  if (after === undefined || more.length > 0) {
    throw new Failure(`${path} no longer holds one style sheet: see scripts/bundle.mjs`);
  }
  const { code: minified } = await transform(sheet, { loader: 'css', minify: true });
  return `${before}\`${minified.trim()}\`${after}`;
}

/** One file that imports nothing: bundlers may copy it as it is, and a worker's imports would be asked for anew. */
const bundleWorker = () =>
  bundle({ input: join(compiled, 'clip/worker.js') }, { entryFileNames: 'src/clip/[name].js' });

/**
 * The code around a WebAssembly file of its own is that around the copy inside: once is enough. What writes traces
 * stays a file beside it, which few pages ever load.
 */
const oneModule = {
  name: 'one-module',
  setup({ onResolve }) {
    onResolve({ filter: /\/native-separate\.js$/ }, () => ({
      path: join(dist, 'generated/native.js'),
    }));
    onResolve({ filter: /\/replay\.js$/ }, () => ({
      path: './generated/replay.js',
      external: true,
    }));
  },
};

/** The registering file and all that it needs as one file, for pages without a bundler. */
export async function bundleStandalone() {
  const { build } = await import('esbuild');
  await build({
    entryPoints: [join(dist, 'src/element/register.js')],
    outfile: join(dist, 'standalone.js'),
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    // The module inside is a text of all sorts of characters.
    charset: 'utf8',
    plugins: [oneModule],
  });
}
