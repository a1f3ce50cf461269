import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attempt } from './run.mjs';
import { step } from './step.mjs';

const talk = (show) => attempt(process.execPath, ['-e', "console.log('noise')"], { show });

async function printed(work, options) {
  const kept = [];
  const out = { columns: 40, write: (text) => kept.push(text), ...options };
  await step('a step', work, { out, ...options }).catch(() => undefined);
  return kept.join('');
}

test('a step is one line with its time', async () => {
  assert.match(await printed(talk), /^a step … \d+\.\d s\n$/);
});

test('a step that fails says how long it took, too', async () => {
  assert.match(await printed(() => Promise.reject(new Error('no'))), /^a step … \d+\.\d s\n$/);
});

test('a screen shows what goes on, and at last the time in its place', async () => {
  const shown = await printed(talk, { isTTY: true });
  assert.match(shown.replaceAll('\u001b[K', ''), /\ra step … noise\ra step … \d+\.\d s\n$/);
});

test('a long line does not break the screen', async () => {
  const shown = await printed((show) => show(`${'x'.repeat(100)}\n`), { isTTY: true });
  assert.ok(shown.split('\r').every((line) => line.replace('\u001b[K', '').trim().length <= 40));
});

test('with --verbose the programs print for themselves', async () => {
  const loud = await printed((show) => assert.equal(show, true), { loud: true });
  assert.match(loud, /^a step …\na step … \d+\.\d s\n$/);
});
