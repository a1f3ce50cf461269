// Packs what npm would publish, and unpacks it where consumers find it. Fetches nothing.
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ask, Failure, root, run } from './run.mjs';

/** A project of its own inside this one: what else its code needs is found further up. */
export const consumersFolder = join(root, 'build/consumers');

/**
 * Leaves the consumers' folder as after an `npm install` of the packed package there, with the
 * consumers' code beside it. What npm says: `files` (path, size), `size`, `unpackedSize` in bytes.
 */
export async function install() {
  rmSync(consumersFolder, { recursive: true, force: true });
  const installed = join(consumersFolder, 'node_modules/ring-live');
  mkdirSync(installed, { recursive: true });
  const project = { name: 'consumers', private: true, type: 'module' };
  writeFileSync(join(consumersFolder, 'package.json'), JSON.stringify(project));
  for (const folder of ['apps', 'types']) {
    cpSync(join(root, 'tests/consumers', folder), join(consumersFolder, folder), {
      recursive: true,
    });
  }
  const { filename, files, size, unpackedSize } = pack();
  const tarball = join(consumersFolder, filename);
  await run('tar', ['-xzf', tarball, '-C', installed, '--strip-components=1'], { quiet: true });
  return { tarball, installed, files, size, unpackedSize };
}

function pack() {
  const told = ask(
    'npm',
    ['pack', '--json', '--ignore-scripts', '--pack-destination', consumersFolder],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  );
  if (told === undefined) throw new Failure('npm pack failed');
  return JSON.parse(told)[0];
}
