// Makes the package of the simulator: compiled, with its clips. It is published by itself, so that whoever installs the
// player gets no native code.
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listFiles } from './files.mjs';
import { pack, unpack } from './pack.mjs';
import { root, run } from './run.mjs';

const source = join(root, 'tests/simulator');
export const simulatorFolder = join(root, 'build/simulator-package');

/** What npm says of the tarball: `files` (path, size), `size`, `unpackedSize` in bytes; and where it is. */
export async function packSimulator() {
  rmSync(simulatorFolder, { recursive: true, force: true });
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  await run(process.execPath, [tsc, '-p', join(source, 'tsconfig.package.json')]);
  const keep = (from, to) =>
    cpSync(join(root, from), join(simulatorFolder, to), { recursive: true });
  keep('LICENSE', 'LICENSE');
  for (const name of ['package.json', 'README.md']) keep(`tests/simulator/${name}`, name);
  keep('tests/simulator/page', 'simulator/page');
  for (const clip of listFiles('tests/fixtures', (path) => /\/front-door[^/]*$/.test(path)))
    keep(clip, clip.replace(/^tests\//, ''));
  const { filename, ...told } = pack(simulatorFolder, join(root, 'build'));
  return { tarball: join(root, 'build', filename), ...told };
}

/** A folder outside the checkout, as after `npm install ring-live-simulator` there. Fetches nothing. */
export async function installSimulator() {
  const { tarball, ...told } = await packSimulator();
  const folder = mkdtempSync(join(tmpdir(), 'ring-live-simulator-'));
  const modules = join(folder, 'node_modules');
  const installed = join(modules, 'ring-live-simulator');
  await unpack(tarball, installed);
  for (const name of ['mp4box', 'valibot', 'node-datachannel', '@node-datachannel', 'detect-libc'])
    cpSync(join(root, 'node_modules', name), join(modules, name), { recursive: true });
  mkdirSync(join(modules, '.bin'));
  chmodSync(join(installed, 'simulator/cli.js'), 0o755); // as npm does
  symlinkSync('../ring-live-simulator/simulator/cli.js', join(modules, '.bin/ring-live-simulator'));
  return { folder, installed, tarball, ...told };
}
