// Packs what npm would publish, and unpacks it where a consumer would find it. Fetches nothing.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ask, Failure, root, run } from './run.mjs';

/**
 * Leaves `folder` with the tarball and node_modules/ring-live in it, as after an `npm install`.
 * What npm says of it: `files` (path, size), `size` and `unpackedSize` in bytes.
 */
export async function pack(folder) {
  rmSync(folder, { recursive: true, force: true });
  const installed = join(folder, 'node_modules/ring-live');
  mkdirSync(installed, { recursive: true });
  const told = ask('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  if (told === undefined) throw new Failure('npm pack failed');
  const [{ filename, files, size, unpackedSize }] = JSON.parse(told);
  const tarball = join(folder, filename);
  await run('tar', ['-xzf', tarball, '-C', installed, '--strip-components=1'], { quiet: true });
  return { tarball, installed, files, size, unpackedSize };
}

/** Where packages are checked and consumers built: a project of its own inside this one. */
export const consumersFolder = join(root, 'build/consumers');
