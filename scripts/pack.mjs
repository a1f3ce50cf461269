// Packs what npm would publish, and unpacks it where consumers find it. Fetches nothing.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withReachableLinks } from './links.mjs';
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
  mkdirSync(consumersFolder, { recursive: true });
  const project = { name: 'consumers', private: true, type: 'module' };
  writeFileSync(join(consumersFolder, 'package.json'), JSON.stringify(project));
  for (const folder of ['apps', 'types']) {
    cpSync(join(root, 'tests/consumers', folder), join(consumersFolder, folder), {
      recursive: true,
    });
  }
  const { filename, files, size, unpackedSize } = await packPlayer(consumersFolder);
  const tarball = join(consumersFolder, filename);
  await unpack(tarball, installed);
  return { tarball, installed, files, size, unpackedSize };
}

/** Into `destination`. Packed twice: what it is decides which links lead out of it. */
export async function packPlayer(destination) {
  const first = pack(root, destination);
  const folder = join(destination, 'package');
  await unpack(join(destination, first.filename), folder);
  const { homepage } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const paths = first.files.map(({ path }) => path);
  for (const path of paths.filter((each) => each.endsWith('.md'))) {
    const file = join(folder, path);
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, withReachableLinks(text, path, paths, homepage.replace(/#.*/, '')));
  }
  const told = pack(folder, destination);
  rmSync(folder, { recursive: true });
  return told;
}

/** What npm says of the tarball that it made of `folder`. */
export function pack(folder, destination) {
  const told = ask(
    'npm',
    ['pack', '--json', '--ignore-scripts', '--pack-destination', destination],
    { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] },
  );
  if (told === undefined) throw new Failure('npm pack failed');
  return JSON.parse(told)[0];
}

export async function unpack(tarball, folder) {
  mkdirSync(folder, { recursive: true });
  await run('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1'], { show: false });
}
