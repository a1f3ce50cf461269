// The built package on a server: importing it touches nothing, and its exports map leads to files.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { clipPart } from '../../web/src/element/clip-part.js';
import { zoomPart } from '../../web/src/element/zoom-part.js';
import { LiveSession, RingLiveError, preload } from '../../web/src/index.js';

const root = new URL('../../', import.meta.url);
const built = existsSync(new URL('dist/src/index.js', root));

interface Manifest {
  exports: Record<string, string | { types: string; default: string }>;
  sideEffects: string[];
}

const manifest = JSON.parse(await readFile(new URL('package.json', root), 'utf8')) as Manifest;

// A variable, so that the compiler does not look for what may not be built yet.
const load = (path: string): Promise<Record<string, unknown>> =>
  import(new URL(path, root).href) as Promise<Record<string, unknown>>;

test('the package is built', () => {
  assert.ok(built, 'dist/src/index.js is missing: run npm run build first');
});

test('there is no DOM here', () => {
  assert.equal(typeof document, 'undefined');
  assert.equal(globalThis.HTMLElement, undefined);
  assert.equal(globalThis.RTCPeerConnection, undefined);
});

test('importing the package needs no browser', { skip: !built }, async () => {
  const { LiveSession, RingLiveError, preload } = await load('dist/src/index.js');
  assert.equal(typeof LiveSession, 'function');
  assert.equal(typeof RingLiveError, 'function');
  assert.equal(typeof preload, 'function');
});

test('importing the element needs no browser and registers nothing', { skip: !built }, async () => {
  assert.equal(typeof (await load('dist/src/element/register.js'))['RingLiveElement'], 'function');
  assert.equal(globalThis.customElements, undefined);
});

test('importing the clip needs no browser and loads no writer', { skip: !built }, async () => {
  const { keepClip } = await load('dist/src/clip/index.js');
  assert.equal(typeof keepClip, 'function');
});

test('importing the clip or the zoom gives the element a part', async () => {
  assert.deepEqual([clipPart.make, zoomPart.make], [undefined, undefined]);
  await import('../../web/src/clip/index.js');
  await import('../../web/src/zoom/index.js');
  assert.deepEqual([typeof clipPart.make, typeof zoomPart.make], ['function', 'function']);
});

/** Without patterns: those lead to several files. */
const targets = Object.entries(manifest.exports)
  .filter(([name]) => !name.includes('*'))
  .map(([name, target]) => ({
    name: name.replace(/^\./, 'ring-live'),
    files: typeof target === 'string' ? [target] : Object.values(target),
    wanted: typeof target === 'string' ? target : target.default,
  }));

test('each export leads to a built file', { skip: !built }, () => {
  for (const { name, files, wanted } of targets) {
    for (const file of files) {
      assert.ok(existsSync(new URL(file, root)), `${name} leads to ${file}, which is not there`);
    }
    const resolved = import.meta.resolve(name);
    assert.equal(fileURLToPath(resolved), fileURLToPath(new URL(wanted, root)));
  }
});

test('preloading on a server asks for nothing', async () => {
  const { fetch } = globalThis;
  const asked: unknown[] = [];
  globalThis.fetch = (address) => {
    asked.push(address);
    return Promise.reject(new TypeError('no network'));
  };
  await preload({ wasm: '/native.wasm' });
  globalThis.fetch = fetch;
  assert.deepEqual(asked, []);
});

test('a session may be made on a server, but not opened: the failure says what is missing', async () => {
  for (const options of [{ src: '/whep' }, { deviceId: 'd', token: 't' }] as const) {
    const session = new LiveSession(options);
    assert.equal(session.phase, 'idle');
    const error: unknown = await session.open().catch((reason: unknown) => reason);
    assert.ok(error instanceof RingLiveError);
    assert.deepEqual(
      [error.kind, error.stage, error.fault, error.retryable],
      ['unsupported-browser', 'setup', 'page', false],
    );
    assert.match(error.detail, /no browser here.* document and RTCPeerConnection/);
    await session.close();
    assert.equal(session.phase, 'closed');
  }
});

for (const { name, wanted } of targets.filter(({ wanted }) => wanted.endsWith('.js'))) {
  test(`a server may import ${name}: nothing happens`, { skip: !built }, () => {
    // In a process of its own, which also shows that nothing goes on afterwards.
    const script = `
      const before = Object.getOwnPropertyNames(globalThis).join();
      globalThis.fetch = () => { throw new Error('a request'); };
      WebAssembly.Module = WebAssembly.instantiate = () => { throw new Error('a module'); };
      await import(${JSON.stringify(new URL(wanted, root).href)});
      process.exitCode = Object.getOwnPropertyNames(globalThis).join() === before ? 0 : 1;`;
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['--input-type=module', '-e', script],
      { encoding: 'utf8', cwd: fileURLToPath(root), timeout: 20_000 },
    );
    assert.deepEqual({ status, stdout, stderr }, { status: 0, stdout: '', stderr: '' });
  });
}

test('only what registers the tag is said to have a side effect', { skip: !built }, async () => {
  const joins = (file: string): boolean => /\/(clip|zoom)\//.test(file); // The element; and a worker.
  const others = manifest.sideEffects.filter((file) => !joins(file));
  const [react = '', client = '', ...registering] = others;
  assert.deepEqual([react, client], ['./dist/src/react.js', './dist/src/react-client.js']);
  // Of which bundlers without server components would warn.
  assert.doesNotMatch(await readFile(new URL(react, root), 'utf8'), /'use client'/);
  assert.match(await readFile(new URL(client, root), 'utf8'), /^'use client';/);
  assert.deepEqual(registering, [
    './dist/src/element/register.js',
    './dist/src/wall/index.js',
    './dist/standalone.js',
  ]);
  for (const file of registering) {
    assert.match(await readFile(new URL(file, root), 'utf8'), /customElements\.define/);
  }
});
