// Configures and builds one of the presets of CMakePresets.json.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { onPath, root, run } from './run.mjs';

const isWasm = (preset) => preset.startsWith('wasm');

/**
 * A build directory remembers where the sources and the compiler were. When one of them has moved
 * or changed, or the presets have, CMake has to begin afresh, which it does not notice by itself.
 */
function surroundings(preset, env) {
  const facts = [root, readFileSync(join(root, 'CMakePresets.json'), 'utf8')];
  if (isWasm(preset)) {
    const folder = dirname(onPath('emcc', env.PATH) ?? '');
    const version = join(folder, 'emscripten-version.txt');
    facts.push(folder, existsSync(version) ? readFileSync(version, 'utf8') : '');
  }
  return facts.join('\n');
}

async function configure(preset, { env, ...how }) {
  const folder = join(root, 'build', preset);
  const stamp = join(folder, 'surroundings.txt');
  const now = surroundings(preset, env);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === now) return;

  const cmake = ['cmake', '--preset', preset, '--fresh'];
  const [command, ...args] = isWasm(preset) ? ['emcmake', ...cmake] : cmake;
  await run(command, args, { show: false, env, ...how });
  mkdirSync(folder, { recursive: true });
  writeFileSync(stamp, now);
}

/** @param {string} preset @param {{ env?: NodeJS.ProcessEnv, targets?: string[], nice?: boolean, show?: unknown }} how */
export async function build(preset, { env = process.env, targets = [], ...how } = {}) {
  await configure(preset, { env, ...how });
  const only = targets.flatMap((name) => ['--target', name]);
  await run('cmake', ['--build', join('build', preset), ...only], { show: false, env, ...how });
}
