// The built package on a server: importing it touches nothing, and its exports map leads to files.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

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
  assert.equal(typeof (await load('dist/src/element/ring-live.js'))['RingLiveElement'], 'function');
  assert.equal(typeof (await load('dist/src/element/register.js'))['RingLiveElement'], 'function');
  assert.equal(globalThis.customElements, undefined);
});

test('each export leads to a built file', { skip: !built }, async () => {
  for (const [name, target] of Object.entries(manifest.exports)) {
    for (const file of typeof target === 'string' ? [target] : Object.values(target)) {
      assert.ok(existsSync(new URL(file, root)), `${name} leads to ${file}, which is not there`);
    }
    const resolved = import.meta.resolve(name.replace(/^\./, 'ring-live'));
    const wanted = typeof target === 'string' ? target : target.default;
    assert.equal(fileURLToPath(resolved), fileURLToPath(new URL(wanted, root)));
  }
});

test('only the registering file is said to have a side effect', { skip: !built }, async () => {
  assert.deepEqual(manifest.sideEffects, ['./dist/src/element/register.js']);
  for (const file of manifest.sideEffects) {
    assert.match(await readFile(new URL(file, root), 'utf8'), /customElements\.define/);
  }
});
