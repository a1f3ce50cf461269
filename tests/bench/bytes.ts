// What a page pays for an import: bundled, minified, brotli 11.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import { build, type BuildOptions } from 'esbuild';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Loaded by pages that ask for it alone: the module beside its WebAssembly, and what writes traces. */
export const apart = ['*/separate-module.js', '*/replay.js'];

/** Loaded together with the module, when somebody may soon watch or does: not before. */
export const withModule = ['dist/src/parts/beside-module.js', 'dist/src/parts/viewing.js'];

/** A file of the project. */
export const file = (path: string): Uint8Array => readFileSync(root + path);

export function compressed(bytes: Uint8Array): number {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11 };
  return brotliCompressSync(bytes, { params }).length;
}

export function bundled(entry: string, ...notLoaded: string[]): Promise<number> {
  return packed({ entryPoints: [entry] }, ...notLoaded);
}

/** Of a script that stands in the folder. */
export function scripted(
  contents: string,
  folder: string,
  ...notLoaded: string[]
): Promise<number> {
  return packed({ stdin: { contents, resolveDir: root + folder } }, ...notLoaded);
}

/** Of the files that this one loads by `import()`, where a bundler makes each a file of its own: these together. */
export async function loadedLater(entry: string, files: readonly string[]): Promise<number> {
  const { outputFiles, metafile } = await build({
    ...{ entryPoints: [entry], absWorkingDir: root, write: false, format: 'esm', bundle: true },
    ...{ minify: true, charset: 'utf8', splitting: true, outdir: 'build', metafile: true },
  });
  const places = Object.entries(metafile.outputs)
    .filter(([, { entryPoint = '' }]) => files.includes(entryPoint))
    .map(([place]) => root + place);
  if (places.length < files.length) throw new Error(`${entry} does not load all of them later`);
  return outputFiles
    .filter(({ path }) => places.includes(path))
    .reduce((sum, { contents }) => sum + compressed(contents), 0);
}

async function packed(
  entry: Pick<BuildOptions, 'entryPoints' | 'stdin'>,
  ...notLoaded: string[]
): Promise<number> {
  const { outputFiles } = await build({
    ...{ ...entry, absWorkingDir: root, write: false, format: 'esm', bundle: true },
    ...{ minify: true, charset: 'utf8', external: notLoaded },
  });
  return compressed(outputFiles[0]?.contents ?? new Uint8Array());
}
