import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { watchFolder } from './watch.mjs';

const folder = mkdtempSync(join(tmpdir(), 'ring-live-watch-'));
const path = (...names) => join(folder, ...names);
mkdirSync(path('inner'));
writeFileSync(path('inner/file'), 'first');

let told = () => {};
const watcher = watchFolder(folder, () => told());
after(() => {
  watcher.close();
  rmSync(folder, { recursive: true });
});

/** Ends when it is told; a change that nobody tells ends the test by the time it has. */
async function seen(change) {
  const heard = new Promise((resolve) => (told = resolve));
  change();
  await heard;
}
/** As editors save: beside the file, then in its place. */
function replace(name, text) {
  writeFileSync(path(`${name}~`), text);
  renameSync(path(`${name}~`), path(name));
}

test('every way of saving is seen, again and again', { timeout: 30_000 }, async () => {
  for (const text of ['a', 'b', 'c']) {
    await seen(() => writeFileSync(path('inner/file'), text));
    await seen(() => replace('inner/file', text));
  }
});

test('so are files in folders that are new, or came back', { timeout: 30_000 }, async () => {
  await seen(() => mkdirSync(path('new')));
  await seen(() => writeFileSync(path('new/file'), 'a'));
  await seen(() => rmSync(path('new'), { recursive: true }));
  await seen(() => mkdirSync(path('new/deeper'), { recursive: true }));
  await seen(() => writeFileSync(path('new/deeper/file'), 'a'));
  await seen(() => writeFileSync(path('new/deeper/file'), 'b'));
});

test('many changes at once are told once', { timeout: 30_000 }, async () => {
  let count = 0;
  await seen(() => {
    for (const name of ['a', 'b', 'c']) writeFileSync(path(name), name);
  });
  told = () => (count += 1);
  await new Promise((resolve) => setTimeout(resolve, 500));
  assert.equal(count, 0);
});
