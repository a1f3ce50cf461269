import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { offerText } from './test-support.js';

function run(...args: string[]): ReturnType<typeof spawn> {
  const cli = fileURLToPath(new URL('cli.ts', import.meta.url));
  return spawn(process.execPath, ['--import', 'tsx', cli, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

test('the command prints its cameras, serves them, and leaves when asked, even with a session open', async (t) => {
  const child = run('--port', '0');
  t.after(() => child.kill('SIGKILL'));
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  while (!output.includes('/ledger')) await once(child.stdout ?? child, 'data');

  const endpoint = /http:\S+front-door\S+/.exec(output)?.[0] ?? '';
  const response = await fetch(endpoint, {
    method: 'POST',
    body: offerText(),
    headers: { 'Content-Type': 'application/sdp' },
  });
  assert.equal(response.status, 201);
  child.kill('SIGTERM');
  assert.deepEqual(await once(child, 'exit'), [0, null]);
});

test('a wrong option is explained', async () => {
  const child = run('--colour', 'blue');
  let errors = '';
  child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  assert.deepEqual(await once(child, 'exit'), [1, null]);
  assert.match(errors, /--colour.*\n[^]*Usage:/);
});
