// Brings a machine to where the project can be built and started (--for=start), or checked
// (--for=test, the default). Says what it installs and nothing about what is there already, so that
// the other scripts can begin with it every time.
//
// It runs before any npm package is installed: Node's own modules only.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ask, attempt, Failure, isMain, main, onPath, option, root, run } from './run.mjs';
import { step } from './step.mjs';

const hasHeader = (path) =>
  ['/usr/include', '/usr/local/include'].some((d) => existsSync(join(d, path)));

/** The whole browser, in the order in which it is looked for. */
export const findChromium = () =>
  process.env.CHROMIUM ||
  ['chromium', 'chromium-browser', 'google-chrome'].map((name) => onPath(name)).find(Boolean);

/** The same engine without a browser's windows around it: hundreds of stories take half the time. */
export const findHeadlessShell = () => process.env.CHROMIUM || onPath('chromium-headless-shell');

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
  'libbenchmark-dev': () => hasHeader('benchmark/benchmark.h'),
  'clang-format': () => onPath('clang-format'),
  'clang-tidy': () => onPath('clang-tidy'),
  chromium: findChromium,
  'chromium-headless-shell': findHeadlessShell,
  'firefox-esr': findFirefox,
  'libopenh264-dev': () => hasHeader('wels/codec_api.h'), // Firefox's decoder of H.264
  'webkit2gtk-driver': findMiniBrowser,
  ffmpeg: () => onPath('ffprobe'), // a reader of files that nobody here wrote
  janus: () => onPath('janus'), // a WHEP server's media
  // Where several relays keep tokens.
  'redis-server': () => onPath('redis-server'),
  postgresql: hasPostgres,
  nginx: () => onPath('nginx') ?? onPath('nginx', '/usr/sbin'), // in front of several relays
  'php-cli': () => onPath('php'), // a backend that is not JavaScript
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
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await step(`setup: Debian packages: ${missing.join(' ')}`, async (show) => {
    await run('apt-get', ['update'], { show, env });
    await run('apt-get', install, { show, env });
  });
  // Debian starts these as services; the tests start their own.
  for (const service of ['janus', 'redis-server', 'postgresql', 'nginx']) {
    if (missing.includes(service) && onPath('systemctl')) {
      ask('systemctl', ['disable', '--now', service], { stdio: 'ignore' });
    }
  }
}

/**
 * Whether node_modules holds the versions of the lock file: for the tests all of them; to start, those that package.json
 * names, with whatever they brought.
 */
function npmPackagesAreThere(level) {
  const read = (path) => JSON.parse(readFileSync(join(root, path), 'utf8')).packages;
  try {
    const wanted = read('package-lock.json');
    const there = read('node_modules/.package-lock.json');
    const isDirect = (path) => path.replace('node_modules/', '') in wanted[''].devDependencies;
    return Object.entries(wanted).every(
      // Optional packages are those for other kinds of machine.
      ([path, { version, optional }]) =>
        path === '' ||
        optional ||
        there[path]?.version === version ||
        (level === 'start' && there[path] === undefined && !isDirect(path)),
    );
  } catch {
    return false;
  }
}

/**
 * What only the tests need, such as other people's frameworks, are the packages of tests/consumers/package.json. No
 * package needs its install script: the native ones come as packages per kind of machine.
 */
async function npmPackages(level, show) {
  const only = level === 'test' ? [] : ['--workspaces=false'];
  await run('npm', ['ci', '--ignore-scripts', '--loglevel=error', ...only], { show });
}

/** The environment in which `emcc` and `emcmake` are the right ones. */
async function emscripten(show) {
  const script = `found=$(scripts/get-emscripten.sh) && eval "$found" &&
    printf '%s\\n%s' "$PATH" "\${EM_CONFIG-}"`;
  const { code, output, printed } = await attempt('bash', ['-c', script], { show });
  if (code !== 0) throw new Failure(`${output}Without Emscripten the module cannot be built.`);
  const [path, config] = printed.split('\n');
  return { PATH: path, ...(config && { EM_CONFIG: config }), ...python() };
}

/**
 * Emscripten's compiler starts Python for each file. Where a version manager's script stands in for Python, that script
 * was a quarter of the module's first build.
 */
function python() {
  if (process.env.EMSDK_PYTHON) return {};
  const itself = ask('python3', ['-c', 'import sys; print(sys.executable)'])?.trim();
  return itself ? { EMSDK_PYTHON: itself } : {};
}

/** npm computes while Emscripten is on its way, which says so itself where it comes alone. */
async function packages(level) {
  const said = (chunk, stream) => stream === process.stderr && stream.write(chunk);
  if (npmPackagesAreThere(level)) return emscripten(said);
  return step('setup: npm packages, and Emscripten where there is none', async (show) => {
    const [compiler] = await Promise.all([emscripten(show), npmPackages(level, show)]);
    return compiler;
  });
}

/** Does it all; returns the environment for every program that the other scripts start. */
export async function setup(level) {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20) throw new Failure(`Node 20 or later is needed, this is ${major}.${minor}.`);
  await debianPackages(level === 'test' ? forTest : forStart);
  const compiler = await packages(level);
  return { ...process.env, ...compiler };
}

if (isMain(import.meta.url)) {
  await main(async () => {
    const level = option('for') ?? 'test';
    if (!['start', 'test'].includes(level)) throw new Failure('--for=start or --for=test');
    await setup(level);
    console.log(`setup: ready to ${level}`);
  });
}
