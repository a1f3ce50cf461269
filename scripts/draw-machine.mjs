// Draws the two machines from the core's own tables into its README; --check only compares.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './cmake.mjs';
import { readText } from './files.mjs';
import { ask, Failure, isMain, main, root } from './run.mjs';

const path = 'wasm/core/README.md';
const begin = '<!-- machine:begin -->';
const end = '<!-- machine:end -->';

/** The page with the text between the two marks replaced by the drawing. */
export function withDrawing(page, drawing) {
  const from = page.indexOf(begin);
  const to = page.indexOf(end, from);
  if (from < 0 || to < 0) throw new Failure(`${path} needs the marks ${begin} and ${end}`);
  const block = `${begin}\n\n${drawing.trim()}\n\n`;
  return page.slice(0, from) + block + page.slice(to);
}

if (isMain(import.meta.url)) {
  await main(async () => {
    await build('gcc', { targets: ['draw_machine'] });
    const drawing = ask('build/gcc/draw_machine', []);
    if (!drawing) throw new Failure('draw_machine printed nothing');

    const page = readText(path);
    const drawn = withDrawing(page, drawing);
    if (drawn === page) return;
    if (process.argv.includes('--check')) {
      throw new Failure(
        `The state diagram in ${path} is not that of the code: node scripts/draw-machine.mjs`,
      );
    }
    writeFileSync(join(root, path), drawn);
  });
}
