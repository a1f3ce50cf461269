// What a page pays for `ring-live/element` with everything: bundled, minified, brotli 11. Fails when it
// is more than `size-budget.json` allows. `npx tsx tests/bench/size.ts`

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../../', import.meta.url));
const budget = JSON.parse(
  readFileSync(new URL('./size-budget.json', import.meta.url), 'utf8'),
) as Record<string, number>;
const entries = {
  'ring-live/element': 'dist/src/element/register.js',
  'the native module in it': 'dist/generated/native.js',
};

let over = false;
for (const [name, entry] of Object.entries(entries)) {
  const size = await compressed(entry);
  const limit = budget[name] ?? 0;
  over ||= size > limit;
  console.log(`${name}: ${String(size)} bytes, of ${String(limit)} allowed`);
}
process.exitCode = over ? 1 : 0;

async function compressed(entry: string): Promise<number> {
  const { outputFiles } = await build({
    ...{ absWorkingDir: root, entryPoints: [entry], write: false, format: 'esm' },
    ...{ bundle: true, minify: true, external: ['module', 'node:*'] },
  });
  const bytes = outputFiles[0]?.contents ?? new Uint8Array();
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11 };
  return brotliCompressSync(bytes, { params }).length;
}
