// The published package, as a stranger has it: outside the repository, with its own dependencies and nothing else.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { installSimulator } from '../../scripts/pack-simulator.mjs';
import { Command, startCommand } from './test-command.js';
import { offerText } from './test-support.js';

let folder = '';
before(async () => {
  ({ folder } = await installSimulator());
});
after(() => rm(folder, { recursive: true, force: true }));

test('the installed command serves a camera: picture, ledger, page', async (t) => {
  const command = await startCommand(t, ['--fail-on-leak'], { packageFolder: folder });
  const response = await fetch(command.endpoint('front-door'), {
    method: 'POST',
    body: offerText(),
    headers: { 'Content-Type': 'application/sdp' },
  });
  assert.equal(response.status, 201);
  assert.match(await response.text(), /^a=rtpmap:102 H264\/90000\r$/m);
  assert.match(await (await fetch(`${command.origin}/`)).text(), /<title>Camera simulator</);
  assert.equal((await fetch(`${command.origin}/page.js`)).status, 200);
  const location = response.headers.get('Location') ?? '';
  assert.equal((await fetch(location, { method: 'DELETE' })).status, 200);
  assert.equal((await command.ledger()).open, 0);
  assert.equal(await command.end('SIGTERM'), 0);
});

test('as a build step: npx, a session left open, the control endpoint, exit code 1', async (t) => {
  const child = spawn('npx', ['ring-live-simulator', '--port', '0', '--fail-on-leak'], {
    cwd: folder,
    detached: true, // a group of its own, for what npx starts
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  t.after(() => child.exitCode === null && process.kill(-(child.pid ?? 0), 'SIGKILL'));
  const command = new Command(child);
  await command.started();
  const headers = { 'Content-Type': 'application/sdp' };
  const post = { method: 'POST', body: offerText(), headers };
  assert.equal((await fetch(command.endpoint('front-door'), post)).status, 201);
  const ended = command.end();
  await command.control('shutdown');
  assert.equal(await ended, 1);
  assert.match(command.errors, /^leaked: session \S+ on front-door is still open$/m);
});

test('the installed library starts simulators, in this process and in one of their own', async (t) => {
  const program = `import { startSimulator, startSimulatorProcess } from 'ring-live-simulator';
    const simulator = await startSimulator({ auth: 'none' });
    const { origin, kill } = await startSimulatorProcess();
    const ledgers = await Promise.all([simulator.origin, origin].map((at) => fetch(at + '/ledger')));
    console.log(ledgers.map(({ status }) => status).join(' '));
    await simulator.close();
    process.exit();`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => child.kill('SIGKILL'));
  const [chunk] = (await once(child.stdout, 'data')) as [Buffer];
  assert.equal(chunk.toString().trim(), '200 200');
});
