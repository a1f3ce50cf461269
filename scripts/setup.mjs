// Brings a machine to where the project can be built and started (--for=start), or checked
// (--for=test, the default). Says what it installs and nothing about what is there already, so that
// the other scripts can begin with it every time.
//
// It runs before any npm package is installed: Node's own modules only.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ask, Failure, isMain, main, onPath, option, root, run } from './run.mjs';

const hasHeader = (path) =>
  ['/usr/include', '/usr/local/include'].some((d) => existsSync(join(d, path)));

/** The browser for the tests, in the order in which it is looked for. */
export const findChromium = () =>
  process.env.CHROMIUM ||
  ['chromium', 'chromium-browser', 'google-chrome'].map((name) => onPath(name)).find(Boolean);

/** The second engine of the tests. */
export const findFirefox = () =>
  process.env.FIREFOX || ['firefox-esr', 'firefox'].map((name) => onPath(name)).find(Boolean);

/** The third: WebKitGTK's own browser stands beside its library, not on PATH. */
export function findMiniBrowser() {
  if (!onPath('WebKitWebDriver')) return undefined;
  const libraries = '/usr/lib';
  return readdirSync(libraries)
    .flatMap((folder) =>
      ['webkit2gtk-4.1', 'webkitgtk-6.0'].map((name) =>
        join(libraries, folder, name, 'MiniBrowser'),
      ),
    )
    .find((path) => existsSync(path));
}

function hasSanitizers() {
  const folder = ask('clang++', ['-print-resource-dir'])?.trim();
  const libraries = folder ? join(folder, 'lib', 'linux') : '';
  return (
    existsSync(libraries) && readdirSync(libraries).some((n) => n.startsWith('libclang_rt.asan'))
  );
}

/** Its server, which Debian keeps beside those of other versions and not on PATH. */
function hasPostgres() {
  const versions = '/usr/lib/postgresql';
  return (
    existsSync(versions) &&
    readdirSync(versions).some((version) => existsSync(join(versions, version, 'bin/postgres')))
  );
}

// Debian's name of each thing, and how to see that it is there, wherever it came from.
const forStart = {
  python3: () => onPath('python3'), // Emscripten is written in it
  cmake: () => onPath('cmake'),
  'ninja-build': () => onPath('ninja'),
  'nlohmann-json3-dev': () => hasHeader('nlohmann/json.hpp'),
};
const forTest = {
  ...forStart,
  'g++': () => onPath('g++'),
  clang: () => onPath('clang++'),
  'libclang-rt-dev': hasSanitizers,
  'libgtest-dev': () => hasHeader('gtest/gtest.h'),
  'clang-format': () => onPath('clang-format'),
  'clang-tidy': () => onPath('clang-tidy'),
  chromium: findChromium,
  'firefox-esr': findFirefox,
  'webkit2gtk-driver': findMiniBrowser,
  ffmpeg: () => onPath('ffprobe'), // a reader of files that nobody here wrote
  janus: () => onPath('janus'), // a WHEP server's media
  // Where several relays keep tokens.
  'redis-server': () => onPath('redis-server'),
  postgresql: hasPostgres,
  xvfb: () => onPath('Xvfb'), // WebKitGTK has no headless mode
};

async function debianPackages(wanted) {
  const missing = Object.keys(wanted).filter((name) => !wanted[name]());
  if (missing.length === 0) return;

  const install = ['install', '-y', '--no-install-recommends', ...missing];
  if (!onPath('apt-get')) {
    throw new Failure(`Please install what Debian calls: ${missing.join(' ')}`);
  }
  if (process.getuid?.() !== 0) {
    throw new Failure(
      `Please run: sudo apt-get install --no-install-recommends ${missing.join(' ')}`,
    );
  }
  console.log(`setup: installing Debian packages: ${missing.join(' ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update'], { quiet: true, env });
  await run('apt-get', install, { quiet: true, env });
  // Debian starts these as services; the tests start their own.
  for (const service of ['janus', 'redis-server', 'postgresql']) {
    if (missing.includes(service) && onPath('systemctl')) {
      ask('systemctl', ['disable', '--now', service], { stdio: 'ignore' });
    }
  }
}

/** Whether node_modules holds exactly the versions of the lock file. */
function npmPackagesAreThere() {
  const read = (path) => JSON.parse(readFileSync(join(root, path), 'utf8')).packages;
  try {
    const wanted = Object.entries(read('package-lock.json'));
    const there = read('node_modules/.package-lock.json');
    return wanted.every(
      // Optional packages are those for other kinds of machine.
      ([path, { version, optional }]) =>
        path === '' || optional || there[path]?.version === version,
    );
  } catch {
    return false;
  }
}

async function npmPackages() {
  if (npmPackagesAreThere()) return;
  console.log('setup: installing npm packages');
  // No package needs its install script: the native ones come as packages per kind of machine.
  await run('npm', ['ci', '--ignore-scripts', '--loglevel=error'], { quiet: true });
}

/** The environment in which `emcc` and `emcmake` are the right ones. */
function emscripten() {
  const script = `found=$(scripts/get-emscripten.sh) && eval "$found" &&
    printf '%s\\n%s' "$PATH" "\${EM_CONFIG-}"`;
  const answer = ask('bash', ['-c', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  if (answer === undefined) throw new Failure('Without Emscripten the module cannot be built.');
  const [path, config] = answer.split('\n');
  return { PATH: path, ...(config && { EM_CONFIG: config }) };
}

/** Does it all; returns the environment for every program that the other scripts start. */
export async function setup(level) {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20) throw new Failure(`Node 20 or later is needed, this is ${major}.${minor}.`);
  await debianPackages(level === 'test' ? forTest : forStart);
  await npmPackages();
  const chromium = level === 'test' ? { CHROMIUM: findChromium() } : {};
  return { ...process.env, ...emscripten(), ...chromium };
}

if (isMain(import.meta.url)) {
  await main(async () => {
    const level = option('for') ?? 'test';
    if (!['start', 'test'].includes(level)) throw new Failure('--for=start or --for=test');
    await setup(level);
    console.log(`setup: ready to ${level}`);
  });
}
